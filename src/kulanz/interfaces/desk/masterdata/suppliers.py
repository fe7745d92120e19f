"""Lieferanten: the parties with this role, with what they supply."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from kulanz.core import clock
from kulanz.core.access.actor import Role
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import page_by_name
from kulanz.interfaces.desk.masterdata.door import keepers, show
from kulanz.masterdata.catalog.commands.suppliers import create_supplier
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.commands.recording import NewParty
from kulanz.masterdata.parties.models import PartyKind, PartyRoleKind
from kulanz.masterdata.parties.permissions import visible_to

HERE: Final = "suppliers"


class SupplierForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    number = forms.CharField(label=_("Lieferantennummer"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-Mail"), required=False)
    phone = forms.CharField(label=_("Telefon"), max_length=40, required=False)


@keepers
@require_GET
def suppliers(request: KulanzRequest) -> HttpResponse:
    parties = visible_to(request.actor).filter(roles__role=PartyRoleKind.SUPPLIER, erased_at=None)
    rows, cursor = page_by_name(parties, request.GET.get("cursor"))
    articles = dict(
        Article.objects.filter(supplier__in=rows, active=True)
        .values_list("supplier_id")
        .annotate(number=Count("pk"))
    )
    context = {
        "rows": [{"party": row, "articles": articles.get(row.pk, 0)} for row in rows],
        "next_cursor": cursor,
        "may_open_party": request.actor.has(Role.ADMINISTRATOR),
    }
    return show(request, "suppliers.html", HERE, context)


@keepers
@require_http_methods(["GET", "POST"])
def new_supplier(request: KulanzRequest) -> HttpResponse:
    form = SupplierForm(request.POST or None)

    def save(values: dict[str, Any]) -> None:
        party = NewParty(
            roles=(PartyRoleKind.SUPPLIER,),
            kind=PartyKind.ORGANISATION,
            is_business=True,
            language=request.tenant.language[:2],
            **values,
        )
        create_supplier(actor=request.actor, party=party, at=clock.now())

    if request.method == "POST" and done(form, save):
        notices.success(request, _now("Angelegt. Bei Artikeln und Positionen steht er jetzt zur Wahl."))
        return redirect("desk:suppliers")
    status = 422 if form.is_bound else 200
    return show(request, "new_supplier.html", HERE, {"form": form}, status=status)
