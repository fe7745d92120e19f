"""The case page of the portal: what it is, where it stands, whom it waits for, when the next news comes."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case, CaseFile, Draft, Participant, ParticipantRole
from kulanz.cases.permissions import Action, allows, audiences_writable
from kulanz.cases.queries.case_page import case_page
from kulanz.cases.rules import CarriedOutBy, ClaimStatus, Step
from kulanz.core import clock
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.portal.finding import READERS, case_or_404, own_turn
from kulanz.interfaces.portal.presenting import state_badge, steps_of, timeline, waits_words
from kulanz.masterdata.parties.models import ContactPoint
from kulanz.stages.contact.models import ENDING, Letter
from kulanz.stages.solution.queries.reasons import reason_in
from kulanz.workflows.remedies_told import remedies_told


@gate(*READERS)
@require_GET
def case(request: KulanzRequest, number: str) -> HttpResponse:
    found = case_or_404(request, number)
    if found.merged_into is not None:
        return redirect("portal:case", number=found.merged_into.number)
    return render_case(request, found)


def render_case(request: KulanzRequest, found: Case, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The page; `extra` brings back what a refused form held, with the error beside it."""
    actor, at = request.actor, clock.now()
    language = (get_language() or "de")[:2]
    today = local_date(request.tenant, at)
    page = case_page(actor, found, at=at, today=today, language=language)
    turn = own_turn(actor)
    context: dict[str, Any] = {
        "page": page,
        "case": found,
        "badge": state_badge(found, page.state, turn),
        "reader_turn": found.is_open and found.waits_for == turn,
        "waits": waits_words(found, turn),
        "steps": steps_of(found, page.state),
        "timeline": timeline(actor, page, language),
        "letters": _letters(page.files),
        "claim_reason": reason_in(language, found.claim_reason, tenant_id=found.tenant_id),
        # what is done is for customer and dealer; others take part in one piece of it only
        "told": remedies_told(found, language=language)
        if actor.kind in (ActorKind.DEALER, ActorKind.CUSTOMER)
        else [],
        "is_dealer": actor.kind is ActorKind.DEALER,
        "is_customer": actor.kind is ActorKind.CUSTOMER,
        "shows_people": actor.kind is not ActorKind.SUPPLIER,
        "contacts": _contacts(actor, found),
        "technicians": _technicians(found) if actor.kind is ActorKind.DEALER else [],
        "draft": Draft.objects.filter(
            membership_id=actor.membership_id or 0, key=f"case:{found.pk}:note"
        ).first(),
        "may_write": allows(actor, Action.WRITE_MESSAGE, found),
        "chooses_audience": len(audiences_writable(actor)) > 1,
        "may_withdraw": found.is_open and allows(actor, Action.WITHDRAW, found),
        "may_object": may_object(actor, found),
        "may_solve": may_solve(actor, found),
        "may_confirm": found.step == Step.CLOSED
        and found.customer_confirmed is not True
        and allows(actor, Action.CONFIRM, found),
        "reference": found.dealer_reference,
        "reference_base": found.dealer_reference,
        "menu_current": "cases",
    }
    return render(request, "portal/case.html", context | extra, status=status)


def may_solve(actor: Actor, found: Case) -> bool:
    """Who did the work writes down how: the technician, or the dealer whose own people carry it out."""
    if not found.is_open or not allows(actor, Action.RECORD_SOLUTION, found):
        return False
    return actor.kind is ActorKind.TECHNICIAN or found.carried_out_by == CarriedOutBy.DEALER


def may_object(actor: Actor, found: Case) -> bool:
    """An objection is against a rejection, whether the case is still open or has ended by it."""
    return found.claim_status == ClaimStatus.REJECTED and allows(actor, Action.OBJECT, found)


def _letters(files: Any) -> list[CaseFile]:
    """Closing letters among the files the reader may open, newest first."""
    by_id = {f.pk: f for f in files}
    letters = Letter.objects.filter(file_id__in=list(by_id), kind__in=ENDING).order_by("-id")
    return [by_id[letter.file_id] for letter in letters]


def _contacts(actor: Actor, found: Case) -> list[ContactPoint]:
    """How to reach the customer; a supplier has no business with it."""
    if actor.kind is ActorKind.SUPPLIER or found.customer_id is None:
        return []
    return list(ContactPoint.objects.filter(Q(party_id=found.customer_id)).order_by("-is_main", "id")[:6])


def _technicians(found: Case) -> list[str]:
    return list(
        Participant.objects.filter(case=found, role=ParticipantRole.TECHNICIAN)
        .order_by("id")
        .values_list("party__name", flat=True)
    )
