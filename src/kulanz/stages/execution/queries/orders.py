"""Lists of orders: paged by key, one question for the rows whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Final

from django.core import signing
from django.db.models import Q, QuerySet

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.models.orders import OPEN_ORDERS
from kulanz.stages.execution.permissions import orders_visible_to
from kulanz.stages.execution.plan_words import said
from kulanz.stages.execution.queries.watching import (
    confirmed_by_now,
    exchanges_half_done,
    goods_that_failed,
    listed_orders,
    open_orders_of_ended_cases,
    orders_without_confirmation,
    overdue_orders,
)
from kulanz.stages.execution.rules.orders import ENDED, UNCONFIRMED

PAGE_SIZE: Final = 50
_COLUMNS: Final = (
    "pk",
    "number",
    "kind",
    "state",
    "state_since",
    "name",
    "city",
    "planned_on",
    "planned_at",
    "planned_until",
    "wanted_on",
    "created_at",
    "failure",
    "failure_why",
    "case__number",
    "case__title",
    "executor__name",
)
# those that a row of the list holds as they are
_PLAIN: Final = tuple(name for name in _COLUMNS if "__" not in name and not name.startswith("failure"))


class OrderView(StrEnum):
    OPEN = "open"
    UNCONFIRMED = "unconfirmed"
    OVERDUE = "overdue"
    HALF = "half"
    FAILED = "failed"
    ENDED_CASES = "ended_cases"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class OrderFilters:
    """What a list shows; every field narrows."""

    view: OrderView = OrderView.OPEN
    state: str = ""
    kind: str = ""
    executor_id: int | None = None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A line of the list: plain data."""

    pk: int
    number: str
    kind: str
    state: str
    state_since: datetime
    name: str
    city: str
    planned_on: date | None
    planned_at: time | None
    planned_until: time | None
    wanted_on: date | None
    created_at: datetime
    failure: str
    case: str
    case_title: str
    executor: str
    late: bool


@dataclass(frozen=True, slots=True)
class OrderPage:
    rows: Sequence[OrderRow]
    next_cursor: str = ""


def selected_orders(actor: Actor, filters: OrderFilters, *, at: datetime) -> QuerySet[Order]:
    """The orders of a view with its filters, not yet ordered."""
    orders = _of_view(actor, filters.view, at)
    if filters.state:
        orders = orders.filter(state=filters.state)
    if filters.kind:
        orders = orders.filter(kind=filters.kind)
    if filters.executor_id is not None:
        orders = orders.filter(executor_id=filters.executor_id)
    return orders


def _of_view(actor: Actor, view: OrderView, at: datetime) -> QuerySet[Order]:
    match view:
        case OrderView.UNCONFIRMED:
            return orders_without_confirmation(actor, at)
        case OrderView.OVERDUE:
            return overdue_orders(actor, at)
        case OrderView.HALF:
            return exchanges_half_done(actor)
        case OrderView.FAILED:
            return goods_that_failed(actor)
        case OrderView.ENDED_CASES:
            return open_orders_of_ended_cases(actor)
        case OrderView.ALL:
            return listed_orders(actor)
        case _:
            return listed_orders(actor).filter(OPEN_ORDERS)


def list_orders(
    actor: Actor, filters: OrderFilters, *, at: datetime, cursor: str = "", size: int = PAGE_SIZE
) -> OrderPage:
    """One page, newest first. A forged or stale cursor starts from the top."""
    orders = selected_orders(actor, filters, at=at)
    before = _read_cursor(cursor)
    if before is not None:
        orders = orders.filter(pk__lt=before)
    found = list(orders.order_by("-pk").values(*_COLUMNS)[: size + 1])
    more = signing.dumps(found[size - 1]["pk"], compress=True) if len(found) > size else ""
    return OrderPage(rows=_rows(actor, found[:size], at), next_cursor=more)


def orders_of_case(actor: Actor, case: Case, *, at: datetime) -> list[OrderRow]:
    """The orders of a case and of those merged into it, oldest first. `case` from `visible_to`."""
    belongs = Q(case=case) | Q(case__merged_into=case)
    found = orders_visible_to(actor).filter(belongs).order_by("pk").values(*_COLUMNS)[:200]
    return _rows(actor, list(found), at)


def get_order(actor: Actor, number: str) -> Order | None:
    """The visible order of that number with what its page shows; None means 404."""
    return (
        orders_visible_to(actor)
        .filter(number=number.upper().replace("\x00", "")[:30])
        .select_related("case", "executor__party", "recipient", "document__stored", "decision__remedy")
        .first()
    )


def _rows(actor: Actor, found: list[dict[str, Any]], at: datetime) -> list[OrderRow]:
    if not found:
        return []
    tenant = Tenant.objects.defer("logo").get(pk=actor.tenant_id)
    today, confirmed_by = local_date(tenant, at), confirmed_by_now(tenant, at)
    ended = {state.value for state in ENDED}
    unconfirmed = {state.value for state in UNCONFIRMED}
    return [
        OrderRow(
            **{name: row[name] for name in _PLAIN},
            failure=said(row["failure_why"], row["failure"]),
            case=row["case__number"],
            case_title=row["case__title"],
            executor=row["executor__name"] or "",
            late=row["state"] not in ended
            and (
                (row["planned_on"] is not None and row["planned_on"] < today)
                or (row["state"] in unconfirmed and row["state_since"] < confirmed_by)
            ),
        )
        for row in found
    ]


def _read_cursor(cursor: str) -> int | None:
    if not cursor:
        return None
    try:
        return int(signing.loads(cursor))
    except (signing.BadSignature, ValueError, TypeError):
        return None
