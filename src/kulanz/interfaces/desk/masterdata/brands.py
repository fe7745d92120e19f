"""The face of a dealer's house: logo, colours, letterhead; its manager keeps it in the portal, too."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.views.decorators.http import require_http_methods

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.tenancy.models import Tenant
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.masterdata.door import show
from kulanz.interfaces.desk.masterdata.partners_door import dealer_or_404, partner_keepers
from kulanz.masterdata.parties.commands.brands import remove_brand_logo
from kulanz.screens.brands import BrandForm, brand_as_it_is, keep_brand
from kulanz.stages.contact.faces import face_of_dealer
from kulanz.workflows.brands import page_brand


@partner_keepers
@require_http_methods(["GET", "POST"])
def dealer_brand(request: KulanzRequest, dealer_id: int) -> HttpResponse:
    dealer = dealer_or_404(request, dealer_id)
    tenant = Tenant.objects.get(pk=request.tenant.pk)
    face = face_of_dealer(dealer, tenant)
    if request.method == "POST" and "remove_logo" in request.POST:
        remove_brand_logo(actor=request.actor, organisation_id=dealer.pk, at=clock.now())
        notices.success(request, _now("Das Logo ist entfernt. An seiner Stelle steht der Name."))
        return redirect("desk:dealer_brand", dealer.pk)
    form = BrandForm(request.POST or None, request.FILES or None, initial=brand_as_it_is(dealer, face))

    def save(values: dict[str, Any]) -> None:
        keep_brand(actor=request.actor, organisation_id=dealer.pk, values=values, at=clock.now())

    if request.method == "POST" and done(form, save):
        notices.success(request, _now("Die Marke ist gespeichert."))
        return redirect("desk:dealer_brand", dealer.pk)
    context = {"row": dealer, "form": form, "face": face, "brand": page_brand(face)}
    return show(request, "dealer_brand.html", "dealers", context, status=422 if form.is_bound else 200)
