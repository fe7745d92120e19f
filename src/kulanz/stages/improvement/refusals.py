"""Why lists of sales are refused, and what is wrong with their lines, in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal
from kulanz.core.tables.refusals import CELL_FLAWS
from kulanz.stages.improvement.rules.monthly import SalesFlaw, SalesProblem

SALES_FLAWS = {
    **CELL_FLAWS,
    SalesFlaw.NO_HEADING: _("diese Spalte fehlt"),
    SalesFlaw.HEADING_TWICE: _("diese Spalte kommt zweimal vor"),
    SalesFlaw.MISSING: _("hier fehlt ein Wert"),
    SalesFlaw.NO_MONTH: _("das ist kein Monat wie 2026-10 oder 10/2026"),
    SalesFlaw.MONTH_ABSURD: _("dieser Monat liegt in der Zukunft oder vor dem Jahr 2000"),
    SalesFlaw.COUNTRY_UNKNOWN: _("dieses Land gibt es nicht; bitte Name oder zwei Buchstaben, wie DE"),
    SalesFlaw.NOT_WHOLE: _("die Menge ist keine ganze Zahl"),
    SalesFlaw.TOO_MANY: _("diese Menge ist zu groß"),
    SalesFlaw.NO_SUCH_ARTICLE: _("diesen Artikel gibt es nicht"),
    SalesFlaw.NO_SUCH_DEALER: _("einen Händler mit dieser Nummer gibt es nicht"),
    SalesFlaw.DEALER_AMBIGUOUS: _("mehrere Händler haben diese Nummer"),
    SalesFlaw.TWICE: _("Monat, Artikel, Händler und Land stehen schon in einer früheren Zeile"),
    SalesFlaw.TOO_PRECISE: _("der Betrag hat mehr als zwei Stellen hinter dem Komma"),
    SalesFlaw.AMOUNT_TOO_LARGE: _("dieser Betrag ist zu groß"),
}


PART_SALES_FLAWS = {
    **SALES_FLAWS,
    SalesFlaw.TWICE: _("Monat, Händler und Artikel stehen schon in einer früheren Zeile"),
}


class SalesListRefused(Refusal):
    """Lines of the list are wrong; nothing was taken over. `found` counts all, `problems` are the first."""

    message = _("Die Liste wurde nicht übernommen: %(found)s Zeilen stimmen nicht.")
    field = "file"

    def __init__(self, problems: Sequence[SalesProblem], found: int) -> None:
        super().__init__(found=found)
        self.problems = tuple(problems)
        self.found = found


class SalesListOutdated(Refusal):
    """Something changed between looking and taking over."""

    message = _("Inzwischen hat sich etwas geändert. Bitte sehen Sie die Liste noch einmal an.")


class PriceInForce(Refusal):
    """Published prices are not changed afterwards: both sides have calculated with them."""

    message = _("Veröffentlichte Preise gelten. Neue Preise beginnen frühestens am %(day)s.")
    field = "valid_from"


class NothingEntered(Refusal):
    message = _("Bitte tragen Sie mindestens eine Zahl ein.")


class NoPrices(Refusal):
    message = _("Bitte tragen Sie mindestens einen Preis ein.")
