"""A complaint with what an order needs: an address, an article, a firm; and ways to place orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from kulanz.cases.commands.recording import NewCase, NewPosition, record_case
from kulanz.cases.models import Case, Position
from kulanz.cases.rules import Kind, WaitsFor
from kulanz.core.access.actor import Actor
from kulanz.masterdata.catalog.models import Article, Executor
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.parties.models import Address, ContactKind, ContactPoint, PartyKind, PartyRoleKind
from kulanz.stages.execution.commands.placing import LineInput, place_order
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.models import Decision, Remedy
from kulanz.stages.solution.rules.remedies import DecisionState, Ends, Nature, OrderKind
from tests.cases.people import People, make_party

AT = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)  # a Monday
FIRM = "einsatz@montage-moewe.test"


@dataclass
class Placed:
    """The cast around one case."""

    people: People
    case: Case
    position: Position
    firm: Executor
    factory: Executor

    def line(self, **fields: Any) -> LineInput:
        return LineInput(**{"position_id": self.position.pk, "quantity": Decimal(2), **fields})

    def order(self, kind: OrderKind = OrderKind.DELIVERY, actor: Actor | None = None, **fields: Any) -> Order:
        given: dict[str, Any] = {
            "decision": None,
            "lines": [self.line()],
            "recipient": "customer",
            "at": AT,
            **fields,
        }
        return place_order(actor=actor or self.people.anna, case=self.case, kind=kind, **given)

    def service(self, **fields: Any) -> Order:
        return self.order(OrderKind.SERVICE, **{"executor": self.firm, "text": "Gasfeder tauschen", **fields})

    def decision(self, *kinds: OrderKind, ends: Ends = Ends.ORDERS_DONE, **fields: Any) -> Decision:
        """A decision under way, as far as orders look at it."""
        number = Decision.objects.count() + 1
        remedy, _made = Remedy.objects.get_or_create(
            tenant=self.people.tenant,
            code=f"remedy{number}",
            defaults={
                "name": "Kostenloser Austausch",
                "nature": Nature.REPLACEMENT.value,
                "orders": [kind.value for kind in kinds],
                "ends": ends.value,
                "position": number,
            },
        )
        return Decision.objects.create(
            tenant=self.people.tenant,
            case=self.case,
            remedy=remedy,
            state=fields.pop("state", DecisionState.UNDER_WAY.value),
            key=f"key-{number}",
            calculation={},
            currency="EUR",
            proposed_at=AT,
            proposed_by_name="Anna Amsel",
            decided_at=AT,
            **fields,
        )


def make_placed(people: People) -> Placed:
    tenant = people.tenant
    place = Address.objects.create(
        tenant=tenant,
        party=people.karla,
        street="Lange Gasse 7",
        postcode="86150",
        city="Augsburg",
        country="DE",
        is_main=True,
    )
    ContactPoint.objects.create(
        tenant=tenant, party=people.karla, kind=ContactKind.PHONE, value="0821 4711", normalized="08214711"
    )
    article = Article.objects.create(
        tenant=tenant, number="ST-100", name="Drehstuhl Arve", weight_kg=Decimal("14.500"), safety="none"
    )
    case = record_case(
        actor=people.anna,
        case=NewCase(
            title="Drehstuhl sinkt ab",
            kind=Kind.COMPLAINT,
            customer_id=people.karla.pk,
            dealer_id=people.blatt.pk,
            place_of_use_id=place.pk,
            place_note="2. Stock",
            positions=(NewPosition(article_id=article.pk, symptom="sinkt ab", serial_number="SN-77"),),
        ),
        at=AT,
    )
    party = make_party(
        tenant,
        "Montage Möwe",
        role=PartyRoleKind.SERVICE_PARTNER,
        kind=PartyKind.ORGANISATION,
        email=FIRM,
    )
    firm = Executor.objects.create(
        tenant=tenant, kind=ExecutorKind.FIRM.value, name="Montage Möwe", party=party
    )
    factory = Executor.objects.create(
        tenant=tenant, kind=ExecutorKind.FACTORY.value, name="Werkskundendienst"
    )
    return Placed(people, case, case.positions.get(), firm, factory)


def set_state(order: Order, state: OrderState) -> None:
    """Put an order into a state, however it may have come there."""
    order.state = state.value
    order.save(update_fields=["state"])


def waits(case: Case) -> WaitsFor:
    case.refresh_from_db()
    return WaitsFor(case.waits_for)
