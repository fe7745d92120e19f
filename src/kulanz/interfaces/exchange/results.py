"""What became of a file of answers: kept with the file's row, and written beside the file for the ERP."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml import etree

from kulanz.interfaces.exchange.reasons import Problem
from kulanz.interfaces.exchange.schema import NAMESPACE, tag
from kulanz.interfaces.exchange.writing import checked, clean, moment
from kulanz.stages.execution.models import Exchanged, ExchangedFile


@dataclass(frozen=True, slots=True)
class Taken:
    number: str
    line: int
    known: bool

    def as_json(self) -> dict[str, Any]:
        return {"number": self.number, "line": self.line, "known": self.known}


@dataclass(frozen=True, slots=True)
class Report:
    """Every answer of a file, taken or not."""

    taken: list[Taken] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def outcome(self) -> Exchanged:
        return Exchanged.REJECTED if self.problems else Exchanged.TAKEN

    def as_json(self) -> dict[str, Any]:
        return {
            "taken": [one.as_json() for one in self.taken],
            "problems": [one.as_json() for one in self.problems],
        }

    def summary(self) -> str:
        """The first reason in one line, for lists."""
        if not self.problems:
            return ""
        first = self.problems[0].as_json()
        place = f"Zeile {first['line']}: " if first["line"] else ""
        return f"{place}{first['de']}"[:500]


def result_bytes(row: ExchangedFile, at: datetime) -> bytes:
    """The result file of a file that was read. The row says it all, so that it can be written anew."""
    root = etree.Element(
        tag("result"),
        {"file": row.name, "outcome": row.outcome, "at": moment(at)},
        nsmap={None: NAMESPACE},
    )
    for taken in row.report.get("taken", []):
        etree.SubElement(
            root,
            tag("taken"),
            {"number": taken["number"], "line": str(taken["line"]), "known": str(taken["known"]).lower()},
        )
    for problem in row.report.get("problems", []):
        places = {
            "line": str(problem["line"] or ""),
            "element": problem["element"],
            "number": problem["number"],
        }
        element = etree.SubElement(
            root, tag("problem"), {name: clean(value) for name, value in places.items() if value}
        )
        for language in ("de", "en"):
            reason = etree.SubElement(element, tag("reason"), {"language": language})
            reason.text = clean(problem[language])
    checked(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
