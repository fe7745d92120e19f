"""Why a list cannot be read, and what is wrong with a cell, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import ClassVar, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal
from kulanz.core.tables.cells import CellFlaw

CELL_FLAWS: dict[StrEnum, str | Promise] = {
    CellFlaw.FORMULA: _("hier steht eine Formel ohne Ergebnis; bitte die Datei neu berechnen und speichern"),
    CellFlaw.ERROR: _("die Formel ergibt einen Fehler"),
    CellFlaw.MERGED: _("die Zelle ist mit anderen verbunden; bitte die Verbindung aufheben"),
    CellFlaw.NO_NUMBER: _("das ist keine Zahl"),
    CellFlaw.AMBIGUOUS: _("diese Zahl ist zweideutig; bitte 1234 oder 1,234 schreiben"),
    CellFlaw.NO_DAY: _("das ist kein Datum wie 31.01.2026"),
    CellFlaw.NO_YES_OR_NO: _("hier steht weder ja noch nein"),
}


class TableRefused(Refusal):
    """The file cannot be read as a list at all."""

    field = "file"


class NoTable(TableRefused):
    message = _("Das ist weder eine CSV- noch eine XLSX-Datei.")


class OldSpreadsheet(TableRefused):
    message = _("Dieses Format lesen wir nicht. Bitte als XLSX oder CSV speichern.")


class LockedTable(TableRefused):
    message = _("Die Datei ist mit einem Kennwort geschützt.")


class BrokenTable(TableRefused):
    message = _("Die Datei ist beschädigt und lässt sich nicht lesen.")


class EmptyTable(TableRefused):
    message = _("Die Datei enthält keine Zeilen.")


class TableTooLarge(TableRefused):
    message = _("Die Datei ist zu groß; möglich sind %(megabytes)s MB.")


class TooManyRows(TableRefused):
    message = _("Die Liste hat zu viele Zeilen; möglich sind %(rows)s.")


class TooManyColumns(TableRefused):
    message = _("Die Liste hat zu viele Spalten; möglich sind %(columns)s.")


class FaultyCell(Protocol):
    """What is wrong in which line and column."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> str: ...
    @property
    def flaw(self) -> StrEnum: ...


class LinesRefused(Refusal):
    """The list has faulty lines; nothing of it was taken. `flaws` are their words."""

    field = "file"
    flaws: ClassVar[Mapping[StrEnum, str | Promise]] = CELL_FLAWS

    def __init__(self, problems: Sequence[FaultyCell]) -> None:
        super().__init__()
        self.problems = problems

    def __str__(self) -> str:
        count = len(self.problems)
        return ngettext(
            "Die Liste hat eine fehlerhafte Stelle; übernommen wurde nichts.",
            "Die Liste hat %(count)s fehlerhafte Stellen; übernommen wurde nichts.",
            count,
        ) % {"count": count}

    def lines(self) -> list[str]:
        """One sentence for each fault."""
        return [
            gettext("Zeile %(line)s, %(column)s: %(flaw)s")
            % {"line": p.line, "column": p.column, "flaw": self.flaws[p.flaw]}
            for p in self.problems
        ]
