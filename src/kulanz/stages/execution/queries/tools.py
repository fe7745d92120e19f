"""Where each special tool is, who needs it when, and who needs it at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import F, QuerySet

from kulanz.cases.calendar import local_date
from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.execution.models import Tool, Visit, VisitTool
from kulanz.stages.execution.permissions_of_resources import ResourceAction, may_with_resources
from kulanz.stages.execution.rules.visits import ON_PLAN

MOST: Final = 500
_ON_PLAN: Final = [state.value for state in ON_PLAN]


@dataclass(frozen=True, slots=True)
class ToolCollision:
    """A tool of a visit that another visit needs in the same hours, or whose inspection has run out."""

    tool: Tool
    visit_number: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    uninspected_since: date | None = None
    organisation_id: int | None = None
    """Whose people go there."""


@dataclass(frozen=True, slots=True)
class Need:
    """A visit on the plan that needs the tool."""

    visit: Visit
    collides: bool


def tools_visible_to(actor: Actor) -> QuerySet[Tool]:
    tools = Tool.objects.filter(tenant_id=actor.tenant_id)
    if not may_with_resources(actor, ResourceAction.VIEW):
        return tools.none()
    return tools.select_related("vehicle", "technician")


def tool_collisions(
    visit: Visit, *, starts_at: datetime | None = None, ends_at: datetime | None = None
) -> list[ToolCollision]:
    """What speaks against taking the visit's tools along at its time, or at the one that is proposed.

    A warning and no refusal: two crews can meet on the way and hand a tool over.
    """
    start, end = starts_at or visit.starts_at, ends_at or visit.ends_at
    tools = [row.tool for row in visit.tools.select_related("tool__vehicle", "tool__technician")]
    if start is None or end is None or not tools:
        return []
    tenant = Tenant.objects.defer("logo").get(pk=visit.tenant_id)
    day = local_date(tenant, start)
    found = [
        ToolCollision(tool, uninspected_since=tool.inspected_until)
        for tool in tools
        if tool.inspected_until is not None and tool.inspected_until < day
    ]
    others = (
        VisitTool.objects.filter(
            tool__in=tools,
            visit__state__in=_ON_PLAN,
            visit__starts_at__lt=end,
            visit__ends_at__gt=start,
        )
        .exclude(visit_id=visit.pk)
        .select_related("visit", "tool__vehicle", "tool__technician")
        .order_by("visit__starts_at", "pk")[:100]
    )
    found += [
        ToolCollision(
            row.tool,
            row.visit.number,
            row.visit.starts_at,
            row.visit.ends_at,
            organisation_id=row.visit.organisation_id,
        )
        for row in others
    ]
    return found


def needs_of(tool: Tool, *, at: datetime) -> list[Need]:
    """The visits on the plan that take this tool along, the next one first."""
    visits = list(
        Visit.objects.filter(tenant_id=tool.tenant_id, tools__tool=tool, state__in=_ON_PLAN, ends_at__gt=at)
        .select_related("case")
        .prefetch_related("crew__technician")
        .order_by("starts_at", "pk")[:50]
    )
    return [
        Need(visit, any(_overlap(visit, other) for other in visits if other is not visit)) for visit in visits
    ]


def listed_tools(actor: Actor, *, at: datetime, in_use: bool = True) -> list[tuple[Tool, Visit | None]]:
    """Tools with the next visit that needs each."""
    tools = list(tools_visible_to(actor).filter(active=in_use)[:MOST])
    coming = (
        VisitTool.objects.filter(tool__in=tools, visit__state__in=_ON_PLAN, visit__ends_at__gt=at)
        .select_related("visit")
        .order_by("tool_id", "visit__starts_at", "pk")
        .distinct("tool_id")
    )
    following = {row.tool_id: row.visit for row in coming}
    return [(tool, following.get(tool.pk)) for tool in tools]


def waiting_inspections(tenant_id: int, until: date) -> Sequence[Tool]:
    """Tools whose inspection has run out or does until that day."""
    return list(
        Tool.objects.filter(tenant_id=tenant_id, active=True, inspected_until__lte=until).order_by(
            F("inspected_until").asc(), "pk"
        )[:MOST]
    )


def _overlap(one: Visit, other: Visit) -> bool:
    if one.starts_at is None or one.ends_at is None or other.starts_at is None or other.ends_at is None:
        return False
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
