"""A service order of a case with its firm's link, and what stands behind its addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kulanz.cases.models import Case
from kulanz.core.access.models import AccessToken
from kulanz.masterdata.catalog.models import Executor
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.parties.models import PartyKind, PartyRoleKind
from kulanz.stages.execution.links import issue_order_link
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.rules.remedies import OrderKind
from tests.cases.people import People, make_party


@dataclass(frozen=True)
class LinkedOrders:
    """The numbers of an order here and of one elsewhere, and the texts of links by what they are."""

    numbers: dict[str, str]
    links: dict[str, str]


def service_order(people: People, case: Case, number: str, at: datetime) -> tuple[Order, str]:
    """A recorded order to a firm, and the text of its link."""
    name = f"Montage {number}"
    party = make_party(people.tenant, name, role=PartyRoleKind.SERVICE_PARTNER, kind=PartyKind.ORGANISATION)
    firm = Executor.objects.create(tenant=people.tenant, kind=ExecutorKind.FIRM.value, name=name, party=party)
    order = Order.objects.create(
        tenant=people.tenant,
        number=number,
        case=case,
        kind=OrderKind.SERVICE.value,
        state=OrderState.RECORDED.value,
        state_since=at,
        executor=firm,
        recipient=people.karla,
        name="Karla Kunde",
        created_at=at,
        created_by_name="Anna Amsel",
    )
    return order, issue_order_link(order, address="", at=at).rstrip("/").rsplit("/", 1)[-1]


def linked_orders(people: People, case: Case, far: tuple[Order, str], at: datetime) -> LinkedOrders:
    order, link = service_order(people, case, "A-2026-00001", at)
    ended, revoked = service_order(people, case, "A-2026-00002", at)
    AccessToken.objects.filter(pk=ended.token_id).update(revoked_at=at)
    return LinkedOrders(
        numbers={"own": order.number, "far": far[0].number},
        links={
            "valid": link,
            "revoked": revoked,
            "other": far[1],
            "unknown": "abcdefghijklmnopqrstuvwxyz",
        },
    )
