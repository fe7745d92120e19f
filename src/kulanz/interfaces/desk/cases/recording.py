"""A new case by phone: customer while typing, created on the spot, with a hint at possible duplicates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from kulanz.cases.commands.drafts import discard_draft
from kulanz.cases.commands.recording import NewCase, NewPosition
from kulanz.cases.models import choices
from kulanz.cases.queries.case_page import possible_duplicates
from kulanz.cases.rules import Kind, Safety, Severity
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind, Channel
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import Refusal
from kulanz.core.ui.forms import QuantityField, add_refusal
from kulanz.core.ui.typed import key_of
from kulanz.interfaces.desk.cases.page import draft_of
from kulanz.interfaces.desk.cases.position_forms import TAX_RATES, FactsForm
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.commands.recording import NewAddress, NewParty
from kulanz.masterdata.parties.models import Party, PartyKind, PartyRoleKind, Team
from kulanz.workflows.phone import Caller, record_for_caller

DRAFT_KEY = "new-case"
_CHANNELS = [
    (Channel.PHONE.value, _("Telefon")),
    (Channel.MAIL.value, _("E-Mail")),
    (Channel.DESK.value, _("Brief oder persönlich")),
]


class NewCaseForm(FactsForm):
    """Only the subject is needed; everything else is taken down as far as it is known."""

    channel = forms.ChoiceField(label=_("Eingang"), choices=_CHANNELS, initial=Channel.PHONE.value)
    customer = forms.IntegerField(required=False, widget=forms.HiddenInput)
    new_name = forms.CharField(label=_("Name"), max_length=200, required=False)
    new_is_business = forms.BooleanField(label=_("Firma"), required=False)
    new_phone = forms.CharField(label=_("Telefon"), max_length=60, required=False)
    new_email = forms.EmailField(label=_("E-Mail"), required=False)
    new_street = forms.CharField(label=_("Straße und Hausnummer"), max_length=200, required=False)
    new_postcode = forms.CharField(label=_("PLZ"), max_length=20, required=False)
    new_city = forms.CharField(label=_("Ort"), max_length=120, required=False)
    title = forms.CharField(label=_("Betreff"), max_length=200)
    kind = forms.ChoiceField(label=_("Art"), choices=choices.KIND, initial=Kind.COMPLAINT.value)
    description = forms.CharField(
        label=_("Was ist passiert?"), widget=forms.Textarea(attrs={"rows": 5}), required=False
    )
    safety = forms.ChoiceField(
        label=_("Könnte sich jemand verletzen?"), choices=choices.SAFETY, initial=Safety.UNKNOWN.value
    )
    severity = forms.ChoiceField(
        label=_("Schweregrad"), choices=choices.SEVERITY, initial=Severity.MINOR.value
    )
    article_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    item_text = forms.CharField(label=_("Produkt, falls nicht gefunden"), max_length=200, required=False)
    serial_number = forms.CharField(label=_("Seriennummer"), max_length=80, required=False)
    quantity = QuantityField(label=_("Menge"), initial=1, max_digits=10, decimal_places=2, required=False)
    dealer = forms.ModelChoiceField(
        label=_("Fachhandelspartner"),
        queryset=Party.objects.none(),
        required=False,
        empty_label=_("– keiner –"),
    )
    customer_reference = forms.CharField(label=_("Zeichen des Kunden"), max_length=80, required=False)
    place_note = forms.CharField(label=_("Hinweis zum Ort"), max_length=200, required=False)
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("nach Zuordnungstabelle")
    )
    take = forms.BooleanField(label=_("Ich übernehme den Vorgang"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dealers = Party.objects.filter(roles__role=PartyRoleKind.DEALER, active=True).order_by("name")
        for name, queryset in (("dealer", dealers), ("team", Team.objects.filter(active=True))):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = queryset

    def clean_article_id(self) -> int | None:
        pk = self.cleaned_data.get("article_id")
        if pk and not Article.objects.filter(pk=pk).exists():
            raise forms.ValidationError(_("Diesen Artikel gibt es nicht."))
        return pk or None

    def clean(self) -> dict[str, Any]:
        """What is known of a product needs the product: alone it would be lost."""
        data = super().clean() or self.cleaned_data
        named = data.get("article_id") or str(data.get("item_text") or "").strip()
        about = [name for name in FactsForm.base_fields if name != "currency"]
        if not named and any(data.get(name) not in (None, "") for name in (*about, "serial_number")):
            self.add_error("item_text", _("Bitte das Produkt nennen, zu dem diese Angaben gehören."))
        return data

    def caller(self) -> Caller:
        data = self.cleaned_data
        if data["customer"]:
            return Caller(party_id=data["customer"])
        if not data["new_name"].strip():
            return Caller()
        kind = PartyKind.ORGANISATION if data["new_is_business"] else PartyKind.PERSON
        return Caller(
            new=NewParty(
                name=data["new_name"],
                kind=kind,
                is_business=data["new_is_business"],
                roles=(PartyRoleKind.CUSTOMER,),
                email=data["new_email"],
                phone=data["new_phone"],
                address=NewAddress(
                    street=data["new_street"], postcode=data["new_postcode"], city=data["new_city"]
                ),
            )
        )

    def new_case(self) -> NewCase:
        data = self.cleaned_data
        positions: tuple[NewPosition, ...] = ()
        if data["article_id"] or data["item_text"].strip():
            positions = (
                NewPosition(
                    article_id=data["article_id"],
                    item_text=data["item_text"],
                    serial_number=data["serial_number"],
                    quantity=data["quantity"] or Decimal(1),
                    symptom=data["title"],
                    **self.facts(),
                ),
            )
        return NewCase(
            title=data["title"],
            kind=Kind(data["kind"]),
            description=data["description"],
            safety=Safety(data["safety"]),
            severity=Severity(data["severity"]),
            dealer_id=data["dealer"].pk if data["dealer"] else None,
            customer_reference=data["customer_reference"],
            place_note=data["place_note"],
            team_id=data["team"].pk if data["team"] else None,
            positions=positions,
        )


@gate(ActorKind.STAFF)
@require_http_methods(["GET", "POST"])
def new_case(request: KulanzRequest) -> HttpResponse:
    """The form, kept as a draft while typing; saved, it leads to the case."""
    if request.method == "GET":
        draft = draft_of(request.actor, DRAFT_KEY)
        begun = {"currency": request.tenant.currency} | (dict(draft.payload) if draft else {})
        form = NewCaseForm(initial=begun, tenant_id=request.tenant.pk)
        return _page(request, form)
    form = NewCaseForm(request.POST, tenant_id=request.tenant.pk)
    if not form.is_valid():
        return _page(request, form, status=422)
    channel = Channel(form.cleaned_data["channel"])
    try:
        case = record_for_caller(
            actor=request.actor.through(channel),
            case=form.new_case(),
            caller=form.caller(),
            take=form.cleaned_data["take"],
            at=clock.now(),
        )
    except Refusal as refusal:
        add_refusal(form, refusal, {"email": "new_email", "phone": "new_phone", "name": "new_name"})
        return _page(request, form, status=422)
    discard_draft(actor=request.actor, key=DRAFT_KEY)
    return redirect("desk:case", number=case.number)


def _page(request: KulanzRequest, form: NewCaseForm, *, status: int = 200) -> HttpResponse:
    chosen = form["customer"].value()
    customer = Party.objects.filter(pk=key_of(str(chosen or "")) or 0).first()
    article = form["article_id"].value()
    context = {
        "form": form,
        "customer": customer,
        "article": Article.objects.filter(pk=key_of(str(article or "")) or 0).first(),
        "duplicates": possible_duplicates(request.actor, customer_id=customer.pk if customer else None),
        "menu_current": "new",
        "tax_rates": TAX_RATES,
        **form.code_choices(),
    }
    return render(request, "desk/cases/new_case.html", context, status=status)


@gate(ActorKind.STAFF)
@require_GET
def duplicates(request: KulanzRequest) -> HttpResponse:
    """Open cases of the chosen customer, while the form is being filled."""
    chosen = request.GET.get("customer", "")
    pk = int(chosen) if chosen.isdecimal() and len(chosen) < 18 else None
    found = possible_duplicates(request.actor, customer_id=pk)
    return render(request, "desk/cases/duplicates.html", {"duplicates": found})
