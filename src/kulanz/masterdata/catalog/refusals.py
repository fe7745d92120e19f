"""Why the catalog refuses."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.core.tables.refusals import CELL_FLAWS, LinesRefused
from kulanz.masterdata.catalog.rules.lists import Flaw


class ArticleNumberTaken(Refusal):
    message = _("Die Artikelnummer %(number)s gibt es schon.")
    field = "number"


class GroupCodeTaken(Refusal):
    message = _("Das Kürzel %(code)s gibt es schon.")
    field = "code"


class MayNotClassify(NotAllowed):
    message = _(
        "Was sicherheitsrelevant ist, sagen Leitung, Qualität und Administration. "
        "Bitte lassen Sie diese Angabe weg."
    )
    field = "safety"


class NoSuchArticle(Refusal):
    message = _("Diesen Artikel gibt es nicht.")


class NoSuchSupplier(Refusal):
    message = _("Diesen Lieferanten gibt es nicht, oder er ist keiner.")
    field = "supplier"


class NoSuchProductGroup(Refusal):
    message = _("Diese Produktgruppe gibt es nicht.")
    field = "product_group"


NO_RELEVANCE = _("hier steht weder sicherheitsrelevant, anzunehmen, nicht sicherheitsrelevant noch offen")

FLAWS: dict[StrEnum, str | Promise] = {
    Flaw.NO_HEADING: _("die Spalte fehlt"),
    Flaw.MISSING: _("der Wert fehlt"),
    Flaw.TOO_LONG: _("der Wert ist zu lang"),
    Flaw.NO_NUMBER: _("das ist keine Zahl"),
    Flaw.NO_YES_OR_NO: _("hier steht weder ja noch nein"),
    Flaw.TWICE: _("die Nummer steht schon weiter oben"),
    Flaw.NO_AMOUNT: _("das ist kein Betrag von 0 bis unter 10 Millionen mit zwei Nachkommastellen"),
    Flaw.NO_CURRENCY: _("diese Währung gibt es nicht"),
    Flaw.NO_UNITS: _("das ist keine Anzahl über 0 mit höchstens drei Nachkommastellen"),
    Flaw.NO_SUCH_UNIT: _("diese Frachteinheit gibt es nicht"),
    Flaw.NO_SUCH_SUPPLIER: _("diesen Lieferanten gibt es nicht, oder er ist keiner"),
    Flaw.NO_RELEVANCE: NO_RELEVANCE,
    **CELL_FLAWS,
}


class ListRefused(LinesRefused):
    field = "list"
    flaws = FLAWS
