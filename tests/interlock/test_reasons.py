"""The program's own reasons are kept as a code with facts, and said in the language of whoever reads them."""

from __future__ import annotations

import html
from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from kulanz.cases.commands.closing import cancel_case
from kulanz.cases.models import Case
from kulanz.core.access.models import User
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.parties.models import Certificate
from kulanz.masterdata.parties.rules.interlock import Bar, Ground
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.execution.commands.erasing_service import erase_visits
from kulanz.stages.execution.plan_words import bars_said, said, say
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.execution.rules.plan_reasons import Because, Why, bars_of
from kulanz.workflows.certificates import revoke
from kulanz.workflows.visits import take_off_plan
from tests.execution.visits_world import AT, NINE, World
from tests.interlock.conftest import LATER, Scene
from tests.workflows.hearing import work

FULL = Why(
    Because.WORK_ADDED,
    who="Fritz Fink",
    day=date(2026, 11, 17),
    number="A-1",
    text="bitte nachmittags",
    bars=(
        ("Fritz Fink", Bar(Ground.REVOKED, "Polster", date(2026, 11, 16))),
        ("", Bar(Ground.NOT_ACTIVE, "", None)),
    ),
)


@pytest.mark.parametrize("because", Because)
def test_each_reason_is_kept_and_said_in_both_languages(because: Because) -> None:
    why = Why(because, FULL.who, FULL.day, FULL.number, FULL.text, FULL.bars)
    assert Why.of(why.kept()) == why
    assert Why.of(Why(because).kept()) == Why(because)
    spoken = {}
    for language in ("de", "en"):
        with translation.override(language):
            spoken[language] = say(why)
    assert spoken["de"] != spoken["en"]
    assert "%(" not in "".join(spoken.values())


def read(world: World, path: str, language: str) -> str:
    anna = world.people.anna
    User.objects.filter(pk=anna.user_id).update(language=language)
    client = Client(headers={"host": world.tenant.host, "accept-language": language})
    client.force_login(User.objects.get(pk=anna.user_id))
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_ended_certificate_reads_in_english_at_the_desk(scene: Scene) -> None:
    world = scene.world
    visit = world.planned()
    held = Certificate.objects.get(holder=world.fritz.person, work_kind=world.spring)
    revoke(actor=world.people.lena, certificate_id=held.pk, reason="Prüfung", at=AT)
    visit.refresh_from_db()
    assert visit.off_plan_why["because"] == "certificate_ended"
    for path in (
        f"/desk/einsatz/{visit.number}/",
        "/desk/einsatzplan/?tag=2026-11-17",
        f"/desk/vorgang/{world.case.number}/",
    ):
        english = read(world, path, "en")
        assert "Fritz Fink may no longer do this work on" in english, path
        assert "nicht mehr ausführen" not in english, path
        assert "Fritz Fink darf diese Arbeit am 17.11.2026 nicht mehr ausführen." in read(
            world, path, "de"
        ), path


def test_what_somebody_wrote_and_old_rows_stay_as_they_are(scene: Scene) -> None:
    world = scene.world
    visit = world.planned()
    take_off_plan(actor=world.people.anna, visit_id=visit.pk, reason="Fritz ist krank", at=AT)
    visit.refresh_from_db()
    assert (visit.off_plan_why, visit.off_plan_said) == (None, "Fritz ist krank")
    assert "Fritz ist krank" in read(world, f"/desk/einsatz/{visit.number}/", "en")
    with translation.override("en"):
        assert said(None, "Der Vorgang ist beendet.") == "Der Vorgang ist beendet."


def test_planned_again_it_has_no_reason_any_more(scene: Scene) -> None:
    world = scene.world
    visit = world.planned()
    held = Certificate.objects.get(holder=world.fritz.person, work_kind=world.spring)
    revoke(actor=world.people.lena, certificate_id=held.pk, reason="Prüfung", at=AT)
    world.plan(visit, [world.paula], NINE)
    visit.refresh_from_db()
    assert (visit.off_plan_reason, visit.off_plan_why) == ("", None)


def test_the_firm_hears_in_its_language(scene: Scene) -> None:
    world, paula = scene.world, scene.world.paula
    order = scene.order(ExecutorKind.FIRM)
    scene.entered(order, OrderState.CONFIRMED, people=[paula.pk], planned_on=date(2026, 11, 17), at=AT)
    Case.objects.filter(pk=order.case_id).update(language="en")
    lena = world.people.lena
    User.objects.filter(pk=lena.user_id).update(language="en")
    OutgoingMail.objects.all().delete()
    held = Certificate.objects.get(holder=paula.person)
    revoke(actor=lena, certificate_id=held.pk, reason="Audit", at=LATER)
    entry = ProtocolEntry.objects.get(event="order.off_plan")
    assert entry.personal.data["why"]["because"] == "certificate_ended"
    english = read(world, f"/desk/auftraege/{order.number}/", "en")
    assert "may no longer do this work on" in english
    assert "nicht mehr ausführen" not in english


def test_a_case_that_ended_says_so_to_everybody(scene: Scene) -> None:
    world = scene.world
    visit = world.planned()
    cancel_case(actor=world.people.anna, case_id=world.case.pk, reason="doch nicht", at=AT)
    work(LATER)
    visit.refresh_from_db()
    assert visit.state == "cancelled"
    with translation.override("en"):
        assert visit.off_plan_said == "The case is closed."
    with translation.override("de"):
        assert visit.off_plan_said == "Der Vorgang ist beendet."


def test_work_without_right_reads_in_english_too(scene: Scene) -> None:
    world = scene.world
    order = scene.order(ExecutorKind.FIRM)
    scene.done(order)
    told = ProtocolEntry.objects.filter(event="order.work_told").latest("pk")
    bars = bars_of(told.personal.data["bars"])
    spoken = {}
    for language in ("de", "en"):
        with translation.override(language):
            spoken[language] = bars_said(bars)
    assert spoken["de"] != spoken["en"]
    for language in ("de", "en"):
        assert spoken[language] in html.unescape(read(world, f"/desk/vorgang/{order.case.number}/", language))


def test_erasing_leaves_no_name_in_it(scene: Scene) -> None:
    world = scene.world
    visit = world.planned()
    held = Certificate.objects.get(holder=world.fritz.person, work_kind=world.spring)
    revoke(actor=world.people.lena, certificate_id=held.pk, reason="Prüfung", at=AT)
    erase_visits(actor=world.people.otto, own_cases=[world.case.pk])
    visit.refresh_from_db()
    assert (visit.off_plan_reason, visit.off_plan_why) == ("", None)
