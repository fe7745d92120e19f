"""A vehicle, a tool, a maintenance plan, offers of maintenance, an appointment's link and a calendar's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from kulanz.core.access.models import TokenPurpose
from kulanz.core.access.tokens import issue_token
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Party
from kulanz.stages.execution.models import (
    MaintenancePlan,
    ServiceOffer,
    Tool,
    Vehicle,
    Visit,
)
from kulanz.workflows.service_offer_words import shown_service_offer
from tests.cases.people import People


@dataclass(frozen=True)
class Resourceful:
    """What the addresses name; links are their texts, `shown` is the digest of the offer's German text."""

    vehicle_id: int
    tool_id: int
    plan_id: int
    article_id: int
    customer_id: int
    work_kind_id: int
    offer_number: str
    foreign_offer: str
    shown: str
    offer_link: str
    appointment_link: str
    feed_link: str
    until: date

    def offer(self, **fields: Any) -> dict[str, Any]:
        return {
            "customer": self.customer_id,
            "kind": "maintenance",
            "work_kind": self.work_kind_id,
            "text": "Wartung",
            "net": "80,00",
            "carried_out_by": "factory",
            "dealer_part": "principal",
            "tax_rate": "19",
            "expires_on": self.until.isoformat(),
            **fields,
        }

    def plan(self) -> dict[str, Any]:
        return self.offer(
            name="Neuer Plan",
            items="Stühle",
            interval_months="6",
            next_due_on=self.until.isoformat(),
            lead_days="10",
        )


def resourceful(people: People, visit_id: int, work_kind_id: int, at: datetime, number: str) -> Resourceful:
    """As rows: what leads to them has tests of its own."""
    tenant = people.tenant
    until = at.date() + timedelta(days=30)
    plan = MaintenancePlan.objects.create(
        tenant=tenant,
        name="Wartung",
        customer=people.karla,
        work_kind_id=work_kind_id,
        items="Stühle",
        interval_months=12,
        next_due_on=until,
        anchor_day=until.day,
        created_at=at,
        created_by_name="Anna",
    )
    offers = [_offer(people, dealer, work_kind_id, at, f"{number}{n}") for n, dealer in _houses(people)]
    visit = Visit.objects.get(pk=visit_id)
    karla = people.karla.pk
    member = people.anna.membership_id
    return Resourceful(
        vehicle_id=Vehicle.objects.create(tenant=tenant, name="Sprinter").pk,
        tool_id=Tool.objects.create(tenant=tenant, name="Abzieher", number="W-1").pk,
        plan_id=plan.pk,
        article_id=Article.objects.create(tenant=tenant, number="WALK-1", name="Feder").pk,
        customer_id=karla,
        work_kind_id=work_kind_id,
        offer_number=offers[0].number,
        foreign_offer=offers[1].number,
        shown=shown_service_offer(offers[0], "de").digest,
        offer_link=_link(people, TokenPurpose.SERVICE_OFFER, at, party_id=karla, object_id=offers[0].pk),
        appointment_link=_link(
            people,
            TokenPurpose.APPOINTMENT,
            at,
            party_id=karla,
            object_id=visit.pk,
            case_id=visit.case_id,
        ),
        feed_link=_link(people, TokenPurpose.FEED, at, membership_id=member),
        until=until,
    )


def _houses(people: People) -> list[tuple[int, Party]]:
    return [(1, people.blatt), (2, people.fremd)]


def _offer(people: People, dealer: Party, work_kind_id: int, at: datetime, number: str) -> ServiceOffer:
    return ServiceOffer.objects.create(
        tenant=people.tenant,
        number=number,
        kind="cleaning",
        customer=people.karla,
        dealer=dealer,
        made_for_dealer=True,
        work_kind_id=work_kind_id,
        text="Polster reinigen",
        net=Decimal(100),
        tax_rate=Decimal(19),
        gross=Decimal(119),
        currency="EUR",
        expires_on=at.date() + timedelta(days=20),
        made_at=at,
        # the clerk who sees only what is hers sees this
        made_by_id=people.britta.membership_id if dealer == people.blatt else None,
        made_by_name="Britta" if dealer == people.blatt else "Anna",
    )


def _link(people: People, purpose: TokenPurpose, at: datetime, **fields: int | None) -> str:
    secret, _token = issue_token(
        tenant_id=people.tenant.pk, purpose=purpose, at=at, lifetime=timedelta(days=1), **fields
    )
    return secret
