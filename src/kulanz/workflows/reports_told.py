"""A service report in the words of whoever reads it on a page: the office, the dealer, the technician."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kulanz.cases.models import Case, CaseFile
from kulanz.core.access.actor import Actor
from kulanz.core.ui.badges import Badge, Tone
from kulanz.stages.execution.models import ReportPart, ReportPhoto, ServiceReport
from kulanz.stages.execution.permissions_of_reports import reads_ratings
from kulanz.stages.execution.queries.reports import is_odd, reports_of_case
from kulanz.stages.execution.rules.visits import Result, SafetyStatement
from kulanz.workflows.report_corrections import ToldCorrection, corrections_told
from kulanz.workflows.report_sentences import bars_of

_TONES = {
    Result.SOLVED: Tone.OK,
    Result.PART_NEEDED: Tone.WAIT,
    Result.SECOND_VISIT: Tone.WAIT,
    Result.NOBODY_THERE: Tone.WARN,
    Result.FUTILE: Tone.WARN,
}


@dataclass(frozen=True, slots=True)
class ToldPart:
    name: str
    number: str
    serial: str
    quantity: Decimal
    needed: bool
    ordered: bool
    odd: bool


@dataclass(frozen=True, slots=True)
class ToldLine:
    text: str
    value: str
    open: bool


@dataclass(frozen=True, slots=True)
class ToldReport:
    """Everything a page shows of a report, its times as they count now. `rating` is None for whoever may not
    read it.
    """

    id: int
    number: str
    visit: str
    technician: str
    badge: Badge
    reason: str
    bars: tuple[str, ...]
    authorised: bool
    unproven: bool
    second: bool
    unsafe: bool
    safety: str
    safety_note: str
    work: str
    defects: str
    arrived_at: datetime | None
    left_at: datetime | None
    finished_at: datetime
    received_at: datetime
    travel_minutes: int | None
    travel_km: Decimal | None
    corrections: tuple[ToldCorrection, ...]
    parts: tuple[ToldPart, ...]
    checklist: tuple[ToldLine, ...]
    values: tuple[ToldLine, ...]
    signed: str
    photos: tuple[ReportPhoto, ...]
    missing: int
    document: CaseFile | None
    corrected_document: CaseFile | None
    rating: int | None
    rating_note: str


def reports_told(actor: Actor, case: Case) -> list[ToldReport]:
    """The reports of a case, the newest first; `case` comes from `visible_to`."""
    return [tell_report(actor, report) for report in reversed(reports_of_case(actor, case))]


def tell_report(actor: Actor, report: ServiceReport) -> ToldReport:
    """`report` comes from the queries of reports, which know what this reader may see."""
    english = (get_language() or "de").startswith("en")
    rated = reads_ratings(actor)
    times, correction = report.times, report.correction
    return ToldReport(
        id=report.pk,
        number=report.number,
        visit=report.visit.number,
        technician=report.technician_name,
        badge=result_badge(report),
        reason=report.result_reason,
        bars=tuple(bars_of(report)),
        authorised=report.authorised,
        unproven=report.unproven,
        second=report.is_second,  # type: ignore[attr-defined]  # annotated
        unsafe=report.safety == SafetyStatement.UNSAFE,
        safety=report.get_safety_display(),
        safety_note=report.safety_note,
        work=report.work_done,
        defects=report.defects,
        arrived_at=times.arrived_at,
        left_at=times.left_at,
        finished_at=report.finished_at,
        received_at=report.received_at,
        travel_minutes=times.travel_minutes,
        travel_km=times.travel_km,
        corrections=corrections_told(actor, report),
        parts=tuple(_part(part) for part in report.parts.all()),
        checklist=tuple(_line(line, english) for line in report.checklist),
        values=tuple(
            ToldLine(one["name"], f"{one['value']} {one['unit']}".strip(), open=False)
            for one in report.values
        ),
        signed=_signed(report),
        photos=tuple(_photos(report)),
        missing=max(0, report.on_their_way),  # type: ignore[attr-defined]  # annotated
        document=_there(report.document),
        corrected_document=_there(correction.document) if correction is not None else None,
        rating=report.rating if rated else None,
        rating_note=report.rating_note if rated else "",
    )


def _there(file: CaseFile | None) -> CaseFile | None:
    return file if file is not None and file.removed_at is None else None


def result_badge(report: ServiceReport) -> Badge:
    """What does not count, and what nobody may use, is never green."""
    if not report.authorised:
        return Badge(_("ohne gültige Berechtigung"), Tone.DANGER)
    if report.unproven:
        return Badge(_("Sicherheit nicht nachgewiesen"), Tone.DANGER)
    if report.safety == SafetyStatement.UNSAFE:
        result = report.get_result_display()
        return Badge(_("%(result)s, Produkt nicht benutzbar") % {"result": result}, Tone.DANGER)
    return Badge(report.get_result_display(), _TONES.get(Result(report.result), Tone.NEUTRAL))


def _photos(report: ServiceReport) -> Sequence[ReportPhoto]:
    photos: list[ReportPhoto] = report.shown_photos  # type: ignore[attr-defined]  # prefetched
    return [photo for photo in photos if photo.file.removed_at is None]


def _part(part: ReportPart) -> ToldPart:
    return ToldPart(
        name=part.name,
        number=part.number,
        serial=part.serial_number,
        quantity=part.quantity.normalize(),
        needed=part.needed,
        ordered=part.ordered,
        odd=is_odd(part),
    )


def _line(line: dict[str, object], english: bool) -> ToldLine:
    text = str((english and line.get("text_en")) or line["text"])
    if line.get("unable"):
        said = _("nicht messbar: %(reason)s") if line["kind"] == "value" else _("nicht prüfbar: %(reason)s")
        return ToldLine(text, said % {"reason": line["unable"]}, open=True)
    if line["kind"] == "check":
        return ToldLine(text, _("erledigt") if line["done"] else _("nicht erledigt"), open=not line["done"])
    value = f"{line['value']} {line['unit']}".strip() if line["value"] else ""
    return ToldLine(text, value or _("nicht angegeben"), open=not value)


def _signed(report: ServiceReport) -> str:
    if report.signature_refused:
        return _("Unterschrift verweigert: %(reason)s") % {"reason": report.signature_refused}
    if report.signed_by_name:
        return _("Unterschrieben von %(name)s") % {"name": report.signed_by_name}
    return _("Nicht unterschrieben")
