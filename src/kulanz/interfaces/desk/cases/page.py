"""The case page: what is it, whose turn is it, what is the next step."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case, Draft, choices
from kulanz.cases.permissions import Action, allows
from kulanz.cases.queries.addressees import addressees
from kulanz.cases.queries.case_page import (
    CasePage,
    case_page,
    history,
    mark_present,
    possible_duplicates,
)
from kulanz.cases.rules import Audience, ClaimStatus
from kulanz.core import clock
from kulanz.core.access.actor import Actor, ActorKind, Channel
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.enums import member
from kulanz.core.mail.addresses import new_token
from kulanz.core.ui.badges import Badge, Tone
from kulanz.interfaces.desk.cases.finding import case_or_404
from kulanz.interfaces.desk.cases.history_words import channel_words, line
from kulanz.interfaces.desk.cases.neighbours import neighbours
from kulanz.interfaces.desk.cases.newness import note_read
from kulanz.interfaces.desk.cases.next_step import next_step
from kulanz.interfaces.desk.cases.presenting import state_badge
from kulanz.interfaces.desk.cases.service import service_of_case
from kulanz.interfaces.desk.cases.timeline import timeline
from kulanz.interfaces.desk.execution.visits_of_case import visit_rows_of_case
from kulanz.interfaces.desk.solution.of_case import remedies_of_case
from kulanz.masterdata.parties.models import ContactPoint, Membership, Team
from kulanz.stages.contact.models import OutgoingMail, OutgoingState
from kulanz.stages.contact.queries.partners import numbers_beside, sent_in_the_portal
from kulanz.workflows.reports_told import reports_told

_CLAIM_TONES = {
    ClaimStatus.UNDER_REVIEW: Tone.INFO,
    ClaimStatus.ACCEPTED: Tone.OK,
    ClaimStatus.REMEDY_STARTED: Tone.OK,
    ClaimStatus.REJECTED: Tone.NEUTRAL,
}
HISTORY: Final = 100


@gate(ActorKind.STAFF)
@require_GET
def case(request: KulanzRequest, number: str) -> HttpResponse:
    found = case_or_404(request, number)
    if found.merged_into is not None and "allein" not in request.GET:
        return redirect("desk:case", number=found.merged_into.number)
    return render_case(request, found)


def render_case(request: KulanzRequest, found: Case, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The page; `extra` brings back what a refused form held, with the error beside it."""
    at = clock.now()
    actor = request.actor
    today = local_date(request.tenant, at)
    language = (get_language() or "de")[:2]
    page = case_page(actor, found, at=at, today=today, language=language)
    entries = history(actor, found, limit=HISTORY)
    note_read(request, found.pk, _newest_from_outside(page), at=at)
    draft = draft_of(actor, f"case:{found.pk}:message")
    may_work = allows(actor, Action.WORK, found)
    audience = _chosen_audience(found, page, draft, may_work=may_work)
    around = neighbours(request, found)
    remedies = remedies_of_case(actor, found, at=at)
    visits = visit_rows_of_case(actor, found)
    context: dict[str, Any] = {
        "page": page,
        "case": found,
        "badge": state_badge(found.step, found.waits_for, page.state, overdue=page.overdue),
        "claim_badge": Badge(found.get_claim_status_display(), _CLAIM_TONES[ClaimStatus(found.claim_status)])
        if found.claim_status
        else None,
        "severity_tone": {"prevents_operation": "danger", "hinders_operation": "warn"}.get(
            found.severity, ""
        ),
        "next_step": next_step(actor, page, remedies, visits),
        "remedies": remedies,
        "visits": visits,
        "reports": reports_told(actor, found),
        "timeline": timeline(actor, page, entries, at),
        "history_is_cut": len(entries) == HISTORY,
        "contacts": _contacts(found),
        "at_partners": numbers_beside([found]).get(found.pk, []) if found.dealer_id else [],
        **service_of_case(found),
        "around": around,
        "present": mark_present(actor, found, at=at),
        "duplicates": possible_duplicates(actor, customer_id=found.customer_id, exclude_id=found.pk),
        "audience": audience.value,
        "addressees": addressees(found, audience),
        "composer": composer_of(draft),
        "may_work": may_work,
        "may_solve": allows(actor, Action.RECORD_SOLUTION, found),
        "unsent": OutgoingMail.objects.filter(case=found, state=OutgoingState.FAILED).count(),
        "staff": list(Membership.objects.filter(kind=ActorKind.STAFF, active=True).order_by("name")[:200]),
        "teams": list(Team.objects.filter(active=True)),
        "choices": choices,
        "choices_waits": choices.WAITS_FOR,
        "undo": undo_of(request),
        "once": new_token(),
        "today": today,
        "sent_folded": "sent_open" not in extra,
        "files_folded": "files_error" not in extra,
        "menu_current": around.view,
    }
    context |= extra
    if context["audience"] != audience:
        # a refused message comes back with the addressees of the audience it was written for
        context["addressees"] = addressees(found, Audience(context["audience"]))
    return render(request, "desk/cases/case.html", context, status=status)


