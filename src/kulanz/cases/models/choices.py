"""The German names of the rule's values, for forms, lists and constraints."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kulanz.cases.rules import (
    Audience,
    CarriedOutBy,
    ClaimStatus,
    ClosedBy,
    Coverage,
    DealerPart,
    Kind,
    Safety,
    Severity,
    Step,
    WaitsFor,
    WishedRemedy,
)

KIND = [
    (Kind.COMPLAINT.value, _("Reklamation")),
    (Kind.REPAIR.value, _("Reparatur")),
    (Kind.ASSEMBLY.value, _("Montage")),
    (Kind.MAINTENANCE.value, _("Wartung")),
    (Kind.INQUIRY.value, _("Anfrage")),
    (Kind.INCIDENT.value, _("Störung")),
]
STEP = [
    (Step.RECORDED.value, _("erfasst")),
    (Step.IN_PROGRESS.value, _("in Bearbeitung")),
    (Step.CLOSED.value, _("beendet")),
    (Step.CANCELLED.value, _("storniert")),
]
CLAIM_STATUS = [
    (ClaimStatus.UNDER_REVIEW.value, _("wird geprüft")),
    (ClaimStatus.ACCEPTED.value, _("akzeptiert")),
    (ClaimStatus.REMEDY_STARTED.value, _("akzeptiert – Maßnahme eingeleitet")),
    (ClaimStatus.REJECTED.value, _("abgelehnt")),
]
WAITS_FOR = [
    (WaitsFor.US.value, _("uns")),
    (WaitsFor.CUSTOMER.value, _("Kunde")),
    (WaitsFor.DEALER.value, _("Fachhandelspartner")),
    (WaitsFor.TECHNICIAN.value, _("Servicetechniker")),
    (WaitsFor.SUPPLIER.value, _("Lieferant")),
    (WaitsFor.ERP.value, _("Warenwirtschaft")),
    (WaitsFor.NOBODY.value, _("niemanden")),
]
# said after "wartet auf"
WAITS_FOR_WHOM = {
    WaitsFor.US.value: _("uns"),
    WaitsFor.CUSTOMER.value: _("den Kunden"),
    WaitsFor.DEALER.value: _("den Fachhandelspartner"),
    WaitsFor.TECHNICIAN.value: _("den Servicetechniker"),
    WaitsFor.SUPPLIER.value: _("den Lieferanten"),
    WaitsFor.ERP.value: _("die Warenwirtschaft"),
    WaitsFor.NOBODY.value: _("niemanden"),
}
CLOSED_BY = [
    (ClosedBy.REMEDY.value, _("durch Maßnahme")),
    (ClosedBy.REJECTION.value, _("durch Ablehnung")),
    (ClosedBy.ANSWER.value, _("durch Auskunft")),
]
SEVERITY = [
    (Severity.PREVENTS_OPERATION.value, _("betriebsverhindernd")),
    (Severity.HINDERS_OPERATION.value, _("betriebsbehindernd")),
    (Severity.MINOR.value, _("gering")),
]
SAFETY = [
    (Safety.YES.value, _("Ja, jemand könnte sich verletzen")),
    (Safety.NO.value, _("Nein")),
    (Safety.UNKNOWN.value, _("Nicht bekannt")),
]
COVERAGE = [
    (Coverage.STATUTORY.value, _("Gewährleistung")),
    (Coverage.GUARANTEE.value, _("Garantie")),
    (Coverage.GOODWILL.value, _("Kulanz")),
    (Coverage.CHARGEABLE.value, _("kostenpflichtig")),
]
DEALER_PART = [
    (DealerPart.INTERMEDIARY.value, _("Vermittler")),
    (DealerPart.PRINCIPAL.value, _("Auftraggeber")),
]
CARRIED_OUT_BY = [
    (CarriedOutBy.DEALER.value, _("Händlerkundendienst")),
    (CarriedOutBy.FACTORY.value, _("Werkskundendienst")),
    (CarriedOutBy.PARTNER.value, _("Servicepartner")),
]
WISHED_REMEDY = [
    (WishedRemedy.REPAIR.value, _("Reparatur")),
    (WishedRemedy.REPLACEMENT.value, _("Ersatz")),
    (WishedRemedy.REDUCTION.value, _("Preisnachlass")),
    (WishedRemedy.REFUND.value, _("Rückgabe gegen Gutschrift")),
]
AUDIENCE = [
    (Audience.INTERNAL.value, _("Intern")),
    (Audience.DEALER.value, _("Fachhandelspartner")),
    (Audience.TECHNICIAN.value, _("Servicetechniker")),
    (Audience.CUSTOMER.value, _("Kunde")),
    (Audience.ALL.value, _("Alle Beteiligten")),
]
