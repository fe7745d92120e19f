"""Maintenance and cleaning offered, by whom and to whom, and what becomes of it; by commands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor, Scope
from kulanz.core.access.models import AccessToken, TokenPurpose
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.parties.models import DealerContract, PartyRoleKind, Writer
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.execution.commands.service_offers import (
    OfferAnswer,
    OfferInput,
    issue_service_offer_link,
    withdraw_service_offer,
)
from kulanz.stages.execution.models import MaintenanceDue, MaintenancePlan, ServiceOffer, Visit
from kulanz.stages.execution.permissions_of_service_offers import may_handle, service_offers_visible_to
from kulanz.stages.execution.refusals_of_maintenance import (
    ExpiryWrong,
    NoSuchServiceOffer,
    NotAgreed,
    NotAnOfferedKind,
    NotYourCustomer,
    PriceMissing,
    ServiceOfferClosed,
    TextMissing,
    WhyNot,
    YourNameMissing,
)
from kulanz.stages.execution.rules.visits import VisitKind
from kulanz.workflows.service_offer_mails import (
    mail_service_offer,
    print_service_offer,
    service_offer_pdf,
    tend_service_offers,
)
from kulanz.workflows.service_offer_words import shown_service_offer
from kulanz.workflows.service_offers import (
    accept_service_offer,
    decline_service_offer,
    offer_service,
    service_offer_for_link,
)
from tests.cases.people import AT, People, make_party
from tests.execution.test_maintenance import work_kind


def offer_input(people: People, **fields: Any) -> OfferInput:
    values = {
        "kind": VisitKind.CLEANING,
        "customer_id": people.karla.pk,
        "work_kind_id": work_kind(people.tenant).pk,
        "text": "Reinigung der Polster",
        "net": Decimal("240.00"),
        "expires_on": date(2026, 12, 16),
        "pieces": 12,
        **fields,
    }
    return OfferInput(**values)


def known_to_blatt(people: People) -> Case:
    """Karla has a case at Blatt's."""
    return record_case(
        actor=people.blatt_house, case=NewCase(title="Stuhl", customer_id=people.karla.pk), at=AT
    )


def come(people: People, offer: ServiceOffer, at: datetime = AT) -> Actor:
    """The customer behind a new link."""
    maker = people.blatt_house if offer.made_for_dealer else people.anna
    _offer, secret = issue_service_offer_link(actor=maker, offer_id=offer.pk, how="print", address="", at=at)
    found = service_offer_for_link(secret=secret, at=at)
    assert found is not None
    return found[0]


YES = OfferAnswer(accepted=True, by="Karla Kunde", agreed=True, evidence={"shown_sha256": "x"})
NO = OfferAnswer(accepted=False, by="Karla Kunde", text="Zu teuer")


def test_the_office_offers_and_it_is_mailed_with_pdf_and_link(people: People) -> None:
    offer = offer_service(actor=people.anna, given=offer_input(people), at=AT)
    assert (offer.number, offer.state, offer.gross) == ("WA-2026-00001", "open", Decimal("285.60"))
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.party_id) == ("karla@kundin.test", people.karla.pk)
    assert service_offer_pdf(offer, at=AT).startswith(b"%PDF")
    shown = shown_service_offer(offer, "de").full_text
    assert "285,60" in shown
    assert "Reinigung der Polster" in shown
    assert "12" in shown


def test_a_business_reads_the_net_price_and_what_it_comes_to(people: People) -> None:
    offer = offer_service(actor=people.anna, given=offer_input(people), at=AT)
    assert "zusammen" not in shown_service_offer(offer, "de").full_text
    offer.customer.is_business = True
    price = dict(shown_service_offer(offer, "de").facts)["Preis"]
    assert price.replace("\xa0", " ") == "240,00 € zuzüglich 19 % Umsatzsteuer, zusammen 285,60 €"


def test_accepted_once_it_is_a_case_with_a_visit(people: People) -> None:
    offer = offer_service(actor=people.anna, given=offer_input(people), at=AT)
    customer = come(people, offer)
    offer = accept_service_offer(actor=customer, offer_id=offer.pk, given=YES, at=AT)
    case, visit = Case.objects.get(), Visit.objects.get()
    assert (offer.state, offer.case, offer.plan) == ("accepted", case, None)
    assert (visit.case, visit.kind, visit.state) == (case, "cleaning", "to_plan")
    assert case.coverage == "chargeable"
    assert ProtocolEntry.objects.filter(event="service_offer.answered").count() == 2
    for answer, act in ((YES, accept_service_offer), (NO, decline_service_offer)):
        with pytest.raises(ServiceOfferClosed):
            act(actor=customer, offer_id=offer.pk, given=answer, at=AT)
    assert Case.objects.count() == 1
    told = OutgoingMail.objects.get(key=f"service-offer-answer:{offer.pk}")
    assert told.recipient == "anna@nordlicht.test"


