"""Taking over sales figures and spare-part sales."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from django.http import HttpResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.core.access.http import KulanzRequest
from kulanz.core.money import money_text
from kulanz.interfaces.desk.improvement.door import importers
from kulanz.interfaces.desk.improvement.taking_over import Kind, empty_list, look, span_of, take
from kulanz.stages.improvement.commands.part_sales import PartSalesPlan, import_part_sales, plan_part_sales
from kulanz.stages.improvement.commands.sales import SalesPlan, import_sales, plan_sales
from kulanz.stages.improvement.permissions import StatisticsAction, may_with_statistics
from kulanz.stages.improvement.queries.sales import parts_by_month, sold_by_month
from kulanz.stages.improvement.refusals import PART_SALES_FLAWS, SALES_FLAWS
from kulanz.stages.improvement.rules.part_sales import HEADINGS as PART_HEADINGS
from kulanz.stages.improvement.rules.sales import HEADINGS
from kulanz.stages.improvement.words import month_name, number


def _sold(request: KulanzRequest) -> Mapping[str, Any]:
    return {
        "months": [
            (month_name(month), rows, number(units)) for month, rows, units in sold_by_month(request.actor)
        ],
        "may_read": may_with_statistics(request.actor, StatisticsAction.READ),
    }


def _parts_sold(request: KulanzRequest) -> Mapping[str, Any]:
    return {
        "months": [
            (month_name(month), dealers, number(units), _money(request, amount))
            for month, dealers, units, amount in parts_by_month(request.actor)
        ],
        "may_read": may_with_statistics(request.actor, StatisticsAction.READ_DEALERS),
    }


def _units(_request: KulanzRequest, plan: SalesPlan) -> str:
    given = {"span": span_of(plan), "units": number(plan.units)}
    return _("%(span)s, %(units)s Stück. Noch ist nichts übernommen.") % given


def _amount(request: KulanzRequest, plan: SalesPlan) -> str:
    amount = _money(request, cast(PartSalesPlan, plan).amount)
    given = {"span": span_of(plan), "units": number(plan.units), "amount": amount}
    return _("%(span)s, %(units)s Stück, %(amount)s netto. Noch ist nichts übernommen.") % given


def _money(request: KulanzRequest, amount: Any) -> str:
    return money_text(amount, request.tenant.currency, get_language() or "de")


SALES: Final = Kind(
    name="sales",
    file_name="verkaufszahlen",
    most=gettext_lazy("CSV oder XLSX, höchstens 50 MB und 1.100.000 Zeilen"),
    plan=plan_sales,
    take=import_sales,
    headings=HEADINGS,
    meaning={
        "month": gettext_lazy("Monat der Lieferung, wie 2026-10 oder 10/2026"),
        "article": gettext_lazy("wie im Artikelstamm"),
        "dealer": gettext_lazy("leer, wo direkt verkauft wurde"),
        "country": gettext_lazy("zwei Buchstaben wie DE oder der Name"),
        "quantity": gettext_lazy("Stück ohne Stornos; unter 0, wo mehr storniert als verkauft wurde"),
    },
    flaws=SALES_FLAWS,
    example=lambda request: ["2026-10", "4711", "", request.tenant.country, 12],
    said=_units,
    shown=_sold,
)
PARTS: Final = Kind(
    name="part_sales",
    file_name="ersatzteilverkaeufe",
    most=gettext_lazy("CSV oder XLSX, höchstens 50 MB und 100.000 Zeilen"),
    plan=plan_part_sales,
    take=import_part_sales,
    headings=PART_HEADINGS,
    meaning={
        "month": gettext_lazy("Monat der Rechnung, wie 2026-10 oder 10/2026"),
        "dealer": gettext_lazy("wer gekauft hat, mit seiner Nummer bei uns"),
        "article": gettext_lazy("wie im Artikelstamm"),
        "quantity": gettext_lazy("Stück ohne Rückgaben; unter 0, wo mehr zurückkam"),
        "amount": gettext_lazy("ohne Steuer, in der Währung des Hauses"),
    },
    flaws=PART_SALES_FLAWS,
    example=lambda _request: ["2026-10", "D-100", "ET-1001", 12, "238,80"],
    said=_amount,
    shown=_parts_sold,
)


@importers
@require_http_methods(["GET", "POST"])
def sales(request: KulanzRequest) -> HttpResponse:
    return look(request, SALES)


@importers
@require_POST
def take_over(request: KulanzRequest) -> HttpResponse:
    return take(request, SALES)


@importers
@require_GET
def sales_template(request: KulanzRequest) -> HttpResponse:
    return empty_list(request, SALES)


@importers
@require_http_methods(["GET", "POST"])
def part_sales(request: KulanzRequest) -> HttpResponse:
    """Spare parts sold to dealers (R087)."""
    return look(request, PARTS)


@importers
@require_POST
def part_sales_take_over(request: KulanzRequest) -> HttpResponse:
    return take(request, PARTS)


@importers
@require_GET
def part_sales_template(request: KulanzRequest) -> HttpResponse:
    return empty_list(request, PARTS)
