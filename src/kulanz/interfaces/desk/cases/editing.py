"""Editing a case's fields and positions; what somebody else changed meanwhile is shown, never lost."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.cases.commands.editing import (
    POSITION_FIELDS,
    add_position,
    change_kind,
    edit_fields,
    edit_position,
    remove_position,
)
from kulanz.cases.commands.recording import NewPosition
from kulanz.cases.models import Case, Position, choices
from kulanz.cases.refusals import EditConflict
from kulanz.cases.rules import Kind
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import Refusal
from kulanz.interfaces.desk.cases.finding import case_or_404
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Address, Party, PartyRoleKind

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
        _choose_from(self.fields["dealer_id"], dealers)
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
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
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


class PositionForm(forms.Form):
    """One position: an article, or what it is called where none is known."""

    article_id = forms.IntegerField(label=_("Artikel"), required=False, widget=forms.HiddenInput)
    item_text = forms.CharField(
        label=_("Produkt"),
        max_length=200,
        required=False,
        help_text=_("Nur nötig, wenn der Artikel nicht gefunden wird"),
    )
    quantity = forms.DecimalField(label=_("Menge"), max_digits=10, decimal_places=2, initial=1, localize=True)
    serial_number = forms.CharField(label=_("Seriennummer"), max_length=80, required=False)
    symptom = forms.CharField(
        label=_("Was ist nicht in Ordnung?"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    delivered_on = forms.DateField(
        label=_("Geliefert am"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    invoice_number = forms.CharField(label=_("Rechnungsnummer"), max_length=60, required=False)
    wish = forms.CharField(label=_("Was wünscht der Kunde?"), max_length=200, required=False)

    def clean_article_id(self) -> int | None:
        pk = self.cleaned_data.get("article_id")
        if pk and not Article.objects.filter(pk=pk).exists():
            raise forms.ValidationError(_("Diesen Artikel gibt es nicht."))
        return pk


_POSITION_EDITED: Final = tuple(name for name in PositionForm.base_fields if name in POSITION_FIELDS)


@gate(ActorKind.STAFF)
@require_http_methods(["GET", "POST"])
def position(request: KulanzRequest, number: str, position_id: int | None = None) -> HttpResponse:
    """Add a position, or change one."""
    case = case_or_404(request, number)
    row = None
    if position_id is not None:
        row = Position.objects.filter(pk=position_id, case=case).select_related("article").first()
        if row is None:
            raise Http404
    shown = {name: getattr(row, name) for name in _POSITION_EDITED} if row else {}
    if request.method == "GET":
        return _position_page(request, case, row, PositionForm(initial=shown or None), shown)
    form = PositionForm(request.POST)
    base = {name: request.POST.get(f"base_{name}", "") for name in _POSITION_EDITED}
    if not form.is_valid():
        return _position_page(request, case, row, form, base, status=422)
    try:
        if row is None:
            add_position(
                actor=request.actor,
                case_id=case.pk,
                position=NewPosition(**form.cleaned_data),
                at=clock.now(),
            )
        else:
            edit_position(
                actor=request.actor,
                position_id=row.pk,
                values=form.cleaned_data,
                base=base,
                at=clock.now(),
            )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _position_page(request, case, row, form, base, status=422)
    return redirect("desk:case", number=case.number)


def _position_page(
    request: KulanzRequest,
    case: Case,
    row: Position | None,
    form: PositionForm,
    base: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    hidden = [(name, "" if base.get(name) is None else base[name]) for name in _POSITION_EDITED]
    context = {"case": case, "row": row, "form": form, "base": hidden}
    return render(request, "desk/cases/position.html", context, status=status)


@gate(ActorKind.STAFF)
@require_POST
def drop_position(request: KulanzRequest, number: str, position_id: int) -> HttpResponse:
    case = case_or_404(request, number)
    if not Position.objects.filter(pk=position_id, case=case).exists():
        raise Http404
    remove_position(actor=request.actor, position_id=position_id, at=clock.now())
    return redirect("desk:case", number=case.number)
