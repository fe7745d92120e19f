"""The service report as PDF: what was done, with what, for how long, with photos and signature.

Nothing in it is for the office alone: no rating, no price. It wears the face of whoever writes to the
customer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from kulanz.cases.calendar import local_date
from kulanz.core.files.copies import thumbnail
from kulanz.core.pdf.letters import Letterhead
from kulanz.core.pdf.typesetting import typeset
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.execution.models import ReportCorrection, ReportPart, ReportPhoto, ServiceReport
from kulanz.stages.execution.queries.reports import is_odd
from kulanz.stages.execution.report_corrected import corrected_data
from kulanz.stages.execution.report_words import line_text, open_checks, report_words
from kulanz.stages.execution.rules.report_corrections import Times
from kulanz.stages.execution.rules.report_data import SIGNATURE
from kulanz.stages.execution.rules.visits import SafetyStatement

_TEMPLATE: Final = Path(__file__).with_name("report.typ")
_COLOR: Final = re.compile(r"^#[0-9a-fA-F]{6}$")
_LOGO_FILES: Final = {"image/png": "logo.png", "image/svg+xml": "logo.svg", "image/jpeg": "logo.jpg"}
_LOCALES: Final = {"de": "de_DE", "en": "en_GB"}
_SIGNATURE_FILE: Final = "signature.jpg"
# Pixels on the longer edge: enough for half a page's width in print, little enough to be quick.
PHOTO_EDGE: Final = 1280
SIGNATURE_EDGE: Final = 480
_PRINTED: Final = (
    "place", "items", "result", "parts", "needed", "number", "part", "serial", "quantity", "checklist",
    "values", "signature", "photos", "page", "of", "logo",
)  # fmt: skip


def languages_of(report: ServiceReport) -> tuple[str, str]:
    """The office's and the customer's, as his mails have it."""
    case = report.visit.case
    own = Tenant.objects.values_list("language", flat=True).get(pk=report.tenant_id)
    his = (case.customer.language if case.customer is not None else "") or case.language
    return _printed(own), _printed(his)


def _printed(language: str) -> str:
    return "en" if language.startswith("en") else "de"


def draw_report(
    report: ServiceReport,
    head: Letterhead,
    *,
    language: str,
    bars: Sequence[str] = (),
    missing: int = 0,
    corrections: Sequence[ReportCorrection] = (),
) -> bytes:
    """PDF/A and PDF/UA; the same report with the same photos gives the same bytes.

    `head` is whose paper it is, `bars` say why it does not count, `missing` photos are on their way. With
    `corrections` it is the corrected version, which nobody signed. What people wrote stays in their words.
    """
    tenant = Tenant.objects.get(pk=report.tenant_id)
    photos = list(report.photos.select_related("file__stored").order_by("position", "pk"))
    if corrections:
        photos = [photo for photo in photos if photo.kind != SIGNATURE]
    pictures = _pictures(head, photos)
    times = corrections[-1].times if corrections else report.reported_times
    data = _data(report, times, tenant, head, language)
    if corrections:
        data |= corrected_data(report, corrections, ZoneInfo(tenant.time_zone), language)
    data["photos"] = [_shown(p, i, language) for i, p in enumerate(photos) if p.kind != SIGNATURE]
    data["missing"] = _missing(missing, language)
    data["warnings"] = _warnings(report, bars, language)
    noon = datetime.combine(local_date(tenant, report.finished_at), time(12), UTC)
    return typeset(_TEMPLATE, data, pictures=pictures, at=noon)


def _pictures(head: Letterhead, photos: Sequence[ReportPhoto]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    if head.logo and head.logo_type in _LOGO_FILES:
        found[_LOGO_FILES[head.logo_type]] = bytes(head.logo)
    for index, photo in enumerate(photos):
        is_signature = photo.kind == SIGNATURE
        small = thumbnail(photo.file.stored, SIGNATURE_EDGE if is_signature else PHOTO_EDGE)
        if small is None:
            continue
        with small.content as content:
            found[_SIGNATURE_FILE if is_signature else _name(index)] = content.read()
    return found


def _name(index: int) -> str:
    return f"photo{index:02d}.jpg"


def _shown(photo: ReportPhoto, index: int, language: str) -> dict[str, str]:
    kind = report_words(photo.kind or "other", language) if photo.kind else ""
    caption = " · ".join(part for part in (kind, photo.caption) if part)
    alt = f"{report_words('photo', language)} {index + 1}"
    return {"file": _name(index), "caption": caption, "alt": f"{alt}: {caption}" if caption else alt}


def _missing(count: int, language: str) -> str:
    if not count:
        return ""
    return report_words("missing_one" if count == 1 else "missing", language, count=count)


def _warnings(report: ServiceReport, bars: Sequence[str], language: str) -> list[dict[str, Any]]:
    found = []
    if not report.authorised:
        found.append(
            {
                "title": report_words("unauthorised", language),
                "lines": [report_words("unauthorised_text", language), *bars],
            }
        )
    if report.unproven:
        lines = [report_words("unproven_text", language), *open_checks(report.checklist, language)]
        found.append({"title": report_words("unproven", language), "lines": lines})
    if report.safety == SafetyStatement.UNSAFE:
        lines = [report.safety_note] if report.safety_note else []
        found.append({"title": report_words("unsafe_text", language), "lines": lines})
    return found


def _data(
    report: ServiceReport, times: Times, tenant: Tenant, head: Letterhead, language: str
) -> dict[str, Any]:
    visit, case = report.visit, report.visit.case
    day = _day(local_date(tenant, times.arrived_at or report.finished_at), language)
    info = [
        ("case", case.number),
        ("visit", visit.number),
        ("order", visit.order.number if visit.order is not None else ""),
        ("reference", case.dealer_reference),
        ("date", day),
        ("technician", report.technician_name),
        *_times(times, tenant, language),
    ]
    parts = list(report.parts.select_related("article"))
    return {
        "lang": language,
        "words": {key: report_words(key, language) for key in _PRINTED},
        "wide": 1,
        "color": head.color if _COLOR.match(head.color) else "#333333",
        "sender": head.sender,
        "footer": _columns(head.footer),
        "date": day,
        "title": report_words("title", language, number=report.number),
        "info": [[report_words(key, language), value] for key, value in info if value],
        "place": _place(report, tenant, language),
        "items": [
            _item(position.label, position.serial_number, language)
            for position in case.positions.select_related("article")
        ],
        "result": report_words(report.result, language),
        "reason": report.result_reason,
        "texts": _texts(report, language),
        "parts": [_part(part, language) for part in parts if not part.needed],
        "needed": [_part(part, language) for part in parts if part.needed],
        "checklist": [_line(line, language) for line in report.checklist],
        "values": [[one["name"], f"{one['value']} {one['unit']}".strip()] for one in report.values],
        "signature": _signed(report, tenant, language),
        "correction": None,
    }


def _times(times: Times, tenant: Tenant, language: str) -> list[tuple[str, str]]:
    travel = []
    if times.travel_minutes:
        travel.append(report_words("minutes", language, minutes=times.travel_minutes))
    if times.travel_km:
        travel.append(report_words("kilometres", language, km=_figure(times.travel_km, language)))
    zone = ZoneInfo(tenant.time_zone)
    return [
        ("arrived", _clock(times.arrived_at, zone, language)),
        ("left", _clock(times.left_at, zone, language)),
        ("travel", ", ".join(travel)),
    ]


def _texts(report: ServiceReport, language: str) -> list[dict[str, Any]]:
    safety = report_words(report.safety, language)
    if report.safety_note:
        safety = f"{safety}\n{report.safety_note}"
    said = [("work", report.work_done), ("defects", report.defects), ("safety", safety)]
    return [
        {"title": report_words(key, language), "lines": text.strip().split("\n")}
        for key, text in said
        if text.strip()
    ]


def _item(label: str, serial: str, language: str) -> str:
    return f"{label}, {report_words('serial', language)} {serial}" if serial else label


def _part(part: ReportPart, language: str) -> list[str]:
    name = part.name
    if is_odd(part):
        name = f"{name} ({report_words('not_original', language)})"
    if part.ordered:
        name = f"{name} ({report_words('ordered', language)})"
    return [part.number, name, part.serial_number, _figure(part.quantity, language)]


def _line(line: dict[str, Any], language: str) -> list[Any]:
    text = line_text(line, language)
    if line.get("unable"):
        key = "unable_value" if line["kind"] == "value" else "unable"
        return [text, report_words(key, language, reason=line["unable"]), True]
    if line["kind"] == "check":
        return [text, report_words("done" if line["done"] else "not_done", language), not line["done"]]
    value = f"{line['value']} {line['unit']}".strip() if line["value"] else ""
    return [text, value or report_words("not_given", language), not value]


def _signed(report: ServiceReport, tenant: Tenant, language: str) -> str:
    if report.signature_refused:
        return report_words("refused", language, reason=report.signature_refused)
    if report.signed_by_name:
        if report.signed_at is None:
            return report_words("signed", language, name=report.signed_by_name)
        day = _day(local_date(tenant, report.signed_at), language)
        time_of_day = _clock(report.signed_at, ZoneInfo(tenant.time_zone), language)
        return report_words("signed_at", language, name=report.signed_by_name, day=day, time=time_of_day)
    return report_words("no_signature", language)


def _place(report: ServiceReport, tenant: Tenant, language: str) -> list[str]:
    visit = report.visit
    country = ""
    if visit.country and visit.country != tenant.country:
        names = Locale.parse(_LOCALES[language]).territories
        country = str(names.get(visit.country, visit.country)).upper()
    town = f"{visit.postcode} {visit.city}".strip()
    return [line for line in (visit.name, visit.street, town, country, visit.place_note) if line.strip()]


def _figure(value: Decimal, language: str) -> str:
    return format_decimal(value.normalize(), format="#,##0.##", locale=_LOCALES[language])


def _day(day: Any, language: str) -> str:
    return format_date(day, "long", locale=_LOCALES[language])


def _clock(at: datetime | None, zone: ZoneInfo, language: str) -> str:
    return format_time(at.astimezone(zone), "short", locale=_LOCALES[language]) if at is not None else ""


def _columns(footer: str) -> list[list[str]]:
    columns = [
        [line.strip() for line in part.splitlines() if line.strip()]
        for part in re.split(r"\n[ \t]*\n", footer.replace("\r\n", "\n"))
    ]
    return [lines for lines in columns if lines][:4]
