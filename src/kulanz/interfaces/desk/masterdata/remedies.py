"""Maßnahmen: the list, and the form of one with the parts it is put together from."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.masterdata.door import keepers, show
from kulanz.stages.solution.commands import settings_remedies as commands
from kulanz.stages.solution.models import Remedy, choices
from kulanz.stages.solution.queries.settings import remedies as remedies_of
from kulanz.stages.solution.rules.remedies import Ends, Goods, Nature, OrderKind
from kulanz.stages.solution.rules.shape import LETTERS

HERE: Final = "remedies"
LETTER_NAMES: Final = {
    "acceptance": _("Annahmeschreiben"),
    "service_notice": _("Hinweis auf den Kundendienstbesuch"),
    "discount_offer": _("Angebot des Preisnachlasses"),
}
_HINTS: Final[dict[str, Any]] = {
    "goods": _("Davon zählt die Kalkulation Stück, Gewicht und Herstellkosten"),
    "orders": _("Sie entstehen mit der Entscheidung, jeder genau einmal"),
    "letters": _("Sie werden mit der Entscheidung angeboten"),
    "ends": _("Damit ist die Maßnahme erledigt, und mit der letzten der Vorgang"),
}


class RemedyForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=commands.LONGEST_NAME)
    name_en = forms.CharField(
        label=_("Name auf Englisch"),
        max_length=commands.LONGEST_NAME,
        required=False,
        help_text=_("So lesen ihn Kunden mit englischen Briefen"),
    )
    nature = forms.ChoiceField(label=_("Was der Kunde bekommt"), choices=choices.NATURE)
    goods = forms.ChoiceField(
        label=_("Welche Ware sie bewegt"), choices=choices.GOODS, help_text=_HINTS["goods"]
    )
    orders = forms.MultipleChoiceField(
        label=_("Aufträge"),
        choices=choices.ORDER_KIND,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_HINTS["orders"],
    )
    letters = forms.MultipleChoiceField(
        label=_("Briefe"),
        choices=[(letter, LETTER_NAMES[letter]) for letter in LETTERS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_HINTS["letters"],
    )
    ends = forms.ChoiceField(
        label=_("Wann sie endet"), choices=choices.ENDS, widget=forms.RadioSelect, help_text=_HINTS["ends"]
    )
    needs_executor = forms.BooleanField(label=_("braucht einen Ausführenden"), required=False)
    active = forms.BooleanField(
        label=_("in Gebrauch"),
        required=False,
        initial=True,
        help_text=_("Außer Gebrauch steht sie bei neuen Entscheidungen nicht zur Wahl."),
    )

    def fields_given(self) -> commands.RemedyFields:
        data = self.cleaned_data
        return commands.RemedyFields(
            name=data["name"],
            name_en=data["name_en"],
            nature=Nature(data["nature"]),
            goods=Goods(data["goods"]),
            orders=tuple(OrderKind(kind) for kind in data["orders"]),
            letters=tuple(data["letters"]),
            ends=Ends(data["ends"]),
            needs_executor=data["needs_executor"],
            active=data["active"],
        )


@keepers
@require_GET
def remedies(request: KulanzRequest) -> HttpResponse:
    """All of them in the tenant's order, which also breaks ties of cost."""
    orders = dict(choices.ORDER_KIND)
    rows = [
        {"remedy": row, "orders": [orders.get(kind, kind) for kind in row.orders]}
        for row in remedies_of(request.tenant.pk)
    ]
    return show(request, "remedies.html", HERE, {"rows": rows})


@keepers
@require_http_methods(["GET", "POST"])
def remedy(request: KulanzRequest, remedy_id: int | None = None) -> HttpResponse:
    """The form of one; without an id of a new one."""
    row = _row(request, remedy_id) if remedy_id is not None else None
    form = RemedyForm(request.POST or None, initial=_initial(row))

    def save(_values: dict[str, Any]) -> None:
        given, at = form.fields_given(), clock.now()
        if row is None:
            commands.create_remedy(actor=request.actor, fields=given, at=at)
        else:
            seen = request.POST.get("seen", "")
            commands.change_remedy(actor=request.actor, remedy_id=row.pk, fields=given, seen=seen, at=at)

    if request.method == "POST" and done(form, save):
        if row is None:
            notices.success(request, _now("Angelegt. Jetzt noch wählen, welche Kosten für sie zählen."))
            return redirect("desk:matrix")
        notices.success(request, _now("Gespeichert. Es gilt für Entscheidungen ab jetzt."))
        return redirect("desk:remedies")
    context = {
        "form": form,
        "row": row,
        "seen": commands.fingerprint(row) if row else "",
        "used": commands.is_used(row) if row else False,
    }
    return show(request, "remedy.html", HERE, context, status=422 if form.is_bound else 200)


@keepers
@require_POST
def move(request: KulanzRequest, remedy_id: int) -> HttpResponse:
    row, up = _row(request, remedy_id), request.POST.get("to") == "up"
    commands.move_remedy(actor=request.actor, remedy_id=row.pk, up=up, at=clock.now())
    return redirect("desk:remedies")


@keepers
@require_POST
def make_benchmark(request: KulanzRequest, remedy_id: int) -> HttpResponse:
    row = _row(request, remedy_id)
    commands.set_benchmark(actor=request.actor, remedy_id=row.pk, at=clock.now())
    notices.success(request, _now("Ab jetzt wird an „%(name)s“ gemessen.") % {"name": row.name})
    return redirect("desk:remedies")


@keepers
@require_POST
def drop(request: KulanzRequest, remedy_id: int) -> HttpResponse:
    row = _row(request, remedy_id)
    commands.delete_remedy(actor=request.actor, remedy_id=row.pk, at=clock.now())
    notices.success(request, _now("„%(name)s“ ist gelöscht.") % {"name": row.name})
    return redirect("desk:remedies")


def _row(request: KulanzRequest, remedy_id: int) -> Remedy:
    row = Remedy.objects.filter(tenant_id=request.tenant.pk, pk=remedy_id).first()
    if row is None:
        raise Http404
    return row


def _initial(row: Remedy | None) -> dict[str, Any] | None:
    if row is None:
        return {"ends": Ends.ORDERS_DONE.value}
    return {name: getattr(row, name) for name in RemedyForm.base_fields}
