"""Linking, merging and splitting cases."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.joining import link_cases, merge_cases, split_case, undo_merge
from kulanz.cases.models import Case, LinkKind
from kulanz.cases.queries.access import find_by_number
from kulanz.cases.queries.case_page import case_messages
from kulanz.cases.refusals import NoSuchCase
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import Refusal
from kulanz.interfaces.desk.cases.finding import case_or_404
from kulanz.interfaces.desk.cases.page import render_case


def _other(request: KulanzRequest) -> Case:
    year = local_date(request.tenant, clock.now()).year
    found = find_by_number(
        request.actor,
        request.POST.get("other", "")[:40],
        case_prefix=request.tenant.case_prefix,
        year=year,
    )
    if found is None:
        raise NoSuchCase
    return found


@gate(ActorKind.STAFF)
@require_POST
def link(request: KulanzRequest, number: str) -> HttpResponse:
    case = case_or_404(request, number)
    try:
        other = _other(request)
        link_cases(
            actor=request.actor, case_id=case.pk, other_id=other.pk, kind=LinkKind.RELATED, at=clock.now()
        )
    except Refusal as refusal:
        return _back(request, case, refusal, "link-dialog")
    return redirect("desk:case", number=case.number)


@gate(ActorKind.STAFF)
@require_POST
def merge(request: KulanzRequest, number: str) -> HttpResponse:
    """Merge this case into the one named, and go there."""
    case = case_or_404(request, number)
    try:
        other = _other(request)
        merge_cases(actor=request.actor, source_id=case.pk, target_id=other.pk, at=clock.now())
    except Refusal as refusal:
        return _back(request, case, refusal, "merge-dialog")
    notices.success(
        request,
        _("%(source)s ist jetzt Teil von %(target)s. Das lässt sich dort aufheben.")
        % {"source": case.number, "target": other.number},
    )
    return redirect("desk:case", number=other.number)


@gate(ActorKind.STAFF)
@require_POST
def unmerge(request: KulanzRequest, number: str) -> HttpResponse:
    case = case_or_404(request, number)
    undo_merge(actor=request.actor, source_id=case.pk, at=clock.now())
    notices.success(request, _("Die Zusammenführung ist aufgehoben."))
    return redirect("desk:case", number=case.number)


def _back(request: KulanzRequest, case: Case, refusal: Refusal, dialog: str) -> HttpResponse:
    return render_case(
        request, case, status=422, action_error=str(refusal), open_dialog=dialog, form=request.POST
    )


def _ids(values: list[str]) -> list[int]:
    return [int(v) for v in values[:500] if v.isdecimal() and len(v) < 18]


@gate(ActorKind.STAFF)
@require_http_methods(["GET", "POST"])
def split(request: KulanzRequest, number: str) -> HttpResponse:
    """Choose what the new case takes along."""
    case = case_or_404(request, number)
    at = clock.now()
    chosen_positions = _ids(request.POST.getlist("position"))
    chosen_messages = _ids(request.POST.getlist("message"))
    error, status = "", 200
    if request.method == "POST":
        try:
            new = split_case(
                actor=request.actor,
                case_id=case.pk,
                title=request.POST.get("title", ""),
                position_ids=chosen_positions,
                message_ids=chosen_messages,
                at=at,
            )
        except Refusal as refusal:
            error, status = str(refusal), 422
        else:
            return redirect("desk:case", number=new.number)
    context = {
        "case": case,
        "positions": list(case.positions.select_related("article")),
        "case_messages": [m for m in case_messages(request.actor, case, at=at) if m.case_id == case.pk],
        "error": error,
        "title_text": request.POST.get("title", ""),
        "chosen_positions": chosen_positions,
        "chosen_messages": chosen_messages,
    }
    if not case.is_open:
        raise Http404
    return render(request, "desk/cases/split.html", context, status=status)
