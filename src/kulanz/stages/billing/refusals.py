"""Every reason a command about credits and costs refuses, named, with the sentence the user reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal


class NoSuchCredit(Refusal):
    message = _("Diese Gutschrift gibt es nicht oder Sie haben keinen Zugriff darauf.")


class AlreadyCredited(Refusal):
    message = _("Zu dieser Maßnahme gibt es schon eine Gutschrift.")


class CreditAmountInvalid(Refusal):
    message = _("Der Betrag der Gutschrift muss größer als 0 sein und zu Netto und Steuersatz passen.")
    field = "amount"


class CreditNotReady(Refusal):
    message = _("Die Gutschrift wartet noch auf die Ware und kann nicht freigegeben werden.")


class DeclarationMissing(Refusal):
    message = _("Ohne die Erklärung des Kunden wird keine Gutschrift freigegeben.")


class AlreadyReleased(Refusal):
    message = _("Diese Gutschrift ist schon freigegeben.")


class AccountMissing(Refusal):
    message = _(
        "Die Gutschrift wird ausgezahlt, aber es ist keine Bankverbindung bekannt. Bitte eintragen oder "
        "ausdrücklich ohne freigeben."
    )
    field = "without_account"


class CreditStepNotPossible(Refusal):
    message = _("Das ist im jetzigen Stand der Gutschrift nicht möglich.")


class ExternalNumberMissing(Refusal):
    message = _("Bitte die Belegnummer aus der Warenwirtschaft angeben.")
    field = "external_number"


class ExternalNumberDiffers(Refusal):
    message = _("Die Gutschrift ist schon unter der Belegnummer %(number)s bestätigt.")
    field = "external_number"


class CreditReasonMissing(Refusal):
    message = _("Bitte einen Grund angeben.")
    field = "reason"


class WrongIban(Refusal):
    message = _("Diese IBAN stimmt nicht. Bitte prüfen Sie sie, am besten auf Ihrer Bankkarte.")
    field = "iban"


class HolderMissing(Refusal):
    message = _("Bitte geben Sie an, auf wen das Konto lautet.")
    field = "holder"


class NoPayment(Refusal):
    message = _("Für diese Gutschrift wird keine Bankverbindung mehr gebraucht.")


class CostInvalid(Refusal):
    message = _(
        "Bitte einen Betrag mit höchstens zwei Nachkommastellen angeben, nicht 0 und unter 10 Millionen."
    )
    field = "amount"


class CostBelongsElsewhere(Refusal):
    message = _("Auftrag, Maßnahme oder Kostenart gehören nicht zu diesem Vorgang.")


class CreditStands(Refusal):
    message = _(
        "Für diese Positionen wartet schon die Gutschrift %(number)s. Bitte zuerst stornieren oder freigeben."
    )
