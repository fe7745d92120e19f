"""The list of service reports, one of them alone, and those of a case."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from django.contrib import messages as notices
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import Refusal
from kulanz.interfaces.desk.cases.finding import case_or_404
from kulanz.interfaces.desk.reports.correction_form import CorrectionForm
from kulanz.screens.case_files import report_response
from kulanz.stages.execution.models import ServiceReport
from kulanz.stages.execution.permissions_of_reports import may_correct_report, may_send_report
from kulanz.stages.execution.queries.reports import held_entries, report_list, shown_reports
from kulanz.workflows.report_documents import send_report
from kulanz.workflows.reports_told import reports_told, result_badge, tell_report
from kulanz.workflows.writing import writer_of

VIEWS: Final = (
    ("all", pgettext_lazy("reports", "Alle")),
    ("unauthorised", gettext_lazy("Ohne gültige Berechtigung")),
    ("unproven", gettext_lazy("Sicherheit nicht nachgewiesen")),
    ("photos", gettext_lazy("Mit fehlenden Fotos")),
    ("conflicts", gettext_lazy("Mit mehreren Fassungen")),
    ("unsafe", gettext_lazy("Produkt nicht benutzbar")),
)
_MOST_HELD: Final = 50


@gate(ActorKind.STAFF)
@require_GET
def reports(request: KulanzRequest) -> HttpResponse:
    chosen = request.GET.get("view", "all")
    view = chosen if chosen in dict(VIEWS) else "all"
    page = report_list(request.actor, shown=view, cursor=request.GET.get("cursor", ""))
    more = f"?view={view}&cursor={page.next_cursor.replace('+', '%2B')}" if page.next_cursor else ""
    context: dict[str, Any] = {
        "rows": [{"report": row, "badge": result_badge(row)} for row in page.rows],
        "more_url": more,
    }
    if request.headers.get("HX-Request"):
        return render(request, "desk/reports/rows.html", context)
    context |= {
        "views": VIEWS,
        "view": view,
        "title": dict(VIEWS)[view],
        "held": list(held_entries(request.actor)[:_MOST_HELD]) if view in ("all", "conflicts") else [],
        "menu_current": "reports",
    }
    return render(request, "desk/reports/list.html", context)


def report_or_404(request: KulanzRequest, number: str) -> ServiceReport:
    found = shown_reports(request.actor).filter(number=number).first()
    if found is None:
        raise Http404
    return found


@gate(ActorKind.STAFF)
@require_GET
def report(request: KulanzRequest, report_number: str) -> HttpResponse:
    return render_report(request, report_or_404(request, report_number))


def render_report(
    request: KulanzRequest,
    found: ServiceReport,
    *,
    status: int = 200,
    error: str = "",
    correct_form: CorrectionForm | None = None,
) -> HttpResponse:
    may_correct = may_correct_report(request.actor)
    case = found.visit.case
    others = shown_reports(request.actor).filter(visit=found.visit_id).exclude(pk=found.pk).order_by("pk")
    context = {
        "report": tell_report(request.actor, found),
        "case": case,
        "visit": found.visit,
        "others": list(others),
        "may_send": may_send_report(request.actor) and case.customer_id is not None,
        "passes_on": writer_of(case).passes_on,
        "correct_form": correct_form or (CorrectionForm(report=found) if may_correct else None),
        "version": found.correction.number if found.correction is not None else 0,
        "error": error,
        "menu_current": "reports",
    }
    return render(request, "desk/reports/report.html", context, status=status)


@gate(ActorKind.STAFF)
@require_GET
def report_pdf(request: KulanzRequest, report_number: str) -> HttpResponseBase:
    """The report's document as it is now, at an address that stays."""
    found = report_or_404(request, report_number)
    return report_response(request, found, as_copy=False, at=clock.now())


@gate(ActorKind.STAFF)
@require_POST
def send(request: KulanzRequest, report_number: str) -> HttpResponse:
    """A copy for the customer, by hand."""
    found = report_or_404(request, report_number)
    try:
        sent = send_report(actor=request.actor, report_id=found.pk, at=clock.now())
    except Refusal as refusal:
        return render_report(request, found, status=409, error=str(refusal))
    told = ngettext("Die Kopie ist unterwegs.", "%(count)s Kopien sind unterwegs.", sent)
    notices.success(request, told % {"count": sent} if sent > 1 else told)
    return redirect("desk:report", report_number=report_number)


@gate(ActorKind.STAFF)
@require_GET
def of_case(request: KulanzRequest, number: str) -> HttpResponse:
    """The part of the case page that renews itself."""
    found = case_or_404(request, number)
    told = reports_told(request.actor, found)
    answer = render(request, "desk/reports/of_case.html", {"reports": told})
    tag = f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304)
    answer["ETag"] = tag
    return answer
