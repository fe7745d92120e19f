"""Every reason a command about visits refuses. The interlock's is masterdata.parties' `NotCleared`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal


class NoSuchVisit(Refusal):
    message = _("Diesen Einsatz gibt es nicht oder Sie haben keinen Zugriff darauf.")


class VisitStepNotPossible(Refusal):
    message = _("Dieser Schritt ist im jetzigen Stand des Einsatzes nicht möglich.")
    field = "state"


class VisitChangedMeanwhile(Refusal):
    """Somebody else changed the visit after it was looked at."""

    message = _("Der Einsatz %(number)s wurde inzwischen geändert. Bitte sehen Sie ihn noch einmal an.")


class OrderDoneAlready(Refusal):
    message = _(
        "Der Auftrag %(number)s ist schon erledigt und geht an niemand anderen mehr. Bitte für %(house)s "
        "einen eigenen Einsatz anlegen."
    )
    field = "organisation"


class DayTooFar(Refusal):
    """Nobody counts working days up to there."""

    message = _("Bitte einen Tag innerhalb der nächsten zwölf Monate nennen.")
    field = "wanted_on"


class DayGone(Refusal):
    """Nobody can be sent somewhere yesterday."""

    message = _(
        "Dieser Tag ist schon vorbei. Ein Einsatz lässt sich nur für heute oder später planen. War schon "
        "jemand dort: für heute planen, der Servicebericht nennt dann den wirklichen Tag."
    )
    field = "starts"


class CrewMissing(Refusal):
    message = _("Bitte wählen, wer hinfährt.")
    field = "crew"


class NoSuchTechnician(Refusal):
    message = _("Diese Person gibt es nicht mehr oder sie ist nicht mehr im Einsatz.")
    field = "crew"


class NotOwnTechnician(Refusal):
    message = _("Ein Händler plant nur seine eigenen Techniker.")
    field = "crew"


class OtherDealersTechnician(Refusal):
    message = _("%(who)s gehört zu einem anderen Fachhandelspartner und darf diesen Kunden nicht sehen.")
    field = "crew"


class OtherHouse(Refusal):
    """Who was to go works for another house than the one that carries the visit out."""

    message = _("Diesen Einsatz führt aus: %(house)s. Dort arbeitet nicht: %(who)s.")
    field = "crew"


class TechnicianTaken(Refusal):
    """The database refused the booking: `what` is the other visit's number or the absence."""

    message = _("%(who)s ist zu dieser Zeit schon belegt: %(what)s, %(when)s.")
    field = "starts_at"


class VisitTimesReversed(Refusal):
    message = _("Das Ende liegt nicht nach dem Anfang.")
    field = "ends_at"


class VisitTooLong(Refusal):
    message = _("Ein Einsatz dauert höchstens 14 Tage. Bitte mehrere Einsätze anlegen.")
    field = "ends_at"


class DurationMissing(Refusal):
    message = _("Ein Einsatz dauert mindestens 5 Minuten und höchstens 14 Tage.")
    field = "duration_minutes"


class NoSuchWorkKind(Refusal):
    message = _("Diese Arbeitsart gibt es nicht oder sie wird nicht mehr verwendet.")
    field = "work_kinds"


class NoSuchPart(Refusal):
    message = _("Dieses Teil gibt es nicht; ohne Artikel braucht es eine Bezeichnung und eine Menge über 0.")
    field = "parts"


class NoSuchTool(Refusal):
    message = _("Dieses Werkzeug gibt es nicht oder es wird nicht mehr verwendet.")
    field = "tools"


class NobodyToVisit(Refusal):
    message = _("Der Vorgang hat weder Kunden noch Fachhandelspartner, zu dem jemand fahren könnte.")


class AbsenceNeedsAName(Refusal):
    message = _("Bitte angeben, worum es geht, zum Beispiel Urlaub oder Schulung.")
    field = "what"


class NoSuchAbsence(Refusal):
    message = _("Diese Abwesenheit gibt es nicht mehr.")


class VisitsInTheWay(Refusal):
    """Visits are planned in the time of an absence; which of them make room is for the planner to say."""

    message = _("%(who)s hat in dieser Zeit Einsätze: %(numbers)s.")
    field = "starts_at"


class AbsenceTooLong(Refusal):
    message = _("Eine Abwesenheit dauert höchstens ein Jahr.")
    field = "ends_at"


class VisitMadeMeanwhile(Refusal):
    """Somebody made a visit of the case after the form was opened: perhaps the same one."""

    message = _(
        "Inzwischen gibt es zu diesem Vorgang den Einsatz %(number)s. Bitte sehen Sie ihn an; "
        "brauchen Sie noch einen weiteren, senden Sie das Formular noch einmal."
    )


class OrderedByOffice(Refusal):
    message = _(
        "Zum Einsatz %(number)s gehört ein Auftrag des Servicebüros. Absagen kann ihn nur das Servicebüro; "
        "Sie können ihn vom Plan nehmen oder den Vorgang an den Werkskundendienst geben."
    )


class InspectionStays(Refusal):
    """Work that does not count is looked at again, whatever the dealer wishes."""

    message = _("Die Nachprüfung %(number)s kann nur das Servicebüro absagen.")


class ReinspectionStays(Refusal):
    """Only who leads decides that work that does not count needs no second look."""

    message = _(
        "Die Nachprüfung %(number)s kann nur absagen, wer das Team leitet: Hier wurde ohne gültige "
        "Berechtigung gearbeitet, oder die Sicherheit ist nicht nachgewiesen."
    )


class ReinspectionOpen(Refusal):
    """Work without a valid certificate, or whose safety is not proven, does not count as solved."""

    message = _(
        "Hier wurde ohne gültige Berechtigung gearbeitet, oder die Sicherheit ist nicht nachgewiesen. Als "
        "gelöst gilt das erst nach der Nachprüfung %(number)s."
    )


class OwnVisitUnderWay(Refusal):
    """Somebody of the dealer's is at the customer's just now."""

    message = _("Der Einsatz %(number)s des Händlers läuft gerade. Bitte warten Sie seinen Bericht ab.")
