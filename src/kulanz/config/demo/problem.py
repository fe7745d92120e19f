"""The form of a story: one problem from the report to its solution."""

from __future__ import annotations

from dataclasses import dataclass

from kulanz.cases.rules import Kind, Severity


@dataclass(frozen=True, slots=True)
class Problem:
    """`ask` and `answer` are the questions between office and customer, `note` what stays inside."""

    motif: str
    title: str
    report: str
    ask: str
    answer: str
    note: str
    visit: str
    supplier: str
    solution: str
    rejection: str
    title_en: str = ""
    report_en: str = ""
    kind: Kind = Kind.COMPLAINT
    severity: Severity = Severity.MINOR
    safety: bool = False
    code: str = ""
