"""The German names of the rule's values."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kulanz.stages.billing.rules.credit import CreditState

CREDIT_STATE = [
    (CreditState.WAITS_FOR_GOODS.value, _("wartet auf die Ware")),
    (CreditState.RECORDED.value, _("erfasst")),
    (CreditState.RELEASED.value, _("freigegeben")),
    (CreditState.CONFIRMED.value, _("fakturiert")),
    (CreditState.CANCELLED.value, _("storniert")),
]
