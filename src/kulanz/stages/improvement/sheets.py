"""A dealer's figures as plain tables, for lists to take away and for the office's view of a dealer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from kulanz.cases.models import Case, choices
from kulanz.core.access.actor import Actor
from kulanz.core.tables.writing import Value
from kulanz.stages.execution.rules.visits import VisitKind
from kulanz.stages.improvement.queries.cockpit import Share
from kulanz.stages.improvement.queries.house import DealerFigures, HouseFigures
from kulanz.stages.improvement.queries.names import names_of
from kulanz.stages.improvement.rules.options import FEWEST_VISITS, Cost, Line, Option, Payer
from kulanz.stages.improvement.rules.periods import before
from kulanz.stages.improvement.rules.rate import Dimension
from kulanz.stages.improvement.words import (
    LINES,
    PAYERS,
    is_houses_own,
    limited_text,
    missing_prices,
    missing_texts,
)

_HOURS: Final = frozenset({Line.HOURS, Line.WORK})
_TENTH: Final = Decimal("0.1")
_HUNDREDTH: Final = Decimal("0.01")
_UNITS: Final[Mapping[Line, Promise]] = {
    Line.HOURS: gettext_lazy("Stunden"),
    Line.WORK: gettext_lazy("Stunden"),
    Line.KILOMETRES: gettext_lazy("Kilometer"),
    Line.DISTANCE: gettext_lazy("Kilometer"),
    Line.CALL_OUTS: gettext_lazy("Einsätze"),
}
_TEN_THOUSANDTH: Final = Decimal("0.0001")
_CENT: Final = Decimal("0.01")
KINDS: Final[Mapping[str, str | Promise]] = dict(choices.KIND)
COVERAGES: Final[Mapping[str, str | Promise]] = {**dict(choices.COVERAGE), "": gettext_lazy("noch offen")}
CARRIED_OUT: Final[Mapping[str, str | Promise]] = {
    **dict(choices.CARRIED_OUT_BY),
    "": gettext_lazy("noch offen"),
}
_PART = dict(choices.DEALER_PART)
_STEP = dict(choices.STEP)


@dataclass(frozen=True, slots=True)
class Sheet:
    key: str
    name: str
    headings: list[str]
    rows: list[list[Value]]


@dataclass(frozen=True, slots=True)
class Kpi:
    """One of the figures R087–R093; None is missing. `is_money` says how to write it."""

    key: str
    label: str
    now: Decimal | int | None
    before: Decimal | int | None
    is_money: bool = False
    note: str = ""


def kpis(figures: DealerFigures, house: HouseFigures) -> list[Kpi]:
    """What speaks for make and what for buy, in the order of the concept."""
    window, counts = figures.window, figures.counts
    now, earlier = house.parts.of(window), house.parts.of(before(window))
    missing = len(house.parts.missing(window))
    found = [
        Kpi(
            "parts",
            _("Ersatzteile gekauft"),
            now.amount if now else None,
            earlier.amount if earlier else None,
            is_money=True,
            note=_("Verkaufslisten fehlen für %(count)s von %(all)s Monaten")
            % {"count": missing, "all": len(window.months())}
            if missing
            else "",
        )
    ]
    for kind, label in (
        (VisitKind.MAINTENANCE, _("Angebote für Wartung")),
        (VisitKind.CLEANING, _("Angebote für Reinigung")),
    ):
        recent, past = house.offers[kind]
        accepted = _("davon angenommen: %(count)s") % {"count": recent.accepted}
        volume = _("%(offers)s, Umfang netto") % {"offers": label}
        found += [
            Kpi(kind.value, label, recent.count, past.count, note=accepted if recent.count else ""),
            Kpi(f"{kind.value}_volume", volume, recent.volume, past.volume, is_money=True),
        ]
    own, total = counts.own_guarantee, counts.total
    return [
        *found,
        Kpi("assembly", _("Montagen"), counts.assemblies.now, counts.assemblies.before),
        Kpi("own_guarantee", _("Garantiefälle selbst erledigt"), own.now, own.before),
        Kpi("cases", _("Servicefälle"), total.now, total.before),
    ]


def kpi_sheet(figures: DealerFigures, house: HouseFigures) -> Sheet:
    rows: list[list[Value]] = [
        [
            kpi.label,
            kpi.now if kpi.now is not None else _missing(),
            kpi.before if kpi.before is not None else _missing(),
            _("Betrag netto") if kpi.is_money else _("Anzahl"),
            kpi.note,
        ]
        for kpi in kpis(figures, house)
    ]
    headings = [_("Kennzahl"), _("Zeitraum"), _("davor"), _("Einheit"), _("Hinweis")]
    return Sheet("kpis", _("Kennzahlen"), headings, rows)


def option_sheet(house: HouseFigures) -> Sheet:
    """Both options, for the dealer itself."""
    comparison = house.reckoned.comparison
    own = comparison.own
    if not comparison.is_enough:
        headings = [_("Option"), *factory_sheet(house).headings]
        told = _("zu wenige Einsätze für einen Vergleich (%(count)s von mindestens %(needed)s)")
        row: list[Value] = [told % {"count": comparison.visits, "needed": FEWEST_VISITS}]
        return Sheet("options", _("Selbst oder Werk"), headings, [row])
    name = _("Option A: eigener Kundendienst")
    rows = [[name, *_cost_row(cost, factory=False), limited_text(cost)] for cost in own.lines]
    rows.append([name, _("Summe"), None, "", _or_missing(own), "", ""])
    factory = factory_sheet(house)
    rows += [[_("Option B: Werkskundendienst"), *row, ""] for row in factory.rows]
    headings = [_("Option"), *factory.headings, _("Hinweis")]
    return Sheet("options", _("Selbst oder Werk"), headings, rows)


def factory_sheet(house: HouseFigures, *, for_office: bool = False) -> Sheet:
    """Option B alone: all the office sees.

    It does not read what the house enters for itself (R094): where a figure hangs on that, it says so.
    """
    comparison = house.reckoned.comparison
    rows = [_cost_row(cost, factory=True) for cost in comparison.factory.lines]
    rows.append([_("Summe"), None, "", _or_missing(comparison.factory), ""])
    if for_office:
        hidden = [is_houses_own(cost) for cost in comparison.factory.lines]
        for row, is_hidden in zip(rows, [*hidden, any(hidden)], strict=True):
            if is_hidden:
                row[3] = _("nur für das Haus sichtbar")
        for row, cost in zip(rows, comparison.factory.lines, strict=False):
            row[4] = ", ".join(missing_prices(cost))
    if comparison.factory.is_complete:
        for payer, label in PAYERS.items():
            told = _("davon Rechnung %(to)s") % {"to": label}
            rows.append([told, None, "", _cents(comparison.billed[Payer(payer)]), ""])
    headings = [_("Posten"), _("Menge"), _("Einheit"), _("Betrag netto"), _("Fehlt")]
    return Sheet("factory", _("Werkskundendienst"), headings, rows)


def _cost_row(cost: Cost, *, factory: bool) -> list[Value]:
    label = str(LINES[cost.line])
    if not cost.is_complete:
        return [label, None, "", _missing(), ", ".join(missing_texts(cost, factory=factory))]
    unit = str(_UNITS.get(cost.line, ""))
    return [label, quantity_of(cost), unit, _cents(cost.amount), ""]


def quantity_of(cost: Cost) -> Decimal | None:
    """Hours, kilometres or visits, with the digits they are reckoned with; None for what costs by the year.

    Minutes that make no hundredths of an hour are told in ten-thousandths: nobody's sum shows the difference.
    """
    if cost.line not in _UNITS:
        return None
    if cost.line is Line.CALL_OUTS:
        return cost.quantity
    exact = cost.quantity / 60 if cost.line in _HOURS else cost.quantity
    for places in (_TENTH, _HUNDREDTH):
        if (short := exact.quantize(places)) == exact:
            return short
    return exact.quantize(_TEN_THOUSANDTH)


def _or_missing(option: Option) -> Value:
    return _cents(option.total) if option.total is not None else _missing()


def _cents(amount: Decimal | None) -> Decimal | None:
    """With its cents, so that nothing at all is written like any other amount."""
    return amount if amount is None or amount != amount.to_integral_value() else amount.quantize(_CENT)


def _missing() -> str:
    return _("fehlt")


def count_sheets(actor: Actor, figures: DealerFigures) -> Iterator[Sheet]:
    """Cases by month and by what they have one of or more."""
    counts = figures.counts
    months: list[list[Value]] = [[f"{month:%Y-%m}", n] for month, n in counts.months.items()]
    yield Sheet("months", _("Monate"), [_("Monat"), _("Vorgänge")], months)
    for key, name, shares, words in (
        ("kinds", _("Arten"), counts.kinds, KINDS),
        ("coverages", _("Kostenübernahme"), counts.coverages, COVERAGES),
        ("carried_out", _("Ausführung"), counts.carried_out, CARRIED_OUT),
    ):
        yield _share_sheet(key, name, in_order(shares.values()), words)
    for dimension, name in (
        (Dimension.GROUP, _("Produktgruppen")),
        (Dimension.ARTICLE, _("Artikel")),
        (Dimension.FAILURE_CODE, pgettext("of a product", "Fehler")),
    ):
        shares_of = figures.lists[dimension]
        names = names_of(actor, dimension, [share.key for share in shares_of])
        yield _share_sheet(dimension.value, name, shares_of, names)


def in_order(shares: Iterable[Share]) -> list[Share]:
    """The most frequent first."""
    return sorted(shares, key=lambda share: (-share.now, -share.before, str(share.key)))


def _share_sheet(key: str, name: str, shares: Sequence[Share], words: Mapping[Any, str | Promise]) -> Sheet:
    rows: list[list[Value]] = [
        [label_of(share, words), share.now, share.before] for share in shares if share.now or share.before
    ]
    return Sheet(key, name, [name, _("Vorgänge"), _("davor")], rows)


def label_of(share: Share, words: Mapping[Any, str | Promise]) -> str:
    return str(words.get(share.key) or share.key or _("ohne Angabe"))


def case_headings() -> list[str]:
    return [
        _("Vorgang"),
        _("Ihr Zeichen"),
        _("Gemeldet am"),
        _("Art"),
        _("Betreff"),
        _("Kunde"),
        _("Ort"),
        _("Artikel"),
        _("Fehlercode"),
        _("Kostenübernahme"),
        _("Ausführung"),
        _("Ihre Rolle"),
        _("Stand"),
        _("Beendet am"),
        _("Tage"),
    ]


def case_row(case: Case, zone: ZoneInfo) -> list[Value]:
    """What the dealer sees of the case anyway, on one line."""
    recorded = case.created_at.astimezone(zone).date()
    ended = case.closed_at.astimezone(zone).date() if case.closed_at else None
    positions = list(case.positions.all())
    return [
        case.number,
        case.dealer_reference,
        recorded,
        _word(KINDS, case.kind),
        case.title,
        case.customer.name if case.customer else "",
        f"{case.place_of_use.postcode} {case.place_of_use.city}".strip() if case.place_of_use else "",
        ", ".join(dict.fromkeys(position.label for position in positions)),
        ", ".join(dict.fromkeys(one.failure_code for one in positions if one.failure_code)),
        _word(COVERAGES, case.coverage),
        _word(CARRIED_OUT, case.carried_out_by),
        _word(_PART, case.dealer_part),
        _word(_STEP, case.step),
        ended,
        (ended - recorded).days if ended else None,
    ]


def _word(words: Mapping[Any, str | Promise], key: str) -> str:
    return str(words.get(key, ""))
