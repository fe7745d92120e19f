"""The demo's first dealer finds his pages filled: own visits, a tour, an exchange with a file."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.test import Client, override_settings

from kulanz.config.demo.making import PASSWORD
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.models import Membership, Party, Technician
from kulanz.stages.contact.models import Partner, PartnerFile
from kulanz.stages.execution.models import Booking, ServiceReport, Visit
from kulanz.stages.execution.queries.clearance import clearance
from kulanz.stages.improvement.queries.make_or_buy import reckon
from kulanz.stages.improvement.rules.options import FEWEST_VISITS
from kulanz.stages.improvement.rules.rate import Window, month_of, months_after
from tests.demo.conftest import NOW

pytestmark = pytest.mark.xdist_group("demo")
ZONE = ZoneInfo("Europe/Berlin")
MANAGER = "inga.thiesbrummel@raumwerk-wessendorf.example"


def _tenant() -> Tenant:
    return Tenant.objects.get(slug="nordbruck")


def _house() -> Party:
    return Party.objects.get(name="Raumwerk Wessendorf")


def _signed_in(email: str) -> Client:
    client = Client(headers={"host": "localhost"})
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        assert client.post("/konto/anmelden/", {"login": email, "password": PASSWORD}).status_code == 302
    return client


def test_make_or_buy_has_enough_to_compare(demo: Path) -> None:
    month = month_of(NOW, ZONE)
    with tenant_context(_tenant().pk):
        house = _house()
        manager = actor_of(Membership.objects.get(user__email=MANAGER, tenant=_tenant()))
        found = reckon(manager, house.pk, Window(months_after(month, -12), month), ZONE)
        reports = ServiceReport.objects.filter(technician__organisation=house)
        assert reports.count() >= 8
        assert found.counted.charged >= 8 > FEWEST_VISITS
        assert found.comparison.is_enough
        own, factory = found.comparison.own.total, found.comparison.factory.total
        assert own is not None
        assert factory is not None
        assert factory / 4 < own < factory * 4


def test_the_dealer_s_technician_has_a_tour_and_the_dealer_a_visit_to_plan(demo: Path) -> None:
    with tenant_context(_tenant().pk):
        house = _house()
        person = Membership.objects.get(user__email="technik@raumwerk-wessendorf.example").person_id
        today = Booking.objects.filter(technician__person_id=person, starts_at__date=NOW.date())
        assert today.count() >= 2
        assert today.filter(ends_at__gt=NOW).exists()
        visit = Visit.objects.get(organisation=house, state="to_plan", case__dealer_reference="RW-2291")
        assert (visit.case.carried_out_by, visit.case.dealer_id) == ("dealer", house.pk)
        assert visit.case.waits_for == "dealer"
    page = _signed_in(MANAGER).get("/portal/einsaetze/").content.decode()
    assert visit.number in page


def test_every_visit_to_plan_has_somebody_who_may_go(demo: Path) -> None:
    with tenant_context(_tenant().pk):
        waiting = Visit.objects.filter(state="to_plan")
        assert waiting.exists()
        for visit in waiting:
            people = Technician.objects.filter(active=True)
            if visit.organisation_id is not None:
                people = people.filter(organisation_id=visit.organisation_id)
            found = clearance(visit, list(people.values_list("pk", flat=True)), NOW.date())
            assert any(judged.allowed for judged in found.values()), visit.number


def test_the_exchange_has_a_file(demo: Path) -> None:
    with tenant_context(_tenant().pk):
        partner = Partner.objects.get()
        file = PartnerFile.objects.get()
        assert (partner.code, partner.party.name) == ("raumwerk", "Raumwerk Wessendorf")
        assert (file.state, file.taken, file.refused) == ("partly", 2, 1)
    portal = _signed_in(MANAGER).get("/portal/austausch/").content.decode()
    assert "meldungen.xml" in portal
    desk = _signed_in("admin@nordbruck.example")
    for url in ("/desk/verwaltung/austausch/", f"/desk/verwaltung/austausch/{partner.pk}/"):
        assert "meldungen.xml" in desk.get(url).content.decode()
