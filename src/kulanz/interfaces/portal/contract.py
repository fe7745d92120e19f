"""What is agreed with the house: its option with the open decision, its contract, its brand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kulanz.cases.calendar import local_date
from kulanz.core import clock
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.core.tenancy.models import Tenant
from kulanz.core.ui.forms import add_refusal
from kulanz.interfaces.portal.deciding import deciders, given_decisions, manages, open_decisions
from kulanz.interfaces.portal.finding import typed
from kulanz.interfaces.portal.presenting import WRITER_WORDS
from kulanz.masterdata.parties.commands.brands import remove_brand_logo
from kulanz.masterdata.parties.commands.options import Answer
from kulanz.masterdata.parties.models import OptionDecision, Party, Writer
from kulanz.masterdata.parties.queries.options import contract_of, option_history, option_of
from kulanz.masterdata.parties.queries.service_house import is_certified_house, is_ready_for_safety
from kulanz.masterdata.parties.refusals_of_contracts import NoOptionChosen
from kulanz.screens.brands import BrandForm, brand_as_it_is, keep_brand
from kulanz.stages.contact.faces import face_of_dealer
from kulanz.workflows.brands import page_brand
from kulanz.workflows.option_letters import paragraphs_of
from kulanz.workflows.option_texts import choices, comparison, title_in
from kulanz.workflows.options import decide_in_portal


class DecisionForm(forms.Form):
    """The house's answer to one round: which option, who says so, and what else there is to say."""

    option = forms.ChoiceField(
        label=gettext_lazy("Wer soll ab dann zu Ihren Kunden fahren?"),
        widget=forms.RadioSelect,
        error_messages={"required": NoOptionChosen.message, "invalid_choice": NoOptionChosen.message},
    )
    name = forms.CharField(
        label=gettext_lazy("Ihr Name"),
        max_length=200,
        error_messages={"required": gettext_lazy("Bitte geben Sie Ihren Namen an.")},
    )
    remark = forms.CharField(
        label=gettext_lazy("Möchten Sie etwas dazu sagen?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, decision: OptionDecision, actor: Actor, data: Any = None) -> None:
        initial = {
            "option": decision.option,
            "name": "" if actor.house_account else actor.name,
            "remark": decision.remark,
        }
        # several rounds may stand on the page: each field's id bears its round
        super().__init__(data, initial=initial, auto_id=f"%s-{decision.pk}")
        offered = [
            (
                choice.value,
                format_html('{}<br><span class="small muted">{}</span>', choice.label, choice.text),
            )
            for choice in choices((get_language() or "de")[:2])
        ]
        self.fields["option"].choices = offered  # type: ignore[attr-defined]  # a ChoiceField


@gate(ActorKind.DEALER)
@require_GET
def contract(request: KulanzRequest) -> HttpResponse:
    return _page(request)


@gate(ActorKind.DEALER)
@require_POST
def decide(request: KulanzRequest) -> HttpResponse:
    """The house's manager chooses A or B; until the deadline he may change it.

    The form names its round; where there is only one it need not.
    """
    rounds = open_decisions(request.actor, request.tenant)
    wanted = typed(request, "decision") or (str(rounds[0].pk) if len(rounds) == 1 else "")
    decision = next((one for one in rounds if str(one.pk) == wanted), None)
    if decision is None:
        raise Http404
    if not manages(request.actor):
        raise NotAllowed
    form = DecisionForm(decision, request.actor, request.POST)
    if not form.is_valid():
        return _page(request, status=422, refused=(decision.pk, form))
    try:
        decide_in_portal(
            actor=request.actor, decision_id=decision.pk, answer=Answer(**form.cleaned_data), at=clock.now()
        )
    except NotAllowed:
        raise
    except Refusal as refusal:
        # the round is over, its form is gone from the page
        return _page(request, status=422, error=str(refusal))
    notices.success(request, _("Danke. Ihre Entscheidung ist gespeichert; wir haben sie Ihnen auch gemailt."))
    return redirect("portal:contract")


@gate(ActorKind.DEALER)
@require_POST
def brand(request: KulanzRequest) -> HttpResponse:
    """Logo and colours, by the house's manager."""
    actor, house_id, at = request.actor, request.actor.organisation_id or 0, clock.now()
    if "remove_logo" in request.POST:
        remove_brand_logo(actor=actor, organisation_id=house_id, at=at)
        notices.success(request, _("Das Logo ist entfernt. An seiner Stelle steht der Name."))
        return redirect("portal:contract")
    form = BrandForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, status=422, brand_form=form)
    try:
        keep_brand(actor=actor, organisation_id=house_id, values=form.cleaned_data, at=at)
    except NotAllowed:
        raise
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _page(request, status=422, brand_form=form)
    notices.success(request, _("Die Marke ist gespeichert."))
    return redirect("portal:contract")


def _page(
    request: KulanzRequest,
    *,
    status: int = 200,
    refused: tuple[int, DecisionForm] | None = None,
    **extra: Any,
) -> HttpResponse:
    """`refused`: the decision whose form comes back with its errors."""
    actor, language = request.actor, (get_language() or "de")[:2]
    house = Party.objects.get(pk=actor.organisation_id or 0)
    today = local_date(request.tenant, clock.now())
    face = face_of_dealer(house, Tenant.objects.get(pk=request.tenant.pk))
    option, kept = option_of(house.pk, today), contract_of(house.pk)
    context: dict[str, Any] = {
        "house": house,
        "is_manager": manages(actor),
        "option": option,
        "own": option == "dealer",
        "certified": is_certified_house(house.pk, today),
        "ready": is_ready_for_safety(house.pk, today),
        "history": [(p, p.valid_from > today) for p in option_history(house.pk)],
        "contract": kept,
        "writer": WRITER_WORDS[Writer(kept.writer)],
        "decisions": [
            (
                one,
                title_in(one.round.title, language),
                paragraphs_of(one.round, language),
                refused[1] if refused and refused[0] == one.pk else DecisionForm(one, actor),
            )
            for one in open_decisions(actor, request.tenant)
        ],
        "decision_refused": refused is not None,
        "given": given_decisions(actor, request.tenant),
        "deciders": deciders(actor),
        "rows": comparison(language),
        "choices": choices(language),
        "brand": page_brand(face),
        "brand_form": BrandForm(initial=brand_as_it_is(house, face)),
        "error": "",
        "menu_current": "house",
    }
    return render(request, "portal/contract.html", context | extra, status=status)
