"""The German names of the rule's values."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kulanz.stages.solution.rules.remedies import (
    DecisionState,
    Ends,
    Goods,
    Nature,
    OfferState,
    OrderKind,
    ReasonPurpose,
)

NATURE = [
    (Nature.REPAIR.value, _("Nachbesserung")),
    (Nature.REPLACEMENT.value, _("Ersatzlieferung")),
    (Nature.REDUCTION.value, _("Minderung")),
    (Nature.REFUND.value, _("Rückgabe gegen Gutschrift")),
]
GOODS = [
    (Goods.POSITIONS.value, _("die Positionen des Vorgangs")),
    (Goods.PARTS.value, _("die Ersatzteile")),
    (Goods.NONE.value, _("keine Ware")),
]
ORDER_KIND = [
    (OrderKind.PART_DELIVERY.value, _("Ersatzteillieferung")),
    (OrderKind.DELIVERY.value, _("Lieferung")),
    (OrderKind.PICK_UP.value, _("Abholung")),
    (OrderKind.PICK_UP_FOR_CREDIT.value, _("Abholung zur Gutschrift")),
    (OrderKind.SERVICE.value, _("Kundendienstauftrag")),
]
ENDS = [
    (Ends.ORDERS_DONE.value, _("wenn alle Aufträge erledigt sind")),
    (Ends.COMMISSIONED.value, _("mit der Beauftragung")),
    (Ends.CREDITED.value, _("mit der Gutschriftserfassung")),
]
DECISION_STATE = [
    (DecisionState.PROPOSED.value, _("wartet auf Freigabe")),
    (DecisionState.REFUSED.value, _("nicht freigegeben")),
    (DecisionState.UNDER_WAY.value, _("eingeleitet")),
    (DecisionState.DONE.value, _("erledigt")),
    (DecisionState.DECLINED.value, _("vom Kunden abgelehnt")),
    (DecisionState.FAILED.value, _("gescheitert")),
    (DecisionState.WITHDRAWN.value, _("zurückgenommen")),
]
OFFER_STATE = [
    (OfferState.OPEN.value, _("offen")),
    (OfferState.ACCEPTED.value, _("angenommen")),
    (OfferState.DECLINED.value, pgettext_lazy("offer", "abgelehnt")),
    (OfferState.REPLACED.value, _("ersetzt")),
    (OfferState.EXPIRED.value, _("abgelaufen")),
    (OfferState.WITHDRAWN.value, _("zurückgezogen")),
]
REASON_PURPOSE = [
    (ReasonPurpose.ACCEPTANCE.value, _("Anerkennung")),
    (ReasonPurpose.REJECTION.value, _("Ablehnung")),
    (ReasonPurpose.EXCLUSION.value, _("Ausschluss einer Maßnahme")),
    (ReasonPurpose.DEARER.value, _("Teurere Maßnahme")),
    (ReasonPurpose.OTHER_THAN_WISHED.value, _("Anders als gewünscht")),
    (ReasonPurpose.HAND_ENTRY.value, _("Handeintrag")),
]
