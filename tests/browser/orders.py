"""An order at a firm, so that its pages have something to show."""

from __future__ import annotations

from decimal import Decimal

from kulanz.cases.models import Case
from kulanz.core import clock
from kulanz.masterdata.catalog.models import Executor
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.parties.models import Party, PartyKind, PartyRole, PartyRoleKind
from kulanz.stages.execution.links import issue_order_link
from kulanz.stages.execution.models import Order, OrderLine
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.rules.remedies import OrderKind


def order_at_a_firm(case: Case) -> tuple[str, str]:
    """Its page at the desk, and the firm's page by a new link; made once a demo."""
    number = f"A-{case.created_at.year}-90001"
    order = Order.objects.filter(number=number).first() or _placed(case, number)
    link = issue_order_link(order, address="", at=clock.now())
    return f"/desk/auftraege/{order.number}/", "/" + link.split("/", 3)[3]


def _placed(case: Case, number: str) -> Order:
    at, tenant = clock.now(), case.tenant_id
    party = Party.objects.create(
        tenant_id=tenant, kind=PartyKind.ORGANISATION, name="Montageservice Ellerbek", created_at=at
    )
    PartyRole.objects.create(tenant_id=tenant, party=party, role=PartyRoleKind.SERVICE_PARTNER)
    firm = Executor.objects.create(
        tenant_id=tenant, kind=ExecutorKind.FIRM.value, name=party.name, party=party
    )
    order = Order.objects.create(
        tenant_id=tenant,
        number=number,
        case=case,
        kind=OrderKind.SERVICE.value,
        state=OrderState.HANDED_OVER.value,
        state_since=at,
        executor=firm,
        recipient=case.customer,
        name=case.customer.name if case.customer is not None else case.number,
        street="Hafenstraße 12",
        postcode="24143",
        city="Kiel",
        country="DE",
        place_note="2. Stock, bitte klingeln",
        text="Gasfeder prüfen und tauschen. Die alte bitte mitnehmen.",
        created_at=at,
        created_by_name="Service",
        handed_over_at=at,
        handed_over_by="mail",
    )
    for position in case.positions.all():
        OrderLine.objects.create(
            tenant_id=tenant,
            order=order,
            position=position,
            name=position.label,
            quantity=position.quantity,
            weight_kg=Decimal("12.5"),
        )
    return order
