"""A visit that was called off made again, what its form asks for, and where nobody goes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from kulanz.cases.models import Case
from kulanz.cases.rules import Step
from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.models import TechnicianRegion
from kulanz.screens.visit_forms import WorkForm
from kulanz.stages.execution.commands.visits.making import PartInput
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.models.choices import VISIT_KIND
from kulanz.stages.execution.rules.visits import ON_THE_PRODUCT, VisitKind
from kulanz.workflows.visits import cancel_visit
from tests.execution.monday import now  # noqa: F401  # it is Monday
from tests.execution.visits_world import AT, World

AGAIN = "Einsatz erneut anlegen"


@pytest.fixture
def anna(world: World, signed_in: Callable[[Actor], Client]) -> Client:
    return signed_in(world.people.anna)


def called_off(world: World, wanted_on: date) -> Visit:
    visit = world.visit(
        task="Gasfeder hinten tauschen",
        duration_minutes=95,
        wanted_on=wanted_on,
        part_inputs=[PartInput(name="Gasfeder lang", quantity=Decimal(2))],
    )
    return cancel_visit(actor=world.people.anna, visit_id=visit.pk, reason="Kundin krank", at=AT)


def value(page: str, name: str) -> str:
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    assert found is not None
    typed = re.search(r'value="([^"]*)"', found[0])
    return typed[1] if typed is not None else ""


def test_a_visit_called_off_is_made_again_as_it_was(world: World, anna: Client) -> None:
    before = called_off(world, date(2026, 11, 20))
    page = anna.get(f"/desk/einsatz/{before.number}/").content.decode()
    path = f"/desk/vorgang/{before.case.number}/einsatz/?wie={before.number}"
    assert AGAIN in page
    assert f'href="{path}"' in page
    form = anna.get(path).content.decode()
    assert "Gasfeder hinten tauschen" in form
    assert "2 Gasfeder lang" in form
    assert value(form, "duration_minutes") == "95"
    assert "2026-11-20" in form
    assert re.search(rf'name="work_kinds" value="{world.spring.pk}"[^>]*checked', form)
    sent = {
        "kind": "repair",
        "task": "Gasfeder hinten tauschen",
        "work_kinds": world.spring.pk,
        "duration_minutes": "95",
        "parts": "2 Gasfeder lang",
    }
    assert anna.post(path, sent).status_code == 302
    made = Visit.objects.exclude(pk=before.pk).get()
    assert (made.state, made.duration_minutes, made.parts.get().name) == ("to_plan", 95, "Gasfeder lang")


def test_a_day_that_has_gone_is_not_wished_again(world: World, anna: Client) -> None:
    before = called_off(world, date(2026, 11, 20))
    Visit.objects.filter(pk=before.pk).update(wanted_on=date(2026, 11, 13))
    form = anna.get(f"/desk/vorgang/{before.case.number}/einsatz/?wie={before.number}").content.decode()
    assert "Gasfeder hinten tauschen" in form
    assert "2026-11-13" not in form


def test_only_what_was_called_off_in_this_case_by_who_may_while_it_is_open(
    world: World, anna: Client, signed_in: Callable[[Actor], Client]
) -> None:
    before, standing = called_off(world, date(2026, 11, 20)), world.visit(task="Noch zu planen")
    assert AGAIN not in anna.get(f"/desk/einsatz/{standing.number}/").content.decode()
    other = anna.get(f"/desk/vorgang/{world.harmless.number}/einsatz/?wie={before.number}").content.decode()
    assert "Gasfeder hinten tauschen" not in other
    same = anna.get(f"/desk/vorgang/{before.case.number}/einsatz/?wie={standing.number}").content.decode()
    assert "Noch zu planen" not in same
    reader = signed_in(world.people.otto)
    assert AGAIN not in reader.get(f"/desk/einsatz/{before.number}/").content.decode()
    assert reader.get(f"/desk/vorgang/{before.case.number}/einsatz/").status_code == 403
    Case.objects.filter(pk=before.case_id).update(step=Step.CANCELLED.value)
    assert AGAIN not in anna.get(f"/desk/einsatz/{before.number}/").content.decode()
    assert Visit.objects.count() == 2


def test_kinds_of_work_are_not_called_voluntary_where_they_are_asked_for(world: World, anna: Client) -> None:
    path = f"/desk/vorgang/{world.case.number}/einsatz/"
    form = anna.get(path).content.decode()
    label = form.partition("Arbeitsarten")[2].partition("</legend>")[0]
    assert "freiwillig" not in label
    hint = str(WorkForm.base_fields["work_kinds"].help_text)
    assert hint in form
    needed = hint.partition(",")[0] + hint.partition(",")[2].partition(",")[0]
    for kind, name in VISIT_KIND:
        assert (str(name) in needed) == (VisitKind(kind) in ON_THE_PRODUCT)
    assert anna.post(path, {"kind": "repair"}).status_code == 422
    assert not Visit.objects.exists()


def test_where_a_visit_is_planned_somebody_goes(world: World, signed_in: Callable[[Actor], Client]) -> None:
    lena = signed_in(world.people.lena)
    TechnicianRegion.objects.all().delete()

    def listed() -> str:
        page = lena.get("/desk/stammdaten/postleitzahlen/").content.decode()
        return page.partition('id="open-places"')[2].partition("</section>")[0]

    assert world.case.number in listed()
    visit = world.planned()
    assert world.case.number not in listed()
    assert world.harmless.number in listed()
    Visit.objects.filter(pk=visit.pk).update(state="under_way")
    assert world.case.number not in listed()
    Visit.objects.filter(pk=visit.pk).update(state="futile")
    assert world.case.number in listed()
