"""Grenzen: up to which figures a role decides alone; and how the tenant recommends and offers."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kulanz.core import clock
from kulanz.core.access.actor import Role
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.masterdata.door import keepers, show
from kulanz.interfaces.desk.masterdata.prices import PercentField, PriceField
from kulanz.masterdata.parties.models.membership import ROLE_CHOICES
from kulanz.stages.solution.commands.settings_limits import MOST_PERCENT, change_solution_settings, set_limits
from kulanz.stages.solution.permissions import SOLUTION_STAFF_MAY, SolutionAction
from kulanz.stages.solution.permissions_of_settings import may_set_limits
from kulanz.stages.solution.queries.settings import limits, solution_settings
from kulanz.stages.solution.rules.limits import Limit

DECIDING: Final = [role for role in Role if role in SOLUTION_STAFF_MAY[SolutionAction.DECIDE]]
NAMES: Final = dict(ROLE_CHOICES)
_UNLIMITED: Final = _("leer: ohne Grenze")


def _amount(label: Any) -> PriceField:
    return PriceField(label=label, required=False, help_text=_UNLIMITED)


class LimitsForm(forms.Form):
    """Per role: whether it decides, up to which cost and which credit; what was seen stands beside."""

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = {"currency": currency}
        for role in DECIDING:
            self.fields[f"{role.value}_decides"] = forms.BooleanField(
                label=_("darf entscheiden"), required=False
            )
            self.fields[f"{role.value}_cost"] = _amount(_("Kosten bis, in %(currency)s") % unit)
            self.fields[f"{role.value}_credit"] = _amount(
                _("Gutschrift oder Nachlass bis, in %(currency)s") % unit
            )

    def limits(self) -> dict[Role, Limit | None]:
        data = self.cleaned_data
        return {
            role: Limit(data[f"{role.value}_cost"], data[f"{role.value}_credit"])
            if data[f"{role.value}_decides"]
            else None
            for role in DECIDING
        }

    def by_role(self) -> list[dict[str, Any]]:
        return [
            {
                "role": NAMES[role.value],
                **{part: self[f"{role.value}_{part}"] for part in ("decides", "cost", "credit")},
            }
            for role in DECIDING
        ]


@keepers
@require_http_methods(["GET", "POST"])
def role_limits(request: KulanzRequest) -> HttpResponse:
    held: dict[Role, Limit | None] = dict(limits(request.tenant.pk))
    form = LimitsForm(request.POST or None, initial=_initial(held), currency=request.tenant.currency)
    at = clock.now()

    def save(_values: dict[str, Any]) -> None:
        seen = {role: _seen(request.POST.get(f"{role.value}_seen", "")) for role in DECIDING}
        set_limits(actor=request.actor, wanted=form.limits(), seen=seen, at=at)

    if request.method == "POST" and done(form, save):
        notices.success(request, _now("Gespeichert. Es gilt für Entscheidungen ab jetzt."))
        return redirect("desk:limits")
    rows = [
        {**row, "seen_name": f"{role.value}_seen", "seen": _told(held.get(role))}
        for role, row in zip(DECIDING, form.by_role(), strict=True)
    ]
    context = {"form": form, "rows": rows, "may": may_set_limits(request.actor)}
    return show(request, "limits.html", "limits", context, status=422 if form.is_bound else 200)


def _initial(held: dict[Role, Limit | None]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for role in DECIDING:
        limit = held.get(role)
        found[f"{role.value}_decides"] = limit is not None
        found[f"{role.value}_cost"] = limit.cost if limit else None
        found[f"{role.value}_credit"] = limit.credit if limit else None
    return found


def _told(limit: Limit | None) -> str:
    """A limit as the form carries what its user saw."""
    if limit is None:
        return ""
    return "|".join("" if figure is None else str(figure) for figure in (limit.cost, limit.credit))


def _seen(text: str) -> Limit | None:
    """Nonsense is nothing that was there: it counts as changed meanwhile."""
    cost, mark, credit = text.partition("|")
    try:
        return Limit(*(Decimal(part) if part else None for part in (cost, credit))) if mark else None
    except InvalidOperation:
        return None


class SettingsForm(forms.Form):
    repair_preference_percent = PercentField(
        label=_("Reparatur bevorzugen bis zu"),
        required=False,
        most=MOST_PERCENT,
        help_text=_("Mehrkosten in Prozent gegenüber dem billigeren Ersatz; leer: keine Bevorzugung"),
    )
    offer_days = forms.IntegerField(
        label=_("Ein Angebot gilt"), help_text=_("Tage, bis ein angebotener Preisnachlass verfällt")
    )
    reminder_days = forms.IntegerField(
        label=_("Erinnern vorher"), help_text=_("Tage vor dem Verfall; 0 erinnert nicht vorher")
    )


@keepers
@require_http_methods(["GET", "POST"])
def recommending(request: KulanzRequest) -> HttpResponse:
    """How far a repair goes before a cheaper replacement, and how long an offer stands."""
    held = solution_settings(request.tenant.pk)
    initial = {name: getattr(held, name) for name in SettingsForm.base_fields}
    form = SettingsForm(request.POST or None, initial=initial)

    def save(values: dict[str, Any]) -> None:
        change_solution_settings(actor=request.actor, at=clock.now(), **values)

    if request.method == "POST" and done(form, save):
        notices.success(request, _now("Gespeichert. Angebote, die schon draußen sind, behalten ihren Tag."))
        return redirect("desk:solution_settings")
    status = 422 if form.is_bound else 200
    return show(request, "solution_settings.html", "solution_settings", {"form": form}, status=status)
