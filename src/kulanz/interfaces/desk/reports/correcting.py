"""The office puts times and travel of a report right."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.core.ui.forms import add_refusal
from kulanz.core.ui.typed import key_of
from kulanz.interfaces.desk.reports.correction_form import CorrectionForm, rebased
from kulanz.interfaces.desk.reports.pages import render_report, report_or_404
from kulanz.stages.execution.models import ServiceReport
from kulanz.stages.execution.permissions_of_reports import REPORT_CORRECTORS
from kulanz.stages.execution.refusals_of_reports import CorrectedMeanwhile
from kulanz.stages.execution.rules.report_corrections import Times
from kulanz.workflows.report_correcting import correct_times


@gate(ActorKind.STAFF, roles=REPORT_CORRECTORS)
@require_POST
def correct(request: KulanzRequest, report_number: str) -> HttpResponse:
    """A correction with its reason; nothing typed is lost when it is refused."""
    found = report_or_404(request, report_number)
    form = CorrectionForm(request.POST, report=found)
    if not form.is_valid():
        return render_report(request, found, status=422, correct_form=form)
    expected = key_of(request.POST.get("version", ""))
    try:
        correct_times(
            actor=request.actor,
            report_id=found.pk,
            times=form.times,
            reason=form.cleaned_data["reason"],
            expected=expected if expected is not None else -1,
            at=clock.now(),
        )
    except NotAllowed:
        raise
    except CorrectedMeanwhile as refused:
        return _overtaken(request, report_or_404(request, report_number), expected, refused)
    except Refusal as refused:
        add_refusal(form, refused)
        return render_report(request, found, status=422, correct_form=form)
    notices.success(request, _("Der Bericht ist berichtigt. Die berichtigte Fassung wird gerade erstellt."))
    return redirect("desk:report", report_number=report_number)


def _overtaken(
    request: KulanzRequest, found: ServiceReport, expected: int | None, refused: CorrectedMeanwhile
) -> HttpResponse:
    """What he changed on top of what somebody else put right meanwhile, to look at and send again."""
    form = CorrectionForm(report=found)
    data = rebased(request.POST, _seen(found, expected), form.counting, form.zone)
    form = CorrectionForm(data, report=found)
    add_refusal(form, refused)
    return render_report(request, found, status=409, correct_form=form)


def _seen(report: ServiceReport, expected: int | None) -> Times:
    """What stood there when he opened the page."""
    corrections = {one.number: one for one in report.corrections.all()}
    return corrections[expected].times if expected in corrections else report.reported_times
