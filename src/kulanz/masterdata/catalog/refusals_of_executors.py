"""Why a change of executors and failure codes is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kulanz.core.refusal import Refusal


class NoSuchExecutor(Refusal):
    message = _("Diesen Ausführenden gibt es nicht.")


class ExecutorNameTaken(Refusal):
    message = _("Einen Ausführenden mit dem Namen „%(name)s“ gibt es schon.")
    field = "name"


class FirmMissing(Refusal):
    message = _("Bitte eine Firma wählen oder eine neue anlegen.")
    field = "party"


class FirmIsNoPartner(Refusal):
    message = _("Diese Adresse hat nicht die Rolle Servicepartner.")
    field = "party"


class NoSuchFailureCode(Refusal):
    message = _("Diesen Fehlercode gibt es nicht.")


class FailureCodeTaken(Refusal):
    message = _("Den Fehlercode %(code)s gibt es für diese Produktgruppe schon.")
    field = "code"


@dataclass(frozen=True, slots=True)
class ListFault:
    """What is wrong in one line of a list."""

    line: int
    column: str
    text: str | Promise

    def __str__(self) -> str:
        return _now("Zeile %(line)s, %(column)s: %(flaw)s") % {
            "line": self.line,
            "column": self.column,
            "flaw": self.text,
        }


class CodesRefused(Refusal):
    """The list of failure codes has faults; nothing of it was taken."""

    field = "file"

    def __init__(self, faults: Sequence[ListFault]) -> None:
        super().__init__()
        self.faults = tuple(faults)

    def __str__(self) -> str:
        count = len(self.faults)
        return ngettext(
            "Die Liste hat eine fehlerhafte Stelle; übernommen wurde nichts.",
            "Die Liste hat %(count)s fehlerhafte Stellen; übernommen wurde nichts.",
            count,
        ) % {"count": count}
