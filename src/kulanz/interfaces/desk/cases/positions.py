"""One position of a case: what it is, what is wrong with it, what was paid for it, what is wished for."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.cases.commands.comparing import shown as told
from kulanz.cases.commands.new_positions import NewPosition
from kulanz.cases.commands.positions import (
    POSITION_FIELDS,
    add_position,
    edit_position,
)
from kulanz.cases.models import Case, Position
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import Refusal
from kulanz.core.ui.forms import add_refusal
from kulanz.interfaces.desk.administration.door import number_of
from kulanz.interfaces.desk.cases.finding import case_or_404
from kulanz.interfaces.desk.cases.position_forms import TAX_RATES, PositionForm, SplitForm, code_context
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Party
from kulanz.workflows.positions import remove_position, split_position

EDITED: Final = tuple(name for name in PositionForm.base_fields if name in POSITION_FIELDS)


@gate(ActorKind.STAFF)
@require_GET
def codes(request: KulanzRequest) -> HttpResponse:
    """The control of the failure code anew, for the article and product group just chosen."""
    context = code_context(
        request.tenant.pk,
        product_group_id=number_of(request.GET.get("product_group_id")),
        article_id=number_of(request.GET.get("article_id")),
        chosen=request.GET.get("failure_code", "")[:40],
    )
    return render(request, "desk/cases/position_code.html", context)


@gate(ActorKind.STAFF)
@require_http_methods(["GET", "POST"])
def position(request: KulanzRequest, number: str, position_id: int | None = None) -> HttpResponse:
    """Add a position, or change one."""
    case = case_or_404(request, number)
    row = _row(case, position_id) if position_id is not None else None
    shown = {name: getattr(row, name) for name in EDITED} if row else {}
    if request.method == "GET":
        initial = shown or {"currency": request.tenant.currency}
        form = PositionForm(initial=initial, tenant_id=request.tenant.pk)
        return _page(request, case, row, form, shown)
    form = PositionForm(request.POST, tenant_id=request.tenant.pk)
    base = {name: request.POST.get(f"base_{name}", "") for name in EDITED}
    if not form.is_valid():
        return _page(request, case, row, form, base, status=422)
    values = _values(form, row)
    try:
        if row is None:
            add_position(actor=request.actor, case_id=case.pk, position=NewPosition(**values), at=clock.now())
        else:
            edit_position(actor=request.actor, position_id=row.pk, values=values, base=base, at=clock.now())
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _page(request, case, row, form, base, status=422)
    return redirect("desk:case", number=case.number)


def _values(form: PositionForm, row: Position | None) -> dict[str, Any]:
    facts = form.facts()
    if row is not None and row.currency and not facts["currency"]:
        facts["currency"] = row.currency
    return {**form.cleaned_data, **facts}


def _page(
    request: KulanzRequest,
    case: Case,
    row: Position | None,
    form: PositionForm,
    base: dict[str, Any],
    *,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    hidden = [(name, told(base.get(name))) for name in EDITED]
    context = {
        "case": case,
        "row": row,
        "form": form,
        "base": hidden,
        "article": Article.objects.filter(pk=number_of(str(form["article_id"].value() or "")) or 0).first(),
        "supplier": Party.objects.filter(pk=number_of(str(form["supplier_id"].value() or "")) or 0).first(),
        "tax_rates": TAX_RATES,
        **form.code_choices(),
        **extra,
    }
    return render(request, "desk/cases/position.html", context, status=status)


@gate(ActorKind.STAFF)
@require_POST
def split(request: KulanzRequest, number: str, position_id: int) -> HttpResponse:
    """Some pieces become a position of their own."""
    case = case_or_404(request, number)
    row = _row(case, position_id)
    form = SplitForm(request.POST)
    if form.is_valid():
        try:
            split_position(
                actor=request.actor,
                case_id=case.pk,
                position_id=row.pk,
                quantity=form.cleaned_data["quantity"],
                at=clock.now(),
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            notices.success(request, _("Geteilt. Beide Positionen werden jetzt für sich entschieden."))
            return redirect("desk:case", number=case.number)
    shown = {name: getattr(row, name) for name in EDITED}
    whole = PositionForm(initial=shown, tenant_id=request.tenant.pk)
    return _page(request, case, row, whole, shown, status=422, split_form=form)


@gate(ActorKind.STAFF)
@require_POST
def drop(request: KulanzRequest, number: str, position_id: int) -> HttpResponse:
    case = case_or_404(request, number)
    row = _row(case, position_id)
    remove_position(actor=request.actor, case_id=case.pk, position_id=row.pk, at=clock.now())
    return redirect("desk:case", number=case.number)


def _row(case: Case, position_id: int) -> Position:
    row = Position.objects.filter(pk=position_id, case=case).select_related("article").first()
    if row is None:
        raise Http404
    return row
