"""Every reason something from a technician's device is refused, with the sentence he reads there."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal
from kulanz.stages.execution.rules.incoming import Faulty, Flaw
from kulanz.stages.execution.rules.report_corrections import Fault, Unfit

_FLAWS: Final[dict[Flaw, Any]] = {
    Flaw.TYPE: _("Die Angabe „%(what)s“ hat nicht die erwartete Form."),
    Flaw.LONG: _("Die Angabe „%(what)s“ ist zu lang."),
    Flaw.MANY: _("Die Angabe „%(what)s“ enthält zu viel auf einmal."),
    Flaw.RANGE: _("Die Angabe „%(what)s“ liegt außerhalb des Möglichen."),
    Flaw.MISSING: _("Die Angabe „%(what)s“ fehlt."),
    Flaw.UNKNOWN: _("Die Angabe „%(what)s“ ist unbekannt."),
}
# The words of the fields as the form on the device has them.
_FIELDS: Final[dict[str, Any]] = {
    "result": _("Ergebnis"),
    "result_reason": _("Warum?"),
    "arrived_at": _("Angekommen"),
    "left_at": _("Fertig um"),
    "travel_minutes": _("Fahrzeit"),
    "travel_km": _("Fahrstrecke"),
    "work": _("Ausgeführte Arbeit"),
    "checklist": _("Prüfliste"),
    "values": _("Messwerte"),
    "parts": _("Verbaute Teile"),
    "needed_parts": _("Teil bestellen"),
    "defects": _("Gefundene Mängel"),
    "safety": _("Sicherheit"),
    "safety_note": _("Anmerkung zur Sicherheit"),
    "photos": _("Fotos"),
    "signature": _("Unterschrift"),
    "rating": _("Wie zufrieden ist der Kunde?"),
    "rating_note": _("Was der Kunde dazu sagt"),
    "text": _("Ihre Notiz"),
    "reason": _("Wozu, oder was das Büro wissen muss"),
}


class ReportFaulty(Refusal):
    """A value of what the device sent cannot be used as it came."""

    def __init__(self, faulty: Faulty) -> None:
        super().__init__()
        self.field = faulty.field
        self.flaw = faulty.flaw

    def __str__(self) -> str:
        shown = _FIELDS.get(self.field or "", self.field or _("Daten"))
        return str(_FLAWS[self.flaw]) % {"what": shown}


class VersionConflict(Refusal):
    """Another device has written meanwhile; `theirs` is what it wrote, `version` the version of that."""

    message = _(
        "%(who)s hat diesen Bericht inzwischen auf einem anderen Gerät geändert. Bitte beide Fassungen "
        "vergleichen und entscheiden."
    )

    def __init__(self, *, version: int, theirs: dict[str, Any], who: str) -> None:
        super().__init__(who=who or str(_("Jemand")))
        self.version = version
        self.theirs = theirs


class VisitNotOpen(Refusal):
    """It was called off, taken off the plan or is over; a report is taken in all the same."""

    message = _(
        "Der Einsatz %(number)s ist abgesagt, vom Plan genommen oder schon beendet. Bitte rufen Sie im "
        "Servicebüro an, bevor Sie anfangen."
    )


class PhotoUnreadable(Refusal):
    message = _("Dieses Foto lässt sich nicht lesen. Bitte nehmen Sie es noch einmal auf.")


class NotAPhoto(Refusal):
    message = _("Als Foto werden nur JPEG und PNG angenommen.")


class PhotoTooLarge(Refusal):
    message = _("Dieses Foto ist zu groß.")


class TooManyPhotos(Refusal):
    message = _("Zu diesem Einsatz gibt es schon sehr viele Fotos.")


class PhotoOfAnotherVisit(Refusal):
    message = _("Dieses Foto gehört zu einem anderen Einsatz.")


class NoSuchEntry(Refusal):
    message = _("Diesen Eintrag gibt es nicht.")


class NoSuchDevice(Refusal):
    message = _("Dieses Gerät gibt es nicht mehr.")


class NoSuchReport(Refusal):
    message = _("Diesen Bericht gibt es nicht oder Sie haben keinen Zugriff darauf.")


class NobodyToSendTo(Refusal):
    message = _("Für den Kunden ist keine erreichbare E-Mail-Adresse hinterlegt.")


# As the device says it at the field, and what only a correction can be.
_UNFIT: Final[dict[Unfit, Any]] = {
    Unfit.FUTURE: _("Diese Zeit liegt in der Zukunft."),
    Unfit.AFTER_RECEIPT: _("Diese Zeit liegt nach dem Eingang des Berichts."),
    Unfit.PAST: _("Diese Zeit liegt zu lange zurück."),
    Unfit.ORDER: _("Das Ende liegt vor der Ankunft."),
    Unfit.RANGE: _("Möglich ist %(least)s bis %(most)s."),
    Unfit.WHOLE: _("Bitte eine ganze Zahl eintragen."),
}


class CorrectionFaulty(Refusal):
    """A value of a correction that no report may hold either."""

    def __init__(self, fault: Fault) -> None:
        limit = fault.limit
        super().__init__(**({"least": limit.least, "most": limit.most} if limit is not None else {}))
        self.field = fault.field
        self.message = _UNFIT[fault.unfit]


class CorrectionWithoutReason(Refusal):
    message = _("Bitte den Grund der Berichtigung angeben.")
    field = "reason"


class CorrectionReasonTooLong(Refusal):
    message = _("Bitte den Grund in höchstens %(most)s Zeichen angeben.")
    field = "reason"


class NothingCorrected(Refusal):
    message = _("Diese Angaben stehen schon so im Bericht. Es gibt nichts zu berichtigen.")


class CorrectedMeanwhile(Refusal):
    """Somebody else corrected the report after it was looked at."""

    message = _(
        "%(who)s hat den Bericht %(number)s inzwischen berichtigt. Hier steht der neue Stand mit Ihren "
        "Änderungen. Bitte prüfen Sie ihn und berichtigen Sie dann noch einmal."
    )
