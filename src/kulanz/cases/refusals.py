"""Every reason a case command refuses, named, with the sentence the user reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal


class StepNotPossible(Refusal):
    message = _("Dieser Schritt ist im jetzigen Zustand des Vorgangs nicht möglich.")


class ClaimStepNotPossible(Refusal):
    message = _("Diese Entscheidung ist im jetzigen Stand der Reklamation nicht möglich.")


class NotAComplaint(Refusal):
    message = _("Nur bei einer Reklamation wird entschieden, ob sie berechtigt ist.")


class ClaimUndecided(Refusal):
    message = _("Bitte zuerst entscheiden, ob die Reklamation berechtigt ist.")
    field = "claim"


class ClosingNotPossible(Refusal):
    message = _("So kann der Vorgang in seinem jetzigen Stand nicht beendet werden.")


class SolutionMissing(Refusal):
    message = _("Bitte die Lösung eintragen, bevor der Vorgang beendet wird.")
    field = "solution"


class ReasonMissing(Refusal):
    message = _("Bitte einen Grund angeben.")
    field = "reason"


class CaseEnded(Refusal):
    message = _("Der Vorgang ist beendet. Zum Bearbeiten bitte wieder öffnen.")


class EditConflict(Refusal):
    """Somebody else changed the same field meanwhile; nothing was saved.

    `field` is the form field; `mine`, `theirs` and `base` are the three values.
    """

    message = _(
        "Dieses Feld wurde inzwischen von jemand anderem geändert. Bitte beide Fassungen vergleichen."
    )

    def __init__(self, *, field: str, base: str, mine: str, theirs: str) -> None:
        super().__init__()
        self.field = field
        self.base = base
        self.mine = mine
        self.theirs = theirs


class AudienceNotAllowed(Refusal):
    message = _("An diese Empfänger können Sie nicht schreiben.")
    field = "audience"


class MessageEmpty(Refusal):
    message = _("Die Nachricht ist leer.")
    field = "body"


class TooLateToWithdraw(Refusal):
    message = _("Die Nachricht ist schon unterwegs und kann nicht mehr zurückgenommen werden.")


class NoSuchCase(Refusal):
    message = _("Diesen Vorgang gibt es nicht oder Sie haben keinen Zugriff darauf.")


class SameCase(Refusal):
    message = _("Ein Vorgang kann nicht mit sich selbst verbunden werden.")


class DifferentParties(Refusal):
    message = _(
        "Zusammengeführt werden nur Vorgänge desselben Kunden und desselben Fachhandelspartners, "
        "damit niemand fremde Nachrichten liest."
    )


class AlreadyMerged(Refusal):
    message = _("Dieser Vorgang ist schon mit einem anderen zusammengeführt.")


class NothingToSplit(Refusal):
    message = _("Bitte mindestens eine Position oder Nachricht für den neuen Vorgang auswählen.")


class KindFixed(Refusal):
    message = _("Die Art des Vorgangs kann nach dem Beenden nicht mehr geändert werden.")


class DateInPast(Refusal):
    message = _("Bitte ein Datum ab heute wählen.")
    field = "on"


class DeliveredInFuture(Refusal):
    message = _("Das Lieferdatum liegt in der Zukunft.")
    field = "delivered_on"


class InvoicedInFuture(Refusal):
    message = _("Das Rechnungsdatum liegt in der Zukunft.")
    field = "invoice_date"


class CurrencyUnknown(Refusal):
    message = _("Die Währung „%(code)s“ gibt es nicht. Bitte eine wie EUR angeben.")
    field = "currency"


class FollowUpTooFar(Refusal):
    message = _("Bitte ein Datum innerhalb der nächsten fünf Jahre wählen.")
    field = "on"


class OwnerNotStaff(Refusal):
    message = _("Zuständig kann nur eine aktive Person des Servicebüros sein.")
    field = "owner"


class AlreadyAnswered(Refusal):
    message = _("Diese Rückmeldung liegt schon vor.")


class PositionNeedsItem(Refusal):
    message = _("Bitte einen Artikel wählen oder das Produkt beschreiben.")
    field = "item_text"


class QuantityInvalid(Refusal):
    message = _("Die Menge muss größer als 0 sein.")
    field = "quantity"


class FailureCodeUnknown(Refusal):
    message = _(
        "Den Fehlercode „%(code)s“ gibt es für diese Produktgruppe nicht. Bitte einen aus der Liste wählen."
    )
    field = "failure_code"


class RemedyUnderWay(Refusal):
    message = _("Für diese Position ist eine Maßnahme eingeleitet; sie bleibt, wie sie entschieden wurde.")


class SplitNeedsLess(Refusal):
    message = _("Abtrennen lassen sich weniger als alle %(quantity)s Stück.")
    field = "quantity"


class NotMerged(Refusal):
    message = _("Dieser Vorgang ist nicht zusammengeführt.")


class ViewNameTaken(Refusal):
    message = _("Eine Ansicht mit diesem Namen gibt es schon.")
    field = "name"


class PositionUnknown(Refusal):
    message = _("Bitte mindestens eine Position dieses Vorgangs auswählen.")
    field = "positions"


class NotDealersOwnWork(Refusal):
    """It is not, or no longer, the dealer's own people who carry the case out."""

    message = _("Diesen Vorgang führt nicht der eigene Kundendienst des Händlers aus.")
