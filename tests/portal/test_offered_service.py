"""Maintenance a dealer offers in his own name: who carries it out, who gets the invoice, what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case
from kulanz.cases.rules import Kind
from kulanz.core import clock
from kulanz.masterdata.parties.models import Certificate, OptionPeriod, PartyKind, PartyRoleKind
from kulanz.stages.execution.commands.maintenance import PlanInput, save_plan
from kulanz.stages.execution.commands.service_offers import OfferAnswer, issue_service_offer_link
from kulanz.stages.execution.models import ServiceOffer, Visit
from kulanz.workflows.service_offers import accept_service_offer, service_offer_for_link
from tests.cases.people import AT, People, make_party
from tests.contracts.houses import certified, contract, under_option_a
from tests.execution.test_maintenance import work_kind

SignIn = Callable[[str], Client]
NEW = "/portal/wartung/neu/"
MEDIATED = "vermitteln Sie nach Ihrem Vertrag an den Werkskundendienst."
YES = OfferAnswer(accepted=True, by="Karla Kunde", agreed=True, evidence={"shown_sha256": "x"})


@pytest.fixture(autouse=True)
def _at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def blatt(people: People, sign_in: SignIn) -> Client:
    """Blatt under option A with its certificate; Karla is its customer."""
    certified(people, under_option_a(people))
    record_case(actor=people.blatt_house, case=NewCase(title="Stuhl", customer_id=people.karla.pk), at=AT)
    return sign_in("haus@blatt")


def given(people: People, **changes: Any) -> dict[str, Any]:
    fields = {
        "customer": people.karla.pk,
        "kind": "maintenance",
        "work_kind": work_kind(people.tenant).pk,
        "text": "12 Stühle prüfen",
        "net": "100,00",
        "tax_rate": "19",
        "expires_on": "2026-12-16",
        "carried_out_by": "dealer",
        "dealer_part": "principal",
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def offered(client: Client, people: People, **changes: Any) -> ServiceOffer:
    answer = client.post(NEW, given(people, **changes))
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return ServiceOffer.objects.latest("pk")


def accepted(people: People, offer: ServiceOffer) -> ServiceOffer:
    _offer, secret = issue_service_offer_link(
        actor=people.blatt_house, offer_id=offer.pk, how="print", address="", at=AT
    )
    found = service_offer_for_link(secret=secret, at=AT)
    assert found is not None
    return accept_service_offer(actor=found[0], offer_id=offer.pk, given=YES, at=AT)


@pytest.mark.parametrize("months", [None, "12"])
def test_accepted_it_is_his_own_technicians_visit(people: People, blatt: Client, months: str | None) -> None:
    offer = accepted(people, offered(blatt, people, interval_months=months))
    visit = Visit.objects.get()
    assert offer.case is not None
    assert (visit.organisation, visit.wanted_on) == (people.blatt, None)
    assert (Case.objects.get(pk=offer.case.pk).waits_for, visit.state) == ("dealer", "to_plan")
    assert (offer.case.carried_out_by, offer.case.dealer_part) == ("dealer", "principal")
    assert visit.number in blatt.get(reverse("portal:visits")).content.decode()
    page = blatt.get(reverse("portal:case", args=[offer.case.number])).content.decode()
    assert "Händlerkundendienst" in page
    assert "Ihr Haus rechnet selbst mit dem Kunden ab" in page


@pytest.mark.parametrize("months", [None, "12"])
@pytest.mark.parametrize("named", [True, False])
def test_given_to_the_factory_the_office_plans_it(
    people: People, blatt: Client, named: bool, months: str | None
) -> None:
    """The visit is given to the factory service; where the tenant has none in its master data, to nobody."""
    role, kind = PartyRoleKind.FACTORY_SERVICE, PartyKind.ORGANISATION
    factory = make_party(people.tenant, "Werkskundendienst", role=role, kind=kind) if named else None
    offer = accepted(people, offered(blatt, people, carried_out_by="factory", interval_months=months))
    assert Visit.objects.get().organisation == factory
    assert offer.case is not None
    assert (offer.case.carried_out_by, offer.case.dealer_part) == ("factory", "principal")
    page = blatt.get(reverse("portal:case", args=[offer.case.number])).content.decode()
    assert "Ihr Haus als Auftraggeber" in page
    assert (
        "Rechnung an uns" in blatt.get(reverse("portal:service_offer", args=[offer.number])).content.decode()
    )


@pytest.mark.parametrize("lost", ["option", "certificate"])
def test_what_holds_on_the_day_it_is_accepted_counts(people: People, blatt: Client, lost: str) -> None:
    offer = offered(blatt, people)
    (OptionPeriod if lost == "option" else Certificate).objects.all().delete()
    accepted(people, offer)
    case = Case.objects.latest("pk")
    assert (case.carried_out_by, Visit.objects.get().organisation) == ("factory", None)


def test_under_option_b_nobody_is_asked_and_a_forged_choice_is_none(people: People, sign_in: SignIn) -> None:
    record_case(actor=people.blatt_house, case=NewCase(title="Stuhl", customer_id=people.karla.pk), at=AT)
    britta = sign_in("haus@blatt")
    page = britta.get(NEW).content.decode()
    assert "Ihr Haus arbeitet unter Option B" in page
    assert 'name="carried_out_by"' not in page
    offer = offered(britta, people, carried_out_by="dealer")
    assert offer.carried_out_by == "factory"
    accepted(people, offer)
    assert Visit.objects.get().organisation is None


def test_without_an_answer_nothing_is_offered(people: People, blatt: Client) -> None:
    for missing in ("carried_out_by", "dealer_part"):
        assert blatt.post(NEW, given(people, **{missing: None})).status_code == 422
        assert blatt.post(NEW, given(people, **{missing: "somebody"})).status_code == 422
    assert not ServiceOffer.objects.exists()


def test_the_forms_say_when_the_contract_says_otherwise(people: People, blatt: Client) -> None:
    held = contract(people, mediates_repairs=True)
    repair = reverse("portal:filing", args=["a" * 22]) + "?art=repair"
    for address in (NEW, repair):
        page = blatt.get(address).content.decode()
        assert MEDIATED in page
    held.mediates_repairs = False
    held.save()
    for address in (NEW, repair):
        assert MEDIATED not in blatt.get(address).content.decode()


def test_the_plan_keeps_the_choice_until_another_dealer_has_it(people: People, blatt: Client) -> None:
    offer = accepted(people, offered(blatt, people, interval_months="12"))
    assert offer.plan is not None
    plan = offer.plan
    kept = PlanInput(
        name="Anders",
        customer_id=plan.customer_id,
        work_kind_id=plan.work_kind_id,
        items=plan.items,
        interval_months=6,
        next_due_on=plan.next_due_on,
        dealer_id=plan.dealer_id,
    )
    save_plan(actor=people.anna, given=kept, at=AT, plan_id=plan.pk)
    plan.refresh_from_db()
    assert (plan.name, plan.carried_out_by, plan.dealer_part) == ("Anders", "dealer", "principal")
    save_plan(actor=people.anna, given=replace(kept, dealer_id=people.fremd.pk), at=AT, plan_id=plan.pk)
    plan.refresh_from_db()
    assert (plan.carried_out_by, plan.dealer_part) == ("", ""), "another dealer has chosen nothing"


def test_no_day_on_site_is_agreed_for_a_maintenance(people: People, blatt: Client) -> None:
    contract(people, response_hours=4, visit_days=3, solution_days=10)
    offer = accepted(people, offered(blatt, people, interval_months="12"))
    assert offer.case is not None
    page = blatt.get(reverse("portal:case", args=[offer.case.number])).content.decode()
    assert "Erste Antwort" in page
    assert "Jemand vor Ort" not in page
    repair = record_case(
        actor=people.blatt_house,
        case=NewCase(title="Gasfeder", kind=Kind.REPAIR, customer_id=people.karla.pk),
        at=AT,
    )
    page = blatt.get(reverse("portal:case", args=[repair.number])).content.decode()
    assert "Jemand vor Ort" in page
