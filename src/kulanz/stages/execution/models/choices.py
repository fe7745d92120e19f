"""The German names of the rule's values."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kulanz.stages.execution.rules.orders import OrderState

ORDER_STATE = [
    (OrderState.RECORDED.value, _("erfasst")),
    (OrderState.HANDED_OVER.value, _("übergeben")),
    (OrderState.CONFIRMED.value, pgettext_lazy("order", "bestätigt")),
    (OrderState.UNDER_WAY.value, _("unterwegs")),
    (OrderState.DONE.value, _("erledigt")),
    (OrderState.FAILED.value, _("gescheitert")),
    (OrderState.CANCELLED.value, _("storniert")),
]
