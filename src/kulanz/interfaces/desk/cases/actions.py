"""The buttons of the case page: one command each, then back to the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kulanz.cases.commands import closing, people, reopening, state
from kulanz.cases.models import Case, Participant, ParticipantRole, Task
from kulanz.cases.rules import ClaimStatus, ClosedBy, WaitsFor
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.enums import member
from kulanz.core.refusal import InvalidValue, Refusal
from kulanz.interfaces.desk.cases.finding import case_or_404
from kulanz.interfaces.desk.cases.neighbours import list_of, next_number
from kulanz.interfaces.desk.cases.page import render_case
from kulanz.workflows.closing import close_and_tell

Act = Callable[[KulanzRequest, Case], object]


def _action(request: KulanzRequest, number: str, act: Act, **back: Any) -> HttpResponse:
    """Do it and return to the page; a refusal shows its sentence there and keeps what was typed."""
    case = case_or_404(request, number)
    try:
        act(request, case)
    except Refusal as refusal:
        return render_case(request, case, status=422, action_error=str(refusal), form=request.POST, **back)
    return redirect("desk:case", number=case.number)


def _done(request: KulanzRequest, number: str, act: Act, said: str, dialog: str) -> HttpResponse:
    """As `_action`, for what ends the work on a case: on to the next one of the list, with a way back."""
    case = case_or_404(request, number)
    following = next_number(request, case)
    try:
        act(request, case)
    except Refusal as refusal:
        return render_case(
            request, case, status=422, action_error=str(refusal), form=request.POST, open_dialog=dialog
        )
    back = reverse("desk:case", args=[case.number])
    notices.success(request, format_html('{} <a href="{}">{}</a>', said, back, _("Ansehen")))
    if following:
        return redirect("desk:case", number=following)
    _filters, query = list_of(request, case)
    return redirect(f"{reverse('desk:worklist')}?{query}")


def _date(text: str) -> date | None:
    """A date field's value; empty is none, nonsense is refused rather than guessed."""
    typed = text.strip()
    if not typed:
        return None
    german = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", typed)
    try:
        return date(int(german[3]), int(german[2]), int(german[1])) if german else date.fromisoformat(typed)
    except ValueError:
        raise InvalidValue("on", _("Bitte ein Datum wie 24.12.2026 angeben.")) from None


