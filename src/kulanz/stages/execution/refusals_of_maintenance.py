"""Why maintenance plans and offers of maintenance refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal


class NoSuchPlan(Refusal):
    message = _("Diesen Wartungsplan gibt es nicht.")


class PlanEnded(Refusal):
    message = _("Dieser Wartungsplan ist beendet.")


class CustomerMissing(Refusal):
    message = _("Bitte den Kunden wählen.")
    field = "customer"


class NotYourCustomer(Refusal):
    message = _("Angebote gibt es nur für Kunden, für die Sie schon einen Vorgang haben.")
    field = "customer"


class NoSuchDealer(Refusal):
    message = _("Dieses Haus gibt es nicht oder es ist kein Fachhandelspartner.")
    field = "dealer"


class NotHisPlace(Refusal):
    message = _("Diese Anschrift gehört nicht zum Kunden.")
    field = "place"


class NoSuchWork(Refusal):
    message = _("Diese Arbeitsart gibt es nicht oder sie ist nicht mehr in Gebrauch.")
    field = "work_kind"


class ItemsMissing(Refusal):
    message = _("Bitte schreiben Sie, was gewartet wird, je Zeile ein Gegenstand.")
    field = "items"


class IntervalWrong(Refusal):
    message = _("Der Abstand muss zwischen 1 und %(most)s Monaten liegen.")
    field = "interval_months"


class LeadWrong(Refusal):
    message = _("Der Vorlauf muss zwischen 0 und %(most)s Tagen liegen.")
    field = "lead_days"


class DurationWrong(Refusal):
    message = _("Bitte die Dauer in Minuten angeben: mindestens 5, höchstens 7.200 (5 Tage).")
    field = "duration_minutes"


class DueInPast(Refusal):
    message = _("Der nächste Termin liegt in der Vergangenheit.")
    field = "next_due_on"


class EndsBeforeDue(Refusal):
    message = _("Der Plan endet vor dem nächsten Termin.")
    field = "ends_on"


class PriceMissing(Refusal):
    message = _("Bitte einen Preis über 0 mit höchstens zwei Nachkommastellen angeben.")
    field = "net"


class TaxRateWrong(Refusal):
    message = _("Der Steuersatz muss von 0 bis unter 100 liegen.")
    field = "tax_rate"


class TextMissing(Refusal):
    message = _("Bitte schreiben Sie, was angeboten wird.")
    field = "text"


class ExpiryWrong(Refusal):
    message = _("Das Angebot muss von morgen an und höchstens ein Jahr lang gelten.")
    field = "expires_on"


class NotAnOfferedKind(Refusal):
    message = _("Angeboten werden Wartung, Reinigung und Prüfung.")
    field = "kind"


class NoSuchServiceOffer(Refusal):
    message = _("Dieses Angebot gibt es nicht oder Sie haben keinen Zugriff darauf.")


class ServiceOfferClosed(Refusal):
    """It was answered, withdrawn, or has expired; `state` says which."""

    message = _("Dieses Angebot ist nicht mehr offen.")

    def __init__(self, state: str = "") -> None:
        super().__init__()
        self.state = state


class ServiceOfferChanged(Refusal):
    message = _("Das Angebot liest sich inzwischen anders. Bitte lesen Sie es noch einmal.")


class YourNameMissing(Refusal):
    message = _("Bitte geben Sie Ihren Namen an.")
    field = "name"


class NotAgreed(Refusal):
    message = _("Bitte bestätigen Sie, dass Sie den Auftrag erteilen.")
    field = "agree"


class WhyNot(Refusal):
    message = _("Bitte sagen Sie uns kurz, warum Sie ablehnen.")
    field = "reason"
