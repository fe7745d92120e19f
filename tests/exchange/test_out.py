"""Orders go out: once, whole, and whatever happens in between."""

from __future__ import annotations

import stat
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kulanz.core.protocol.models import ProtocolEntry, Transmission, TransmissionState
from kulanz.core.protocol.working import MOST_ATTEMPTS, work_once
from kulanz.core.refusal import NotAllowed
from kulanz.stages.execution.commands.connecting import keep_connection
from kulanz.stages.execution.commands.handing_over import hand_over_order, retry_hand_over
from kulanz.stages.execution.commands.state import cancel_order, change_order_state
from kulanz.stages.execution.models import Exchanged, ExchangedFile, Order
from kulanz.stages.execution.queries.exchange import exchange_about
from kulanz.stages.execution.rules.orders import HandedOverBy, OrderState
from kulanz.stages.solution.rules.remedies import OrderKind
from kulanz.workflows import handing_over
from kulanz.workflows.handing_over_again import hand_over_waiting, waiting_orders
from kulanz.workflows.reactions import ERP
from tests.cases.people import People
from tests.exchange.erp import Erp, texts
from tests.execution.placed import AT, Placed


def work(people: People, *, at: Any = AT) -> dict[str, int]:
    return work_once(at, [people.tenant.pk], consumers=[ERP])


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def outcomes() -> list[tuple[str, str]]:
    return list(ExchangedFile.objects.order_by("pk").values_list("action", "outcome"))


def test_an_order_goes_out_as_soon_as_it_is_placed(placed: Placed, erp: Erp) -> None:
    order = placed.order(text="Bitte\nklingeln ]]>", wanted_on=date(2026, 12, 1))
    assert work(placed.people) == {"done": 1}
    name = f"{order.number}.v1.xml"
    assert erp.names() == [name]
    root = erp.read(name)
    assert root.get("tenant") == "nordlicht"
    assert root[0].attrib == {"action": "place", "version": "1"}
    assert texts(root, "number", "case", "kind", "placedAt", "wantedOn", "street", "note", "text") == [
        order.number,
        placed.case.number,
        "delivery",
        "2026-11-16T09:00:00Z",
        "2026-12-01",
        "Lange Gasse 7",
        "2. Stock",
        "Bitte\nklingeln ]]>",
    ]
    assert texts(root, "articleNumber", "serialNumber", "quantity", "weightKg") == [
        "ST-100",
        "SN-77",
        "2.00",
        "14.500",
    ]
    assert stat.S_IMODE((erp.out / name).stat().st_mode) == 0o660
    order = fresh(order)
    assert (order.state, order.handed_over_by) == (OrderState.HANDED_OVER, HandedOverBy.FILE)
    entry = ProtocolEntry.objects.get(event="order.handed_over")
    assert entry.facts["by"] == "file"
    assert entry.personal.data == {"actor": "Warenwirtschaft", "note": name}
    written = exchange_about(placed.case, order.number, since=AT).written
    assert written is not None
    assert (written.name, written.action) == (name, "place")
    assert work(placed.people, at=AT + timedelta(days=1)) == {}


def test_without_a_connection_it_waits_for_a_hand(placed: Placed) -> None:
    order = placed.order()
    assert work(placed.people) == {"done": 1}
    assert fresh(order).state == OrderState.RECORDED
    assert exchange_about(placed.case, order.number, since=AT).trouble is None
    assert not ExchangedFile.objects.exists()


def test_what_was_placed_before_goes_out_when_asked_for(placed: Placed, home: Path) -> None:
    order, service = placed.order(), placed.service()
    by_hand = placed.order(OrderKind.PICK_UP)
    hand_over_order(actor=placed.people.anna, order_id=by_hand.pk, by=HandedOverBy.HAND, at=AT)
    work(placed.people)
    otto = placed.people.otto
    keep_connection(actor=otto, folder_out="", folder_in="", active=True, at=AT)
    assert work(placed.people) == {}
    assert [row.number for row in waiting_orders(placed.people.tenant.pk)] == [order.number]
    with pytest.raises(NotAllowed):
        hand_over_waiting(actor=placed.people.anna, at=AT)
    assert hand_over_waiting(actor=otto, at=AT) == 1
    work(placed.people)
    assert fresh(order).state == OrderState.HANDED_OVER
    assert fresh(service).handed_over_by == HandedOverBy.MAIL
    assert hand_over_waiting(actor=otto, at=AT) == 0
    folder = home / "exchange" / "nordlicht" / "out"
    assert [path.name for path in folder.iterdir()] == [f"{order.number}.v1.xml"]


