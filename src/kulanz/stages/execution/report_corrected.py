"""What the corrected version of a report's document says: what was put right, why, and who signed what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from kulanz.stages.execution.models import ReportCorrection, ServiceReport
from kulanz.stages.execution.report_words import report_words
from kulanz.stages.execution.rules.report_corrections import CORRECTABLE

_LOCALES: Final = {"de": "de_DE", "en": "en_GB"}
_LABELS: Final = {"arrived_at": "arrived", "left_at": "left"}


def corrected_data(
    report: ServiceReport, corrections: Sequence[ReportCorrection], zone: ZoneInfo, language: str
) -> dict[str, Any]:
    """What the document has besides; `corrections` are all there are, the newest last."""
    lines = [report_words("corrected_by_office", language)]
    lines += _values(report, corrections, zone, language)
    for one in corrections:
        day = format_date(one.made_at.astimezone(zone).date(), "long", locale=_LOCALES[language])
        lines.append(report_words("corrected_because", language, day=day, reason=one.reason))
    found: dict[str, Any] = {
        "title": report_words("corrected_title", language, number=report.number),
        "correction": {"title": report_words("correction", language), "lines": lines},
    }
    if report.signed_by_name and not report.signature_refused:
        found["signature"] = report_words("signed_original", language, name=report.signed_by_name)
    return found


def _values(
    report: ServiceReport, corrections: Sequence[ReportCorrection], zone: ZoneInfo, language: str
) -> Iterator[str]:
    """Each value some correction touched, as it counts now and as it stands on the original."""
    original, now = report.reported_times, corrections[-1].times
    for name in CORRECTABLE:
        before, after = getattr(original, name), getattr(now, name)
        touched = any(getattr(one.times, name) != getattr(one.former_times, name) for one in corrections)
        if not touched:
            continue
        words = {
            "what": report_words(_LABELS.get(name, name), language),
            "value": _shown(name, after, zone, language),
            "before": _shown(name, before, zone, language),
        }
        yield report_words("corrected_back" if before == after else "corrected_value", language, **words)


def _shown(name: str, value: datetime | Decimal | int | None, zone: ZoneInfo, language: str) -> str:
    if value is None:
        return report_words("not_given", language)
    if isinstance(value, datetime):
        return str(format_datetime(value.astimezone(zone), "short", locale=_LOCALES[language]))
    if name == "travel_minutes":
        return report_words("minutes", language, minutes=value)
    km = format_decimal(Decimal(value).normalize(), format="#,##0.##", locale=_LOCALES[language])
    return report_words("kilometres", language, km=km)
