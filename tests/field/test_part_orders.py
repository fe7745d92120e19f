"""Parts ordered on the spot: at once, once, refused with a reason, and seen in the case and on the device."""

from __future__ import annotations

from typing import Any

import pytest

from kulanz.cases.models import Message, Task
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Certificate
from kulanz.stages.execution.models import Visit
from tests.execution.visits_world import AT, World
from tests.field.device import SOLVED, Device

NEEDED = {**SOLVED, "result": "part_needed"}


@pytest.fixture
def spring(world: World) -> Article:
    return Article.objects.create(
        tenant=world.tenant, number="GF-20", name="Gasfeder", is_spare_part=True, safety="given",
        work_kind=world.spring,
    )  # fmt: skip


def line(article: Article, quantity: int = 2, **more: Any) -> dict[str, Any]:
    return {"article_id": article.pk, "number": article.number, "name": article.name,
            "quantity": quantity, **more}  # fmt: skip


def orders() -> list[str]:
    return list(Task.objects.filter(title__startswith="Teile bestellen").values_list("title", flat=True))


def test_it_is_in_the_case_at_once(world: World, fritz: Device, spring: Article) -> None:
    visit = world.planned()
    entry = fritz.entry(visit.pk, "order_part", {"parts": [line(spring)], "reason": "undicht"})
    assert [answer["outcome"] for answer in fritz.send(entry)] == ["applied"]
    assert [answer["outcome"] for answer in fritz.send(entry)] == ["repeated"]
    assert orders() == [f"Teile bestellen für {visit.number}: 2 × GF-20 Gasfeder"]
    assert "undicht" in Message.objects.get().body
    assert ProtocolEntry.objects.filter(event="report.parts_asked_for", stream=world.case.stream).count() == 1


def test_the_report_does_not_order_it_once_more(world: World, fritz: Device, spring: Article) -> None:
    visit = world.planned()
    entry = fritz.entry(visit.pk, "order_part", {"parts": [line(spring)]})
    needed = [line(spring, ordered=entry["id"]), {"name": "Rolle", "quantity": 1}]
    fritz.send(entry, fritz.entry(visit.pk, "report", {**NEEDED, "needed_parts": needed}))
    first, second = orders()
    assert "Gasfeder" in first
    assert ("Gasfeder" in second, "Rolle" in second) == (False, True)
    again = Visit.objects.get(follows=visit)
    assert sorted(part.name for part in again.parts.all()) == ["Gasfeder", "Rolle"]


def test_a_report_of_ordered_parts_alone_orders_nothing(world: World, fritz: Device, spring: Article) -> None:
    visit = world.planned()
    entry = fritz.entry(visit.pk, "order_part", {"parts": [line(spring)]})
    report = {**NEEDED, "needed_parts": [line(spring, ordered=entry["id"])]}
    fritz.send(entry, fritz.entry(visit.pk, "report", report))
    assert len(orders()) == 1


@pytest.mark.parametrize("claim", ["unknown", "other part", "more", "other visit", "refused"])
def test_what_was_not_ordered_is_ordered_with_the_report(
    world: World, fritz: Device, spring: Article, claim: str
) -> None:
    """A device that says so wrongly costs nobody a part."""
    visit, other = world.planned(), world.planned(starts_at=AT.replace(day=18), case=world.another_case())
    ordered, quantity = line(spring), 2
    if claim == "other part":
        ordered = {"name": "Rolle", "quantity": 2}
    elif claim == "more":
        quantity = 3
    elif claim == "refused":
        ordered = {}
    entry = fritz.entry(other.pk if claim == "other visit" else visit.pk, "order_part", {"parts": [ordered]})
    fritz.send(entry)
    before = orders()
    said = "00000000-0000-4000-8000-000000000000" if claim == "unknown" else entry["id"]
    told = fritz.tell(visit.pk, "report", {**NEEDED, "needed_parts": [line(spring, quantity, ordered=said)]})
    assert told["outcome"] == "applied"
    assert [title for title in orders() if title not in before or "Gasfeder" in title][-1].endswith(
        f"{visit.number}: {quantity} × GF-20 Gasfeder"
    )
    assert len(orders()) == len(before) + 1


def left_nothing() -> bool:
    return not (Task.objects.exists() or Message.objects.exists())


def test_safety_relevant_only_for_whoever_may_fit_it(world: World, fritz: Device, spring: Article) -> None:
    visit = world.planned()
    Certificate.objects.filter(holder=world.fritz.person).update(revoked_on=AT.date())
    world.certify(world.frieda.person, world.spring)
    answer = fritz.tell(visit.pk, "order_part", {"parts": [line(spring)]})
    assert answer["outcome"] == "refused"
    assert "sicherheitsrelevant" in answer["message"]
    assert "Möglich wäre: Frieda Falk" in answer["message"]
    assert left_nothing()
    refused = ProtocolEntry.objects.get(event__contains="refused")
    assert refused.facts["step"] == "order"
    unknown = fritz.tell(visit.pk, "order_part", {"parts": [{"name": "irgendein Teil"}]})
    assert unknown["outcome"] == "refused"
    assert left_nothing()
    harmless = Article.objects.create(tenant=world.tenant, number="K-1", name="Kappe", safety="none")
    assert fritz.tell(visit.pk, "order_part", {"parts": [line(harmless)]})["outcome"] == "applied"
    assert len(orders()) == 1


def test_only_original_parts(world: World, fritz: Device, spring: Article) -> None:
    visit = world.planned()
    spring.is_original = False
    spring.save(update_fields=["is_original"])
    answer = fritz.tell(visit.pk, "order_part", {"parts": [line(spring)]})
    assert answer["outcome"] == "refused"
    assert "kein Originalersatzteil" in answer["message"]
    assert left_nothing()


def test_every_device_of_the_crew_knows_of_it(world: World, fritz: Device, spring: Article) -> None:
    visit = world.planned()
    entry = fritz.entry(visit.pk, "order_part", {"parts": [line(spring)]})
    wrong = fritz.entry(visit.pk, "order_part", {"parts": [{}]})
    fritz.send(entry, wrong)
    told = Device(fritz.client).day()["visits"][0]["orders"]
    assert [(one["id"], one["outcome"]) for one in told] == [
        (entry["id"], "applied"),
        (wrong["id"], "refused"),
    ]
    assert told[0]["parts"] == [{"name": "Gasfeder", "quantity": 2}]
    assert (told[0]["by"], bool(told[1]["message"])) == ("Fritz Fink", True)
    fritz.tell(visit.pk, "dismiss", {"entry": wrong["id"]})
    assert [one["id"] for one in fritz.day()["visits"][0]["orders"]] == [entry["id"]]
