"""The assignment table: which team a new case goes to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.cases.commands.configuring import (
    delete_assignment_rule,
    move_assignment_rule,
    save_assignment_rule,
)
from kulanz.cases.models import AssignmentRule, choices
from kulanz.cases.rules import Kind
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import administrators
from kulanz.interfaces.desk.administration.tenant_forms import countries
from kulanz.masterdata.catalog.models import ProductGroup
from kulanz.masterdata.parties.models import Membership, Party, PartyRoleKind, Team

_ANY = gettext_lazy("– jede –")


class AssignmentForm(forms.Form):
    """Conditions on the left, the team on the right; what is empty matches everything."""

    product_group = forms.ModelChoiceField(
        label=gettext_lazy("Produktgruppe"),
        queryset=ProductGroup.objects.none(),
        required=False,
        empty_label=_ANY,
    )
    dealer = forms.ModelChoiceField(
        label=gettext_lazy("Fachhandelspartner"),
        queryset=Party.objects.none(),
        required=False,
        empty_label=_ANY,
    )
    kind = forms.ChoiceField(label=gettext_lazy("Art"), choices=[("", _ANY), *choices.KIND], required=False)
    postcode_prefix = forms.CharField(label=gettext_lazy("PLZ beginnt mit"), max_length=10, required=False)
    country = forms.ChoiceField(
        label=gettext_lazy("Land"), choices=lambda: [("", _ANY), *countries()], required=False
    )
    team = forms.ModelChoiceField(
        label=gettext_lazy("an Team"),
        queryset=Team.objects.none(),
        empty_label=gettext_lazy("– bitte wählen –"),
    )
    owner = forms.ModelChoiceField(
        label=gettext_lazy("an Person"),
        queryset=Membership.objects.none(),
        required=False,
        empty_label=gettext_lazy("– niemand bestimmtes –"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dealers = Party.objects.filter(roles__role=PartyRoleKind.DEALER, active=True)
        staff = Membership.objects.filter(kind=ActorKind.STAFF, active=True)
        rows = {
            "product_group": ProductGroup.objects.filter(active=True),
            "dealer": dealers.order_by("name"),
            "team": Team.objects.filter(active=True),
            "owner": staff.order_by("name"),
        }
        for name, queryset in rows.items():
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = queryset


@administrators
@require_http_methods(["GET", "POST"])
def assignment(request: KulanzRequest, rule_id: int | None = None) -> HttpResponse:
    """The table; with a rule, its form."""
    rule = None
    if rule_id is not None:
        rule = AssignmentRule.objects.filter(tenant_id=request.tenant.pk, pk=rule_id).first()
        if rule is None:
            raise Http404
    form = AssignmentForm(request.POST or None, initial=_initial(rule))

    def save(values: dict[str, Any]) -> None:
        chosen = {
            f"{name}_id": values[name].pk if values[name] else None
            for name in ("product_group", "dealer", "team", "owner")
        }
        save_assignment_rule(
            actor=request.actor,
            rule_id=rule_id,
            postcode_prefix=values["postcode_prefix"],
            country=values["country"],
            kind=Kind(values["kind"]) if values["kind"] else None,
            at=clock.now(),
            **chosen,
        )

    if request.method == "POST" and done(form, save):
        notices.success(request, _("Gespeichert. Es gilt für Vorgänge, die ab jetzt entstehen."))
        return redirect("desk:admin_assignment")
    rules = AssignmentRule.objects.filter(tenant_id=request.tenant.pk)
    context = {
        "rules": list(rules.select_related("product_group", "dealer", "team", "owner")),
        "rule": rule,
        "form": form,
        "kind_words": dict(choices.KIND),
    }
    return render(
        request, "desk/administration/assignment.html", context, status=422 if form.is_bound else 200
    )


def _initial(rule: AssignmentRule | None) -> dict[str, Any] | None:
    if rule is None:
        return None
    return {
        "product_group": rule.product_group_id,
        "dealer": rule.dealer_id,
        "kind": rule.kind,
        "postcode_prefix": rule.postcode_prefix,
        "country": rule.country,
        "team": rule.team_id,
        "owner": rule.owner_id,
    }


@administrators
@require_POST
def move_rule(request: KulanzRequest, rule_id: int) -> HttpResponse:
    move_assignment_rule(
        actor=request.actor, rule_id=rule_id, up=request.POST.get("to") == "up", at=clock.now()
    )
    return redirect("desk:admin_assignment")


@administrators
@require_POST
def drop_rule(request: KulanzRequest, rule_id: int) -> HttpResponse:
    delete_assignment_rule(actor=request.actor, rule_id=rule_id, at=clock.now())
    notices.success(request, _("Die Regel ist entfernt."))
    return redirect("desk:admin_assignment")
