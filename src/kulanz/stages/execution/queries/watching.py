"""Orders that somebody has to look at. Each query is lazy, unordered and bounded by an index: slice it to
count, order it to list."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from kulanz.cases.calendar import local_date, tenant_calendar
from kulanz.cases.rules import ENDED_STEPS, OPEN_STEPS
from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.models.orders import OPEN_ORDERS
from kulanz.stages.execution.permissions import orders_visible_to
from kulanz.stages.execution.rules.orders import CONFIRMED_WITHIN, UNCONFIRMED, OrderState
from kulanz.stages.solution.models import Decision
from kulanz.stages.solution.rules.remedies import LIVE, DecisionState, OrderKind

_UNCONFIRMED: Final = sorted(state.value for state in UNCONFIRMED)
_DELIVERIES: Final = [OrderKind.DELIVERY.value, OrderKind.PART_DELIVERY.value]
_PICK_UPS: Final = [OrderKind.PICK_UP.value, OrderKind.PICK_UP_FOR_CREDIT.value]
_LIVE: Final = sorted(state.value for state in LIVE)


def listed_orders(actor: Actor) -> QuerySet[Order]:
    """The visible orders without those of spam, which appears in no list and no figure."""
    return orders_visible_to(actor).filter(case__is_spam=False).order_by()


def confirmed_by_now(tenant: Tenant, at: datetime) -> datetime:
    """What went out before this moment ought to be confirmed: some working days ago, at midnight."""
    day = tenant_calendar(tenant).add_working_days(local_date(tenant, at), -CONFIRMED_WITHIN)
    return datetime.combine(day, time(0), ZoneInfo(tenant.time_zone))


def orders_without_confirmation(actor: Actor, at: datetime) -> QuerySet[Order]:
    """Recorded or handed over for longer than `CONFIRMED_WITHIN` working days."""
    tenant = Tenant.objects.defer("logo").get(pk=actor.tenant_id)
    return listed_orders(actor).filter(
        OPEN_ORDERS, state__in=_UNCONFIRMED, state_since__lt=confirmed_by_now(tenant, at)
    )


def overdue_orders(actor: Actor, at: datetime) -> QuerySet[Order]:
    """Open orders whose planned day has gone by, or that nobody has confirmed in time."""
    tenant = Tenant.objects.defer("logo").get(pk=actor.tenant_id)
    late = Q(planned_on__lt=local_date(tenant, at)) | Q(
        state__in=_UNCONFIRMED, state_since__lt=confirmed_by_now(tenant, at)
    )
    return listed_orders(actor).filter(OPEN_ORDERS, late)


def exchanges_half_done(actor: Actor) -> QuerySet[Order]:
    """The other half of exchanges: the delivery is done and the pick-up is not, or the other way round.

    One row for each exchange, namely the order that is missing. A failed half counts while its decision is
    still under way.
    """
    # the inequality keeps the database from hashing all orders that were ever done
    done = Order.objects.filter(decision_id=OuterRef("decision_id"), state=OrderState.DONE.value).exclude(
        pk=OuterRef("pk")
    )
    failed = Q(state=OrderState.FAILED.value, decision__state=DecisionState.UNDER_WAY.value)
    return listed_orders(actor).filter(
        (OPEN_ORDERS | failed),
        Q(kind__in=_DELIVERIES) & Exists(done.filter(kind__in=_PICK_UPS))
        | Q(kind__in=_PICK_UPS) & Exists(done.filter(kind__in=_DELIVERIES)),
        decision__isnull=False,
    )


def goods_that_failed(actor: Actor) -> QuerySet[Order]:
    """Deliveries and pick-ups that failed in open cases and that no later decision has replaced."""
    later = Decision.objects.filter(
        case_id=OuterRef("case_id"), state__in=_LIVE, pk__gt=OuterRef("decision_id")
    )
    return listed_orders(actor).filter(
        ~Exists(later),
        state=OrderState.FAILED.value,
        kind__in=_DELIVERIES + _PICK_UPS,
        case__step__in=sorted(step.value for step in OPEN_STEPS),
    )


def open_orders_of_ended_cases(actor: Actor) -> QuerySet[Order]:
    """Orders still to be carried out although their case has ended."""
    return listed_orders(actor).filter(OPEN_ORDERS, case__step__in=sorted(step.value for step in ENDED_STEPS))
