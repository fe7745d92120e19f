"""What sales figures are there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Count, Sum

from kulanz.core.access.actor import Actor
from kulanz.stages.improvement.models import SalesFigure, SalesTotal
from kulanz.stages.improvement.permissions import totals_visible_to
from kulanz.stages.improvement.permissions_of_cockpit import part_sales_visible_to

_MONTHS: Final = 36


def sold_by_month(actor: Actor, months: int = _MONTHS) -> list[tuple[date, int, int]]:
    """Month, articles sold, units; newest first."""
    totals = totals_visible_to(actor).filter(by=SalesTotal.By.ARTICLE)
    rows = totals.order_by("-month").values_list("month").annotate(n=Count("article"), units=Sum("quantity"))
    return [(month, n, int(units)) for month, n, units in rows[:months]]


def parts_by_month(actor: Actor, months: int = _MONTHS) -> list[tuple[date, int, int, Decimal]]:
    """Month, dealers, pieces and amount of spare-part sales; newest first."""
    sales = part_sales_visible_to(actor).order_by("-month").values_list("month")
    rows = sales.annotate(n=Count("dealer", distinct=True), units=Sum("quantity"), amount=Sum("amount"))
    return [(month, n, int(units), amount) for month, n, units, amount in rows[:months]]


def stale_months(tenant_id: int) -> list[date]:
    """Months whose totals differ from the figures they sum up; reads everything."""
    figures = SalesFigure.objects.filter(tenant_id=tenant_id).order_by("month")
    told = dict(figures.values_list("month").annotate(units=Sum("quantity")))
    stale = set()
    for by in SalesTotal.By:
        totals = SalesTotal.objects.filter(tenant_id=tenant_id, by=by).order_by("month")
        summed = dict(totals.values_list("month").annotate(units=Sum("quantity")))
        stale |= {month for month in {*told, *summed} if told.get(month, 0) != summed.get(month, 0)}
    return sorted(stale)
