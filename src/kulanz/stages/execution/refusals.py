"""Every reason an order command refuses, named, with the sentence the user reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal


class AddressMissing(Refusal):
    """`party` is whose address lacks street, postcode or city."""

    message = _(
        "Die Anschrift von %(party)s ist unvollständig: Für diesen Auftrag werden Straße, Postleitzahl und "
        "Ort gebraucht."
    )
    field = "address"


class NoCustomer(Refusal):
    message = _("Der Vorgang hat keinen Kunden, an den der Auftrag gehen könnte.")
    field = "recipient"


class NoDealer(Refusal):
    message = _("Der Vorgang hat keinen Fachhandelspartner, an den der Auftrag gehen könnte.")
    field = "recipient"


class NoTechnician(Refusal):
    message = _("Am Vorgang ist kein Techniker beteiligt, an den der Auftrag gehen könnte.")
    field = "recipient"


class ExecutorMissing(Refusal):
    message = _("Bitte wählen, wer den Kundendienst ausführt.")
    field = "executor"


class LinesMissing(Refusal):
    message = _("Der Auftrag braucht mindestens eine Position.")
    field = "positions"


class LineNotOfCase(Refusal):
    message = _("Diese Position gehört nicht zu diesem Vorgang.")
    field = "positions"


class OrderAlreadyPlaced(Refusal):
    message = _("Diesen Auftrag gibt es zu dieser Maßnahme schon: %(number)s.")


class NoSuchOrder(Refusal):
    message = _("Diesen Auftrag gibt es nicht oder Sie haben keinen Zugriff darauf.")


class OrderStepNotPossible(Refusal):
    message = _("Dieser Schritt ist im jetzigen Stand des Auftrags nicht möglich.")
    field = "state"


class OrderEnded(Refusal):
    message = _("Dieser Auftrag ist schon beendet.")


class DecisionEnded(Refusal):
    message = _("Die Maßnahme ist beendet. Bitte neu entscheiden, statt den Auftrag noch einmal zu erteilen.")


class AlreadyHandedOver(Refusal):
    message = _("Der Auftrag ist schon übergeben; seine Anschrift steht fest.")
    field = "street"


class TimesReversed(Refusal):
    message = _("Das Ende des Zeitfensters liegt vor seinem Anfang.")
    field = "planned_until"


class TimeWithoutDay(Refusal):
    message = _("Zu einer Uhrzeit gehört ein Tag.")
    field = "planned_on"


class PromisedTooFar(Refusal):
    message = _("Bitte einen Tag innerhalb der nächsten zwölf Monate nennen.")
    field = "day"


class HoursOutOfRange(Refusal):
    message = _("Bitte mehr als 0 und höchstens %(most)s Stunden angeben.")
    field = "hours"


class DoneInFuture(Refusal):
    message = _("Der Tag der Erledigung kann nicht in der Zukunft liegen.")
    field = "done_on"


class NoMailAddress(Refusal):
    message = _("Für %(party)s ist keine erreichbare E-Mail-Adresse hinterlegt.")
    field = "address"


class NotForAFirm(Refusal):
    message = _("Einen Link gibt es nur für Kundendienstaufträge an Servicepartner.")


class LinkInvalid(Refusal):
    message = _("Dieser Link gilt nicht (mehr).")
