"""A complaint whose remedy is a price reduction, with the offer made and mailed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.test import Client

from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case, Position
from kulanz.cases.rules import ClaimStatus, Kind
from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Address, Party
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.solution.models import Decision, DecisionPosition, Offer, Remedy
from kulanz.stages.solution.rules.remedies import DecisionState, Ends, Goods, Nature
from kulanz.workflows.links import issue_case_link
from kulanz.workflows.offers import offer_reduction
from tests.cases.people import People
from tests.outgoing.writing import body_of, parsed

PRICE = Decimal("600.00")


def remedy_of(tenant: Tenant, code: str = "price_reduction", **fields: Any) -> Remedy:
    given: dict[str, Any] = {
        "name": "Preisnachlass",
        "nature": Nature.REDUCTION.value,
        "goods": Goods.NONE.value,
        "ends": Ends.CREDITED.value,
        "letters": ["discount_offer"],
        **fields,
    }
    found = Remedy.objects.filter(tenant=tenant, code=code).first()
    return found or Remedy.objects.create(tenant=tenant, code=code, **given)


def complaint(people: People, customer: Party, at: datetime, **position: Any) -> Case:
    """Recorded, justified, with one position bought for 600 €."""
    case = record_case(
        actor=people.anna,
        case=NewCase(
            title="Kratzer auf der Tischplatte",
            kind=Kind.COMPLAINT,
            description="Die Platte hat einen Kratzer.",
            customer_id=customer.pk,
        ),
        at=at,
    )
    given: dict[str, Any] = {
        "item_text": "Schreibtisch Linnea",
        "quantity": Decimal(1),
        "price_paid": PRICE,
        "tax_rate": Decimal(19),
        "currency": "EUR",
        "invoice_number": "R-4711",
        **position,
    }
    Position.objects.create(tenant=people.tenant, case=case, claim_status="remedy_started", **given)
    Case.objects.filter(pk=case.pk).update(
        claim_status=ClaimStatus.REMEDY_STARTED.value, owner=people.anna.membership_id
    )
    case.refresh_from_db()
    return case


def decision_for(case: Case, remedy: Remedy, at: datetime, *, credit: Decimal, key: str = "") -> Decision:
    """Decided on this net amount; the calculation itself does not matter here."""
    decision = Decision.objects.create(
        tenant_id=case.tenant_id,
        case=case,
        remedy=remedy,
        state=DecisionState.UNDER_WAY.value,
        key=key or f"test-{case.pk}-{remedy.pk}",
        calculation={},
        currency="EUR",
        total=credit,
        credit=credit,
        proposed_at=at,
        proposed_by_name="Anna Amsel",
        decided_at=at,
        decided_by_name="Anna Amsel",
    )
    DecisionPosition.objects.bulk_create(
        DecisionPosition(tenant_id=case.tenant_id, decision=decision, position=position)
        for position in case.positions.all()
    )
    return decision


@dataclass
class Reduced:
    people: People
    case: Case
    decision: Decision
    offer: Offer
    client: Client
    path: str
    """Of the offer's own link."""

    def again(self) -> Offer:
        self.offer.refresh_from_db()
        return self.offer

    def case_again(self) -> Case:
        self.case.refresh_from_db()
        return self.case

    def page(self, path: str = "") -> str:
        answer = self.client.get(path or self.path)
        assert answer.status_code == 200, answer.status_code
        return str(answer.content.decode())

    def shown(self, path: str = "") -> str:
        """The digest of the text on the page, as its form sends it back."""
        found = re.search(r'name="shown" value="([0-9a-f]{64})"', self.page(path))
        assert found is not None
        return found[1]

    def form(self, act: str, **more: str) -> dict[str, str]:
        return {"act": act, "shown": self.shown(), "language": "de", "name": "Karla Kunde", **more}

    def post(self, act: str, **more: str) -> Any:
        return self.client.post(self.path, self.form(act, **more), headers={"origin": "null"})


def mailed_link() -> str:
    """The path of the offer's link in the newest mail."""
    mail = OutgoingMail.objects.filter(kind="letter").order_by("-pk").first()
    assert mail is not None
    return mail_path(mail)


def mail_path(mail: OutgoingMail) -> str:
    """The path of the first link in a mail."""
    found = re.search(r"https?://[^/\s]+(/(?:angebot|f)/\S+)", body_of(parsed(mail)))
    assert found is not None
    return found[1]


def reduced(
    people: People,
    client: Client,
    *,
    amount: Decimal = Decimal("120.00"),
    days_ago: int = 1,
    actor: Actor | None = None,
    customer: Party | None = None,
    **position: Any,
) -> Reduced:
    at = clock.now() - timedelta(days=days_ago)
    customer = customer or people.karla
    if not Address.objects.filter(party=customer).exists():
        Address.objects.create(
            tenant=people.tenant, party=customer, street="Weg 1", postcode="12345", city="Ort", is_main=True
        )
    case = complaint(people, customer, at, **position)
    net = amount if customer.is_business else (amount / Decimal("1.19")).quantize(Decimal("0.01"))
    decision = decision_for(case, remedy_of(people.tenant), at, credit=net)
    offer = offer_reduction(actor=actor or people.anna, case=case, decision=decision, amount=amount, at=at)
    return Reduced(people, case, decision, offer, client, mailed_link())


def case_page(story: Reduced) -> str:
    """The path of the customer's page of the case."""
    url = issue_case_link(
        case=story.case,
        party_id=story.case.customer_id,
        address="karla@kundin.test",
        at=clock.now() - timedelta(hours=1),
    )
    return "/f/" + url.rsplit("/f/", 1)[1]
