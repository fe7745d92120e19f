"""Forms: label, help and error beside the field, tied together for screen readers; the summary above."""

from __future__ import annotations

from typing import Any, Final

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()

_CHOICES: Final = (forms.RadioSelect, forms.CheckboxSelectMultiple)
_SELECTS: Final = (forms.Select, forms.SelectMultiple, forms.NullBooleanSelect)


def _attributes(bound: BoundField, extra: dict[str, Any]) -> dict[str, Any]:
    widget = bound.field.widget
    attrs = dict(extra)
    described = [
        f"{bound.auto_id}_{part}"
        for part, there in (("help", bound.help_text), ("error", bound.errors))
        if there
    ]
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if not isinstance(widget, (*_CHOICES, forms.CheckboxInput)):
        look = "form-select" if isinstance(widget, _SELECTS) else "form-control"
        attrs["class"] = f"{look} {widget.attrs.get('class', '')} {attrs.get('class', '')}".strip()
    return attrs


@register.inclusion_tag("ui/components/field.html")
def field(
    bound: BoundField,
    size: str = "",
    page: bool = False,
    optional: bool = True,
    label: str = "",
    **extra: Any,
) -> dict[str, Any]:
    """A whole field. `size`: xs, s, m, l; `page`: its label is the page's question (h1).

    Further arguments become attributes of the control, `_` read as `-`: autocomplete="tel", data_x="1".
    """
    widget = bound.field.widget
    attrs = _attributes(bound, {name.replace("_", "-"): value for name, value in extra.items()})
    if isinstance(widget, _CHOICES):
        kind = "choices"
    elif isinstance(widget, forms.CheckboxInput):
        kind = "checkbox"
    else:
        kind = "control"
    return {
        "field": bound,
        "kind": kind,
        "hidden": bound.is_hidden,
        "size": size,
        "page": page,
        "label": label or bound.label,
        "optional": optional and not bound.field.required and kind != "checkbox",
        "described": attrs.get("aria-describedby", ""),
        "control": bound.as_widget(attrs=attrs) if kind != "choices" else "",
    }


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(*given: forms.BaseForm | None) -> dict[str, Any]:
    """What is wrong, above the form, each line a link to its field; the title then starts with “Fehler:”."""
    entries: list[dict[str, str]] = []
    for form in given:
        if form is None or not form.is_bound:
            continue
        for name, errors in form.errors.items():
            bound = form[name] if name in form.fields else None
            target = (bound.id_for_label or bound.auto_id) if bound else ""
            if bound and isinstance(bound.field.widget, _CHOICES):
                target = f"{bound.auto_id}_0"
            named = ""
            if bound:
                named = (
                    f"{bound.label} " if str(bound.label).endswith(("?", ".", ":")) else f"{bound.label}: "
                )
            entries.extend({"text": f"{named}{error}", "target": target} for error in errors)
    return {"entries": entries}


@register.simple_tag
def control(bound: BoundField, **extra: Any) -> SafeString:
    """The control alone, for table rows and tool bars; needs a label of its own."""
    return bound.as_widget(
        attrs=_attributes(bound, {name.replace("_", "-"): value for name, value in extra.items()})
    )


@register.filter
def has_errors(form: Any) -> bool:
    """For the title: `{% if form|has_errors %}Fehler: {% endif %}`."""
    return bool(getattr(form, "is_bound", False) and form.errors)
