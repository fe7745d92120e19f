"""The page on which a complaint is decided: justified or not, what each remedy costs, which one."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.template.defaultfilters import floatformat
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case, Position
from kulanz.cases.models.choices import COVERAGE, WISHED_REMEDY
from kulanz.cases.permissions import Action, allows
from kulanz.cases.rules import CarriedOutBy, ClaimStatus, Coverage
from kulanz.core import clock
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.names import named
from kulanz.interfaces.desk.cases.finding import case_or_404
from kulanz.interfaces.desk.solution.presenting import Receipt, receipts
from kulanz.interfaces.desk.solution.reading import PRICES
from kulanz.masterdata.catalog.models import Article, Executor
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.parties.models import Technician, WorkKind
from kulanz.masterdata.parties.queries.interlock import certified_people
from kulanz.stages.solution.models import Decision, Reason, Remedy, ServiceDetail
from kulanz.stages.solution.permissions import SolutionAction, decisions_visible_to, may_solve
from kulanz.stages.solution.queries.comparison import compare_case
from kulanz.stages.solution.queries.offers import bought
from kulanz.stages.solution.queries.settings import limits
from kulanz.stages.solution.rules.figures import Entry
from kulanz.stages.solution.rules.remedies import DecisionState, ReasonPurpose

_LAW_CHOOSES = ("repair", "replacement")
_EXECUTOR_OF: Final[dict[str, ExecutorKind]] = {
    CarriedOutBy.DEALER: ExecutorKind.DEALER,
    CarriedOutBy.FACTORY: ExecutorKind.FACTORY,
    CarriedOutBy.PARTNER: ExecutorKind.FIRM,
}


@gate(ActorKind.STAFF)
@require_GET
def comparison(request: KulanzRequest, number: str) -> HttpResponse:
    return render_comparison(request, case_or_404(request, number))


def render_comparison(request: KulanzRequest, case: Case, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The page; `extra` brings back what a refused form held, with the error beside it."""
    actor = request.actor
    today = local_date(request.tenant, clock.now())
    positions = list(Position.objects.filter(case=case).select_related("article").order_by("pk"))
    chosen = _chosen(request, positions)
    compared = compare_case(case, day=today, position_ids=chosen)
    remedies = {
        remedy.code: remedy for remedy in Remedy.objects.filter(tenant_id=case.tenant_id, active=True)
    }
    fitting, dearer = receipts(compared.inputs, compared.comparison, remedies)
    reasons: dict[str, list[Reason]] = {}
    for reason in Reason.objects.filter(tenant_id=case.tenant_id, active=True):
        reasons.setdefault(reason.purpose, []).append(reason)
    may_decide = may_solve(actor, SolutionAction.DECIDE) and case.is_open
    executors = list(Executor.objects.filter(tenant_id=case.tenant_id, active=True)[:200])
    paid = bought(list(compared.positions) or positions, currency=compared.comparison.currency)
    wishes = [p.wished_remedy for p in compared.positions if p.wished_remedy]
    context: dict[str, Any] = {
        "case": case,
        "positions": positions,
        "chosen": chosen,
        "under_review": [p for p in positions if p.claim_status == ClaimStatus.UNDER_REVIEW],
        # a complaint may be decided before anybody named an article
        "whole": not positions and case.claim_status == ClaimStatus.UNDER_REVIEW,
        "accepted": [p for p in compared.positions if p.claim_status == ClaimStatus.ACCEPTED],
        "comparison": compared.comparison,
        "benchmark_name": named(remedies[compared.comparison.benchmark])
        if compared.comparison.benchmark in remedies
        else "",
        **_own_limit(actor, case.tenant_id, [*fitting, *dearer]),
        "receipts": fitting,
        "dearer": dearer,
        "parts": compared.parts,
        "executors": executors,
        "reasons": reasons,
        "decisions": [
            toned(decision)
            for decision in decisions_visible_to(actor)
            .filter(case=case)
            .select_related("remedy")
            .defer("calculation")
            .order_by("-pk")[:50]
        ],
        "country": compared.inputs.country,
        "coverages": COVERAGE,
        # what the customer asked for stays so when it is decided; the choice is bound by what is still open
        "wished": _wishes(p for p in positions if p.pk in chosen),
        "wishes": _wishes(compared.positions),
        "wish_binds": case.coverage == Coverage.STATUTORY and any(w in _LAW_CHOOSES for w in wishes),
        "paid": paid,
        "is_business": bool(case.customer and case.customer.is_business),
        "may_judge": allows(actor, Action.DECIDE_CLAIM, case) and case.is_open,
        "may_enter": may_solve(actor, SolutionAction.ENTER) and case.is_open,
        "may_decide": may_decide,
        "has_remedies": bool(remedies),
        **_service_form(
            case,
            remedies.values(),
            compared.inputs.entries,
            extra["form"] if extra.get("open_service") else None,
            executors,
        ),
        "work_kinds": list(WorkKind.objects.filter(tenant_id=case.tenant_id, active=True)[:200]),
        "assemblers": _assemblers(case, today, [*fitting, *dearer]),
        "key": secrets.token_urlsafe(24),
        "form": {},
        **extra,
    }
    context |= _refused(case, context)
    return render(request, "desk/solution/comparison.html", context | _repeated(context), status=status)


