"""The German names of the rule's values."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.execution.rules.visits import Result, SafetyStatement, VisitKind, VisitState

ORDER_STATE = [
    (OrderState.RECORDED.value, _("erfasst")),
    (OrderState.HANDED_OVER.value, _("übergeben")),
    (OrderState.CONFIRMED.value, pgettext_lazy("order", "bestätigt")),
    (OrderState.UNDER_WAY.value, _("unterwegs")),
    (OrderState.DONE.value, _("erledigt")),
    (OrderState.FAILED.value, _("gescheitert")),
    (OrderState.CANCELLED.value, _("storniert")),
]
VISIT_KIND = [
    (VisitKind.REPAIR.value, _("Reparatur")),
    (VisitKind.ASSEMBLY.value, _("Montage")),
    (VisitKind.MAINTENANCE.value, _("Wartung")),
    (VisitKind.CLEANING.value, _("Reinigung")),
    (VisitKind.INSPECTION.value, pgettext_lazy("visit", "Prüfung")),
]
VISIT_STATE = [
    (VisitState.TO_PLAN.value, _("zu planen")),
    (VisitState.OFFERED.value, _("Termine angeboten")),
    (VisitState.PLANNED.value, _("geplant")),
    (VisitState.CONFIRMED.value, pgettext_lazy("visit", "bestätigt")),
    (VisitState.UNDER_WAY.value, pgettext_lazy("visit", "läuft")),
    (VisitState.DONE.value, _("erledigt")),
    (VisitState.FUTILE.value, _("vergeblich")),
    (VisitState.CANCELLED.value, _("abgesagt")),
]
RESULT = [
    (Result.SOLVED.value, _("gelöst")),
    (Result.PART_NEEDED.value, _("Ersatzteil nötig")),
    (Result.SECOND_VISIT.value, _("zweiter Einsatz nötig")),
    (Result.NOBODY_THERE.value, _("niemand angetroffen")),
    (Result.FUTILE.value, _("vergeblich")),
]
SAFETY_STATEMENT = [
    (SafetyStatement.SAFE.value, _("Das Produkt ist sicher zu benutzen")),
    (SafetyStatement.UNSAFE.value, _("Das Produkt darf nicht benutzt werden")),
    (SafetyStatement.NOT_JUDGED.value, _("Nicht beurteilt")),
]
