"""Nobody was there, but before the agreed time: both times are kept and told to the office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.test import Client

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.stages.execution.rules.visits import Result
from kulanz.workflows.visits import finish_visit
from tests.execution.visits_world import NINE, World
from tests.field.device import Device

GONE = {"result": "nobody_there", "result_reason": "Geklingelt und 15 Minuten gewartet"}


def test_both_times_are_kept(world: World, fritz: Device) -> None:
    visit = world.planned()
    early = NINE - timedelta(minutes=41)
    assert fritz.tell(visit.pk, "report", GONE, at=early.isoformat())["outcome"] == "applied"
    facts = ProtocolEntry.objects.get(event="visit.ended").facts
    assert facts["planned_for"] == NINE.isoformat()
    assert datetime.fromisoformat(facts["told_at"]) == early


def test_the_office_reads_both(world: World, signed_in: Callable[[Actor], Client]) -> None:
    visit = world.planned()
    finish_visit(
        actor=world.fritz_actor,
        visit_id=visit.pk,
        result=Result.NOBODY_THERE,
        authorised=True,
        reason="Niemand öffnet",
        told_at=NINE - timedelta(minutes=41),
        at=NINE + timedelta(days=1),
    )
    page = signed_in(world.people.anna).get(f"/desk/einsatz/{visit.number}/").content.decode()
    assert "vor der Zeit: gemeldet Di, 17.11.2026, 08:19, vereinbart Di, 17.11.2026, 09:00" in page


def test_in_time_nothing_is_said(world: World, signed_in: Callable[[Actor], Client]) -> None:
    visit = world.planned()
    finish_visit(
        actor=world.fritz_actor,
        visit_id=visit.pk,
        result=Result.NOBODY_THERE,
        authorised=True,
        reason="Niemand öffnet",
        told_at=NINE + timedelta(minutes=15),
        at=NINE + timedelta(minutes=16),
    )
    page = signed_in(world.people.anna).get(f"/desk/einsatz/{visit.number}/").content.decode()
    assert "Niemand öffnet" in page
    assert "vor der Zeit" not in page
