"""A report's document at addresses that stay: while it is made, and when its photos have come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from kulanz.cases.models import CaseFile
from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.models import Certificate
from kulanz.stages.execution.models import ServiceReport
from tests.execution.visits_world import AT, HOUR, NINE, World
from tests.field.device import SOLVED, Device, body_of
from tests.workflows.hearing import work

LATER = NINE + HOUR
Browser = Callable[[Actor], Client]


def address(report: ServiceReport, interface: str) -> str:
    return f"/{interface}/berichte/{report.number}/pdf/"


@pytest.mark.parametrize("interface", ["desk", "portal"])
def test_the_same_link_serves_page_first_draft_and_newest(
    world: World, fritz: Device, signed_in: Browser, interface: str
) -> None:
    visit, photo = world.planned(), str(uuid4())
    reader: Any = signed_in(world.people.anna if interface == "desk" else world.people.blatt_house)
    fritz.tell(visit.pk, "report", {**SOLVED, "photos": [{"id": photo, "caption": "", "kind": "after"}]})
    link = address(ServiceReport.objects.get(), interface)
    waiting = reader.get(link)
    assert (waiting.status_code, waiting["Refresh"]) == (200, "3")
    assert "Das PDF wird gerade erstellt." in waiting.content.decode()
    work(LATER)
    first = reader.get(link)
    assert first["Content-Type"] == "application/pdf"
    old = ServiceReport.objects.get().document
    assert old is not None
    fritz.photo(visit.pk, photo)
    work(LATER)
    newest = ServiceReport.objects.get().document
    assert newest is not None
    assert newest != old
    second = body_of(reader.get(link))
    assert second.startswith(b"%PDF-")
    assert len(second) > len(body_of(first))
    # and the one by the file, which an open page still has
    assert body_of(reader.get(f"/{interface}/datei/{old.pk}/")) == body_of(
        reader.get(f"/{interface}/datei/{newest.pk}/")
    )
    assert reader.get(f"/{interface}/datei/{newest.pk}/")["Content-Type"] == "application/pdf"


def test_strangers_find_nothing_at_either(world: World, fritz: Device, signed_in: Browser) -> None:
    visit, photo = world.planned(), str(uuid4())
    fritz.tell(visit.pk, "report", {**SOLVED, "photos": [{"id": photo, "caption": "", "kind": "after"}]})
    work(LATER)
    report = ServiceReport.objects.get()
    old = report.document_id
    fritz.photo(visit.pk, photo)
    work(LATER)
    stranger = signed_in(world.people.fremd_house)
    for link in (address(report, "portal"), f"/portal/datei/{old}/", address(report, "desk")):
        assert stranger.get(link).status_code == 404, link
    assert Client(headers={"host": world.tenant.host}).get(address(report, "desk")).status_code == 302


def test_what_somebody_may_not_read_is_not_being_made(
    world: World, fritz: Device, signed_in: Browser
) -> None:
    """A report without valid authorisation is for dealer and office; the technician gets no promise."""
    visit = world.planned()
    Certificate.objects.filter(holder=world.fritz.person).update(revoked_on=AT.date())
    fritz.tell(visit.pk, "report", SOLVED)
    work(LATER)
    report = ServiceReport.objects.get()
    assert signed_in(world.people.blatt_house).get(address(report, "portal")).status_code == 200
    assert signed_in(world.fritz_actor).get(address(report, "portal")).status_code == 404


def test_any_other_removed_file_stays_away(world: World, fritz: Device, signed_in: Browser) -> None:
    visit = world.planned()
    fritz.tell(visit.pk, "report", SOLVED)
    work(LATER)
    document = ServiceReport.objects.get().document
    assert document is not None
    CaseFile.objects.filter(pk=document.pk).update(removed_at=LATER)
    anna = signed_in(world.people.anna)
    assert anna.get(f"/desk/datei/{document.pk}/").status_code == 404
    assert anna.get(address(ServiceReport.objects.get(), "desk")).status_code == 404
