"""The case page of the portal: what it is, where it stands, whom it waits for, when the next news comes."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case, Draft, Participant, ParticipantRole
from kulanz.cases.permissions import Action, allows, audiences_writable
from kulanz.cases.queries.case_page import CasePage, case_page
from kulanz.cases.queries.others_names import without_recorders_of_others, without_solver_of_others
from kulanz.cases.queries.service_levels import agreed_until
from kulanz.cases.queries.writing import writer_kind
from kulanz.cases.rules import CarriedOutBy, ClaimStatus, Kind, Step, WaitsFor
from kulanz.core import clock
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.portal.finding import READERS, case_or_404, own_turn
from kulanz.interfaces.portal.presenting import (
    WRITER_WORDS,
    recorder,
    solver,
    state_badge,
    steps_of,
    timeline,
    waits_words,
)
from kulanz.interfaces.portal.solving import solvers
from kulanz.interfaces.portal.told_visits import visit_links
from kulanz.masterdata.parties.models import ContactPoint
from kulanz.screens.visits import visit_rows
from kulanz.stages.contact.queries.letters import closing_letters
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.models.visits import OPEN_VISITS
from kulanz.stages.execution.queries.visits import first_there, visits_of_case
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.stages.solution.queries.reasons import reason_in
from kulanz.workflows.customers_words import solution_told
from kulanz.workflows.execution import INVOICE_WORDS_FOR_DEALER, invoice_of, invoice_told
from kulanz.workflows.remedies_told import remedies_told
from kulanz.workflows.reports_told import reports_told
from kulanz.workflows.told_mails import mails_told
from kulanz.workflows.visits_of_dealers import may_hand_to_factory, may_send_own


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
    context: dict[str, Any] = {
        **stand_of(actor, found, page, language),
        "timeline": timeline(actor, page, language),
        "letters": closing_letters(page.files),
        "reports": reports_told(actor, found),
        "went_out_before": request.GET.get("gesendet_vor", ""),
        "went_out": mails_told(actor, found, before=request.GET.get("gesendet_vor", "")),
        **visits_shown(actor, found, at),
        "may_give": may_hand_to_factory(actor, found),
        "invoice_from_factory": invoice_from_factory(found),
        "is_dealer": actor.kind is ActorKind.DEALER,
        "is_customer": actor.kind is ActorKind.CUSTOMER,
        "shows_people": actor.kind is not ActorKind.SUPPLIER,
        "contacts": _contacts(actor, found),
        **_agreed(actor, found),
        "technicians": _technicians(found) if actor.kind is ActorKind.DEALER else [],
        "draft": Draft.objects.filter(
            membership_id=actor.membership_id or 0, key=f"case:{found.pk}:note"
        ).first(),
        "chooses_audience": len(audiences_writable(actor)) > 1,
        "may_withdraw": found.is_open and allows(actor, Action.WITHDRAW, found),
        "may_object": may_object(actor, found),
        "may_solve": may_solve(actor, found),
        "solvers": solvers(actor, found) if may_solve(actor, found) else None,
        "today": today,
        "may_confirm": found.step == Step.CLOSED
        and found.customer_confirmed is not True
        and allows(actor, Action.CONFIRM, found),
        "reference": found.dealer_reference,
        "reference_base": found.dealer_reference,
        "menu_current": "cases",
    }
    return render(request, "portal/case.html", context | extra, status=status)


def visits_shown(actor: Actor, found: Case, at: datetime) -> dict[str, Any]:
    """The visits, and whether the reader's house sends its own people: the part that renews itself."""
    visits = visits_of_case(actor, found)
    asked = found.kind == Kind.INQUIRY and not visits
    return {
        "visits": visit_rows(visits, get_current_timezone()),
        "may_send_own": found.is_open and not asked and may_send_own(actor, found, at),
        "has_open_visit": any(visit.is_open for visit in visits),
    }


def stand_of(actor: Actor, found: Case, page: CasePage, language: str) -> dict[str, Any]:
    """Whose turn it is, how far it is and what was decided: the part that renews itself."""
    turn, found = own_turn(actor), copy(found)
    without_recorders_of_others(actor, [found])
    without_solver_of_others(actor, found)
    return {
        "page": page,
        "case": found,
        "badge": state_badge(found, page.state, turn),
        "reader_turn": found.is_open and found.waits_for == turn,
        "waits": waits_words(found, turn),
        "steps": steps_of(found, page.state),
        "claim_reason": reason_in(language, found.claim_reason, tenant_id=found.tenant_id),
        # what is done is for customer and dealer; others take part in one piece of it only
        "told": remedies_told(found, language=language, links=visit_links(actor, found))
        if actor.kind in (ActorKind.DEALER, ActorKind.CUSTOMER)
        else [],
        "solution": solution_told(found, language, actor),
        "solver": solver(found),
        "recorder": recorder(found),
        "may_write": allows(actor, Action.WRITE_MESSAGE, found),
        "to_plan": _own_to_plan(actor, found),
        "to_send": _own_to_send(actor, found),
    }


def _own_to_plan(actor: Actor, found: Case) -> Visit | None:
    """The oldest visit of the dealer's own people that has no date yet: planning it is his next step."""
    if actor.kind is not ActorKind.DEALER or not found.is_open:
        return None
    own = found.visits.filter(state=VisitState.TO_PLAN.value, organisation_id=actor.organisation_id)
    return own.order_by("pk").first()


def _own_to_send(actor: Actor, found: Case) -> bool:
    """It is his turn, and none of his own people is to go there yet: sending somebody is his next step."""
    his = found.is_open and found.waits_for == WaitsFor.DEALER and found.kind != Kind.INQUIRY
    if not his or not may_send_own(actor, found, clock.now()):
        return False
    return not found.visits.filter(OPEN_VISITS).exists()


def _agreed(actor: Actor, found: Case) -> dict[str, Any]:
    """What make or buy means for this case; for the dealer alone."""
    if actor.kind is not ActorKind.DEALER:
        return {"invoice_to": "", "writer": None, "agreed": []}
    return {
        "invoice_to": invoice_told(found, INVOICE_WORDS_FOR_DEALER),
        "writer": WRITER_WORDS[writer_kind(found)],
        "agreed": agreed_until(found, visited_at=first_there(found)),
    }


def invoice_from_factory(found: Case) -> str:
    """Who receives the invoice once the factory service carries it out."""
    then = copy(found)
    then.carried_out_by = CarriedOutBy.FACTORY.value
    return str(INVOICE_WORDS_FOR_DEALER[invoice_of(then)])


def may_solve(actor: Actor, found: Case) -> bool:
    """Who did the work writes down how: the technician, or the dealer whose own people carry it out."""
    if not found.is_open or not allows(actor, Action.RECORD_SOLUTION, found):
        return False
    return actor.kind is ActorKind.TECHNICIAN or found.carried_out_by == CarriedOutBy.DEALER


def may_object(actor: Actor, found: Case) -> bool:
    """An objection is against a rejection, whether the case is still open or has ended by it."""
    return found.claim_status == ClaimStatus.REJECTED and allows(actor, Action.OBJECT, found)


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
