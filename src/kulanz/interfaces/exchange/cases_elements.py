"""The parts of a case as elements, each no longer than the schema takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from lxml import etree

from kulanz.cases.models import Position
from kulanz.interfaces.exchange.schema import CASES
from kulanz.interfaces.exchange.writing import NOTHING, clean, moment, one_line
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.queries.visits import Stay, stays
from kulanz.stages.execution.rules.visits import VisitState

MOST_TEXT: Final = 50_000
_STATE: Final = {
    VisitState.TO_PLAN: "toPlan",
    VisitState.OFFERED: "offered",
    VisitState.PLANNED: "planned",
    VisitState.CONFIRMED: "confirmed",
    VisitState.UNDER_WAY: "underWay",
    VisitState.DONE: "done",
    VisitState.FUTILE: "futile",
    VisitState.CANCELLED: "cancelled",
}
_tag = CASES.tag


def positions_in(parent: etree._Element, positions: Iterable[Position]) -> None:
    elements = [_position(position) for position in positions]
    if elements:
        etree.SubElement(parent, _tag("positions")).extend(elements[:100])


def _position(position: Position) -> etree._Element:
    element = etree.Element(_tag("position"))
    if position.article is not None:
        line_in(element, "articleNumber", position.article.number, 60)
    line_in(element, "item", position.label, 200)
    line_in(element, "serialNumber", position.serial_number, 80)
    line_in(element, "quantity", format(position.quantity, "f"), 12)
    text_in(element, "symptom", position.symptom)
    if position.delivered_on is not None:
        line_in(element, "deliveredOn", position.delivered_on.isoformat(), 10)
    line_in(element, "invoiceNumber", position.invoice_number, 60)
    if position.invoice_date is not None:
        line_in(element, "invoiceDate", position.invoice_date.isoformat(), 10)
    line_in(element, "wish", position.wish, 200)
    line_in(element, "wishedRemedy", position.wished_remedy, 20)
    return element


def visits_in(parent: etree._Element, visits: Sequence[Visit]) -> None:
    """Who comes when, and who was there when; the visits come from `visits_of_case`, the oldest is written
    first.
    """
    been = stays(visits)
    elements = [_visit(visit, been.get(visit.pk)) for visit in visits]
    if elements:
        etree.SubElement(parent, _tag("visits")).extend(reversed(elements))


def _visit(visit: Visit, stay: Stay | None) -> etree._Element:
    starts, ends = (visit.starts_at, visit.ends_at) if stay is None else (stay.came, stay.left)
    attributes = {
        "number": visit.number,
        "kind": visit.kind,
        "state": _STATE[VisitState(visit.state)],
        "startsAt": moment(starts) if starts is not None else "",
        "endsAt": moment(ends) if ends is not None else "",
        "by": one_line(visit.crew_names, 200),  # type: ignore[attr-defined]  # set by visits_of_case
    }
    return etree.Element(_tag("visit"), {name: text for name, text in attributes.items() if text})


def line_in(parent: etree._Element, name: str, text: str, most: int, *, needed: bool = False) -> None:
    found = one_line(text, most)
    if found or needed:
        etree.SubElement(parent, _tag(name)).text = found or NOTHING


def text_in(parent: etree._Element, name: str, text: str) -> None:
    found = clean(text).strip()[:MOST_TEXT]
    if found:
        etree.SubElement(parent, _tag(name)).text = found