def test_accepted_again_and_again_it_is_a_plan_with_its_first_visit(people: People) -> None:
    given = offer_input(people, interval_months=6, kind=VisitKind.MAINTENANCE)
    offer = offer_service(actor=people.anna, given=given, at=AT)
    offer = accept_service_offer(actor=come(people, offer), offer_id=offer.pk, given=YES, at=AT)
    plan = MaintenancePlan.objects.get()
    assert offer.plan == plan
    assert (plan.interval_months, plan.next_due_on) == (6, date(2027, 6, 16))
    assert Visit.objects.get().wanted_on is None, "nobody named a day"
    assert MaintenanceDue.objects.get().due_on == date(2026, 12, 16)
    assert offer.case == Case.objects.get()


def test_work_that_is_gone_meanwhile_does_not_refuse_the_customer(people: People) -> None:
    offer = offer_service(actor=people.anna, given=offer_input(people), at=AT)
    kind = work_kind(people.tenant)
    kind.active = False
    kind.save(update_fields=["active"])
    offer = accept_service_offer(actor=come(people, offer), offer_id=offer.pk, given=YES, at=AT)
    assert offer.case is not None
    assert offer.case.tasks.count() == 1
    assert not Visit.objects.exists()


def test_declined_with_a_reason(people: People) -> None:
    offer = offer_service(actor=people.anna, given=offer_input(people), at=AT)
    customer = come(people, offer)
    wrong = (
        (accept_service_offer, OfferAnswer(accepted=True, by="Karla"), NotAgreed),
        (accept_service_offer, OfferAnswer(accepted=True, by=" ", agreed=True), YourNameMissing),
        (decline_service_offer, OfferAnswer(accepted=False, by="Karla"), WhyNot),
    )
    for act, answer, refusal in wrong:
        with pytest.raises(refusal):
            act(actor=customer, offer_id=offer.pk, given=answer, at=AT)
        offer.refresh_from_db()
        assert offer.state == "open"
    offer = decline_service_offer(actor=customer, offer_id=offer.pk, given=NO, at=AT)
    assert (offer.state, offer.answer_text, offer.case) == ("declined", "Zu teuer", None)
    assert not Case.objects.exists()


def test_a_dealer_offers_to_customers_of_his_own_cases_only(people: People) -> None:
    with pytest.raises(NotYourCustomer):
        offer_service(actor=people.blatt_house, given=offer_input(people), at=AT)
    known_to_blatt(people)
    with pytest.raises(NotYourCustomer):
        offer_service(actor=people.fremd_house, given=offer_input(people), at=AT)
    assert not ServiceOffer.objects.exists()
    given = offer_input(people, dealer_id=people.fremd.pk)
    offer = offer_service(actor=people.blatt_house, given=given, at=AT)
    assert (offer.dealer, offer.made_for_dealer) == (people.blatt, True)
    assert "Bürohaus Blatt" in shown_service_offer(offer, "de").full_text
    assert list(service_offers_visible_to(people.blatt_house)) == [offer]
    assert not service_offers_visible_to(people.fremd_house).exists()
    with pytest.raises(NoSuchServiceOffer):
        withdraw_service_offer(actor=people.fremd_house, offer_id=offer.pk, reason="", at=AT)
    offer = accept_service_offer(actor=come(people, offer), offer_id=offer.pk, given=YES, at=AT)
    assert offer.case is not None
    assert offer.case.dealer == people.blatt


def test_the_office_s_offer_is_the_office_s(people: People) -> None:
    """The dealer of the customer reads it; he neither takes it back nor holds a link that accepts it."""
    known_to_blatt(people)
    offer = offer_service(actor=people.anna, given=offer_input(people, dealer_id=people.blatt.pk), at=AT)
    links = AccessToken.objects.filter(purpose=TokenPurpose.SERVICE_OFFER).count()
    mails = OutgoingMail.objects.count()
    assert list(service_offers_visible_to(people.blatt_house)) == [offer]
    assert not may_handle(people.blatt_house, offer)
    with pytest.raises(NotAllowed):
        withdraw_service_offer(actor=people.blatt_house, offer_id=offer.pk, reason="", at=AT)
    with pytest.raises(NotAllowed):
        print_service_offer(actor=people.blatt_house, offer_id=offer.pk, at=AT)
    with pytest.raises(NotAllowed):
        mail_service_offer(actor=people.blatt_house, offer_id=offer.pk, at=AT)
    offer.refresh_from_db()
    assert offer.state == "open"
    assert AccessToken.objects.filter(purpose=TokenPurpose.SERVICE_OFFER).count() == links
    assert OutgoingMail.objects.count() == mails
    # who writes to his customers himself passes it on, and may have to send it once more
    DealerContract.objects.create(
        dealer=people.blatt, tenant=people.tenant, writer=Writer.DEALER, changed_at=AT
    )
    assert mail_service_offer(actor=people.blatt_house, offer_id=offer.pk, at=AT) is not None
    with pytest.raises(NotAllowed):
        withdraw_service_offer(actor=people.blatt_house, offer_id=offer.pk, reason="", at=AT)


