"""Whom partners may ask: the named contacts that the portal shows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import administrators
from kulanz.masterdata.parties.commands.office_contacts import (
    ContactFields,
    remove_office_contact,
    save_office_contact,
)
from kulanz.masterdata.parties.models import OfficeContact


class OfficeContactForm(forms.Form):
    area = forms.CharField(
        label=gettext_lazy("Wofür"),
        max_length=120,
        help_text=gettext_lazy("wie Schnittstelle, Schulungen oder Andere Hersteller"),
    )
    area_en = forms.CharField(label=gettext_lazy("Wofür, auf Englisch"), max_length=120, required=False)
    person = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    phone = forms.CharField(label=gettext_lazy("Telefon"), max_length=40, required=False)
    email = forms.EmailField(label=gettext_lazy("E-Mail"), required=False)
    languages = forms.CharField(
        label=gettext_lazy("Spricht"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("wie Deutsch, Englisch"),
    )
    hours = forms.CharField(
        label=gettext_lazy("Sprechzeiten"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("wie Mo–Fr 8–17 Uhr"),
    )
    hours_en = forms.CharField(
        label=gettext_lazy("Sprechzeiten (englisch)"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("wie Mon–Fri 8 am–5 pm; leer: wie oben"),
    )
    position = forms.IntegerField(
        label=gettext_lazy("Reihenfolge"), min_value=0, max_value=999, required=False, initial=0
    )


@administrators
@require_http_methods(["GET", "POST"])
def office_contacts(request: KulanzRequest, office_contact_id: int | None = None) -> HttpResponse:
    """The list with one form: for a new contact, or for the one that is being changed."""
    row = None
    if office_contact_id is not None:
        row = OfficeContact.objects.filter(tenant_id=request.tenant.pk, pk=office_contact_id).first()
        if row is None:
            raise Http404
    initial = {name: getattr(row, name) for name in OfficeContactForm.base_fields} if row else None
    form = OfficeContactForm(request.POST or None, initial=initial)

    def save(values: dict[str, Any]) -> None:
        values["position"] = values["position"] or 0
        save_office_contact(
            actor=request.actor, fields=ContactFields(**values), contact_id=office_contact_id, at=clock.now()
        )

    if request.method == "POST" and done(form, save):
        notices.success(request, _("Gespeichert."))
        return redirect("desk:admin_office_contacts")
    context = {
        "rows": list(OfficeContact.objects.filter(tenant_id=request.tenant.pk)),
        "row": row,
        "form": form,
        "menu_current": "admin_tenant",
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/administration/office_contacts.html", context, status=status)


@administrators
@require_POST
def drop_office_contact(request: KulanzRequest, office_contact_id: int) -> HttpResponse:
    remove_office_contact(actor=request.actor, contact_id=office_contact_id, at=clock.now())
    notices.success(request, _("Entfernt."))
    return redirect("desk:admin_office_contacts")
