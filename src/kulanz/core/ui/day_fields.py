"""Days and times by the browser's own calendar and clock, or typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class AskedDayField(DayField):
    """Says what is missing in one sentence, whether it is empty or no day."""

    default_error_messages = {
        "required": _("Bitte geben Sie einen Tag an."),
        "invalid": _("Bitte geben Sie einen Tag an."),
    }


class TimeField(forms.TimeField):
    default_error_messages = {"invalid": _("Bitte eine Uhrzeit wie 09:30 angeben.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **kwargs)
