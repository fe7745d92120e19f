"""Why rates and what they hang on are refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal
from kulanz.core.tables.refusals import CELL_FLAWS
from kulanz.masterdata.catalog.rules.rate_lists import ListFlaw, ListProblem
from kulanz.masterdata.catalog.rules.rates import Clash, Fault, RateFlaw

RATE_FLAWS: dict[StrEnum, str | Promise] = {
    RateFlaw.NOT_RATED: _(
        "Diese Kostenart hat keine Sätze; ihr Betrag kommt aus dem Artikel oder dem Vorgang."
    ),
    RateFlaw.COUNTRY_MISSING: _("Bitte ein Land angeben; die Sätze dieser Kostenart gelten je Land."),
    RateFlaw.COUNTRY_UNKNOWN: _("Dieses Land gibt es nicht. Bitte Name oder zwei Buchstaben, wie DE."),
    RateFlaw.COUNTRY_UNASKED: _(
        "Die Sätze dieser Kostenart gelten für alle Länder; bitte kein Land angeben."
    ),
    RateFlaw.UNIT_MISSING: _("Bitte eine Frachteinheit angeben; die Sätze gelten je Frachteinheit."),
    RateFlaw.UNIT_UNASKED: _("Die Sätze dieser Kostenart hängen nicht an der Frachteinheit."),
    RateFlaw.CLASS_MISSING: _("Bitte eine Gewichtsklasse angeben; die Sätze gelten je Gewichtsklasse."),
    RateFlaw.CLASS_UNASKED: _("Die Sätze dieser Kostenart hängen nicht am Gewicht."),
    RateFlaw.BOTH: _("Bitte entweder einen Betrag oder einen Anteil angeben, nicht beides."),
    RateFlaw.NEGATIVE: _("Bitte keine negative Zahl. Ein Erlös wird von selbst abgezogen."),
    RateFlaw.TOO_LARGE: _("Dieser Betrag ist zu groß. Möglich ist weniger als 10 Millionen."),
    RateFlaw.TOO_FINE: _("Bitte höchstens zwei Nachkommastellen."),
    RateFlaw.SHARE_UNASKED: _("Ein Anteil ist nur bei Kostenarten je Land möglich, wie beim Zoll."),
    RateFlaw.SHARE_TOO_LARGE: _("Dieser Anteil ist zu groß. Möglich sind bis zu 1000 %."),
    RateFlaw.SHARE_TOO_FINE: _("Bitte höchstens drei Nachkommastellen."),
    RateFlaw.CURRENCY_UNKNOWN: _(
        "Diese Währung gibt es nicht. Bitte das Kürzel aus drei Buchstaben, wie EUR."
    ),
    RateFlaw.DAY_ABSURD: _("Bitte einen Tag zwischen 2000 und 2099 angeben."),
    RateFlaw.EXCHANGE_NOT_POSITIVE: _("Der Kurs muss größer als 0 sein."),
    RateFlaw.EXCHANGE_TOO_LARGE: _("Dieser Kurs ist zu groß."),
    RateFlaw.EXCHANGE_TOO_FINE: _("Bitte höchstens acht Nachkommastellen."),
    RateFlaw.OWN_CURRENCY: _("Das ist die eigene Währung; sie braucht keinen Kurs."),
}


class RateRefused(Refusal):
    """A figure or a part of the key that does not make a rate; `field` says which."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self.field = fault.field
        self.flaw = fault.flaw
        self.message = RATE_FLAWS[fault.flaw]


class _Dated(Refusal):
    """A refusal about one day, written as the reader writes days."""

    field = "valid_from"

    def __init__(self, *, day: date, **details: Any) -> None:
        super().__init__(day=formats.date_format(day, "SHORT_DATE_FORMAT"), **details)


class RateTwice(_Dated):
    """The same key and the same day a second time."""

    message = _("%(what)s: Ab dem %(day)s gibt es schon einen Satz.")


class RateAfterwards(_Dated):
    """A later rate of the key has begun: what was valid then does not change."""

    message = _("%(what)s: Seit dem %(day)s gilt ein neuerer Satz. Vergangene Sätze ändern sich nicht mehr.")


