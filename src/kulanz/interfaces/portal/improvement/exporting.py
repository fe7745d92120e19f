"""The dealer's figures and cases to take away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.tables.serving import sheets_response, table_response
from kulanz.core.tables.writing import Value
from kulanz.interfaces.portal.improvement.asking import asked_of, figures_of
from kulanz.stages.improvement.queries.cockpit import listed_cases
from kulanz.stages.improvement.sheets import (
    Sheet,
    case_headings,
    case_row,
    count_sheets,
    kpi_sheet,
    option_sheet,
)
from kulanz.stages.improvement.words import number

MOST_CASES: Final = 20_000


@gate(ActorKind.DEALER)
@require_GET
def cockpit_export(request: KulanzRequest) -> HttpResponse:
    """`teil` is vorgaenge (all cases of the period) or zahlen; XLSX holds the figures on several sheets."""
    asked = asked_of(request)
    window = asked.period.window
    form = request.GET.get("form", "csv")
    span = f"{window.first:%Y-%m}-{window.last_month:%Y-%m}"
    if request.GET.get("teil") == "vorgaenge":
        count, cases = listed_cases(request.actor, asked.dealer_id, window, asked.zone)
        if count > MOST_CASES:
            most = {"count": number(count), "most": number(MOST_CASES)}
            notices.warning(
                request, _("%(count)s Vorgänge sind zu viele für eine Liste (höchstens %(most)s).") % most
            )
            return redirect(f"{request.path.removesuffix('liste/')}?{asked.query()}")
        rows = (case_row(case, asked.zone) for case in cases)
        return table_response(f"vorgaenge-{span}", form, case_headings(), rows)
    figures = figures_of(request, asked)
    sheets = list(count_sheets(request.actor, figures))
    if figures.house is not None:
        sheets = [kpi_sheet(figures, figures.house), option_sheet(figures.house), *sheets]
    if form == "xlsx":
        named: dict[str, tuple[Sequence[str], Iterable[Sequence[Value]]]] = {
            sheet.name: (sheet.headings, sheet.rows) for sheet in sheets
        }
        return sheets_response(f"auswertung-{span}", named)
    return table_response(f"auswertung-{span}", "csv", *_one_table(sheets))


def _one_table(sheets: Sequence[Sheet]) -> tuple[list[str], list[list[Value]]]:
    """One list below the other: each row says where it belongs, each column what it holds."""
    label, count = _("Bezeichnung"), _("Zeitraum")
    headings = [
        _("Liste"), label, _("Option"), count, _("davor"), _("Menge"), _("Einheit"), _("Betrag netto"),
        _("Hinweis"),
    ]  # fmt: skip
    same = {_("Posten"): label, _("Kennzahl"): label, _("Vorgänge"): count, _("Fehlt"): _("Hinweis")}
    rows: list[list[Value]] = []
    for sheet in sheets:
        columns = [same.get(heading, heading) for heading in sheet.headings]
        if label not in columns:
            columns[0] = label
        unit = {_("Einheit"): _("Vorgänge")} if _("Vorgänge") in sheet.headings else {}
        for row in sheet.rows:
            held: dict[str, Value] = {**unit, **dict(zip(columns, row, strict=False))}
            rows.append([sheet.name, *(held.get(heading) for heading in headings[1:])])
    return headings, rows
