"""A dealer's figures as the office reads them, and the price list it publishes for all dealers.

What the dealer's own service costs it is not here: the house enters it for itself alone.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.money import money_text
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.core.tables.serving import sheets_response
from kulanz.core.tables.writing import Value
from kulanz.core.ui.day_fields import DayField
from kulanz.core.ui.forms import add_refusal
from kulanz.interfaces.desk.improvement.asking import number_of
from kulanz.interfaces.desk.improvement.door import price_keepers, readers_of_dealers
from kulanz.interfaces.desk.masterdata.fields import NumberField
from kulanz.masterdata.parties.models import Party, PartyRoleKind
from kulanz.masterdata.parties.permissions import visible_to as parties_visible_to
from kulanz.stages.improvement.commands.rates import publish_prices
from kulanz.stages.improvement.queries.cockpit import first_case
from kulanz.stages.improvement.queries.house import DealerFigures, dealer_figures
from kulanz.stages.improvement.queries.make_or_buy import dealers, price_lists
from kulanz.stages.improvement.rules.options import PriceItem
from kulanz.stages.improvement.rules.periods import Period, chosen, periods_at
from kulanz.stages.improvement.rules.rate import Dimension
from kulanz.stages.improvement.sheets import Sheet, count_sheets, factory_sheet, kpi_sheet
from kulanz.stages.improvement.words import PRICES, month_short, number, period_text, span_text

MOST_ROWS: Final = 10
SHORTENED: Final = frozenset({Dimension.ARTICLE, Dimension.FAILURE_CODE, Dimension.GROUP})


class PricesForm(forms.Form):
    valid_from = DayField(label=gettext_lazy("Gilt ab"))

    def __init__(self, *given: Any, currency: str, **named: Any) -> None:
        super().__init__(*given, **named)
        for item in PriceItem:
            self.fields[item.value] = NumberField(
                label=f"{PRICES[item]} ({currency})",
                required=False,
                help_text=_("schließt die Fahrzeit ein") if item is PriceItem.CALL_OUT else "",
            )

    def prices(self) -> dict[PriceItem, Decimal | None]:
        return {item: self.cleaned_data[item.value] for item in PriceItem}


@price_keepers
@require_http_methods(["GET", "POST"])
def factory_prices(request: KulanzRequest) -> HttpResponse:
    """The published lists, and the form of the next one."""
    lists = price_lists(request.actor)
    newest = {item.value: lists[0].prices.get(item) for item in PriceItem} if lists else {}
    form = PricesForm(
        request.POST if request.method == "POST" else None, currency=request.tenant.currency, initial=newest
    )
    status = 200
    if request.method == "POST":
        if form.is_valid() and _published(request, form):
            return redirect("desk:factory_prices")
        status = 422
    context = {
        "form": form,
        "items": [form[item.value] for item in PriceItem],
        "days": [one.valid_from for one in lists],
        "rows": [
            (PRICES[item], [_money(request, one.prices.get(item)) for one in lists]) for item in PriceItem
        ],
        "menu_current": "factory_prices",
    }
    return render(request, "desk/improvement/factory_prices.html", context, status=status)


def _published(request: KulanzRequest, form: PricesForm) -> bool:
    try:
        publish_prices(
            actor=request.actor,
            valid_from=form.cleaned_data["valid_from"],
            prices=form.prices(),
            at=clock.now(),
        )
    except NotAllowed:
        raise
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    notices.success(request, _("Die Preisliste ist veröffentlicht. Alle Fachhandelspartner sehen sie."))
    return True


@readers_of_dealers
@require_GET
def dealer(request: KulanzRequest) -> HttpResponse:
    """One dealer's figures; without one, the choice."""
    party = _chosen_dealer(request)
    context: dict[str, Any] = {
        "dealers": dealers(request.actor),
        "dealer": party,
        "menu_current": "dealer_figures",
    }
    if party is not None:
        periods, period, figures = _figures(request, party)
        context |= {
            "periods": [(one.key, period_text(one)) for one in periods],
            "period": period,
            "span": span_text(period.window),
            "figures": figures,
            "sheets": [_shown(request, sheet) for sheet in _sheets(request, figures)],
        }
    return render(request, "desk/improvement/dealer.html", context)


@readers_of_dealers
@require_GET
def dealer_export(request: KulanzRequest) -> HttpResponse:
    """The same tables as the sheets of one file."""
    party = _chosen_dealer(request)
    if party is None:
        raise Http404
    _periods, period, figures = _figures(request, party)
    window = period.window
    name = f"fachhandelspartner-{party.number or party.pk}-{window.first:%Y-%m}-{window.last_month:%Y-%m}"
    return sheets_response(
        name, {sheet.name: (sheet.headings, sheet.rows) for sheet in _sheets(request, figures)}
    )


def _chosen_dealer(request: KulanzRequest) -> Party | None:
    """By the address; one that is not there is not found."""
    given = request.GET.get("haendler", "")
    if not given:
        return None
    found = (
        parties_visible_to(request.actor)
        .filter(roles__role=PartyRoleKind.DEALER, pk=number_of(given) or 0, erased_at=None)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _figures(request: KulanzRequest, party: Party) -> tuple[list[Period], Period, DealerFigures]:
    at, zone = clock.now(), ZoneInfo(request.tenant.time_zone)
    oldest = first_case(request.actor, party.pk)
    periods = periods_at(at, zone, oldest.astimezone(zone).date() if oldest else None)
    period = chosen(periods, request.GET.get("zeitraum", ""))
    return periods, period, dealer_figures(request.actor, party.pk, period.window, zone, at)


def _sheets(request: KulanzRequest, figures: DealerFigures) -> list[Sheet]:
    sheets = list(count_sheets(request.actor, figures))
    if figures.house is not None:
        sheets = [kpi_sheet(figures, figures.house), factory_sheet(figures.house, for_office=True), *sheets]
    return sheets


def _shown(request: KulanzRequest, sheet: Sheet) -> dict[str, Any]:
    """Amounts and counts as they are written; of long lists the most frequent."""
    most = MOST_ROWS if sheet.key in SHORTENED else len(sheet.rows)
    # hours have two places as amounts have
    amounts = [heading != _("Menge") for heading in sheet.headings]
    rows = [
        [_cell(request, value, is_amount=one) for value, one in zip(row, amounts, strict=False)]
        for row in sheet.rows[:most]
    ]
    if sheet.key == "months":
        rows = [[(month_short(date.fromisoformat(f"{row[0][0]}-01")), False), *row[1:]] for row in rows]
    headings = [(heading, any(row[at][1] for row in rows)) for at, heading in enumerate(sheet.headings)]
    # a word in a column of figures, such as “fehlt”, stands where they stand
    rows = [
        [(text, column[1]) for (text, _figure), column in zip(row, headings, strict=False)] for row in rows
    ]
    return {"name": sheet.name, "headings": headings, "rows": rows, "more": len(sheet.rows) - len(rows)}


def _cell(request: KulanzRequest, value: Value, *, is_amount: bool = True) -> tuple[str, bool]:
    """Text, and whether it is a figure."""
    if value is None:
        return "", False
    if isinstance(value, Decimal):
        places = -int(value.as_tuple().exponent)
        return (_money(request, value) if places == 2 and is_amount else number(value, places)), True
    return (number(value), True) if isinstance(value, int) else (str(value), False)


def _money(request: KulanzRequest, amount: Decimal | None) -> str:
    return "–" if amount is None else money_text(amount, request.tenant.currency, get_language() or "de")
