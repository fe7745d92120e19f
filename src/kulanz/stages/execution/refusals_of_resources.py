"""Why vehicles, stock and tools refuse."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal
from kulanz.core.tables.refusals import CELL_FLAWS, LinesRefused
from kulanz.stages.execution.rules.stock import Flaw


class NoSuchVehicle(Refusal):
    message = _("Dieses Fahrzeug gibt es nicht.")


class VehicleNameTaken(Refusal):
    message = _("Ein Fahrzeug mit dem Namen %(name)s gibt es schon.")
    field = "name"


class DrivesAnother(Refusal):
    """A technician has one vehicle, because what he uses is taken out of it."""

    message = _("%(technician)s fährt schon das Fahrzeug %(vehicle)s.")
    field = "technician"


class NoSuchDriver(Refusal):
    message = _("Diesen Techniker gibt es nicht oder er ist nicht mehr tätig.")
    field = "technician"


class VehicleOutOfService(Refusal):
    message = _("Das Fahrzeug %(vehicle)s ist stillgelegt.")


class NotAQuantity(Refusal):
    message = _("Bitte eine Menge über 0 mit höchstens zwei Nachkommastellen angeben.")
    field = "quantity"


class MoreThanInside(Refusal):
    """Whoever means it says so, and it is booked."""

    message = _("Nach dem Bestand liegen nur %(lying)s × %(article)s im Fahrzeug.")
    field = "quantity"


class UnusuallyMany(Refusal):
    """Whoever means it says so, and it is booked."""

    message = _(
        "%(quantity)s × %(article)s sind ungewöhnlich viele, nach dem Bestand liegen %(lying)s im Fahrzeug. "
        "Es wurde nichts gebucht."
    )
    field = "quantity"


class NotACount(Refusal):
    message = _("Bitte eine Menge ab 0 mit höchstens zwei Nachkommastellen angeben.")
    field = "quantity"


class NoSuchPart(Refusal):
    message = _("Diesen Artikel gibt es nicht.")
    field = "article"


class NoSuchTool(Refusal):
    message = _("Dieses Werkzeug gibt es nicht.")


class ToolNumberTaken(Refusal):
    message = _("Ein Werkzeug mit der Nummer %(number)s gibt es schon.")
    field = "number"


class WhereIsIt(Refusal):
    message = _("Bitte genau eines angeben: Fahrzeug, Techniker oder Ort.")
    field = "place"


FLAWS: dict[StrEnum, str | Promise] = {
    Flaw.NO_HEADING: _("die Spalte fehlt"),
    Flaw.MISSING: _("der Wert fehlt"),
    Flaw.TWICE: _("die Nummer steht schon weiter oben"),
    Flaw.NO_QUANTITY: _("das ist keine Menge ab 0 mit höchstens zwei Nachkommastellen"),
    Flaw.NO_SUCH_ARTICLE: _("diesen Artikel gibt es nicht"),
    **CELL_FLAWS,
}


class CountRefused(LinesRefused):
    flaws = FLAWS
