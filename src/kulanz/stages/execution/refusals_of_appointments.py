"""Why an appointment cannot be offered, chosen, confirmed or moved; the customer reads these sentences."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal
from kulanz.stages.execution.rules.appointments import MOST_MOVES, MOST_SLOTS, No


class SlotsMissing(Refusal):
    message = _("Bitte mindestens eine Zeit wählen, die der Kunde angeboten bekommt.")
    field = "slots"


class TooManySlots(Refusal):
    message = _("Mehr als %(most)s Zeiten sind keine Auswahl mehr.")
    field = "slots"

    def __init__(self) -> None:
        super().__init__(most=MOST_SLOTS)


class SlotTooSoon(Refusal):
    message = _("Diese Zeit ist zu nah, um noch gewählt zu werden.")
    field = "slots"


class SlotGone(Refusal):
    """Somebody else was quicker, or the technician is no longer free or allowed to."""

    message = _("Diese Zeit ist leider inzwischen vergeben. Bitte wählen Sie eine andere.")
    field = "slot"


class SlotNotChosen(Refusal):
    message = _("Bitte wählen Sie eine Zeit.")
    field = "slot"


class WishMissing(Refusal):
    message = _("Bitte schreiben Sie kurz, wann es Ihnen passt.")
    field = "wish"


class NobodyToAsk(Refusal):
    message = _("Zu diesem Einsatz ist keine E-Mail-Adresse bekannt. Bitte den Brief drucken.")


class AppointmentLinkInvalid(Refusal):
    message = _("Dieser Link gilt nicht (mehr).")


_WHY: Final[dict[No, Any]] = {
    No.NOT_OFFERED: _("Es stehen keine Termine mehr zur Wahl."),
    No.NOTHING_PLANNED: _("Für diesen Einsatz gibt es noch keinen Termin."),
    No.CONFIRMED_ALREADY: _("Dieser Termin ist schon bestätigt."),
    No.BEGUN: _("Dieser Termin hat schon begonnen."),
    No.TOO_LATE: _("Für eine Änderung über diese Seite ist es zu spät. Bitte rufen Sie uns an."),
    No.TOO_OFTEN: _(
        "Sie haben den Termin schon %(most)s Mal verschoben. Für eine weitere Änderung rufen Sie uns bitte "
        "an."
    ),
    No.ENDED: _("Dieser Einsatz ist schon beendet oder abgesagt."),
}


def why_not(no: No) -> str:
    """The sentence a customer reads where a button would be."""
    return str(_WHY[no]) % {"most": MOST_MOVES}


class AppointmentRefused(Refusal):
    """The rules say no; `no` says why."""

    def __init__(self, no: No) -> None:
        super().__init__()
        self.no = no

    def __str__(self) -> str:
        return why_not(self.no)
