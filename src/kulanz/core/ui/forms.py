"""Between a form and its command: what the command refuses stands where it was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from kulanz.core.refusal import Refusal


class QuantityField(forms.DecimalField):
    """A number in digits: “1e5” is a slip of the finger, not a hundred thousand pieces."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and any(letter.isalpha() for letter in value):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


def add_refusal(form: forms.BaseForm, refusal: Refusal, names: Mapping[str, str] | None = None) -> None:
    """The refusal's sentence beside the field it belongs to, else above the form.

    `names` are those fields that the form calls otherwise than the command.
    """
    field = (names or {}).get(refusal.field or "", refusal.field)
    form.add_error(field if field in form.fields else None, str(refusal))


def done(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Run the command with the form's values; a refusal stands beside its field and nothing typed is lost."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    return True
