"""The case page: what is it, whose turn is it, what is the next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case, Draft, Message, choices
from kulanz.cases.permissions import Action, allows
from kulanz.cases.queries.addressees import addressees
from kulanz.cases.queries.case_page import (
    CasePage,
    case_page,
    history,
    mark_present,
    possible_duplicates,
)
from kulanz.cases.queries.worklist import Filters, View, list_cases
from kulanz.cases.rules import Audience, ClaimStatus
from kulanz.core import clock
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.badges import Badge, Tone
from kulanz.interfaces.desk.cases.finding import case_or_404
from kulanz.interfaces.desk.cases.history_words import channel_words, line
from kulanz.interfaces.desk.cases.presenting import row_badge, state_badge
from kulanz.masterdata.parties.models import ContactPoint, Membership, Team

_CLAIM_TONES = {
    ClaimStatus.UNDER_REVIEW: Tone.INFO,
    ClaimStatus.ACCEPTED: Tone.OK,
    ClaimStatus.REMEDY_STARTED: Tone.OK,
    ClaimStatus.REJECTED: Tone.NEUTRAL,
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one button where the eye is: a label, where it leads, its key."""

    label: Any
    button: Any
    target: str
    key: str = ""
    post_url: str = ""


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
    audience = _chosen_audience(found)
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
        "next_step": next_step(actor, page),
        "timeline": timeline(actor, page, at),
        "contacts": _contacts(found),
        "neighbours": _neighbours(request, found),
        "present": mark_present(actor, found, at=at),
        "duplicates": possible_duplicates(actor, customer_id=found.customer_id, exclude_id=found.pk),
        "audience": audience.value,
        "addressees": addressees(found, audience),
        "draft": draft_of(actor, f"case:{found.pk}:message"),
        "may_work": allows(actor, Action.WORK, found),
        "may_close": allows(actor, Action.CLOSE, found),
        "staff": list(Membership.objects.filter(kind=ActorKind.STAFF, active=True).order_by("name")[:200]),
        "teams": list(Team.objects.filter(active=True)),
        "choices": choices,
        "choices_waits": choices.WAITS_FOR,
        "undo": undo_of(request),
        "today": today,
        "menu_current": "mine" if found.owner_id == actor.membership_id else "open",
    }
    return render(request, "desk/cases/case.html", context | extra, status=status)


def _chosen_audience(found: Case) -> Audience:
    """Whom an answer most likely goes to: whoever is waited for or wrote last, never "internal" by chance."""
    last = (
        Message.objects.filter(case=found, direction="in", withdrawn_at=None)
        .order_by("-created_at")
        .values_list("audience", flat=True)
        .first()
    )
    if last in (Audience.CUSTOMER, Audience.DEALER, Audience.TECHNICIAN):
        return Audience(last)
    return (
        Audience.CUSTOMER if found.customer_id else Audience.DEALER if found.dealer_id else Audience.INTERNAL
    )


def next_step(actor: Actor, page: CasePage) -> NextStep | None:
    """What to do now, from the state alone."""
    found = page.case
    if found.is_spam or not allows(actor, Action.WORK, found):
        return None
    if not found.is_open:
        return None
    if found.owner_id is None:
        return NextStep(
            _("Niemand ist zuständig"),
            _("Übernehmen"),
            "",
            "t",
            post_url=reverse("desk:take", args=[found.number]),
        )
    if page.overdue:
        return NextStep(_("Versprochene Nachricht ist überfällig"), _("Nachricht schreiben"), "#composer", "")
    if found.waits_for == "us" and found.solution:
        return NextStep(_("Lösung liegt vor"), _("Vorgang beenden"), "close-dialog", "")
    if found.waits_for == "us":
        return NextStep(_("Antworten oder lösen"), _("Antworten"), "#composer", "")
    return NextStep(_("Auf Antwort warten"), _("Nachfassen"), "#composer", "")


def timeline(actor: Actor, page: CasePage, at: Any) -> list[dict[str, Any]]:
    """Messages and events in one order, oldest first. Events that a message shows already are left out."""
    shown = {"case.message_added", "case.file_added", "case.message_withdrawn"}
    loose = [f for f in page.files if f.message_id is None]
    items: list[dict[str, Any]] = [
        {
            "kind": "message",
            "at": m.created_at,
            "order": 1,
            "message": m,
            "channel": channel_words(m.channel),
            "pending": m.released_at > at,
            "outgoing": m.direction == "out",
        }
        for m in page.messages
    ]
    items += [{"kind": "file", "at": f.created_at, "order": 2, "file": f} for f in loose]
    items += [
        {
            "kind": "event",
            "at": entry.at,
            "order": 0 if entry.event == "case.recorded" else 3,
            "line": line(entry),
        }
        for entry in history(actor, page.case)
        if entry.event not in shown
    ]
    return sorted(items, key=lambda item: (item["at"], item["order"]))


def _contacts(found: Case) -> dict[str, list[ContactPoint]]:
    """Ways to reach customer and dealer, main ones first."""
    wanted = {"customer": found.customer_id, "dealer": found.dealer_id}
    points = list(
        ContactPoint.objects.filter(party_id__in=[pk for pk in wanted.values() if pk]).order_by(
            "-is_main", "id"
        )
    )
    return {who: [p for p in points if p.party_id == pk] for who, pk in wanted.items()}


def _neighbours(request: KulanzRequest, found: Case) -> list[tuple[Any, Any]]:
    """The worker's own list beside the case, so that the next case is one key away."""
    today = local_date(request.tenant, clock.now())
    view = View.MINE if found.owner_id == request.actor.membership_id else View.OPEN
    page = list_cases(request.actor, Filters(view=view), today=today, size=20)
    return [(row, row_badge(row)) for row in page.rows]


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
    return render(
        request,
        "desk/cases/protocol.html",
        {
            "case": found,
            "lines": [(line(e), channel_words(e.channel)) for e in entries],
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