def test_who_sees_his_own_cases_sees_the_offers_of_these(people: People) -> None:
    case = known_to_blatt(people)
    offer = offer_service(actor=people.blatt_house, given=offer_input(people), at=AT)
    britta = replace(people.britta, scope=Scope.OWN)
    assert not service_offers_visible_to(britta).exists()
    with pytest.raises(NoSuchServiceOffer):
        withdraw_service_offer(actor=britta, offer_id=offer.pk, reason="", at=AT)
    Case.objects.filter(pk=case.pk).update(created_by_membership_id=britta.membership_id)
    mine = offer_service(actor=britta, given=offer_input(people), at=AT)
    assert list(service_offers_visible_to(britta)) == [mine]
    accepted = accept_service_offer(actor=come(people, offer), offer_id=offer.pk, given=YES, at=AT)
    assert accepted.case is not None
    Case.objects.filter(pk=accepted.case.pk).update(created_by_membership_id=britta.membership_id)
    assert set(service_offers_visible_to(britta)) == {mine, offer}


def test_where_the_dealer_writes_himself_he_gets_it_to_pass_on(people: People) -> None:
    known_to_blatt(people)
    DealerContract.objects.create(
        dealer=people.blatt, tenant=people.tenant, writer=Writer.DEALER, changed_at=AT
    )
    offer = offer_service(actor=people.blatt_house, given=offer_input(people), at=AT)
    mail = OutgoingMail.objects.get(key=f"service-offer:{offer.token_id}")
    assert mail.recipient == "haus@blatt.nordlicht.test"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"net": Decimal(0)}, PriceMissing),
        ({"net": Decimal("1.001")}, PriceMissing),
        ({"text": " "}, TextMissing),
        ({"kind": VisitKind.REPAIR}, NotAnOfferedKind),
        ({"expires_on": date(2026, 11, 16)}, ExpiryWrong),
        ({"expires_on": date(2027, 11, 18)}, ExpiryWrong),
    ],
)
def test_what_is_no_offer(people: People, fields: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        offer_service(actor=people.anna, given=offer_input(people, **fields), at=AT)
    for actor in (people.otto, people.tom):
        with pytest.raises(NotAllowed):
            offer_service(actor=actor, given=offer_input(people), at=AT)
    assert not ServiceOffer.objects.exists()


def test_another_customer_answers_nothing(people: People) -> None:
    offer = offer_service(actor=people.anna, given=offer_input(people), at=AT)
    other = make_party(people.tenant, "Otto Anders", role=PartyRoleKind.CUSTOMER)
    stranger = people.customer_link(0)
    stranger = Actor(**{**_fields(stranger), "person_id": other.pk})
    with pytest.raises(NotAllowed):
        accept_service_offer(actor=stranger, offer_id=offer.pk, given=YES, at=AT)
    offer.refresh_from_db()
    assert offer.state == "open"


def test_reminded_once_and_expired(people: People) -> None:
    offer = offer_service(actor=people.anna, given=offer_input(people), at=AT)
    soon = datetime.combine(offer.expires_on, AT.timetz()) - timedelta(days=3)
    assert tend_service_offers(people.tenant.pk, AT) == {"reminded": 0, "expired": 0}
    assert tend_service_offers(people.tenant.pk, soon) == {"reminded": 1, "expired": 0}
    assert tend_service_offers(people.tenant.pk, soon) == {"reminded": 0, "expired": 0}
    late = soon + timedelta(days=4)
    with pytest.raises(ServiceOfferClosed):
        accept_service_offer(actor=come(people, offer, soon), offer_id=offer.pk, given=YES, at=late)
    assert tend_service_offers(people.tenant.pk, late) == {"reminded": 0, "expired": 1}
    assert tend_service_offers(people.tenant.pk, late) == {"reminded": 0, "expired": 0}
    offer.refresh_from_db()
    assert offer.state == "expired"
    assert not Case.objects.exists()


def _fields(actor: Actor) -> dict[str, Any]:
    return {name: getattr(actor, name) for name in Actor.__dataclass_fields__}
