"""What forms of maintenance share: whom it is for, where, by which work."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.desk.administration.door import number_of
from kulanz.masterdata.parties.models import Address, Party, PartyRoleKind, WorkKind


class ForWhomForm(forms.Form):
    """The customer by search, his addresses, the dealer he belongs to, the kind of work."""

    customer = forms.IntegerField(
        label=_("Kunde"), required=False, widget=forms.HiddenInput(attrs={"id": "customer-id"})
    )
    place = forms.ChoiceField(label=_("Einsatzort"), required=False)
    dealer = forms.ChoiceField(label=_("Fachhandelspartner"), required=False)
    work_kind = forms.ChoiceField(label=_("Arbeitsart"))

    def __init__(self, *args: Any, request: KulanzRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tenant_id = request.tenant.pk
        given = self.data.get("customer") if self.is_bound else self.initial.get("customer")
        self.party = Party.objects.filter(
            tenant_id=tenant_id, pk=number_of(str(given or "")) or 0, erased_at=None
        ).first()
        self._choices("place", place_choices(self.party))
        dealers = Party.objects.filter(tenant_id=tenant_id, active=True, roles__role=PartyRoleKind.DEALER)
        rows = dealers.order_by("name").values_list("pk", "name")[:500]
        self._choices("dealer", [("", _("keiner")), *((str(pk), name) for pk, name in rows)])
        works = WorkKind.objects.filter(tenant_id=tenant_id, active=True)
        self._choices("work_kind", [("", "–"), *((str(work.pk), str(work)) for work in works)])

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def of_whom(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "customer_id": data["customer"],
            "place_id": number_of(data["place"]),
            "dealer_id": number_of(data["dealer"]),
            "work_kind_id": number_of(data["work_kind"]),
        }


def place_choices(party: Party | None) -> list[tuple[str, Any]]:
    """His addresses, the main one for the empty choice."""
    rows = Address.objects.filter(party=party).order_by("-is_main", "id")[:100] if party is not None else []
    return [("", _("Hauptanschrift des Kunden")), *((str(row.pk), _named(row)) for row in rows)]


def _named(address: Address) -> str:
    return f"{address.label}: {address}" if address.label else str(address)