def test_killed_between_file_and_commit_there_is_one_file(
    placed: Placed, erp: Erp, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = placed.order()

    def killed(**_given: object) -> None:
        raise SystemError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(handing_over, "hand_over_order", killed)
        assert work(placed.people) == {"retried": 1}
    (name,) = erp.names()
    before = (erp.out / name).read_bytes()
    row = ExchangedFile.objects.get()
    assert (row.name, row.outcome) == (name, Exchanged.PLANNED)
    assert fresh(order).state == OrderState.RECORDED
    assert work(placed.people, at=AT + timedelta(minutes=5)) == {"done": 1}
    assert erp.names() == [name]
    assert (erp.out / name).read_bytes() == before
    row = ExchangedFile.objects.get()
    assert row.outcome == Exchanged.WRITTEN
    assert fresh(order).state == OrderState.HANDED_OVER


def test_killed_and_then_cancelled_the_erp_is_told(
    placed: Placed, erp: Erp, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = placed.order()
    with monkeypatch.context() as patch:
        patch.setattr(handing_over, "hand_over_order", lambda **_given: 1 / 0)
        work(placed.people)
    cancel_order(actor=placed.people.anna, order_id=order.pk, reason="doppelt", at=AT)
    assert work(placed.people, at=AT + timedelta(minutes=5)) == {"done": 2}
    assert erp.names() == [f"{order.number}.v1.xml", f"{order.number}.v2.xml"]
    assert erp.read(f"{order.number}.v2.xml")[0].get("action") == "cancel"
    assert fresh(order).state == OrderState.CANCELLED
    # nothing is about to be written any more
    assert outcomes() == [("place", Exchanged.WITHDRAWN), ("cancel", Exchanged.WRITTEN)]


def test_a_cancelled_order_is_withdrawn_once(placed: Placed, erp: Erp) -> None:
    order = placed.order()
    work(placed.people)
    erp.take(f"{order.number}.v1.xml")
    cancel_order(actor=placed.people.anna, order_id=order.pk, reason="doppelt", at=AT)
    work(placed.people)
    root = erp.take(f"{order.number}.v2.xml")
    assert root[0].attrib == {"action": "cancel", "version": "2"}
    hand_over_waiting(actor=placed.people.otto, at=AT)
    work(placed.people)
    assert erp.names() == []
    # the first one was written, and that stays so
    assert outcomes() == [("place", Exchanged.WRITTEN), ("cancel", Exchanged.WRITTEN)]


def test_what_never_went_out_is_not_withdrawn(placed: Placed, erp: Erp) -> None:
    by_hand, at_once = placed.order(), placed.order(OrderKind.PICK_UP)
    for order in (by_hand, at_once):
        cancel_order(actor=placed.people.anna, order_id=order.pk, reason="doppelt", at=AT)
    assert work(placed.people) == {"done": 4}
    assert erp.names() == []


def test_a_failed_order_goes_out_again_as_a_new_version(placed: Placed, erp: Erp) -> None:
    order = placed.order()
    work(placed.people)
    for state, reason in ((OrderState.FAILED, "verloren"), (OrderState.RECORDED, "")):
        change_order_state(actor=placed.people.anna, order_id=order.pk, state=state, reason=reason, at=AT)
    work(placed.people)
    assert erp.names() == [f"{order.number}.v1.xml", f"{order.number}.v2.xml"]
    assert [erp.read(name)[0].get("action") for name in erp.names()] == ["place", "place"]
    assert fresh(order).state == OrderState.HANDED_OVER


def test_a_folder_that_cannot_be_written_is_tried_again_and_then_visible(placed: Placed, erp: Erp) -> None:
    erp.out.parent.mkdir(parents=True)
    erp.out.write_text("here should be a folder")
    order = placed.order()
    assert work(placed.people) == {"retried": 1}
    trouble = exchange_about(placed.case, order.number, since=AT).trouble
    assert trouble is not None
    assert trouble.state == TransmissionState.WAITING
    assert str(erp.out) in trouble.last_error
    assert fresh(order).state == OrderState.RECORDED
    row = ExchangedFile.objects.get()
    assert row.outcome == Exchanged.FAILED
    assert str(erp.out) in row.problem
    for day in range(1, MOST_ATTEMPTS):
        work(placed.people, at=AT + timedelta(days=day))
    trouble = exchange_about(placed.case, order.number, since=AT).trouble
    assert trouble is not None
    assert trouble.state == TransmissionState.STUCK
    erp.out.unlink()
    assert retry_hand_over(actor=placed.people.anna, order_id=order.pk, at=AT) == 1
    assert work(placed.people) == {"done": 1}
    assert exchange_about(placed.case, order.number, since=AT).trouble is None
    assert erp.names() == [f"{order.number}.v1.xml"]


def test_a_clean_failure_and_then_cancelled_nothing_is_told(placed: Placed, erp: Erp) -> None:
    erp.out.parent.mkdir(parents=True)
    erp.out.write_text("here should be a folder")
    order = placed.order()
    work(placed.people)
    cancel_order(actor=placed.people.anna, order_id=order.pk, reason="doppelt", at=AT)
    erp.out.unlink()
    work(placed.people, at=AT + timedelta(days=1))
    assert erp.names() == []


def test_a_document_against_the_schema_is_loud(
    placed: Placed, erp: Erp, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = placed.order()
    Order.objects.filter(pk=order.pk).update(number="kein Kennzeichen")
    assert work(placed.people) == {"retried": 1}
    assert erp.names() == []
    assert "NotValid" in Transmission.objects.get(consumer=ERP).last_error


def test_nothing_is_left_lying_about(placed: Placed, erp: Erp) -> None:
    placed.order()
    work(placed.people)
    assert [path.suffix for path in erp.out.iterdir()] == [".xml"]
