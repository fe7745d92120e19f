"""One decision as it was taken, the queue of what waits for a second pair of eyes, and their buttons."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kulanz.cases.permissions import visible_to
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import Refusal
from kulanz.interfaces.desk.solution.page import toned
from kulanz.interfaces.desk.solution.presenting import receipts
from kulanz.interfaces.desk.solution.reading import text_of
from kulanz.stages.solution.commands.promising import promised
from kulanz.stages.solution.commands.releasing import refuse_decision
from kulanz.stages.solution.models import Decision, Remedy
from kulanz.stages.solution.permissions import SolutionAction, decisions_visible_to, may_solve
from kulanz.stages.solution.queries.settings import limits
from kulanz.stages.solution.rules.frozen import frozen_comparison, frozen_inputs
from kulanz.stages.solution.rules.limits import decides_alone
from kulanz.stages.solution.rules.remedies import DecisionState
from kulanz.workflows.remedies import release_remedy
from kulanz.workflows.remedy_progress import finish_decision, take_back_decision

PAGE = 50


def _decision(request: KulanzRequest, decision_id: int) -> Decision:
    found = (
        decisions_visible_to(request.actor)
        .filter(pk=decision_id, case__in=visible_to(request.actor))
        .select_related("remedy", "case__customer", "executor")
        .first()
    )
    if found is None:
        raise Http404
    return found


@gate(ActorKind.STAFF)
@require_GET
def decision(request: KulanzRequest, decision_id: int) -> HttpResponse:
    return _render(request, _decision(request, decision_id))


def _render(request: KulanzRequest, found: Decision, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The calculation as it was shown when it was decided, whatever the rates are today."""
    actor = request.actor
    inputs, comparison = frozen_inputs(found.calculation), frozen_comparison(found.calculation)
    remedies = {remedy.code: remedy for remedy in Remedy.objects.filter(tenant_id=found.tenant_id)}
    fitting, dearer = receipts(inputs, comparison, remedies)
    drawn = [*fitting, *dearer]
    own = found.proposed_by_id is not None and found.proposed_by_id == actor.membership_id
    context = {
        "decision": toned(found),
        "case": found.case,
        "comparison": comparison,
        "chosen": next((r for r in drawn if r.code == found.remedy.code), None),
        "others": [r for r in drawn if r.code != found.remedy.code],
        "inputs": inputs,
        "promise": promised(found) if "offer" in found.calculation else None,
        "own": own,
        "may_approve": found.state == DecisionState.PROPOSED and not own and _covers(request, found),
        "may_refuse": found.state == DecisionState.PROPOSED
        and (own or may_solve(actor, SolutionAction.APPROVE)),
        "may_end": may_solve(actor, SolutionAction.END)
        and found.state in (DecisionState.UNDER_WAY, DecisionState.DONE),
        "form": {},
    }
    return render(request, "desk/solution/decision.html", context | extra, status=status)


def _covers(request: KulanzRequest, found: Decision) -> bool:
    return may_solve(request.actor, SolutionAction.APPROVE) and decides_alone(
        limits(found.tenant_id), request.actor.roles, found.total or Decimal(0), found.credit or Decimal(0)
    )


def _act(
    request: KulanzRequest, decision_id: int, act: Callable[[Decision], object], said: str, dialog: str = ""
) -> HttpResponse:
    found = _decision(request, decision_id)
    try:
        act(found)
    except Refusal as refusal:
        found.refresh_from_db()
        return _render(request, found, status=422, error=str(refusal), open_dialog=dialog, form=request.POST)
    notices.success(request, said)
    return redirect("desk:decision", decision_id=found.pk)


@gate(ActorKind.STAFF)
@require_POST
def approve(request: KulanzRequest, decision_id: int) -> HttpResponse:
    return _act(
        request,
        decision_id,
        lambda found: release_remedy(actor=request.actor, decision_id=found.pk, at=clock.now()),
        _("Freigegeben. Aufträge und Briefe sind unterwegs."),
    )


@gate(ActorKind.STAFF)
@require_POST
def refuse(request: KulanzRequest, decision_id: int) -> HttpResponse:
    return _act(
        request,
        decision_id,
        lambda found: refuse_decision(
            actor=request.actor,
            decision_id=found.pk,
            reason=text_of(request, "reason"),
            at=clock.now(),
        ),
        _("Nicht freigegeben. Über die Maßnahme wird neu entschieden."),
        "refuse-dialog",
    )


@gate(ActorKind.STAFF)
@require_POST
def finish(request: KulanzRequest, decision_id: int) -> HttpResponse:
    return _act(
        request,
        decision_id,
        lambda found: finish_decision(
            actor=request.actor,
            decision_id=found.pk,
            reason=text_of(request, "reason"),
            at=clock.now(),
        ),
        _("Die Maßnahme ist erledigt. Offene Aufträge bleiben in der Übersicht."),
        "finish-dialog",
    )


@gate(ActorKind.STAFF)
@require_POST
def take_back(request: KulanzRequest, decision_id: int) -> HttpResponse:
    failed = request.POST.get("state") == "failed"
    return _act(
        request,
        decision_id,
        lambda found: take_back_decision(
            actor=request.actor,
            decision_id=found.pk,
            state=DecisionState.FAILED
            if failed and found.state == DecisionState.UNDER_WAY
            else DecisionState.WITHDRAWN,
            reason=text_of(request, "reason"),
            at=clock.now(),
        ),
        _("Zurückgenommen. Die Positionen warten auf die nächste Maßnahme."),
        "take-back-dialog",
    )


@gate(ActorKind.STAFF)
@require_GET
def approvals(request: KulanzRequest) -> HttpResponse:
    """What waits for a second pair of eyes, oldest first."""
    before = request.GET.get("cursor", "")
    waiting = (
        decisions_visible_to(request.actor)
        .filter(state=DecisionState.PROPOSED.value)
        .select_related("remedy", "case__customer")
        .defer("calculation")
        .order_by("pk")
    )
    if before.isdecimal() and len(before) < 18:
        waiting = waiting.filter(pk__gt=int(before))
    rows = list(waiting[: PAGE + 1])
    return render(
        request,
        "desk/solution/approvals.html",
        {
            "rows": rows[:PAGE],
            "next_cursor": rows[PAGE - 1].pk if len(rows) > PAGE else None,
            "may_approve": may_solve(request.actor, SolutionAction.APPROVE),
            "me": request.actor.membership_id,
            "menu_current": "approvals",
        },
    )