def composer_of(source: Draft | QueryDict | None) -> dict[str, Any]:
    """What the composer holds: what was typed when it was refused, or the draft."""
    if isinstance(source, QueryDict):
        return {
            "body": source.get("body", ""),
            "waits_for": source.get("waits_for", ""),
            "uploads": source.getlist("uploads")[:40],
        }
    payload = source.payload if source is not None else {}
    return {"body": payload.get("body", ""), "waits_for": payload.get("waits_for", ""), "uploads": []}


def _newest_from_outside(page: CasePage) -> datetime | None:
    came = [m.created_at for m in page.messages if m.direction == "in"]
    return max([page.case.created_at, *came])


def _chosen_audience(found: Case, page: CasePage, draft: Draft | None, *, may_work: bool) -> Audience:
    """Whom an answer most likely goes to: the draft's readers, whoever wrote last, else the customer.

    Never "internal" by chance; but for whoever does not work cases a note is the usual thing.
    """
    written = draft is not None and str(draft.payload.get("body", "")).strip()
    drafted = member(Audience, str(draft.payload.get("audience", ""))) if draft and written else None
    if drafted is not None:
        return drafted
    if not may_work:
        return Audience.INTERNAL
    last = next((m.audience for m in reversed(page.messages) if m.direction == "in"), "")
    if last in (Audience.CUSTOMER, Audience.DEALER, Audience.TECHNICIAN):
        return Audience(last)
    return (
        Audience.CUSTOMER if found.customer_id else Audience.DEALER if found.dealer_id else Audience.INTERNAL
    )


def _contacts(found: Case) -> dict[str, list[ContactPoint]]:
    """Ways to reach customer and dealer, main ones first."""
    wanted = {"customer": found.customer_id, "dealer": found.dealer_id}
    points = list(
        ContactPoint.objects.filter(party_id__in=[pk for pk in wanted.values() if pk]).order_by(
            "-is_main", "id"
        )
    )
    return {who: [p for p in points if p.party_id == pk] for who, pk in wanted.items()}


def undo_of(request: KulanzRequest) -> int | None:
    """The message that can still be taken back; read once from the session."""
    held = request.session.pop("undo", None)
    return int(held["message"]) if held and held["until"] > clock.now().isoformat() else None


def draft_of(actor: Actor, key: str) -> Draft | None:
    return Draft.objects.filter(membership_id=actor.membership_id or 0, key=key).first()


@gate(ActorKind.STAFF)
@require_GET
def protocol(request: KulanzRequest, number: str) -> HttpResponse:
    """The whole protocol of a case, newest first, paged by sequence number."""
    found = case_or_404(request, number)
    before = request.GET.get("before", "")
    entries = history(
        request.actor, found, before_seq=int(before) if before.isdecimal() and len(before) < 9 else None
    )
    more = entries[-1].seq if len(entries) == 100 else None
    in_portal = any(e.channel == Channel.API for e in entries) and sent_in_the_portal(found)
    return render(
        request,
        "desk/cases/protocol.html",
        {
            "case": found,
            "lines": [(line(e), channel_words(e.channel, in_portal=in_portal)) for e in entries],
            "more_url": f"?before={more}" if more else "",
        },
    )


@gate(ActorKind.STAFF)
@require_POST
def presence(request: KulanzRequest, number: str) -> HttpResponse:
    """Heartbeat of an open page; answers who else is here."""
    found = case_or_404(request, number)
    others = mark_present(request.actor, found, at=clock.now(), writing=request.POST.get("writing") == "1")
    return render(request, "desk/cases/presence.html", {"present": others})
