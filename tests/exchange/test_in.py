"""The ERP answers: each answer counts once, what cannot be taken says why, and nothing else is touched."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kulanz.config.cli import orders as command
from kulanz.core.periodic import periodic_jobs
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.tenancy.context import tenant_context
from kulanz.interfaces.exchange import reading
from kulanz.interfaces.exchange.reading import read_answers
from kulanz.masterdata.catalog.models import CostKind
from kulanz.stages.billing.models import ActualCost
from kulanz.stages.execution.commands.connecting import keep_connection
from kulanz.stages.execution.connectors import NotReachable
from kulanz.stages.execution.models import ErpConnection, Exchanged, ExchangedFile, Order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.models import Decision
from kulanz.stages.solution.rules.remedies import DecisionState, OrderKind
from tests.cases.people import make_people
from tests.conftest import make_tenant
from tests.exchange.erp import Erp, order_response
from tests.execution.placed import AT, Placed, make_placed

LATER = AT + timedelta(minutes=5)


def read(placed: Placed, at: Any = LATER) -> list[tuple[str, str]]:
    return [(one.name, one.outcome) for one in read_answers(tenant_id=placed.people.tenant.pk, at=at)]


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def test_from_order_to_the_end_of_its_decision(placed: Placed, erp: Erp, order: Order) -> None:
    erp.say("1.xml", order_response(order.number, externalNumber="L-77", plannedOn="2026-12-01"))
    assert read(placed) == [("1.xml", Exchanged.TAKEN)]
    known = fresh(order)
    assert (known.state, known.external_number) == (OrderState.CONFIRMED, "L-77")
    assert known.planned_on == date(2026, 12, 1)
    assert erp.result("1.xml") == ("processed", [])
    erp.say("2.xml", order_response(order.number, "underWay"), order_response(order.number, "done"))
    read(placed)
    assert fresh(order).state == OrderState.DONE
    assert fresh(order).done_on == date(2026, 11, 16)
    assert Decision.objects.get().state == DecisionState.DONE
    entry = ProtocolEntry.objects.filter(event="order.state_changed").order_by("id")[0]
    assert (entry.actor_kind, entry.channel) == ("system", "api")
    assert entry.personal.data["actor"] == "Warenwirtschaft"
    assert erp.into.joinpath("1.xml").exists() is False


def test_files_are_read_in_the_order_of_their_names(placed: Placed, erp: Erp, order: Order) -> None:
    erp.say("20.xml", order_response(order.number, "done"))
    erp.say("10.xml", order_response(order.number, "underWay"))
    assert read(placed) == [("10.xml", Exchanged.TAKEN), ("20.xml", Exchanged.TAKEN)]


def test_the_same_said_twice_is_once(placed: Placed, erp: Erp, order: Order) -> None:
    erp.say("1.xml", order_response(order.number, plannedOn="2026-12-01"))
    read(placed)
    entries = ProtocolEntry.objects.count()
    erp.say("1.xml", order_response(order.number, plannedOn="2026-12-01"))
    erp.say("2.xml", order_response(order.number, plannedOn="2026-12-01"))
    assert read(placed) == [("1.xml", Exchanged.TAKEN), ("2.xml", Exchanged.DUPLICATE)]
    erp.say("3.xml", order_response(order.number, plannedOn="2026-12-01"), "\n")
    assert read(placed) == [("3.xml", Exchanged.TAKEN)]
    assert ExchangedFile.objects.get(name="3.xml").report["taken"][0]["known"] is True
    assert ProtocolEntry.objects.count() == entries
    assert erp.result("2.xml") == ("processed", [])


def test_another_day_is_news(placed: Placed, erp: Erp, order: Order) -> None:
    for name, day in (("1.xml", "2026-12-01"), ("2.xml", "2026-12-08")):
        erp.say(name, order_response(order.number, plannedOn=day))
    read(placed)
    assert fresh(order).planned_on == date(2026, 12, 8)


def test_what_fails_turns_to_the_office(placed: Placed, erp: Erp, order: Order) -> None:
    erp.say("1.xml", order_response(order.number, "failed", reason="Annahme verweigert"))
    erp.say("2.xml", order_response(order.number, "failed"))
    assert [outcome for _name, outcome in read(placed)] == [Exchanged.TAKEN, Exchanged.TAKEN]
    assert (fresh(order).state, fresh(order).failure) == (OrderState.FAILED, "Annahme verweigert")


def test_one_bad_answer_keeps_no_other_from_counting(placed: Placed, erp: Erp, order: Order) -> None:
    other = placed.order(OrderKind.PICK_UP)
    erp.say(
        "1.xml",
        order_response(order.number, "done"),
        order_response("A-1999-00001"),
        order_response(order.number, "confirmed"),
        order_response(other.number),
    )
    assert read(placed) == [("1.xml", Exchanged.REJECTED)]
    assert erp.result("1.xml") == (
        "rejected",
        [
            ("3", "number", "Einen Auftrag mit dieser Nummer gibt es nicht."),
            ("4", "state", "Der Auftrag ist „erledigt“; „bestätigt“ kann darauf nicht folgen."),
        ],
    )
    assert fresh(order).state == OrderState.DONE
    assert fresh(other).state == OrderState.CONFIRMED


def test_numbers_of_another_tenant_lead_nowhere(placed: Placed, erp: Erp, order: Order) -> None:
    elsewhere = make_tenant("suedwind", name="Südwind Sitzmöbel", case_prefix="SW")
    with tenant_context(elsewhere.pk):
        far = make_placed(make_people(elsewhere, domain="suedwind.test"))
        for _ in range(2):
            far.order()
        theirs = Order.objects.order_by("-id")[0]
    assert theirs.number != order.number
    erp.say("1.xml", order_response(theirs.number, "done"))
    erp.say("2.xml", order_response(order.number, "done"), tenant="suedwind")
    read(placed)
    assert erp.result("1.xml")[1][0][2] == "Einen Auftrag mit dieser Nummer gibt es nicht."
    assert erp.result("2.xml")[1] == [
        ("1", "responses", "Die Datei gehört zum Mandanten „suedwind“, dieser Ordner zu „nordlicht“.")
    ]
    assert fresh(order).state == OrderState.HANDED_OVER
    with tenant_context(elsewhere.pk):
        assert fresh(theirs).state == OrderState.RECORDED


def cost(ident: str = "R-1", kind: str = "pick_up", amount: str = "61.50", currency: str = "EUR") -> str:
    return f'<cost id="{ident}" kind="{kind}" currency="{currency}">{amount}</cost>'


def test_costs_are_booked_once(placed: Placed, erp: Erp, order: Order) -> None:
    CostKind.objects.create(
        tenant=placed.people.tenant, code="pick_up", name="Abholung", scope="unit_country"
    )
    erp.say("1.xml", order_response(order.number, "done", costs=cost()))
    erp.say("2.xml", order_response(order.number, "done", costs=cost() + cost("R-2", amount="-1.5")))
    erp.say("3.xml", order_response(order.number, "done", costs=cost(amount="99")))
    erp.say("4.xml", order_response(order.number, "done", costs=cost("R-3") + cost("R-4", "rocket")))
    outcomes = [outcome for _name, outcome in read(placed)]
    assert outcomes == [Exchanged.TAKEN, Exchanged.TAKEN, Exchanged.REJECTED, Exchanged.REJECTED]
    booked = [(row.amount, row.key, row.order_id) for row in ActualCost.objects.order_by("id")]
    assert booked == [
        (Decimal("61.50"), f"erp:{order.number}:R-1", order.pk),
        (Decimal("-1.50"), f"erp:{order.number}:R-2", order.pk),
    ]
    assert "61.50 EUR" in erp.result("3.xml")[1][0][2]
    assert erp.result("4.xml")[1] == [("2", "cost", "Eine Kostenart „rocket“ gibt es nicht.")]


def test_killed_after_the_commit_it_is_only_put_away(
    placed: Placed, erp: Erp, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    erp.say("1.xml", order_response(order.number, "done"))
    with monkeypatch.context() as patch:
        patch.setattr(reading, "_put_away", lambda *_given: 1 / 0)
        assert read(placed) == []
    assert ErpConnection.objects.get().last_error == "1.xml: ZeroDivisionError"
    entries = ProtocolEntry.objects.count()
    assert read(placed) == [("1.xml", Exchanged.TAKEN)]
    assert ProtocolEntry.objects.count() == entries
    assert erp.result("1.xml") == ("processed", [])
    assert ErpConnection.objects.get().last_error == ""


def test_killed_before_the_commit_nothing_has_happened(
    placed: Placed, erp: Erp, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    erp.say("1.xml", order_response(order.number, "done"))
    erp.say("2.xml", order_response("A-1999-00001"))
    with monkeypatch.context() as patch:
        patch.setattr(reading, "_keep", lambda *_given: 1 / 0)
        assert read(placed) == []
    assert fresh(order).state == OrderState.HANDED_OVER
    assert [name for name, _outcome in read(placed)] == ["1.xml", "2.xml"]
    assert fresh(order).state == OrderState.DONE


def test_a_missing_share_is_no_empty_folder(placed: Placed, erp: Erp, home: Path, settings: Any) -> None:
    settings.EXCHANGE_ROOTS = (home / "share",)
    folders = {"folder_out": str(home / "share/nordlicht/out"), "folder_in": str(home / "share/nordlicht/in")}
    keep_connection(actor=placed.people.otto, active=True, at=AT, **folders)
    with pytest.raises(NotReachable):
        read(placed)
    assert "gibt es nicht" in ErpConnection.objects.get().last_error
    settings.EXCHANGE_ROOTS = ()
    with pytest.raises(NotReachable):
        read(placed)
    assert "nicht erlaubt" in ErpConnection.objects.get().last_error


def test_nothing_is_read_while_nothing_is_connected(placed: Placed, erp: Erp, order: Order) -> None:
    erp.say("1.xml", order_response(order.number, "done"))
    keep_connection(actor=placed.people.otto, folder_out="", folder_in="", active=False, at=AT)
    assert read(placed) == []
    assert erp.into.joinpath("1.xml").exists()


def test_the_worker_reads_every_minute_and_says_nothing_of_a_missing_share(
    placed: Placed, erp: Erp, order: Order
) -> None:
    (job,) = [job for job in periodic_jobs() if job.name == "erp-read"]
    assert job.finishes_intake
    assert job.every == timedelta(minutes=1)
    path = erp.say("1.xml", order_response(order.number))
    job.run(placed.people.tenant.pk, LATER)
    assert not path.exists()
    erp.into.rename(erp.into.with_name("kept"))
    erp.into.write_text("no folder")
    job.run(placed.people.tenant.pk, LATER)
    assert str(erp.into) in ErpConnection.objects.get().last_error


def test_the_command_exchanges_at_once(
    placed: Placed, erp: Erp, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "product", nullcontext)
    order = placed.order()
    erp.say("1.xml", order_response(order.number))
    args = type("Arguments", (), {"tenant": "nordlicht"})()
    assert command.run(args) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"nordlicht\tout\t{order.number}.v1.xml\twritten",
        "nordlicht\tin\t1.xml\ttaken",
    ]
    assert fresh(order).state == OrderState.CONFIRMED
    erp.say("2.xml", order_response("A-1999-00001"))
    assert command.run(args) == 1
    assert "\tZeile 2: Einen Auftrag mit dieser Nummer gibt es nicht." in capsys.readouterr().out
    args.tenant = "niemand"
    with pytest.raises(SystemExit):
        command.run(args)
