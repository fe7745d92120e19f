"""Editing a case's fields; what somebody else changed meanwhile is shown, never lost."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kulanz.cases.commands.editing import change_kind, edit_fields
from kulanz.cases.models import Case, choices
from kulanz.cases.refusals import EditConflict
from kulanz.cases.rules import Kind
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import Refusal
from kulanz.core.ui.forms import add_refusal
from kulanz.interfaces.desk.cases.execution_words import WRITERS
from kulanz.interfaces.desk.cases.finding import case_or_404
from kulanz.masterdata.parties.models import Address, Party, PartyRoleKind, Technician

_EMPTY: Final = ("", _("– keine Angabe –"))


class CaseForm(forms.Form):
    """The case's plain fields. `base_…` hidden fields carry the values the editor saw."""

    title = forms.CharField(label=_("Betreff"), max_length=200)
    kind = forms.ChoiceField(label=_("Art"), choices=choices.KIND)
    severity = forms.ChoiceField(label=_("Schweregrad"), choices=choices.SEVERITY)
    safety = forms.ChoiceField(label=_("Könnte sich jemand verletzen?"), choices=choices.SAFETY)
    coverage = forms.ChoiceField(
        label=_("Kostenübernahme"), choices=[_EMPTY, *choices.COVERAGE], required=False
    )
    description = forms.CharField(
        label=_("Beschreibung"), widget=forms.Textarea(attrs={"rows": 6}), required=False
    )
    customer_id = forms.IntegerField(label=_("Kunde"), required=False, widget=forms.HiddenInput)
    dealer_id = forms.ModelChoiceField(
        label=_("Fachhandelspartner"), queryset=Party.objects.none(), required=False
    )
    dealer_part = forms.ChoiceField(
        label=_("Rolle des Händlers"), choices=[_EMPTY, *choices.DEALER_PART], required=False
    )
    dealer_reference = forms.CharField(label=_("Zeichen des Händlers"), max_length=80, required=False)
    carried_out_by = forms.ChoiceField(
        label=_("Ausführung"), choices=[_EMPTY, *choices.CARRIED_OUT_BY], required=False
    )
    wished_technician_id = forms.ModelChoiceField(
        label=_("Gewünschter Techniker"),
        queryset=Party.objects.none(),
        required=False,
        help_text=_("Techniker des Händlers; wer fährt, entscheidet die Planung."),
    )
    writer = forms.ChoiceField(
        label=_("Wer schreibt dem Kunden?"),
        choices=WRITERS,
        required=False,
    )
    customer_reference = forms.CharField(label=_("Zeichen des Kunden"), max_length=80, required=False)
    place_of_use_id = forms.ModelChoiceField(
        label=_("Einsatzort"), queryset=Address.objects.none(), required=False
    )
    place_note = forms.CharField(
        label=_("Hinweis zum Ort"),
        max_length=200,
        required=False,
        help_text=_("Stockwerk, Raum, Ansprechperson vor Ort"),
    )
    language = forms.ChoiceField(
        label=_("Sprache des Kunden"), choices=[("de", _("Deutsch")), ("en", _("Englisch"))]
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dealers = Party.objects.filter(roles__role=PartyRoleKind.DEALER, active=True).order_by("name")
        places = Address.objects.filter(party_id__in=[pk for pk in (case.customer_id, case.dealer_id) if pk])
        own = Technician.objects.filter(organisation_id=case.dealer_id or 0, active=True).values("person_id")
        people = Q(pk__in=own) | Q(pk=case.wished_technician_id or 0)
        _choose_from(self.fields["dealer_id"], dealers)
        _choose_from(
            self.fields["wished_technician_id"], Party.objects.filter(people, active=True).order_by("name")
        )
        _choose_from(self.fields["place_of_use_id"], places)


def _choose_from(field: forms.Field, queryset: Any) -> None:
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = queryset
        field.empty_label = str(_EMPTY[1])


EDITED: Final = tuple(name for name in CaseForm.base_fields if name != "kind")


def present(case: Case) -> dict[str, Any]:
    return {name: getattr(case, name) for name in (*EDITED, "kind")}


@gate(ActorKind.STAFF)
@require_http_methods(["GET", "POST"])
def edit(request: KulanzRequest, number: str) -> HttpResponse:
    """The form of the plain fields."""
    case = case_or_404(request, number)
    shown = present(case)
    if request.method == "GET":
        return _form_page(request, case, CaseForm(initial=shown, case=case), shown)
    form = CaseForm(request.POST, case=case)
    base = {name: request.POST.get(f"base_{name}", "") for name in EDITED}
    if not form.is_valid():
        return _form_page(request, case, form, base, status=422)
    values = {
        name: (value.pk if hasattr(value, "pk") else value)
        for name, value in form.cleaned_data.items()
        if name != "kind"
    }
    kept = [name for name in EDITED if request.POST.get(f"conflict_{name}") == "theirs"]
    for name in kept:
        values.pop(name)
    for name in EDITED:
        if request.POST.get(f"conflict_{name}") == "mine":
            base[name] = request.POST.get(f"theirs_{name}", "")
    try:
        if form.cleaned_data["kind"] != case.kind:
            change_kind(
                actor=request.actor, case_id=case.pk, kind=Kind(form.cleaned_data["kind"]), at=clock.now()
            )
        edit_fields(actor=request.actor, case_id=case.pk, values=values, base=base, at=clock.now())
    except EditConflict as conflict:
        field = form.fields.get(str(conflict.field))
        return _form_page(
            request, case, form, base, status=409, conflict=conflict, label=field.label if field else ""
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _form_page(request, case, form, base, status=422)
    return redirect("desk:case", number=case.number)


def _form_page(
    request: KulanzRequest,
    case: Case,
    form: CaseForm,
    base: dict[str, Any],
    *,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    hidden = [(name, "" if base.get(name) is None else base[name]) for name in EDITED]
    context = {"case": case, "form": form, "base": hidden}
    return render(request, "desk/cases/edit.html", context | extra, status=status)
