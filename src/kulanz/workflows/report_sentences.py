"""Why a report does not count, in its reader's language."""

from __future__ import annotations

from datetime import date

from django.utils.translation import override

from kulanz.masterdata.parties.interlock_words import sentence
from kulanz.masterdata.parties.rules.interlock import Bar, Ground
from kulanz.stages.execution.models import ServiceReport
from kulanz.stages.execution.report_words import open_checks


def bars_of(report: ServiceReport) -> list[str]:
    """One sentence for each ground, in the language that is active."""
    return [
        sentence(
            Bar(
                Ground(bar["ground"]),
                str(bar.get("work") or ""),
                date.fromisoformat(bar["on"]) if bar.get("on") else None,
            )
        )
        for bar in report.bars
    ]


def why_not(report: ServiceReport, language: str) -> str:
    with override(language):
        return " ".join(bars_of(report))


def unproven_lines(report: ServiceReport, language: str) -> str:
    """What had to be checked and could not be, each with its reason."""
    return "; ".join(open_checks(report.checklist, language))
