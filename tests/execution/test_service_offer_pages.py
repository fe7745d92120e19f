"""Offers of maintenance on their pages: the customer's, the desk's, the dealer's; and pressed at once."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from kulanz.cases.models import Case
from kulanz.core import clock
from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.context import tenant_context
from kulanz.stages.execution.commands import service_offers as commands
from kulanz.stages.execution.commands.service_offers import issue_service_offer_link
from kulanz.stages.execution.models import MaintenancePlan, ServiceOffer, Visit
from kulanz.workflows.service_offers import (
    accept_service_offer,
    offer_service,
    service_offer_for_link,
)
from tests.at_once import at_once
from tests.cases.people import AT, People, make_people
from tests.conftest import make_tenant
from tests.execution.conftest import SignedIn
from tests.execution.test_maintenance import work_kind
from tests.execution.test_service_offers import YES, known_to_blatt, offer_input


def link_to(people: People, offer: ServiceOffer) -> str:
    _offer, secret = issue_service_offer_link(
        actor=people.anna, offer_id=offer.pk, how="print", address="karla@kundin.test", at=AT
    )
    return f"/wartung/{secret}/"


def shown_in(page: Any) -> str:
    found = re.search(r'name="shown" value="(\w+)"', page.content.decode())
    assert found is not None
    return found[1]


def test_read_without_login_and_accepted_once(people: People) -> None:
    offer = offer_service(actor=people.anna, given=offer_input(people), at=AT)
    path = link_to(people, offer)
    client = Client(headers={"host": people.tenant.host, "origin": "null"}, enforce_csrf_checks=True)
    with clock.frozen(AT):
        page = client.get(path)
        text = page.content.decode()
        assert "285,60" in text
        assert "no-store" in page["Cache-Control"]
        assert ServiceOffer.objects.get().state == "open"
        data = {"act": "accept", "name": "Karla Kunde", "shown": shown_in(page), "language": "de"}
        assert client.post(path, data).status_code == 422
        for act, fields in (("accept", ("name", "agree")), ("decline", ("name", "reason"))):
            bare = client.post(path, {**data, "act": act, "name": " "})
            assert bare.status_code == 422
            for field in fields:
                assert f'href="#{field}"' in bare.content.decode(), "all at once"
                assert f'id="{field}_error"' in bare.content.decode()
        wrong = client.post(path, {**data, "agree": "1", "shown": "x"})
        assert wrong.status_code == 422
        assert not Case.objects.exists()
        for _time in range(2):
            assert client.post(path, {**data, "agree": "1"}).status_code == 302
        assert client.post(path, {**data, "act": "decline", "reason": "doch nicht"}).status_code == 409
        assert "Sie haben dieses Angebot angenommen" in client.get(path).content.decode()
        assert client.get(f"{path}dokument/").content.startswith(b"%PDF")
    row = ServiceOffer.objects.get()
    assert (Case.objects.count(), row.answered_by_name) == (1, "Karla Kunde")
    assert "Reinigung der Polster" in row.evidence["shown"]


def test_declined_in_english(people: People) -> None:
    people.karla.language = "en"
    people.karla.save(update_fields=["language"])
    offer = offer_service(actor=people.anna, given=offer_input(people, interval_months=12), at=AT)
    path = link_to(people, offer)
    client = Client(headers={"host": people.tenant.host})
    with clock.frozen(AT):
        page = client.get(path)
        assert "Our offer: cleaning" in page.content.decode()
        data = {"act": "decline", "name": "Karla", "reason": "too dear", "shown": shown_in(page)}
        assert client.post(path, {**data, "language": "en"}).status_code == 302
    assert (ServiceOffer.objects.get().state, MaintenancePlan.objects.count()) == ("declined", 0)


def test_a_link_that_does_not_work(people: People) -> None:
    client = Client(headers={"host": people.tenant.host})
    assert client.get("/wartung/abcdefghijklmnopqrstuvwxyz/").status_code == 404


def test_at_the_desk(people: People, signed_in: SignedIn) -> None:
    kind = work_kind(people.tenant)
    client = signed_in(people.anna)
    sent = {
        "customer": people.karla.pk,
        "kind": "cleaning",
        "work_kind": kind.pk,
        "text": "Polster",
        "net": "100,00",
        "tax_rate": "19",
        "expires_on": "2026-12-16",
    }
    with clock.frozen(AT):
        assert client.post("/desk/wartungsangebote/neu/", {**sent, "net": ""}).status_code == 422
        made = client.post("/desk/wartungsangebote/neu/", sent)
        assert made.status_code == 302
        assert "Karla Kunde" in client.get(made["Location"]).content.decode()
        assert "WA-2026-00001" in client.get("/desk/wartungsangebote/").content.decode()
        assert client.post(f"{made['Location']}drucken/").content.startswith(b"%PDF")
        assert client.post(f"{made['Location']}senden/").status_code == 302
        assert client.post(f"{made['Location']}zurueckziehen/").status_code == 302
        assert client.post(f"{made['Location']}zurueckziehen/").status_code == 409
        plan = {
            **sent,
            "name": "Wartung",
            "items": "12 Stühle",
            "interval_months": "6",
            "next_due_on": "2026-12-31",
            "lead_days": "30",
        }
        made_plan = client.post("/desk/wartung/neu/", plan)
        assert made_plan.status_code == 302
        assert client.get(made_plan["Location"]).status_code == 200
        page = client.get("/desk/wartung/").content.decode()
        assert "31. Dez" in page
        for deed, active in (("pause", False), ("resume", True), ("end", False)):
            assert client.post(f"{made_plan['Location']}stand/", {"deed": deed}).status_code == 302
            assert MaintenancePlan.objects.get().active is active
        edited = client.get(f"{made_plan['Location']}bearbeiten/").content.decode()
        assert "12 Stühle" in edited
    assert ServiceOffer.objects.get().state == "withdrawn"


def test_the_desks_form_names_all_faults_at_once(people: People, signed_in: SignedIn) -> None:
    client = signed_in(people.anna)
    bare = {"kind": "cleaning", "net": "0", "tax_rate": "-1", "interval_months": "999"}
    with clock.frozen(AT):
        answer = client.post("/desk/wartungsangebote/neu/", {**bare, "expires_on": "2026-01-01"})
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    names = ("customer", "work_kind", "text", "net", "tax_rate", "interval_months", "expires_on")
    assert set(errors) == set(names)
    assert all(len(told) == 1 for told in errors.values()), "each is told once"
    page = answer.content.decode()
    assert "Bitte den Kunden wählen." in page
    assert "Das Angebot muss von morgen an und höchstens ein Jahr lang gelten." in page
    assert not ServiceOffer.objects.exists()


def test_in_the_portal_only_the_own_house(people: People, signed_in: SignedIn) -> None:
    known_to_blatt(people)
    blatt, fremd = signed_in(people.blatt_house), signed_in(people.fremd_house)
    sent = {
        "customer": people.karla.pk,
        "kind": "maintenance",
        "work_kind": work_kind(people.tenant).pk,
        "text": "Wartung",
        "dealer_part": "principal",
        "net": "80",
        "tax_rate": "19",
        "expires_on": "2026-12-16",
    }
    with clock.frozen(AT):
        assert fremd.post("/portal/wartung/neu/", sent).status_code == 422
        made = blatt.post("/portal/wartung/neu/", sent)
        assert made.status_code == 302
        path = made["Location"]
        assert "Karla Kunde" in blatt.get(path).content.decode()
        assert fremd.get(path).status_code == 404
        assert fremd.post(f"{path}antwort/", {"act": "withdraw"}).status_code == 404
        assert "WA-2026" not in fremd.get("/portal/wartung/").content.decode()
        assert ServiceOffer.objects.get().state == "open"
        assert blatt.post(f"{path}antwort/", {"act": "withdraw"}).status_code == 302
    assert ServiceOffer.objects.get().state == "withdrawn"


# --- Pressed at once ----------------------------------------------------------------------------------------


class Scene:
    def __init__(self) -> None:
        self.tenant = make_tenant()
        with tenant_context(self.tenant.pk):
            people = make_people(self.tenant)
            self.offer = offer_service(actor=people.anna, given=offer_input(people), at=AT)
            self.secret = link_to(people, self.offer).split("/")[2]

    def four_times(self) -> list[str]:
        def accept() -> str:
            try:
                with tenant_context(self.tenant.pk):
                    linked = service_offer_for_link(secret=self.secret, at=AT)
                    assert linked is not None
                    accept_service_offer(actor=linked[0], offer_id=self.offer.pk, given=YES, at=AT)
            except Refusal as refusal:
                return refusal.code
            return "accepted"

        return sorted(at_once(*[accept] * 4))


@pytest.fixture
def scene(committed_db: str) -> Scene:
    return Scene()


def test_pressed_four_times_at_once_it_is_one_order(scene: Scene) -> None:
    assert scene.four_times() == ["accepted", *["service_offer_closed"] * 3]
    with tenant_context(scene.tenant.pk):
        assert (Case.objects.count(), Visit.objects.count()) == (1, 1)


def test_without_the_lock_it_would_be_four(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: read without locking, all find the offer open."""
    all_have_looked = threading.Barrier(4)

    def look(_tenant_id: int, offer_id: int) -> ServiceOffer:
        row = ServiceOffer.objects.select_related("customer", "dealer", "place", "work_kind").get(pk=offer_id)
        all_have_looked.wait(timeout=20)
        return row

    monkeypatch.setattr(commands, "_row", look)
    assert scene.four_times() == ["accepted"] * 4
    with tenant_context(scene.tenant.pk), transaction.atomic():
        assert Case.objects.count() == 4
