"""Lists of maintenance plans and of offers of maintenance, paged by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from django.db.models import Q

from kulanz.core.access.actor import Actor
from kulanz.core.enums import member
from kulanz.stages.execution.models import MaintenancePlan, ServiceOffer, ServiceOfferState
from kulanz.stages.execution.permissions_of_resources import plans_visible_to
from kulanz.stages.execution.permissions_of_service_offers import service_offers_visible_to

PAGE_SIZE: Final = 50


class PlanView(StrEnum):
    ACTIVE = "active"
    RESTING = "resting"
    """Paused or ended."""


@dataclass(frozen=True, slots=True)
class PlanPage:
    rows: Sequence[MaintenancePlan]
    next_cursor: str = ""


@dataclass(frozen=True, slots=True)
class ServiceOfferPage:
    rows: Sequence[ServiceOffer]
    next_cursor: str = ""


def list_plans(actor: Actor, view: PlanView, *, cursor: str = "", size: int = PAGE_SIZE) -> PlanPage:
    """By the next date; a cursor that means nothing starts from the top."""
    plans = plans_visible_to(actor).filter(active=view is PlanView.ACTIVE)
    after = _read(cursor)
    if after is not None:
        day, pk = after
        plans = plans.filter(Q(next_due_on__gt=day) | Q(next_due_on=day, pk__gt=pk))
    rows = plans.select_related("customer", "dealer", "work_kind").order_by("next_due_on", "pk")
    found = list(rows[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return PlanPage(found[:size], f"{last.next_due_on.isoformat()}.{last.pk}" if last is not None else "")


def get_plan(actor: Actor, plan_id: int) -> MaintenancePlan | None:
    return (
        plans_visible_to(actor)
        .select_related("customer", "dealer", "work_kind", "place")
        .filter(pk=plan_id)
        .first()
    )


def list_service_offers(
    actor: Actor, state: str, *, cursor: str = "", size: int = PAGE_SIZE
) -> ServiceOfferPage:
    """Of one state, newest first; without a state all of them."""
    offers = service_offers_visible_to(actor)
    known = member(ServiceOfferState, state)
    if known is not None:
        offers = offers.filter(state=known)
    if cursor.isascii() and cursor.isdigit() and len(cursor) < 18:
        offers = offers.filter(pk__lt=int(cursor))
    found = list(offers.select_related("customer", "dealer").order_by("-pk")[: size + 1])
    return ServiceOfferPage(found[:size], str(found[size - 1].pk) if len(found) > size else "")


def get_service_offer(actor: Actor, number: str) -> ServiceOffer | None:
    """The visible offer of that number with what its page shows; None means 404."""
    return (
        service_offers_visible_to(actor)
        .filter(number=number.upper().replace("\x00", "")[:30])
        .select_related("customer", "dealer", "place", "work_kind", "case", "plan")
        .first()
    )


def _read(cursor: str) -> tuple[date, int] | None:
    day, _dot, pk = cursor.partition(".")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 18):
        return None
    try:
        return date.fromisoformat(day), int(pk)
    except ValueError:
        return None