def _refused(case: Case, context: Mapping[str, Any]) -> dict[str, Any]:
    """What a refused form had chosen from lists: its article; and who carries it out, where nobody chose
    again whoever is entered."""
    form = context["form"]
    number = form.get("article", "") if context.get("open_part") else ""
    known = Article.objects.filter(tenant_id=case.tenant_id)
    article = known.filter(pk=number).first() if number.isdecimal() and len(number) < 18 else None
    typed = form.get("executor", "") if str(context.get("open_dialog", "")).startswith("choose-") else ""
    chosen = typed or str(context["service"]["executor"] or "")
    entered = not (context["service"].get("proposed") or context.get("open_service"))
    carrying_out = next((one for one in context["executors"] if str(one.pk) == chosen), None)
    return {
        "part_article": article,
        "carrying_out": carrying_out,
        "is_entered": entered and carrying_out is not None and not typed,
    }


def _repeated(context: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the form of every remedy, written once."""
    reasons, form = context["reasons"], context["form"]
    accepted: list[Position] = context["accepted"]
    return {
        "accepted_inputs": format_html_join(
            "", '<input type="hidden" name="position" value="{}">', ((p.pk,) for p in accepted)
        ),
        "accepted_text": ", ".join(f"{p.label} × {floatformat(p.quantity, '-2')}" for p in accepted),
        "assembler_options": format_html_join(
            "",
            '<option value="{}"{}>{}, {}</option>',
            (
                (t.pk, " selected" if str(t.pk) == form.get("assembler") else "", t.name, t.organisation.name)
                for t in context["assemblers"]
            ),
        ),
        "exclusion_options": _options(reasons.get(ReasonPurpose.EXCLUSION.value, ())),
        "dearer_options": _options(reasons.get(ReasonPurpose.DEARER.value, ()), form.get("dearer_reason")),
        "wish_options": _options(
            reasons.get(ReasonPurpose.OTHER_THAN_WISHED.value, ()), form.get("wish_reason")
        ),
    }


def _assemblers(case: Case, day: date, drawn: Iterable[Receipt]) -> list[Technician]:
    """Who may be named for assembling, where a remedy sends a safety-relevant part at all."""
    if not any(receipt.certified_only for receipt in drawn):
        return []
    return certified_people(case.tenant_id, day=day, dealer_id=case.dealer_id)


def _options(reasons: Iterable[Reason], chosen: str | None = None) -> SafeString:
    rows = ((reason.name, " selected" if reason.name == chosen else "", named(reason)) for reason in reasons)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


_TONES = {
    DecisionState.PROPOSED.value: "wait",
    DecisionState.UNDER_WAY.value: "info",
    DecisionState.DONE.value: "ok",
    DecisionState.FAILED.value: "danger",
}


def toned(decision: Decision) -> Decision:
    """The decision with the tone of its state, for the page."""
    decision.tone = _TONES.get(decision.state, "neutral")  # type: ignore[attr-defined]  # for this page only
    return decision


def _own_limit(actor: Actor, tenant_id: int, drawn: Iterable[Receipt]) -> dict[str, Any]:
    """Which remedies cost more than the reader decides alone, and up to which credit he does (None: any)."""
    known = limits(tenant_id)
    own = [known[role] for role in actor.roles if role in known]
    above = {
        receipt.code
        for receipt in drawn
        if receipt.total is not None and not any(limit.covers(receipt.total, Decimal(0)) for limit in own)
    }
    credit = [limit.credit for limit in own if limit.credit is not None]
    bounded = bool(own) and len(credit) == len(own)
    return {"above_limit": above if own else set(), "limit_credit": max(credit) if bounded else None}


def _service_form(
    case: Case,
    remedies: Iterable[Remedy],
    entries: Iterable[Entry],
    typed: QueryDict | None,
    executors: Iterable[Executor],
) -> dict[str, Any]:
    """Detail-Fremdkundendienst: for which remedy its prices count, and what is entered or was just typed.

    Where nothing is entered yet, the one executor is proposed who does what the case says.
    """
    code = next((remedy.code for remedy in remedies if remedy.needs_executor), "")
    shown: dict[str, Any]
    if typed is not None:
        shown = {name: typed.get(name, "") for name in ("executor", "work_kind", "task", *PRICES)}
        return {"service_remedy": code, "service": shown}
    detail = ServiceDetail.objects.filter(case=case).first()
    prices = {entry.kind: entry.amount for entry in entries if entry.remedy == code and not entry.item}
    shown = {name: prices.get(name) for name in PRICES}
    if detail is not None:
        shown |= {"executor": detail.executor_id, "work_kind": detail.work_kind_id, "task": detail.task}
        return {"service_remedy": code, "service": shown}
    kind = _EXECUTOR_OF.get(case.carried_out_by)
    fitting = [one for one in executors if one.kind == kind]
    proposed = fitting[0].pk if len(fitting) == 1 else None
    return {"service_remedy": code, "service": shown | {"executor": proposed, "proposed": proposed}}


def _wishes(positions: Iterable[Position]) -> list[Any]:
    wished = (position.wished_remedy for position in positions if position.wished_remedy)
    return [dict(WISHED_REMEDY)[wish] for wish in dict.fromkeys(wished)]


def _chosen(request: KulanzRequest, positions: list[Position]) -> list[int]:
    """The positions compared: those named in the address, else all that wait for a remedy."""
    source = request.POST if request.method == "POST" else request.GET
    wanted = {int(pk) for pk in source.getlist("position") if pk.isdecimal() and len(pk) < 18}
    ids = [position.pk for position in positions]
    return [pk for pk in ids if pk in wanted] or ids
