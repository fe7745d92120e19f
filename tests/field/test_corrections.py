"""The office puts plausible but wrong times of a report right, and everybody reads what counts and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from kulanz.cases.models import Message, Task
from kulanz.core.access.actor import Actor, guest_actor
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.masterdata.parties.models import Certificate, Membership
from kulanz.stages.execution.commands.reports.correcting import correct_report
from kulanz.stages.execution.models import ReportCorrection, ServiceReport
from kulanz.stages.execution.refusals_of_reports import (
    CorrectionReasonTooLong,
    CorrectionWithoutReason,
    NothingCorrected,
)
from kulanz.stages.execution.rules.report_corrections import Times
from kulanz.workflows.privacy_export_service import reports_of
from tests.execution.visits_world import World
from tests.field.correcting import LATER, REASON, RIGHT, TYPED, kept, original, reported, send
from tests.field.device import Device

Browser = Callable[[Actor], Client]
WAS = datetime(2026, 11, 16, 17, 10, 25, tzinfo=UTC)
ARRIVED = datetime(2026, 11, 17, 7, 10, tzinfo=UTC)
LEFT = datetime(2026, 11, 17, 7, 55, tzinfo=UTC)


def page_of(client: Client, report: ServiceReport) -> str:
    return " ".join(client.get(f"/desk/berichte/{report.number}/").content.decode().split())


def test_the_office_corrects_and_everybody_reads_it(world: World, fritz: Device, signed_in: Browser) -> None:
    report = reported(world, fritz)
    before = original(report)
    anna = signed_in(world.people.anna)
    assert 'value="2026-11-16T18:10"' in page_of(anna, report)
    answer = send(anna, report)
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/berichte/{report.number}/")
    assert original(report) == before
    made = ReportCorrection.objects.get()
    assert (made.number, made.reason, made.made_by_name, made.made_at) == (1, REASON, "Anna Amsel", LATER)
    # what was not touched stays to the second
    assert made.times == Times(ARRIVED, LEFT, 25, Decimal("12.5"))
    assert made.former_times == Times(WAS, LEFT, 25, Decimal(120))
    assert ServiceReport.objects.get().times == made.times
    desk = page_of(anna, report)
    for words in ("Vom Servicebüro berichtigt.", REASON, "Anna Amsel", "12,5 km", "120 km"):
        assert words in desk, words
    assert 'name="version" value="1"' in desk
    house = signed_in(world.people.blatt_house)
    portal = " ".join(house.get(f"/portal/vorgang/{world.case.number}/").content.decode().split())
    for words in ("Vom Servicebüro berichtigt.", REASON, "12,5 km", "Berichtigte Fassung als PDF"):
        assert words in portal, words
    assert "Dienstag, 17. November 2026, 08:10" in portal
    corrected = portal[portal.index("Vom Servicebüro berichtigt.") :]
    assert "Anna Amsel" not in corrected[: corrected.index("</section>")]


def test_the_protocol_says_what_was_and_what_is(world: World, fritz: Device, signed_in: Browser) -> None:
    report = reported(world, fritz)
    anna = signed_in(world.people.anna)
    send(anna, report)
    entry = ProtocolEntry.objects.select_related("personal").get(event="report.corrected")
    assert entry.facts["changes"] == [
        ["arrived_at", WAS.isoformat(), ARRIVED.isoformat()],
        ["travel_km", "120.0", "12.5"],
    ]
    assert REASON not in str(entry.facts)
    case = anna.get(f"/desk/vorgang/{world.case.number}/").content.decode()
    assert f"Servicebericht {report.number} berichtigt" in case
    assert "Fahrstrecke: 12,5 km (vorher: 120 km)" in case
    assert "Angekommen: Di, 17.11.2026, 08:10 (vorher: Mo, 16.11.2026, 18:10)" in case
    assert f"Grund: {REASON}" in case


def test_several_corrections_stand_and_the_newest_counts(
    world: World, fritz: Device, signed_in: Browser
) -> None:
    report = reported(world, fritz)
    send(signed_in(world.people.anna), report)
    answer = send(signed_in(world.people.lena), report, version=1, travel_minutes="", reason="Fahrt unklar")
    assert answer.status_code == 302
    one, two = ReportCorrection.objects.order_by("number")
    assert (two.number, two.made_by_name, two.former_times) == (2, "Lena Luchs", one.times)
    assert two.times == Times(ARRIVED, LEFT, None, Decimal("12.5"))
    assert ServiceReport.objects.get().correction == two
    page = page_of(signed_in(world.people.anna), report)
    assert page.index("Fahrt unklar") < page.index(REASON)
    assert "Fahrzeit: nicht angegeben" in page


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"reason": "  "}, "Bitte den Grund der Berichtigung angeben."),
        ({"arrived_at": "2026-11-17T09:10"}, "Das Ende liegt vor der Ankunft."),
        ({"left_at": "2026-11-17T14:00"}, "Diese Zeit liegt in der Zukunft."),
        ({"arrived_at": "2026-10-01T08:10"}, "Diese Zeit liegt zu lange zurück."),
        ({"arrived_at": "gestern"}, "Bitte Tag und Uhrzeit angeben."),
        ({"travel_km": "10000"}, "Möglich ist 0 bis 9999."),
        ({"travel_minutes": "1,5"}, "Bitte eine ganze Zahl eintragen."),
        (TYPED, "Es gibt nichts zu berichtigen."),
    ],
)
def test_what_is_refused_changes_nothing_and_loses_nothing(
    world: World, fritz: Device, signed_in: Browser, form: dict[str, str], words: str
) -> None:
    report = reported(world, fritz)
    before, told = original(report), ProtocolEntry.objects.count()
    answer = send(signed_in(world.people.anna), report, **form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "<title>Fehler:" in " ".join(page.split()).replace("<title> ", "<title>")
    for name, typed in {**RIGHT, **form}.items():
        if name != "reason":
            assert f'value="{typed}"' in page
    assert (kept(), original(report), ProtocolEntry.objects.count()) == (0, before, told)
    assert ServiceReport.objects.get().correction is None


def test_all_that_is_wrong_is_said_at_once(world: World, fritz: Device, signed_in: Browser) -> None:
    report = reported(world, fritz)
    wrong = {"arrived_at": "2026-11-17T09:10", "travel_minutes": "-5", "travel_km": "viel", "reason": " "}
    answer = send(signed_in(world.people.anna), report, **wrong)
    assert answer.status_code == 422
    said = answer.context["correct_form"].errors
    assert {name: len(texts) for name, texts in said.items()} == dict.fromkeys(
        ("left_at" if "left_at" in said else "arrived_at", "travel_minutes", "travel_km", "reason"), 1
    )
    for words in ("Das Ende liegt vor der Ankunft.", "Möglich ist 0 bis", "Bitte eine Zahl eintragen."):
        assert words in answer.content.decode()
    assert (kept(), ServiceReport.objects.get().correction) == (0, None)


@pytest.mark.parametrize(
    ("times", "reason", "refusal"),
    [
        ({}, "Grund", NothingCorrected),
        ({"travel_minutes": 30}, " \x00 ", CorrectionWithoutReason),
        ({"travel_minutes": 30}, "x" * 501, CorrectionReasonTooLong),
    ],
)
def test_the_command_refuses_as_well(
    world: World, fritz: Device, times: dict[str, int], reason: str, refusal: type[Refusal]
) -> None:
    report = reported(world, fritz)
    given = Times(report.arrived_at, report.left_at, times.get("travel_minutes", 25), report.travel_km)
    with pytest.raises(refusal):
        correct_report(
            actor=world.people.anna, report_id=report.pk, times=given, reason=reason, expected=0, at=LATER
        )
    assert kept() == 0


def test_of_two_on_the_same_state_the_second_is_told_and_keeps_what_he_changed(
    world: World, fritz: Device, signed_in: Browser
) -> None:
    report = reported(world, fritz)
    send(signed_in(world.people.anna), report, travel_km=TYPED["travel_km"])
    # Lena saw the old arrival, and only corrects the kilometres
    lena = signed_in(world.people.lena)
    answer = send(lena, report, arrived_at=TYPED["arrived_at"], reason="Komma fehlte")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert f"Anna Amsel hat den Bericht {report.number} inzwischen berichtigt." in page
    assert kept() == 1
    assert 'name="version" value="1"' in page
    for name, typed in RIGHT.items():
        assert f'name="{name}" value="{typed}"' in page, name
    assert "Komma fehlte" in page
    assert send(lena, report, version=1, reason="Komma fehlte").status_code == 302
    assert [(one.number, one.made_by_name) for one in ReportCorrection.objects.order_by("number")] == [
        (1, "Anna Amsel"),
        (2, "Lena Luchs"),
    ]
    assert ServiceReport.objects.get().times == Times(ARRIVED, LEFT, 25, Decimal("12.5"))
    for version in ("", "x", "7"):
        assert send(lena, report, version=version, travel_km="13").status_code == 409
    assert kept() == 2


def test_a_day_without_certificate_is_told_to_the_office(
    world: World, fritz: Device, signed_in: Browser
) -> None:
    """Certified from Tuesday on: on Monday, as it is corrected to, Fritz was not."""
    Certificate.objects.filter(holder=world.fritz.person).delete()
    world.certify(world.fritz.person, world.spring, issued_on=date(2026, 11, 17))
    report = reported(world, fritz, arrived_at="2026-11-17T07:10:00+00:00")
    anna = signed_in(world.people.anna)
    assert send(anna, report, travel_km="13").status_code == 302
    assert not Task.objects.filter(title__startswith="Berechtigung").exists()
    assert send(anna, report, version=1, arrived_at="2026-11-16T18:10").status_code == 302
    task = Task.objects.get(title__startswith="Berechtigung")
    assert task.title == f"Berechtigung prüfen: {report.number} war am 16.11.2026"
    note = Message.objects.get(body__contains="fehlte die Berechtigung")
    assert note.audience == "internal"
    assert ServiceReport.objects.get().authorised


def test_only_agents_and_leads(world: World, fritz: Device, signed_in: Browser) -> None:
    report = reported(world, fritz)
    given = Times(ARRIVED, LEFT, 25, None)
    guest = guest_actor(world.tenant.pk, name="Karla", language="de")
    for who in (world.people.otto, world.people.blatt_house, world.fritz_actor, guest):
        with pytest.raises(NotAllowed):
            correct_report(actor=who, report_id=report.pk, times=given, reason="x", expected=0, at=LATER)
    for who in (world.people.blatt_house, world.fritz_actor):
        assert send(signed_in(who), report).status_code in (302, 403, 404)
    Membership.objects.filter(pk=world.people.anna.membership_id).update(roles=["quality"])
    quality = signed_in(world.people.anna)
    assert send(quality, report).status_code == 403
    assert "Zeiten und Fahrt berichtigen" not in page_of(quality, report)
    assert kept() == 0


def test_the_database_keeps_what_a_correction_says(world: World, fritz: Device, signed_in: Browser) -> None:
    report = reported(world, fritz)
    send(signed_in(world.people.anna), report)
    rows = ReportCorrection.objects.all()
    with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
        rows.update(travel_minutes=99)
    with pytest.raises(DatabaseError, match="not changed"), transaction.atomic():
        rows.update(former_arrived_at=None)
    assert rows.get().travel_minutes == 25


def test_who_asks_what_is_kept_of_him_gets_the_correction_and_erasing_takes_its_words(
    world: World, fritz: Device, signed_in: Browser
) -> None:
    from kulanz.stages.execution.commands.reports.erasing import erase_reports

    report = reported(world, fritz)
    send(signed_in(world.people.anna), report)
    (told,) = reports_of(world.case)
    assert told["arrived_at"] == WAS
    (correction,) = told["corrections"]
    assert (correction["arrived_at"], correction["reason"]) == (ARRIVED, REASON)
    erase_reports(actor=world.people.otto, own_cases=[world.case.pk])
    row = ReportCorrection.objects.get()
    assert REASON not in row.reason
    assert row.arrived_at == ARRIVED
