"""The forms of the comparison: one command each, then back to the page."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kulanz.cases.commands.claiming import Verdict, decide_claim, decide_positions
from kulanz.cases.commands.editing import edit_fields
from kulanz.cases.models import Case, Position
from kulanz.cases.rules import ClaimStatus, ClosedBy
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.names import named
from kulanz.core.refusal import Refusal
from kulanz.interfaces.desk.cases.finding import case_or_404
from kulanz.interfaces.desk.solution.page import render_comparison
from kulanz.interfaces.desk.solution.reading import (
    PRICES,
    amount_of,
    id_of,
    part_of,
    reason_of,
    seen_of,
    text_of,
)
from kulanz.stages.solution.commands import figures
from kulanz.stages.solution.commands.deciding import Choice
from kulanz.stages.solution.models import CostEntry, ServiceDetail
from kulanz.stages.solution.refusals import AmountInvalid
from kulanz.stages.solution.rules.remedies import DecisionState
from kulanz.workflows.closing import close_and_tell
from kulanz.workflows.judging import judge_positions
from kulanz.workflows.remedies import decide_remedy

Act = Callable[[KulanzRequest, Case], object]


def _act(request: KulanzRequest, number: str, act: Act, anchor: str = "", **back: Any) -> HttpResponse:
    """Do it and return to the page; a refusal shows its sentence there and keeps what was typed."""
    case = case_or_404(request, number)
    try:
        act(request, case)
    except Refusal as refusal:
        case.refresh_from_db()
        return render_comparison(
            request,
            case,
            status=422,
            error=str(refusal),
            error_field=refusal.field,
            form=request.POST,
            **back,
        )
    return redirect(reverse("desk:comparison", args=[case.number]) + anchor)


@gate(ActorKind.STAFF)
@require_POST
def judge(request: KulanzRequest, number: str) -> HttpResponse:
    """Justified or not, each position or all at once; when nothing is left of the claim, the case ends."""

    def act(request: KulanzRequest, case: Case) -> None:
        at = clock.now()
        if not Position.objects.filter(case=case).exists():
            _judge_whole(request, case)
            return
        open_ids = Position.objects.filter(case=case, claim_status=ClaimStatus.UNDER_REVIEW.value)
        verdicts: dict[int, Verdict] = {}
        everything = request.POST.get("verdict", "")
        for pk in open_ids.values_list("pk", flat=True):
            word = everything or request.POST.get(f"verdict-{pk}", "")
            if word in ("accepted", "rejected"):
                reason = reason_of(request, "reason" if everything else f"reason-{pk}")
                verdicts[pk] = Verdict(word == "accepted", reason)
        nothing_left = len(verdicts) == open_ids.count() and not any(v.accepted for v in verdicts.values())
        others = Position.objects.filter(case=case).exclude(claim_status=ClaimStatus.REJECTED.value)
        if nothing_left and others.count() == len(verdicts):
            decide_positions(actor=request.actor, case_id=case.pk, verdicts=verdicts, at=at)
            _end_rejected(request, case)
            return
        judge_positions(actor=request.actor, case_id=case.pk, verdicts=verdicts, at=at)
        if any(verdict.accepted for verdict in verdicts.values()):
            notices.success(request, _("Anerkannt. Jetzt die Maßnahme wählen."))

    return _act(request, number, act, "#massnahmen", open_dialog="judge")


def _judge_whole(request: KulanzRequest, case: Case) -> None:
    """A complaint nobody has named an article for is decided as a whole."""
    at = clock.now()
    accepted = request.POST.get("verdict") == "accepted"
    reason = reason_of(request, "reason")
    decide_claim(actor=request.actor, case_id=case.pk, accepted=accepted, reason=reason, at=at)
    if accepted:
        notices.success(request, _("Anerkannt. Für die Maßnahme bitte noch den Artikel eintragen."))
        return
    _end_rejected(request, case)


def _end_rejected(request: KulanzRequest, case: Case) -> None:
    close_and_tell(
        actor=request.actor,
        case_id=case.pk,
        closed_by=ClosedBy.REJECTION,
        with_letter="letter" in request.POST or "letter_asked" not in request.POST,
        at=clock.now(),
    )
    notices.success(request, _("Abgelehnt. Der Vorgang ist beendet."))


@gate(ActorKind.STAFF)
@require_POST
def enter(request: KulanzRequest, number: str) -> HttpResponse:
    """A figure by hand, or undone."""

    def act(request: KulanzRequest, case: Case) -> None:
        undo = "undo" in request.POST
        amount = None if undo else amount_of(request, "amount")
        if amount is None and not undo:
            raise AmountInvalid
        figures.enter_cost(
            actor=request.actor,
            case_id=case.pk,
            cost_kind=text_of(request, "cost_kind"),
            remedy="" if request.POST.get("for_all") else text_of(request, "remedy"),
            position_id=id_of(request, "position_id"),
            part_id=id_of(request, "part_id"),
            amount=amount,
            reason=reason_of(request, "reason"),
            at=clock.now(),
        )

    ident = text_of(request, "line")[:80]
    return _act(request, number, act, f"#{ident}" if ident else "", open_line=ident)


@gate(ActorKind.STAFF)
@require_POST
def part(request: KulanzRequest, number: str) -> HttpResponse:
    """Name a spare part, or change one."""

    def act(request: KulanzRequest, case: Case) -> None:
        figures.save_spare_part(
            actor=request.actor,
            case_id=case.pk,
            part=part_of(request),
            part_id=id_of(request, "part"),
            at=clock.now(),
        )

    return _act(request, number, act, "#ersatzteile", open_part=True)


@gate(ActorKind.STAFF)
@require_POST
def drop_part(request: KulanzRequest, number: str, part_id: int) -> HttpResponse:
    return _act(
        request,
        number,
        lambda r, case: figures.remove_spare_part(
            actor=r.actor, case_id=case.pk, part_id=part_id, at=clock.now()
        ),
        "#ersatzteile",
    )


@gate(ActorKind.STAFF)
@require_POST
def exclude(request: KulanzRequest, number: str) -> HttpResponse:
    return _act(
        request,
        number,
        lambda r, case: figures.exclude_remedy(
            actor=r.actor,
            case_id=case.pk,
            remedy=text_of(r, "remedy"),
            excluded=r.POST.get("excluded") == "yes",
            reason=reason_of(r, "reason"),
            at=clock.now(),
        ),
        "#massnahmen",
    )


def _prices(case: Case, remedy: str) -> dict[str, Decimal]:
    """What is entered for an external service as a whole."""
    entries = CostEntry.objects.filter(
        case=case, remedy__code=remedy, cost_kind__code__in=PRICES, position=None, part=None, ended_at=None
    )
    return dict(entries.values_list("cost_kind__code", "amount"))


@gate(ActorKind.STAFF)
@require_POST
def service(request: KulanzRequest, number: str) -> HttpResponse:
    """Detail-Fremdkundendienst: who comes, what for, at which prices."""

    def act(request: KulanzRequest, case: Case) -> None:
        at = clock.now()
        amounts = {kind: amount_of(request, kind) for kind in PRICES}
        before = ServiceDetail.objects.filter(case=case).values_list("executor_id", flat=True).first()
        shown = _prices(case, text_of(request, "remedy"))
        detail = figures.plan_service(
            actor=request.actor,
            case_id=case.pk,
            executor_id=id_of(request, "executor"),
            task=text_of(request, "task"),
            work_kind_id=id_of(request, "work_kind"),
            at=at,
        )
        chosen = detail.executor if detail.executor_id != before else None
        for kind, typed in amounts.items():
            # somebody newly chosen brings his usual prices along where nothing was typed; what the form
            # still shows of the one before was not typed for him
            left = typed is None or (before is not None and typed == shown.get(kind))
            usual = getattr(chosen, kind) if left and chosen is not None else None
            amount = usual if left and chosen is not None else typed
            if amount is not None and usual is None and amount == shown.get(kind):
                continue  # shown, and left as it is
            figures.enter_cost(
                actor=request.actor,
                case_id=case.pk,
                cost_kind=kind,
                remedy=text_of(request, "remedy"),
                amount=amount,
                reason="" if usual is None else _("üblicher Preis von %(who)s") % {"who": chosen},
                usual_of="" if usual is None else str(chosen),
                at=at,
            )

    return _act(request, number, act, "#dienst", open_service=True)


@gate(ActorKind.STAFF)
@require_POST
def decide(request: KulanzRequest, number: str) -> HttpResponse:
    """Choose the remedy: everything it starts begins with it, once."""
    code = text_of(request, "remedy")[:30]

    def act(request: KulanzRequest, case: Case) -> None:
        chosen = [int(pk) for pk in request.POST.getlist("position") if pk.isdecimal() and len(pk) < 18]
        decision = decide_remedy(
            actor=request.actor,
            case_id=case.pk,
            choice=Choice(
                remedy=code,
                position_ids=chosen or None,
                amount=amount_of(request, "amount"),
                dearer_reason=reason_of(request, "dearer_reason"),
                wish_reason=reason_of(request, "wish_reason"),
                wish_consent=request.POST.get("wish_consent") == "yes",
                executor_id=id_of(request, "executor"),
                recipient=text_of(request, "recipient"),
                note=text_of(request, "note"),
                assembler_id=id_of(request, "assembler"),
                assembly_declared=request.POST.get("assembly_declared") == "yes",
                seen=seen_of(request, "seen"),
            ),
            key=f"desk:{text_of(request, 'key') or secrets.token_urlsafe(24)}",
            at=clock.now(),
        )
        if decision.state == DecisionState.PROPOSED:
            notices.info(request, _("Der Betrag liegt über Ihrer Grenze. Der Vorschlag wartet auf Freigabe."))
        else:
            notices.success(request, _("%(remedy)s ist eingeleitet.") % {"remedy": named(decision.remedy)})

    return _act(request, number, act, "#entscheidungen", open_dialog=f"choose-{code}")


@gate(ActorKind.STAFF)
@require_POST
def coverage(request: KulanzRequest, number: str) -> HttpResponse:
    """Why the customer does or does not pay: it decides whose choice the remedy is."""
    return _act(
        request,
        number,
        lambda r, case: edit_fields(
            actor=r.actor,
            case_id=case.pk,
            values={"coverage": text_of(r, "coverage")},
            base={"coverage": r.POST.get("coverage_base", "")},
            at=clock.now(),
        ),
    )
