"""Customers, dealers, suppliers: list, search, change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages as notices
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.cases.models import Case
from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.enums import member
from kulanz.core.search.api import find_documents
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import administrators, number_of, page_by_name
from kulanz.interfaces.desk.administration.tenant_forms import countries
from kulanz.masterdata.parties.commands import editing
from kulanz.masterdata.parties.commands.recording import NewAddress, NewParty, record_party
from kulanz.masterdata.parties.indexing import COLLECTION
from kulanz.masterdata.parties.models import (
    Address,
    ClerkRequest,
    ClerkRequestState,
    ContactKind,
    ContactPoint,
    Party,
    PartyKind,
    PartyRoleKind,
)
from kulanz.masterdata.parties.permissions import visible_to

_MOST_FOUND = 200


class PartyForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Rollen"), choices=PartyRoleKind.choices, widget=forms.CheckboxSelectMultiple
    )
    number = forms.CharField(label=gettext_lazy("Kunden- oder Händlernummer"), max_length=40, required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Sprache"),
        choices=[("de", gettext_lazy("Deutsch")), ("en", gettext_lazy("Englisch"))],
    )
    is_business = forms.BooleanField(label=gettext_lazy("Geschäftskunde"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Notiz"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    active = forms.BooleanField(label=gettext_lazy("in Gebrauch"), required=False, initial=True)


class NewPartyForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Art"), choices=PartyKind.choices, widget=forms.RadioSelect, initial="organisation"
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Rollen"), choices=PartyRoleKind.choices, widget=forms.CheckboxSelectMultiple
    )
    number = forms.CharField(label=gettext_lazy("Kunden- oder Händlernummer"), max_length=40, required=False)
    email = forms.EmailField(label=gettext_lazy("E-Mail"), required=False)
    phone = forms.CharField(label=gettext_lazy("Telefon"), max_length=40, required=False)


class ContactForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Art"), choices=ContactKind.choices)
    value = forms.CharField(label=gettext_lazy("Adresse oder Nummer"), max_length=254)


class AddressForm(forms.Form):
    street = forms.CharField(label=gettext_lazy("Straße und Hausnummer"), max_length=200, required=False)
    postcode = forms.CharField(label=gettext_lazy("PLZ"), max_length=20, required=False)
    city = forms.CharField(label=gettext_lazy("Ort"), max_length=120, required=False)
    country = forms.ChoiceField(label=gettext_lazy("Land"), choices=countries)
    label = forms.CharField(
        label=gettext_lazy("Bezeichnung"), max_length=80, required=False, help_text=gettext_lazy("wie Lager")
    )


@administrators
@require_GET
def parties(request: KulanzRequest) -> HttpResponse:
    role = request.GET.get("role", "")
    query = " ".join(request.GET.get("q", "").split())[:100]
    rows = visible_to(request.actor).filter(erased_at=None)
    chosen = member(PartyRoleKind, role)
    if chosen is not None:
        rows = rows.filter(roles__role=chosen)
    if query:
        rows = rows.filter(
            pk__in=find_documents(query=query, audiences=["all"], limit=_MOST_FOUND, collection=COLLECTION)
        )
    main_first = ContactPoint.objects.order_by("-is_main", "pk")
    rows = rows.prefetch_related(
        Prefetch("contact_points", queryset=main_first),
        "roles",
        Prefetch("addresses", queryset=Address.objects.order_by("-is_main", "pk")),
    )
    found, cursor = page_by_name(rows, request.GET.get("cursor"))
    context = {
        "rows": found,
        "next_cursor": cursor,
        "roles": PartyRoleKind.choices,
        "role": role,
        "query": query,
    }
    return render(request, "desk/administration/parties.html", context)


@administrators
@require_http_methods(["GET", "POST"])
def new_party(request: KulanzRequest) -> HttpResponse:
    asked = _request_of(request)
    form = NewPartyForm(request.POST or None, initial=_from_request(asked))
    made: list[int] = []

    def record(values: dict[str, Any]) -> None:
        party = NewParty(
            name=values["name"],
            kind=PartyKind(values["kind"]),
            roles=tuple(PartyRoleKind(role) for role in values["roles"]),
            number=values["number"],
            email=values["email"],
            phone=values["phone"],
            is_business=values["kind"] == PartyKind.ORGANISATION,
            language=request.tenant.language[:2],
        )
        made.append(record_party(actor=request.actor, party=party, at=clock.now()).pk)

    if request.method == "POST" and done(form, record):
        if asked is not None:
            notices.success(request, _("Das Haus ist angelegt und im Antrag eingetragen."))
            back = f"?antrag={asked.pk}&haus={made[0]}#r{asked.pk}"
            return redirect(reverse("desk:admin_requests") + back)
        return redirect("desk:admin_party", made[0])
    status = 422 if form.is_bound else 200
    context = {"form": form, "asked": asked}
    return render(request, "desk/administration/new_party.html", context, status=status)


def _request_of(request: KulanzRequest) -> ClerkRequest | None:
    """The open request of an unknown firm this house is made for."""
    rows = ClerkRequest.objects.filter(
        tenant_id=request.tenant.pk, organisation=None, state=ClerkRequestState.PENDING
    )
    return rows.filter(pk=number_of(request.GET.get("antrag")) or 0).first()


def _from_request(asked: ClerkRequest | None) -> dict[str, Any]:
    if asked is None:
        return {}
    return {
        "kind": PartyKind.ORGANISATION.value,
        "name": asked.company,
        "roles": [PartyRoleKind.DEALER.value],
        "email": asked.email,
        "phone": asked.phone,
    }


@administrators
@require_http_methods(["GET", "POST"])
def party(request: KulanzRequest, party_id: int) -> HttpResponse:
    row = _row(request, party_id)
    if request.method == "GET":
        return _page(request, row)
    form = PartyForm(request.POST)

    def save(values: dict[str, Any]) -> None:
        roles = tuple(PartyRoleKind(role) for role in values.pop("roles"))
        fields = editing.PartyFields(roles=roles, **values)
        editing.edit_party(actor=request.actor, party_id=row.pk, fields=fields, at=clock.now())

    if done(form, save):
        return _saved(request, row)
    return _page(request, row, form=form, status=422)


@administrators
@require_POST
def add_contact(request: KulanzRequest, party_id: int) -> HttpResponse:
    row = _row(request, party_id)
    form = ContactForm(request.POST)
    if done(
        form,
        lambda values: editing.add_party_contact(
            actor=request.actor,
            party_id=row.pk,
            kind=ContactKind(values["kind"]),
            value=values["value"],
            at=clock.now(),
        ),
    ):
        return _saved(request, row)
    return _page(request, row, contact_form=form, status=422)


@administrators
@require_POST
def change_contact(request: KulanzRequest, party_id: int, contact_id: int) -> HttpResponse:
    """Remove a contact, or make it the first."""
    row = _row(request, party_id)
    act = editing.make_main_contact if "main" in request.POST else editing.remove_party_contact
    act(actor=request.actor, party_id=row.pk, contact_id=contact_id, at=clock.now())
    return _saved(request, row)


@administrators
@require_POST
def save_address(request: KulanzRequest, party_id: int, address_id: int | None = None) -> HttpResponse:
    row = _row(request, party_id)
    if address_id is not None and "remove" in request.POST:
        editing.remove_party_address(
            actor=request.actor, party_id=row.pk, address_id=address_id, at=clock.now()
        )
        return _saved(request, row)
    form = AddressForm(request.POST, prefix=f"a{address_id or ''}")
    if done(
        form,
        lambda values: editing.save_party_address(
            actor=request.actor,
            party_id=row.pk,
            address=NewAddress(**values),
            address_id=address_id,
            at=clock.now(),
        ),
    ):
        return _saved(request, row)
    return _page(request, row, address_form=form, address_id=address_id, status=422)


def _row(request: KulanzRequest, party_id: int) -> Party:
    row = visible_to(request.actor).filter(pk=party_id).first()
    if row is None:
        raise Http404
    return row


def _saved(request: KulanzRequest, row: Party) -> HttpResponse:
    notices.success(request, _("Gespeichert."))
    return redirect("desk:admin_party", row.pk)


def _page(
    request: KulanzRequest,
    row: Party,
    *,
    form: PartyForm | None = None,
    contact_form: ContactForm | None = None,
    address_form: AddressForm | None = None,
    address_id: int | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = {
        "name": row.name,
        "roles": [role.role for role in row.roles.all()],
        "number": row.number,
        "language": row.language,
        "is_business": row.is_business,
        "note": row.note,
        "active": row.active,
    }
    addresses = [
        (a, address_form if address_form and a.pk == address_id else _address_form(a))
        for a in row.addresses.order_by("-is_main", "pk")
    ]
    blank = AddressForm(prefix="a", initial={"country": request.tenant.country})
    context = {
        "row": row,
        "form": form or PartyForm(initial=shown),
        "contacts": list(row.contact_points.order_by("kind", "-is_main", "pk")),
        "contact_form": contact_form or ContactForm(),
        "addresses": addresses,
        "address_form": address_form if address_form and address_id is None else blank,
        "people": list(row.people.filter(active=True).select_related("person").order_by("person__name")[:50]),
        "houses": list(row.affiliations.filter(active=True).select_related("organisation")[:20]),
        "cases": Case.objects.filter(customer=row).count() + Case.objects.filter(dealer=row).count(),
        "logins": list(row.logins.filter(active=True)[:20]) + list(row.memberships.filter(active=True)[:20]),
    }
    return render(request, "desk/administration/party.html", context, status=status)


def _address_form(address: Address) -> AddressForm:
    names = ("street", "postcode", "city", "country", "label")
    return AddressForm(prefix=f"a{address.pk}", initial={name: getattr(address, name) for name in names})
