"""Eigener Mandant für einen Händler: set up in one step, with the house's brand and one of its people."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.tenancy.hosts import absolute_url
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import administrators
from kulanz.masterdata.parties.models import Membership, Party, PartyRoleKind
from kulanz.masterdata.parties.permissions import visible_to
from kulanz.stages.contact.commands.sending import has_outlet
from kulanz.workflows.dealer_tenants import (
    DealerTenant,
    administrators_to_choose,
    open_dealer_tenant,
    opened_tenant,
)

_JUST_OPENED: Final = "dealer_tenant_opened"


class DealerTenantForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name des Mandanten"), max_length=120)
    host = forms.CharField(
        label=gettext_lazy("Adresse im Netz (Host)"),
        max_length=253,
        help_text=gettext_lazy("wie service.haendler.de; der Name muss auf diese Anlage zeigen"),
    )
    base_url = forms.CharField(
        label=gettext_lazy("Anfang der Links in E-Mails"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("wie https://service.haendler.de; leer: aus dem Host gebildet"),
    )
    case_prefix = forms.CharField(
        label=gettext_lazy("Vorgangsnummern beginnen mit"),
        max_length=8,
        help_text=gettext_lazy("1 bis 8 Großbuchstaben oder Ziffern, wie BB"),
    )
    administrator_id = forms.TypedChoiceField(
        label=gettext_lazy("Erste Administration"),
        coerce=int,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Die Person behält ihre Anmeldung und wechselt ohne neue Anmeldung."),
    )

    def __init__(self, *args: Any, people: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["administrator_id"]
        if isinstance(chosen, forms.TypedChoiceField):
            chosen.choices = [(one.pk, f"{one.name} ({one.user.email})") for one in people]


@administrators
@require_http_methods(["GET", "POST"])
def dealer_tenant(request: KulanzRequest, dealer_id: int) -> HttpResponse:
    found = visible_to(request.actor).filter(pk=dealer_id, roles__role=PartyRoleKind.DEALER, active=True)
    dealer: Party | None = found.first()
    if dealer is None:
        raise Http404
    people = administrators_to_choose(request.tenant.pk, dealer.pk)
    form = DealerTenantForm(request.POST or None, initial={"name": dealer.name}, people=people)

    def open_it(values: dict[str, Any]) -> None:
        made = open_dealer_tenant(
            actor=request.actor,
            dealer_id=dealer.pk,
            wanted=DealerTenant(**values),
            working_host=request.get_host().rsplit(":", 1)[0],
            at=clock.now(),
        )
        invited = made.administrator.membership
        request.session[_JUST_OPENED] = {
            "dealer": dealer.pk,
            "who": invited.name,
            "email": invited.user.email,
        }

    if request.method == "POST" and done(form, open_it):
        return redirect("desk:admin_dealer_tenant", dealer.pk)
    opened = opened_tenant(request.actor, dealer.pk)
    just = request.session.pop(_JUST_OPENED, None) if request.method == "GET" else None
    context = {
        "dealer": dealer,
        "just": just if just and just["dealer"] == dealer.pk else None,
        "has_outlet": has_outlet(request.tenant),
        "form": form,
        "people": people,
        "opened": opened,
        "opened_url": absolute_url(opened.tenant, "/") if opened is not None else "",
        "menu_current": "admin_parties",
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/administration/dealer_tenant.html", context, status=status)
