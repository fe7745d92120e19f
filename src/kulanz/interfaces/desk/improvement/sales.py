"""Taking over sales figures: look first, then take over exactly what was shown."""

from __future__ import annotations

from django import forms
from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.files.refusals import UploadNotFound
from kulanz.core.refusal import Refusal
from kulanz.core.tables.keeping import drop_list, keep_list, kept_list
from kulanz.core.tables.serving import table_response
from kulanz.interfaces.desk.improvement.door import importers
from kulanz.interfaces.desk.improvement.presenting import month_name, number
from kulanz.stages.improvement.commands.sales import SalesPlan, import_sales, plan_sales
from kulanz.stages.improvement.permissions import StatisticsAction, may_with_statistics
from kulanz.stages.improvement.queries.sales import sold_by_month
from kulanz.stages.improvement.refusals import SALES_FLAWS, SalesListRefused
from kulanz.stages.improvement.rules.sales import HEADINGS


class SalesForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Liste"),
        help_text=gettext_lazy("CSV oder XLSX, höchstens 50 MB und 1.100.000 Zeilen"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )


@importers
@require_http_methods(["GET", "POST"])
def sales(request: KulanzRequest) -> HttpResponse:
    """What is there, and the dry run of a new list."""
    if request.method == "GET":
        return _page(request, SalesForm())
    form = SalesForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    given, at = form.cleaned_data["file"], clock.now()
    content = given.read()
    try:
        plan = plan_sales(actor=request.actor, name=given.name, content=content, at=at)
        token = "" if plan.problems or not plan.rows else _keep(request, given.name, content)
    except Refusal as refusal:
        form.add_error("file", str(refusal))
        return _page(request, form, status=422)
    return _page(request, form, plan=plan, token=token, name=given.name, status=422 if plan.problems else 200)


@importers
@require_POST
def take_over(request: KulanzRequest) -> HttpResponse:
    token, at = request.POST.get("token", ""), clock.now()
    tenant_id, bound_to = request.tenant.pk, _bound_to(request)
    try:
        name, content = kept_list(tenant_id=tenant_id, token=token, bound_to=bound_to, at=at)
        plan = import_sales(
            actor=request.actor, name=name, content=content, at=at, expected=request.POST.get("digest", "")
        )
    except UploadNotFound:
        notices.error(request, _("Die Liste liegt nicht mehr vor. Bitte wählen Sie sie noch einmal aus."))
        return redirect("desk:sales")
    except SalesListRefused as refused:
        plan = SalesPlan(problems=refused.problems, found=refused.found)
        return _page(request, SalesForm(), plan=plan, status=409)
    except Refusal as refusal:
        notices.error(request, str(refusal))
        return redirect("desk:sales")
    drop_list(tenant_id=tenant_id, token=token, bound_to=bound_to, at=at)
    notices.success(
        request,
        _("Übernommen: %(new)s neu, %(changed)s geändert, %(unchanged)s unverändert.")
        % {"new": number(plan.new), "changed": number(plan.changed), "unchanged": number(plan.unchanged)},
    )
    return redirect("desk:sales")


@importers
@require_GET
def sales_template(request: KulanzRequest) -> HttpResponse:
    """An empty list with the headings and a line as an example."""
    headings = [spellings[0] for spellings in HEADINGS.values()]
    return table_response(
        "verkaufszahlen",
        request.GET.get("form", "csv"),
        headings,
        [["2026-10", "4711", "", request.tenant.country, 12]],
    )


def _keep(request: KulanzRequest, name: str, content: bytes) -> str:
    return keep_list(
        tenant_id=request.tenant.pk,
        bound_to=_bound_to(request),
        name=name,
        content=content,
        at=clock.now(),
    )


def _bound_to(request: KulanzRequest) -> str:
    return f"sales:{request.actor.membership_id}"


def _page(
    request: KulanzRequest,
    form: SalesForm,
    *,
    plan: SalesPlan | None = None,
    token: str = "",
    name: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "plan": plan,
        "token": token,
        "name": name,
        "span": " – ".join(dict.fromkeys(month_name(m) for m in (plan.first, plan.last) if m))
        if plan
        else "",
        "problems": [
            (problem.line, _column(problem.column), problem.value, SALES_FLAWS[problem.flaw])
            for problem in (plan.problems if plan else ())
        ],
        "months": [
            (month_name(month), rows, number(units)) for month, rows, units in sold_by_month(request.actor)
        ],
        "columns": [(spellings[0], _MEANING[column]) for column, spellings in HEADINGS.items()],
        "may_read": may_with_statistics(request.actor, StatisticsAction.READ),
        "menu_current": "sales",
    }
    return render(request, "desk/improvement/sales.html", context, status=status)


def _span(plan: SalesPlan | None) -> str:
    """First and last month of the list; one of them where they are the same."""
    months = (plan.first, plan.last) if plan else ()
    return " – ".join(dict.fromkeys(month_name(month) for month in months if month))


def _column(name: str) -> str:
    return HEADINGS[name][0] if name in HEADINGS else name


_MEANING = {
    "month": gettext_lazy("Monat der Lieferung, wie 2026-10 oder 10/2026"),
    "article": gettext_lazy("wie im Artikelstamm"),
    "dealer": gettext_lazy("leer, wo direkt verkauft wurde"),
    "country": gettext_lazy("zwei Buchstaben, wie DE"),
    "quantity": gettext_lazy("Stück ohne Stornos; unter 0, wo mehr storniert als verkauft wurde"),
}
