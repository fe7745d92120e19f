"""A dealer reads both options side by side and decides. Opening the page changes nothing."""

from __future__ import annotations

from typing import Any, Final, cast

from django.contrib import messages as notices
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kulanz.cases.calendar import local_date
from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.access.throttle import hit
from kulanz.core.access.tokens import digest_of
from kulanz.core.refusal import Refusal
from kulanz.interfaces.public.linked import behind_a_link, choose_language
from kulanz.interfaces.public.tracking.link import private
from kulanz.interfaces.public.tracking.renewal import unknown_link
from kulanz.masterdata.parties.commands.options import Answer
from kulanz.masterdata.parties.queries.service_house import is_ready_for_safety
from kulanz.masterdata.parties.refusals_of_contracts import RoundOver
from kulanz.workflows.option_letters import paragraphs_of
from kulanz.workflows.option_texts import choices, comparison, title_in
from kulanz.workflows.options import OptionVisit, decide_by_link, faults_of_answer, option_visit

ACTS_AN_HOUR: Final = 30


class TooManyDecisions(Refusal):
    message = gettext_lazy(
        "Über diesen Link kam in der letzten Stunde schon sehr viel. Bitte versuchen Sie es später wieder."
    )


def _show(request: HttpRequest, token: str) -> HttpResponseBase:
    known, at = cast(KulanzRequest, request), clock.now()
    visit = option_visit(secret=token, at=at)
    if visit is None or visit.decision.tenant_id != known.tenant.pk:
        return private(unknown_link(known))
    if request.method != "POST":
        return _page(known, token, visit)
    if request.POST.get("act") == "language":
        return _language(known, token)
    # counted outside of what a refusal undoes
    key = f"option:{digest_of(token).hex()[:40]}"
    in_time = hit("option_acts", key, limit=ACTS_AN_HOUR, window_seconds=3600, at=at)
    answer = Answer(
        option=request.POST.get("option", ""),
        name=request.POST.get("name", ""),
        remark=request.POST.get("remark", ""),
    )
    try:
        with transaction.atomic():
            if not in_time:
                raise TooManyDecisions
            decide_by_link(visit=visit, answer=answer, at=at)
    except Refusal as refusal:
        status = 409 if isinstance(refusal, RoundOver) else 422
        faults = faults_of_answer(answer) if refusal.field else []
        errors = {fault.field or "": str(fault) for fault in faults or [refusal]}
        return _page(known, token, visit, status, errors=errors)
    notices.success(request, _("Danke. Ihre Entscheidung ist gespeichert; wir haben sie Ihnen auch gemailt."))
    return private(redirect("public:option", token=token))


def _language(request: KulanzRequest, token: str) -> HttpResponseBase:
    return private(choose_language(request, redirect("public:option", token=token)))


def _page(
    request: KulanzRequest, token: str, visit: OptionVisit, status: int = 200, **more: Any
) -> HttpResponseBase:
    decision, option_round = visit.decision, visit.decision.round
    decision.refresh_from_db()
    language = (get_language() or "de")[:2]
    over = option_round.closed_at is not None or (
        local_date(request.tenant, clock.now()) > option_round.deadline
    )
    posted = request.POST if status != 200 else {}
    context = {
        "token": token,
        "dealer": decision.dealer,
        "round": option_round,
        "heading": title_in(option_round.title, language),
        "decision": decision,
        "paragraphs": paragraphs_of(option_round, language),
        "rows": comparison(language),
        "choices": choices(language),
        "language": language,
        "over": over,
        "typed": {
            "option": posted.get("option", decision.option if decision.decided_at else ""),
            "name": posted.get("name", "")[:200],
            "remark": posted.get("remark", decision.remark)[:4000],
        },
        "ready": is_ready_for_safety(decision.dealer_id, local_date(request.tenant, clock.now())),
        "errors": {},
        **more,
    }
    return private(render(request, "public/option/option.html", context, status=status))


show = behind_a_link(_show, "GET", "HEAD", "POST")
