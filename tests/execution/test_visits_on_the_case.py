"""What the case's page says of its visits: the next step, and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from kulanz.cases.models import Case
from kulanz.cases.rules import WaitsFor
from kulanz.core.access.actor import Actor
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.stages.execution.visit_words import plan_warnings
from kulanz.workflows.visits import plan_visit
from tests.execution.monday import now  # noqa: F401  # it is Monday
from tests.execution.visits_world import AT, NINE, World


@pytest.fixture
def anna(world: World, signed_in: Callable[[Actor], Client]) -> Client:
    return signed_in(world.people.anna)


def test_over_several_days_is_planned_and_said(world: World, anna: Client) -> None:
    visit = world.visit()
    ends = NINE + timedelta(days=2)
    plan_visit(
        actor=world.people.anna, visit_id=visit.pk, crew=[world.fritz.pk], starts_at=NINE, ends_at=ends, at=AT
    )
    visit.refresh_from_db()
    assert plan_warnings(world.people.tenant, visit, [world.fritz], at=AT) == [
        "Fritz Fink: über mehrere Tage"
    ]
    told = anna.get(f"/desk/vorgang/{world.case.number}/").content.decode()
    assert "Di, 17.11.2026, 09:00 – Do, 19.11.2026, 09:00" in told


def test_the_case_says_that_its_visit_has_no_date_yet(world: World, anna: Client) -> None:
    waiting = world.visit()
    page = f"/desk/vorgang/{world.case.number}/"
    told = anna.get(page).content.decode()
    assert "Der Einsatz hat noch keinen Termin" in told
    assert f'href="/desk/einsatz/{waiting.number}/">Einsatz planen' in told
    Visit.objects.filter(pk=waiting.pk).update(organisation=world.people.blatt)
    assert "Der Einsatz hat noch keinen Termin" not in anna.get(page).content.decode(), "the dealer's to plan"


def test_while_a_visit_is_on_the_plan_nobody_is_asked_for_an_answer(world: World, anna: Client) -> None:
    planned = world.planned()
    Case.objects.filter(pk=world.case.pk).update(
        waits_for=WaitsFor.TECHNICIAN, owner_id=world.people.anna.membership_id
    )
    page = f"/desk/vorgang/{world.case.number}/"
    unknown = anna.get(page).content.decode()
    assert "Der Kunde weiß noch nichts vom Einsatz am Di, 17.11.2026, 09:00–10:00" in unknown
    assert f'href="/desk/einsatz/{planned.number}/termin/">Termin mitteilen' in unknown
    Visit.objects.filter(pk=planned.pk).update(state=VisitState.CONFIRMED)
    told = anna.get(page).content.decode()
    assert "Auf Antwort warten" not in told
    assert "Einsatz am Di, 17.11.2026, 09:00–10:00" in told
    assert f'href="/desk/einsatz/{planned.number}/">Einsatz öffnen' in told
    Visit.objects.filter(pk=planned.pk).update(state=VisitState.OFFERED)
    assert "Der Kunde wählt einen Termin" in anna.get(page).content.decode()
    Visit.objects.filter(pk=planned.pk).update(state=VisitState.CANCELLED)
    assert "Auf Antwort warten" in anna.get(page).content.decode()
