"""The form in which the office puts times and travel of a report right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils.formats import localize_input
from django.utils.translation import gettext_lazy as _

from kulanz.core import clock
from kulanz.core.tenancy.models import Tenant
from kulanz.core.ui.forms import QuantityField
from kulanz.core.ui.typed import as_typed, moment_of
from kulanz.stages.execution.models import ServiceReport
from kulanz.stages.execution.refusals_of_reports import CorrectionFaulty, CorrectionWithoutReason
from kulanz.stages.execution.rules.report_corrections import (
    CORRECTABLE,
    LONGEST_REASON,
    Times,
    Unfit,
    faults,
)


class MomentField(forms.CharField):
    """Day and time as the browser sends them, still without a zone."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"})
        super().__init__(widget=widget, required=False, max_length=40, **kwargs)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if typed and moment_of(typed, ZoneInfo("UTC")) is None:
            raise forms.ValidationError(_("Bitte Tag und Uhrzeit angeben."), code="invalid")
        return typed


class CorrectionForm(forms.Form):
    arrived_at = MomentField(label=_("Angekommen"))
    left_at = MomentField(label=_("Fertig um"))
    travel_minutes = forms.IntegerField(
        label=_("Fahrzeit in Minuten"),
        required=False,
        widget=forms.TextInput,
        error_messages={"invalid": _("Bitte eine ganze Zahl eintragen.")},
    )
    travel_km = QuantityField(
        label=_("Fahrstrecke in Kilometern"),
        required=False,
        max_digits=8,
        decimal_places=1,
        localize=True,
        widget=forms.TextInput,
        error_messages={"invalid": _("Bitte eine Zahl eintragen.")},
    )
    reason = forms.CharField(
        label=_("Grund"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Händler und Kunde lesen ihn mit der berichtigten Fassung."),
        error_messages={"required": CorrectionWithoutReason.message},
    )

    def __init__(self, data: Any = None, *, report: ServiceReport) -> None:
        """Shows what counts now; what was not touched stays exact to the second."""
        zone = Tenant.objects.values_list("time_zone", flat=True).get(pk=report.tenant_id)
        self.zone: Final = ZoneInfo(zone)
        self.counting: Final = report.times
        self.report: Final = report
        super().__init__(data, initial=_shown(self.counting, self.zone), auto_id="correct_%s")

    def clean(self) -> dict[str, Any]:
        """Whatever cannot be right is said at once, beside what could not be read."""
        data = super().clean() or self.cleaned_data
        found = faults(
            self.counting,
            self.times,
            received_at=self.report.received_at,
            planned=self.report.visit.starts_at,
            at=clock.now(),
        )
        unread = {"arrived_at", "left_at"} & set(self.errors)
        for fault in found:
            if not (fault.unfit is Unfit.ORDER and unread) and fault.field not in self.errors:
                self.add_error(fault.field, str(CorrectionFaulty(fault)))
        return data

    @property
    def times(self) -> Times:
        """What was entered; where it could not be read, what counts."""
        shown = _shown(self.counting, self.zone)
        entered: dict[str, Any] = {}
        for name in CORRECTABLE:
            value = self.cleaned_data.get(name, getattr(self.counting, name))
            if isinstance(value, str):
                same = value == shown[name]
                value = getattr(self.counting, name) if same else moment_of(value, self.zone)
            entered[name] = value
        return Times(**entered)


def rebased(data: Mapping[str, str], seen: Times, counting: Times, zone: ZoneInfo) -> dict[str, str]:
    """What was typed over an older state, laid over the one that counts: what was not touched follows it."""
    before, now = _typed(seen, zone), _typed(counting, zone)
    kept = {name: data.get(name, "") for name in ("reason", *CORRECTABLE)}
    return kept | {name: now[name] for name in CORRECTABLE if kept[name].strip() == before[name]}


def _shown(times: Times, zone: ZoneInfo) -> dict[str, Any]:
    moments = {name: as_typed(getattr(times, name), zone) for name in ("arrived_at", "left_at")}
    km = times.travel_km
    return moments | {
        "travel_minutes": times.travel_minutes,
        "travel_km": km.normalize() if km is not None else None,
    }


def _typed(times: Times, zone: ZoneInfo) -> dict[str, str]:
    return {name: _as_text(value) for name, value in _shown(times, zone).items()}


def _as_text(value: datetime | Decimal | int | str | None) -> str:
    return "" if value is None else str(localize_input(value))
