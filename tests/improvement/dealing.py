"""Two dealers with cases, visits, reports, parts, offers and rates, so that one could see the other's."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from kulanz.cases.models import Case, Position
from kulanz.masterdata.parties.models import Party, WorkKind
from kulanz.stages.execution.models import ServiceOffer, ServiceReport, Visit
from kulanz.stages.improvement.models import DealerRates, FactoryPrice, SparePartSale
from kulanz.stages.improvement.rules.options import RATE_NAMES, PriceItem
from tests.improvement.house import AT, House, moment, month
from tests.improvement.test_make_or_buy_rules import PRICES, RATES


@dataclass
class Dealing:
    house: House

    def case(self, day: str, dealer: Party | None = None, article: Any = None, **fields: Any) -> Case:
        """One of Blatt's unless said otherwise; closed where it says when."""
        created = moment(day)
        given = {
            "tenant": self.house.people.tenant, "kind": "repair", "channel": "portal", "title": "Sinkt ab",
            "number": f"NO-{created.year}-{Case.objects.count() + 1:05d}", "step": "in_progress",
            "created_at": created, "updated_at": created, "state_since": created,
            "customer": self.house.people.karla, "dealer": dealer or self.house.people.blatt, **fields,
        }  # fmt: skip
        if given["kind"] == "complaint":
            given.setdefault("claim_status", "accepted")
        case = Case.objects.create(**given)
        if article is not None:
            Position.objects.create(
                tenant=case.tenant, case=case, article=article, failure_code="GF",
                claim_status=case.claim_status,
            )  # fmt: skip
        return case

    def report(
        self, case: Case, *, work: int | None = 60, road: int | None = 30, km: str | None = "20",
        rating: int | None = None,
    ) -> ServiceReport:  # fmt: skip
        tenant, begun = case.tenant, case.created_at + timedelta(days=1)
        visit = Visit.objects.create(
            tenant=tenant, number=f"E-{Visit.objects.count() + 1}", case=case, kind="repair", state="done",
            state_since=begun, material_relevance="none", name="Karla", created_at=begun, created_by_name="",
        )  # fmt: skip
        return ServiceReport.objects.create(
            tenant=tenant, number=f"B-{ServiceReport.objects.count() + 1}", visit=visit,
            client_id=uuid.uuid4(), technician_name="Tom", authorised=True, result="solved",
            arrived_at=begun, left_at=None if work is None else begun + timedelta(minutes=work),
            travel_minutes=road, travel_km=None if km is None else Decimal(km), rating=rating,
            finished_at=begun, received_at=begun,
        )  # fmt: skip

    def parts(self, text: str, amount: str, quantity: int = 1, dealer: Party | None = None) -> None:
        SparePartSale.objects.create(
            tenant=self.house.people.tenant, month=month(text), dealer=dealer or self.house.people.blatt,
            article=self.house.arve, quantity=quantity, amount=Decimal(amount),
        )  # fmt: skip

    def offer(
        self, day: str, kind: str, net: str, *, state: str = "open", dealer: Party | None = None
    ) -> None:
        tenant = self.house.people.tenant
        work, _made = WorkKind.objects.get_or_create(tenant=tenant, code="W", defaults={"name": "Wartung"})
        ServiceOffer.objects.create(
            tenant=tenant, number=f"WA-{ServiceOffer.objects.count() + 1}", kind=kind, work_kind=work,
            customer=self.house.people.karla, dealer=dealer or self.house.people.blatt, text="Wartung",
            net=Decimal(net), tax_rate=Decimal(19), gross=Decimal(net) * Decimal("1.19"), currency="EUR",
            state=state, expires_on=date(2027, 1, 1), made_at=moment(day), made_by_name="Anna",
        )  # fmt: skip

    def prices(self, valid_from: str = "2025-01-01", **changed: Decimal | None) -> None:
        for item in PriceItem:
            FactoryPrice.objects.create(
                tenant=self.house.people.tenant, item=item.value, valid_from=date.fromisoformat(valid_from),
                amount=changed.get(item.value, PRICES[item]), currency="EUR", published_at=AT,
                published_by_name="Lena",
            )  # fmt: skip

    def rates(self, dealer: Party | None = None, **changed: Any) -> DealerRates:
        """Those of the worked example."""
        figures = RATES.of(*RATE_NAMES) | changed
        return DealerRates.objects.create(
            tenant=self.house.people.tenant, dealer=dealer or self.house.people.blatt,
            **{"valid_from": RATES.valid_from, **figures}, entered_at=AT, entered_by_name="Blatt",
        )  # fmt: skip

    def rival(self) -> None:
        """What the dealer Fremd has: figures of its own, each of which would be seen in Blatt's."""
        fremd = self.house.people.fremd
        for n in range(7):
            case = self.case(
                f"2026-0{n + 1}-15", fremd, self.house.tanne, kind="assembly", carried_out_by="dealer",
                title="Fremdmontage", coverage="chargeable", dealer_part="principal",
            )  # fmt: skip
            self.report(case, work=777, km="777", rating=1)
        self.parts("2026-05", "77777.77", 777, fremd)
        self.offer("2026-05-05", "cleaning", "77777.77", dealer=fremd)
        self.rates(fremd, hour=Decimal("77.77"))
