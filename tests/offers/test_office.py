"""What the office does with offers: limits, new offers, answers by mail, letter and phone, time alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kulanz.cases.models import CaseFile
from kulanz.cases.rules import WaitsFor
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.models import User
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.models import Party
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.solution.commands.offers import make_offer, withdraw_offer
from kulanz.stages.solution.commands.offers_answered import Given
from kulanz.stages.solution.models import Decision, DecisionLimit, Offer
from kulanz.stages.solution.queries.offers import (
    offers_countered,
    offers_expired,
    offers_expiring,
    offers_open,
)
from kulanz.stages.solution.refusals_of_offers import (
    AboveThePrice,
    AboveYourLimit,
    AmountTooSmall,
    DecisionNotUnderWay,
    NobodyToOffer,
    NotAReduction,
    TaxRatesDiffer,
)
from kulanz.workflows.offer_duties import tend_offers
from kulanz.workflows.offers import offer_reduction
from tests.cases.people import People, make_member
from tests.offers.reduced import Reduced, complaint, decision_for, reduced, remedy_of
from tests.outgoing.writing import parsed


def client_of(actor_user_id: int | None, browser: Callable[..., Client]) -> Client:
    client = browser()
    client.handler.enforce_csrf_checks = False
    client.force_login(User.objects.get(pk=actor_user_id or 0))
    return client


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [
        (Decimal(0), AmountTooSmall),
        (Decimal(-5), AmountTooSmall),
        (Decimal("1.234"), AmountTooSmall),
        (Decimal("NaN"), AmountTooSmall),
        (Decimal("Infinity"), AmountTooSmall),
        (Decimal("1e9"), AmountTooSmall),
        (Decimal("0.001"), AmountTooSmall),
        (Decimal("600.01"), AboveThePrice),
    ],
)
def test_amounts_that_are_refused(people: People, amount: Decimal, refusal: type[Refusal]) -> None:
    at = clock.now()
    case = complaint(people, people.karla, at)
    decision = decision_for(case, remedy_of(people.tenant), at, credit=Decimal(1000))
    before = ProtocolEntry.objects.count()
    with pytest.raises(refusal):
        make_offer(actor=people.anna, case=case, decision=decision, amount=amount, at=at)
    assert (Offer.objects.count(), ProtocolEntry.objects.count()) == (0, before)


def test_the_whole_price_may_be_offered_and_an_unknown_one_sets_no_bound(people: People) -> None:
    at = clock.now()
    case = complaint(people, people.karla, at, quantity=Decimal(2))
    decision = decision_for(case, remedy_of(people.tenant), at, credit=Decimal(9000))
    offer = make_offer(actor=people.anna, case=case, decision=decision, amount=Decimal("1200.00"), at=at)
    assert (offer.gross, offer.net, offer.tax_rate) == (Decimal("1200.00"), Decimal("1008.40"), Decimal(19))
    unpriced = complaint(people, people.karla, at, price_paid=None, tax_rate=None)
    decision = decision_for(unpriced, remedy_of(people.tenant), at, credit=Decimal(9000))
    offer = make_offer(actor=people.anna, case=unpriced, decision=decision, amount=Decimal(5000), at=at)
    assert offer.tax_rate == 19


def test_what_cannot_be_offered_on(people: People) -> None:
    at = clock.now()
    case = complaint(people, people.karla, at)
    exchange = decision_for(
        case, remedy_of(people.tenant, "exchange", nature="replacement"), at, credit=Decimal(100)
    )
    with pytest.raises(NotAReduction):
        make_offer(actor=people.anna, case=case, decision=exchange, amount=Decimal(10), at=at)
    Decision.objects.filter(pk=exchange.pk).update(state="withdrawn")
    with pytest.raises(DecisionNotUnderWay):
        make_offer(actor=people.anna, case=case, decision=exchange, amount=Decimal(10), at=at)
    from kulanz.cases.models import Position
    from kulanz.stages.solution.models import DecisionPosition

    mixed = complaint(people, people.karla, at)
    Position.objects.create(tenant=people.tenant, case=mixed, item_text="Buch", price_paid=20, tax_rate=7)
    decision = decision_for(mixed, remedy_of(people.tenant), at, credit=Decimal(100))
    with pytest.raises(TaxRatesDiffer):
        make_offer(actor=people.anna, case=mixed, decision=decision, amount=Decimal(10), at=at)
    assert DecisionPosition.objects.filter(decision=decision).count() == 2
    made = make_offer(
        actor=people.anna, case=mixed, decision=decision, amount=Decimal(10), tax_rate=Decimal(19), at=at
    )
    assert made.net == Decimal("8.40")
    Party.objects.filter(pk=people.karla.pk).update(erased_at=at)
    with pytest.raises(NobodyToOffer):
        make_offer(actor=people.anna, case=mixed, decision=decision, amount=Decimal(5), at=at)


def test_more_than_decided_needs_the_limit(story: Reduced, people: People) -> None:
    """Karla asks for more; Anna may give up to 150 € net, Lena without limit."""
    DecisionLimit.objects.create(tenant=people.tenant, role="agent", cost=None, credit=Decimal(150))
    DecisionLimit.objects.create(tenant=people.tenant, role="lead", cost=None, credit=None)
    at = clock.now()
    with pytest.raises(AboveYourLimit):
        offer_reduction(
            actor=people.anna, case=story.case, decision=story.decision, amount=Decimal("200.00"), at=at
        )
    assert story.again().state == "open"
    newer = offer_reduction(
        actor=people.lena, case=story.case, decision=story.decision, amount=Decimal("200.00"), at=at
    )
    story.decision.refresh_from_db()
    assert (story.again().state, newer.net, story.decision.credit) == (
        "replaced",
        Decimal("168.07"),
        newer.net,
    )


def test_nobody_outside_makes_offers(story: Reduced, people: People) -> None:
    at = clock.now()
    for actor in (people.otto, people.blatt_house, people.tom, people.customer_link(story.case.pk)):
        with pytest.raises(NotAllowed):
            make_offer(actor=actor, case=story.case, decision=story.decision, amount=Decimal(10), at=at)
        with pytest.raises(NotAllowed):
            withdraw_offer(actor=actor, decision_id=story.decision.pk, reason="x", at=at)
    given = Given(by="Karla", channel="public")
    from kulanz.workflows.offers import accept_offer

    for actor in (people.anna, people.lena, people.blatt_house):
        with pytest.raises(NotAllowed):
            accept_offer(actor=actor, offer_id=story.offer.pk, given=given, at=at)
    assert story.again().state == "open"


def test_an_acceptance_by_phone_needs_its_evidence(
    story: Reduced, people: People, browser: Callable[..., Client]
) -> None:
    client = client_of(people.anna.user_id, browser)
    path = f"/desk/angebote/{story.offer.pk}/"
    form = {"answer": "accepted", "channel": "phone", "by": "Karla Kunde", "text": " "}
    refused = client.post(f"{path}antwort/", form)
    assert refused.status_code == 422
    assert "woraus die Antwort hervorgeht" in refused.content.decode()
    assert (story.again().state, CreditNote.objects.count()) == ("open", 0)
    answer = client.post(
        f"{path}antwort/",
        {
            **form,
            "text": "Anruf um 10:15, <i>sie nimmt an</i>",
            "file": SimpleUploadedFile("notiz.txt", b"ja"),
        },
    )
    assert answer.status_code == 302
    offer = story.again()
    assert (offer.state, offer.answered_channel) == ("accepted", "phone")
    assert offer.evidence_file is not None
    assert offer.evidence_file.audience == "internal"
    credit = CreditNote.objects.get()
    assert "Am Telefon angenommen" in credit.declaration
    assert credit.declaration_file == offer.evidence_file
    page = client.get(path).content.decode()
    assert "Anruf um 10:15, &lt;i&gt;sie nimmt an&lt;/i&gt;" in page
    assert CaseFile.objects.filter(name="notiz.txt").count() == 1
    again = client.post(f"{path}antwort/", {**form, "text": "noch einmal"})
    assert again.status_code == 422
    assert CreditNote.objects.count() == 1


def test_the_lists(story: Reduced, people: People, browser: Callable[..., Client]) -> None:
    today = clock.now().date()
    assert list(offers_open(people.anna)) == [story.offer]
    assert not offers_expiring(people.anna, today).exists()
    assert list(offers_expiring(people.anna, today + timedelta(days=11))) == [story.offer]
    for nobody in (people.blatt_house, people.tom, people.customer_link(story.case.pk)):
        assert not offers_open(nobody).exists()
    story.post("counter", amount="150")
    assert list(offers_countered(people.anna)) == [story.offer]
    client = client_of(people.anna.user_id, browser)
    for view in ("", "?stand=expiring", "?stand=countered", "?stand=expired", "?stand=x&cursor=nonsense"):
        assert client.get(f"/desk/angebote/{view}").status_code == 200
    assert story.case.number in client.get("/desk/angebote/?stand=countered").content.decode()
    tend_offers(people.tenant.pk, clock.now() + timedelta(days=30))
    assert list(offers_expired(people.anna)) == [story.offer]


def test_raising_and_withdrawing_at_the_desk(
    story: Reduced, people: People, browser: Callable[..., Client], tenant: Tenant
) -> None:
    DecisionLimit.objects.create(tenant=tenant, role="lead", cost=None, credit=None)
    client = client_of(people.lena.user_id, browser)
    path = f"/desk/angebote/{story.offer.pk}/"
    assert client.post(f"{path}neu/", {"amount": "viel"}).status_code == 422
    assert client.post(f"{path}neu/", {"amount": "601"}).status_code == 422
    assert story.again().state == "open"
    answer = client.post(f"{path}neu/", {"amount": "1 50,00", "pay_out": "on", "text": "Gern <b>mehr</b>"})
    newer = Offer.objects.latest("pk")
    assert answer.status_code == 302
    assert answer["Location"] == f"/desk/angebote/{newer.pk}/"
    assert (newer.gross, story.again().state) == (Decimal("150.00"), "replaced")
    mail = OutgoingMail.objects.filter(kind="letter").latest("pk")
    html = parsed(mail).get_body(("html",))
    assert html is not None
    assert "Gern &lt;b&gt;mehr&lt;/b&gt;" in html.get_content()
    assert client.post(f"/desk/angebote/{newer.pk}/senden/").status_code == 302
    assert client.post(f"/desk/angebote/{newer.pk}/zurueckziehen/", {"reason": ""}).status_code == 422
    assert (
        client.post(f"/desk/angebote/{newer.pk}/zurueckziehen/", {"reason": "doch nicht"}).status_code == 302
    )
    newer.refresh_from_db()
    assert newer.state == "withdrawn"
    assert story.case_again().waits_for == WaitsFor.US
    page = client.get(f"/desk/vorgang/{story.case.number}/protokoll/").content.decode()
    assert "Angebot zurückgezogen" in page


def test_another_tenants_offer_is_not_there(story: Reduced, browser: Callable[..., Client]) -> None:
    from kulanz.core.tenancy.context import tenant_context
    from tests.cases.people import make_people
    from tests.conftest import make_tenant

    elsewhere = make_tenant("suedwind", name="Südwind")
    with tenant_context(elsewhere.pk):
        far = reduced(make_people(elsewhere, domain="suedwind.test"), browser("suedwind.test"))
    client = client_of(story.people.anna.user_id, browser)
    assert client.get(f"/desk/angebote/{far.offer.pk}/").status_code == 404
    assert client.post(f"/desk/angebote/{far.offer.pk}/zurueckziehen/", {"reason": "x"}).status_code == 404
    member = make_member(
        story.people.tenant, "fin@nordlicht.test", "Finn Fink", ActorKind.STAFF, roles=["finance"]
    )
    assert not offers_open(actor_of(member)).exclude(pk=story.offer.pk).exists()
