"""Why certificates, courses, kinds of work and technicians are not saved; the text is what the user reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal


class WorkKindCodeTaken(Refusal):
    message = _("Das Kürzel %(code)s hat schon eine andere Arbeitsart.")
    field = "code"


class NoSuchWorkKind(Refusal):
    message = _("Diese Arbeitsart gibt es nicht.")
    field = "work_kind"


class CourseNameTaken(Refusal):
    message = _("Eine Schulung mit diesem Namen gibt es schon.")
    field = "name"


class NoSuchCourse(Refusal):
    message = _("Diese Schulung gibt es nicht.")
    field = "course"


class CourseIsForOtherWork(Refusal):
    message = _("Diese Schulung berechtigt zu „%(work)s“, nicht zu dieser Arbeitsart.")
    field = "course"


class NoSuchHolder(Refusal):
    message = _("Bitte wählen Sie die Person oder die Organisation, der das Zertifikat gilt.")
    field = "holder"


class PersonNeedsWorkKind(Refusal):
    message = _("Ein Zertifikat einer Person gilt für eine Arbeitsart. Bitte wählen Sie sie.")
    field = "work_kind"


class OrganisationAsAWhole(Refusal):
    message = _("Eine Organisation wird als Ganzes zertifiziert, ohne Arbeitsart und Schulung.")
    field = "work_kind"


class TermOutOfOrder(Refusal):
    message = _("Der letzte Tag liegt vor dem ersten.")
    field = "valid_until"


class TermTooFar(Refusal):
    message = _("Dieser Tag liegt mehr als %(years)s Jahre entfernt. Bitte prüfen Sie ihn.")
    field = "issued_on"


class StillCertified(Refusal):
    message = _(
        "%(holder)s hat dafür schon ein Zertifikat, das bis %(until)s gilt. Bitte erneuern Sie dieses."
    )
    field = "work_kind"


class IssuedInFuture(Refusal):
    """What somebody learnt is certified once he has learnt it; most often it is a slip in the year."""

    message = _(
        "Dieser Tag kommt erst. Ein Zertifikat wird ausgestellt, wenn die Schulung war; bitte prüfen Sie den "
        "Tag, auch das Jahr."
    )
    field = "issued_on"


class IssuedTwiceADay(Refusal):
    message = _("An diesem Tag ist dafür schon ein Zertifikat ausgestellt.")
    field = "issued_on"


class RenewedAlready(Refusal):
    """The way out is the newer one: it is renewed in its turn, or revoked where it was a mistake."""

    message = _("Dieses Zertifikat ist schon erneuert, am %(issued)s. Es gilt das neuere.")


class RevokedNotRenewed(Refusal):
    message = _("Ein entzogenes Zertifikat wird nicht erneuert. Bitte stellen Sie ein neues aus.")


class RenewalTooEarly(Refusal):
    message = _("Die Erneuerung beginnt nicht vor dem Zertifikat, das sie erneuert.")
    field = "issued_on"


class RevokedAlready(Refusal):
    message = _("Dieses Zertifikat ist schon entzogen.")


class EndedAlready(Refusal):
    message = _("Dieses Zertifikat ist seit dem %(until)s abgelaufen; es gibt nichts zu entziehen.")


class HasEvidence(Refusal):
    message = _("Zu diesem Zertifikat gibt es schon einen Nachweis. Er bleibt, wie er ist.")
    field = "evidence"


class NoSuchTechnician(Refusal):
    message = _("Diesen Techniker gibt es nicht.")


class TechnicianAlready(Refusal):
    message = _("%(name)s ist in dieser Organisation schon Techniker.")
    field = "person"


class NoHouseOfTechnicians(Refusal):
    message = _(
        "Techniker arbeiten für den Werkskundendienst, einen Fachhandelspartner oder einen Servicepartner. "
        "Bitte wählen Sie eine solche Organisation."
    )
    field = "organisation"


class RegionUnreadable(Refusal):
    message = _("„%(entry)s“ ist kein Anfang einer Postleitzahl. Schreiben Sie etwa: 20, 21, 225, AT 10, CH.")
    field = "regions"


class DayWithoutHours(Refusal):
    message = _("Der Arbeitstag endet vor seinem Beginn.")
    field = "day_end"
