"""An offer and a credit note of a case, with what their addresses need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from kulanz.cases.models import Case
from kulanz.core.access.models import TokenPurpose
from kulanz.core.access.tokens import issue_token
from kulanz.masterdata.catalog.models import CostKind
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.solution.models import Decision, Offer, Remedy
from kulanz.workflows.offer_words import shown_offer
from tests.cases.people import People


@dataclass(frozen=True)
class Billed:
    """What the addresses name; `shown` is the digest of the offer's German text, `link` its link's text."""

    offer_id: int
    credit_id: int
    kind_id: int
    shown: str
    link: str


def billed(people: People, case: Case, at: datetime) -> Billed:
    """As rows: what leads to them has tests of its own."""
    tenant = people.tenant
    remedies = [
        Remedy.objects.create(
            tenant=tenant, code=f"walk_{nature}", name=nature, nature=nature, goods="none", ends="credited"
        )
        for nature in ("reduction", "refund")
    ]
    decisions = [
        Decision.objects.create(
            tenant=tenant,
            case=case,
            remedy=remedy,
            state="under_way",
            key=f"walk-{case.pk}-{remedy.pk}",
            calculation={},
            currency="EUR",
            credit=Decimal(100),
            proposed_at=at,
            proposed_by_name="Anna",
        )
        for remedy in remedies
    ]
    offer = Offer.objects.create(
        tenant=tenant,
        case=case,
        decision=decisions[0],
        net=Decimal("84.03"),
        tax_rate=Decimal(19),
        gross=Decimal(100),
        currency="EUR",
        shown_gross=True,
        made_at=at,
        made_by_name="Anna",
        expires_on=at.date() + timedelta(days=14),
    )
    credit = CreditNote.objects.create(
        tenant=tenant,
        number="G-2026-00001",
        case=case,
        decision=decisions[1],
        party=case.customer,
        state="recorded",
        state_since=at,
        net=Decimal("84.03"),
        tax_rate=Decimal(19),
        tax=Decimal("15.97"),
        gross=Decimal(100),
        currency="EUR",
        declaration_at=at,
        declaration="Ware zurück",
        created_at=at,
        created_by_name="Anna",
    )
    kind = CostKind.objects.create(tenant=tenant, code="walk", name="Anfahrt", scope="entered")
    secret, _token = issue_token(
        tenant_id=tenant.pk,
        purpose=TokenPurpose.OFFER,
        at=at,
        lifetime=timedelta(days=1),
        case_id=case.pk,
        party_id=people.karla.pk,
        object_id=offer.pk,
        address="karla@kundin.test",
    )
    return Billed(offer.pk, credit.pk, kind.pk, shown_offer(offer, "de").digest, secret)