class RateBegun(_Dated):
    """Only a rate that has not begun before today can be corrected or taken back."""

    message = _(
        "%(what)s: Der Satz gilt seit dem %(day)s und ändert sich nicht mehr. Bitte einen neuen anlegen."
    )


class NoSuchExchangeRate(Refusal):
    message = _("Diesen Kurs gibt es nicht.")


class NoRateToEnd(Refusal):
    message = _("%(what)s: Es gilt kein Satz, der enden könnte. Bitte einen Betrag angeben.")
    field = "amount"


class NoSuchRate(Refusal):
    message = _("Diesen Satz gibt es nicht.")


class NoSuchCostKind(Refusal):
    message = _("Diese Kostenart gibt es nicht.")
    field = "cost_kind"


class CostKindRetired(Refusal):
    message = _("Die Kostenart %(name)s ist nicht mehr in Gebrauch.")
    field = "cost_kind"


class CostKindCodeTaken(Refusal):
    message = _("Das Kürzel %(code)s gibt es schon.")
    field = "code"


class NoSuchFreightUnit(Refusal):
    message = _("Diese Frachteinheit gibt es nicht.")
    field = "freight_unit"


class FreightUnitCodeTaken(Refusal):
    message = _("Das Kürzel %(code)s gibt es schon.")
    field = "code"


class NoSuchWeightClass(Refusal):
    message = _("Diese Gewichtsklasse gibt es nicht.")
    field = "weight_class"


class WeightClassTwice(Refusal):
    message = _("Eine Gewichtsklasse bis %(kilos)s kg gibt es schon.")
    field = "up_to_kg"

    def __init__(self, *, kilos: Decimal) -> None:
        super().__init__(kilos=formats.number_format(kilos.normalize()))


LIST_FLAWS: dict[StrEnum, str | Promise] = {
    ListFlaw.NO_HEADING: _("die Spalte fehlt"),
    ListFlaw.HEADING_TWICE: _("die Spalte kommt zweimal vor"),
    ListFlaw.MISSING: _("der Wert fehlt"),
    ListFlaw.TWICE: _("denselben Satz für denselben Tag gibt es weiter oben schon"),
    ListFlaw.NO_SUCH_KIND: _("diese Kostenart gibt es nicht"),
    ListFlaw.RETIRED_KIND: _("diese Kostenart ist nicht mehr in Gebrauch"),
    ListFlaw.NO_SUCH_UNIT: _("diese Frachteinheit gibt es nicht, oder sie ist nicht mehr in Gebrauch"),
    ListFlaw.NO_SUCH_CLASS: _("eine solche Gewichtsklasse gibt es nicht"),
    Clash.TWICE: _("denselben Satz für denselben Tag gibt es schon"),
    Clash.AFTERWARDS: _("danach hat schon ein neuerer Satz begonnen; vergangene Sätze ändern sich nicht"),
    Clash.BEGUN: _("der Satz hat schon begonnen und ändert sich nicht mehr"),
    Clash.NOTHING_TO_END: _("es gilt kein Satz, der enden könnte; der Betrag fehlt"),
    **CELL_FLAWS,
    **RATE_FLAWS,
}
COLUMNS: dict[str, str | Promise] = {
    "cost_kind": _("Kostenart"),
    "name": _("Bezeichnung"),
    "country": _("Land"),
    "freight_unit": _("Frachteinheit"),
    "weight_class": _("Bis kg"),
    "up_to_kg": _("Bis kg"),
    "valid_from": _("Gültig ab"),
    "amount": _("Betrag"),
    "share_percent": _("Anteil %"),
    "currency": _("Währung"),
    "rate": _("Kurs"),
}


class RateListRefused(Refusal):
    """The list has faulty lines; nothing of it was taken."""

    field = "file"
    message = _("Die Liste hat fehlerhafte Stellen; übernommen wurde nichts.")

    def __init__(self, problems: Sequence[ListProblem]) -> None:
        super().__init__()
        self.problems = problems


class RateListOutdated(Refusal):
    """What the list would do is no longer what was shown."""

    message = _("Die Sätze haben sich seit der Prüfung geändert. Bitte sehen Sie die Liste noch einmal an.")