def _id(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None


@gate(ActorKind.STAFF)
@require_POST
def take(request: KulanzRequest, number: str) -> HttpResponse:
    """Take the case oneself."""
    return _action(
        request,
        number,
        lambda r, case: people.assign_case(
            actor=r.actor,
            case_id=case.pk,
            owner_id=r.actor.membership_id,
            team_id=case.team_id,
            at=clock.now(),
        ),
    )


@gate(ActorKind.STAFF)
@require_POST
def assign(request: KulanzRequest, number: str) -> HttpResponse:
    return _action(
        request,
        number,
        lambda r, case: people.assign_case(
            actor=r.actor,
            case_id=case.pk,
            owner_id=_id(r.POST.get("owner", "")),
            team_id=_id(r.POST.get("team", "")),
            at=clock.now(),
        ),
        open_dialog="assign-dialog",
    )


@gate(ActorKind.STAFF)
@require_POST
def waiting(request: KulanzRequest, number: str) -> HttpResponse:
    """Say whom it waits for and when the next news comes."""

    def act(r: KulanzRequest, case: Case) -> None:
        waits = member(WaitsFor, r.POST.get("waits_for", ""))
        if waits is None or waits is WaitsFor.NOBODY:
            raise InvalidValue("waits_for")
        state.set_waiting(
            actor=r.actor,
            case_id=case.pk,
            waits_for=waits,
            next_news_on=_date(r.POST.get("next_news_on", "")),
            at=clock.now(),
        )

    return _action(request, number, act, open_dialog="waiting-dialog")


@gate(ActorKind.STAFF)
@require_POST
def follow_up(request: KulanzRequest, number: str) -> HttpResponse:
    return _action(
        request,
        number,
        lambda r, case: state.set_follow_up(
            actor=r.actor, case_id=case.pk, on=_date(r.POST.get("on", "")), at=clock.now()
        ),
        open_dialog="follow-up-dialog",
    )


@gate(ActorKind.STAFF)
@require_POST
def solve(request: KulanzRequest, number: str) -> HttpResponse:
    """Record the solution without closing yet."""
    return _action(
        request,
        number,
        lambda r, case: closing.record_solution(
            actor=r.actor, case_id=case.pk, solution=r.POST.get("solution", ""), at=clock.now()
        ),
        open_dialog="close-dialog",
    )


@gate(ActorKind.STAFF)
@require_POST
def close(request: KulanzRequest, number: str) -> HttpResponse:
    """Solve and end; the closing letter goes to the customer."""

    def act(r: KulanzRequest, case: Case) -> None:
        decision = {"yes": True, "no": False}.get(r.POST.get("accepted", ""))
        rejected = decision is False or (decision is None and case.claim_status == ClaimStatus.REJECTED)
        close_and_tell(
            actor=r.actor,
            case_id=case.pk,
            closed_by=ClosedBy.REJECTION if rejected else ClosedBy.ANSWER,
            solution=r.POST.get("solution", ""),
            accepted=decision,
            reason=r.POST.get("reason", ""),
            at=clock.now(),
        )

    return _done(request, number, act, _("%(number)s ist beendet.") % {"number": number}, "close-dialog")


@gate(ActorKind.STAFF)
@require_POST
def cancel(request: KulanzRequest, number: str) -> HttpResponse:
    return _done(
        request,
        number,
        lambda r, case: closing.cancel_case(
            actor=r.actor, case_id=case.pk, reason=r.POST.get("reason", ""), at=clock.now()
        ),
        _("%(number)s ist storniert.") % {"number": number},
        "cancel-dialog",
    )


@gate(ActorKind.STAFF)
@require_POST
def reopen(request: KulanzRequest, number: str) -> HttpResponse:
    """Open again; with `objection` the decision is taken anew."""

    def act(r: KulanzRequest, case: Case) -> None:
        command = reopening.object_to_decision if r.POST.get("objection") else reopening.reopen_case
        command(actor=r.actor, case_id=case.pk, reason=r.POST.get("reason", ""), at=clock.now())

    return _action(request, number, act, open_dialog="reopen-dialog")


@gate(ActorKind.STAFF)
@require_POST
def spam(request: KulanzRequest, number: str) -> HttpResponse:
    """Mark as spam or bring back; marking goes on to the next case of the list."""
    marked = request.POST.get("spam") == "yes"

    def act(r: KulanzRequest, case: Case) -> None:
        people.mark_spam(actor=r.actor, case_id=case.pk, spam=marked, at=clock.now())

    if marked:
        said = _("%(number)s ist als Spam markiert.") % {"number": number}
        return _done(request, number, act, said, "")
    return _action(request, number, act)


@gate(ActorKind.STAFF)
@require_POST
def add_task(request: KulanzRequest, number: str) -> HttpResponse:
    return _action(
        request,
        number,
        lambda r, case: people.add_task(
            actor=r.actor,
            case_id=case.pk,
            title=r.POST.get("title", ""),
            due_on=_date(r.POST.get("due_on", "")),
            assignee_id=_id(r.POST.get("assignee", "")),
            at=clock.now(),
        ),
    )


@gate(ActorKind.STAFF)
@require_POST
def tick_task(request: KulanzRequest, number: str, task_id: int) -> HttpResponse:
    def act(r: KulanzRequest, case: Case) -> None:
        task = Task.objects.filter(pk=task_id, case=case).first()
        if task is None:
            raise InvalidValue("task")
        people.set_task_done(actor=r.actor, task_id=task.pk, done=r.POST.get("done") == "yes", at=clock.now())

    return _action(request, number, act)


@gate(ActorKind.STAFF)
@require_POST
def add_participant(request: KulanzRequest, number: str) -> HttpResponse:
    def act(r: KulanzRequest, case: Case) -> None:
        role = r.POST.get("role", "")
        party = _id(r.POST.get("party", ""))
        if role not in ParticipantRole.values or party is None:
            raise InvalidValue("party", _("Bitte eine Person und ihre Rolle wählen."))
        people.add_participant(
            actor=r.actor, case_id=case.pk, party_id=party, role=ParticipantRole(role), at=clock.now()
        )

    return _action(request, number, act)


@gate(ActorKind.STAFF)
@require_POST
def remove_participant(request: KulanzRequest, number: str, participant_id: int) -> HttpResponse:
    def act(r: KulanzRequest, case: Case) -> None:
        if Participant.objects.filter(pk=participant_id, case=case).exists():
            people.remove_participant(actor=r.actor, participant_id=participant_id, at=clock.now())

    return _action(request, number, act)
