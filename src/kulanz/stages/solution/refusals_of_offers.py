"""Every reason a command about offers refuses, named, with the sentence the user reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal


class NotAReduction(Refusal):
    message = _("Ein Angebot gibt es nur zu einer Maßnahme, die den Preis mindert.")


class DecisionNotUnderWay(Refusal):
    message = _("Diese Maßnahme läuft nicht mehr. Ein Angebot ist dazu nicht möglich.")


class NobodyToOffer(Refusal):
    message = _("Der Vorgang hat keinen Kunden, dem das Angebot gelten könnte.")
    field = "customer"


class AmountTooSmall(Refusal):
    message = _("Der Betrag muss größer als 0 sein und darf höchstens zwei Nachkommastellen haben.")
    field = "amount"


class AboveThePrice(Refusal):
    message = _("Der Betrag ist höher als der Kaufpreis der Positionen (%(price)s).")
    field = "amount"


class AboveYourLimit(Refusal):
    message = _(
        "Der Betrag liegt über Ihrer Grenze von %(limit)s netto. Bitte lassen Sie das Angebot von jemandem "
        "mit höherer Grenze machen."
    )
    field = "amount"


class TaxRatesDiffer(Refusal):
    message = _(
        "Die Positionen haben verschiedene Steuersätze. Bitte entscheiden Sie sie getrennt oder nennen Sie "
        "den Steuersatz."
    )
    field = "tax_rate"


class CurrenciesDiffer(Refusal):
    message = _("Die Positionen haben verschiedene Währungen. Bitte entscheiden Sie sie getrennt.")


class OfferAnswered(Refusal):
    """`state` says how."""

    message = _("Dieses Angebot ist schon beantwortet oder gilt nicht mehr.")

    def __init__(self, state: str) -> None:
        super().__init__()
        self.state = state


class OfferHasExpired(Refusal):
    message = _(
        "Die Frist für dieses Angebot ist abgelaufen. Bitte schreiben Sie uns, wenn Sie es noch annehmen "
        "möchten."
    )


class OfferChanged(Refusal):
    message = _("Das Angebot wurde inzwischen geändert. Bitte lesen Sie es noch einmal.")


class EvidenceMissing(Refusal):
    message = _("Bitte tragen Sie ein, woraus die Antwort hervorgeht, oder fügen Sie eine Datei bei.")
    field = "text"


class NameMissing(Refusal):
    message = _("Bitte geben Sie Ihren Namen ein.")
    field = "name"


class CounterOfferTooLow(Refusal):
    message = _("Bitte nennen Sie einen Betrag, der höher ist als unser Angebot.")
    field = "amount"


class NoSuchOffer(Refusal):
    message = _("Dieses Angebot gibt es nicht oder Sie haben keinen Zugriff darauf.")


class OfferUnanswered(Refusal):
    message = _(
        "Ein Preisnachlass endet mit der Antwort des Kunden. Bitte die Antwort eintragen oder die Maßnahme "
        "zurücknehmen."
    )
