"""Fehlercodes, flat per product group: list, form, and lists in and out."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import InvalidValue, Refusal
from kulanz.core.tables.serving import table_response
from kulanz.interfaces.desk.administration.door import number_of
from kulanz.interfaces.desk.masterdata.door import done, keepers, show
from kulanz.masterdata.catalog.commands import failure_codes as commands
from kulanz.masterdata.catalog.failure_lists import HEADINGS, LONGEST
from kulanz.masterdata.catalog.models import FailureCode, ProductGroup
from kulanz.masterdata.catalog.refusals_of_executors import CodesRefused

HERE: Final = "failure_codes"
LARGEST_LIST: Final = 1_500_000
"""Bytes: between looking and taking over the file travels in the form."""
PAGE: Final = 200
_ALL: Final = _("– für alle Produktgruppen –")


class CodeForm(forms.Form):
    """Words and use; code and group only when it is made, cases name them."""

    name = forms.CharField(label=_("Bezeichnung"), max_length=LONGEST["name"])
    name_en = forms.CharField(
        label=_("Bezeichnung auf Englisch"), max_length=LONGEST["name_en"], required=False
    )
    active = forms.BooleanField(label=_("in Gebrauch"), required=False, initial=True)


class NewCodeForm(CodeForm):
    product_group = forms.ModelChoiceField(
        label=_("Produktgruppe"), queryset=ProductGroup.objects.none(), required=False, empty_label=_ALL
    )
    code = forms.CharField(
        label=_("Fehlercode"), max_length=LONGEST["code"], help_text=_("Er bleibt, wie er angelegt ist.")
    )

    def __init__(self, *args: Any, tenant_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["product_group"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = ProductGroup.objects.filter(tenant_id=tenant_id, active=True)


@keepers
@require_GET
def failure_codes(request: KulanzRequest) -> HttpResponse:
    """The codes of one product group, or of all, by group and code."""
    group = number_of(request.GET.get("group"))
    rows = _rows(request)
    if request.GET.get("group") == "none":
        rows = rows.filter(product_group=None)
    elif group is not None:
        rows = rows.filter(product_group_id=group)
    query = " ".join(request.GET.get("q", "").split())[:60]
    if query:
        rows = rows.filter(Q(code__icontains=query) | Q(name__icontains=query))
    found = list(rows[: PAGE + 1])
    context = {
        "rows": found[:PAGE],
        "more": len(found) > PAGE,
        "groups": ProductGroup.objects.filter(tenant_id=request.tenant.pk),
        "group": request.GET.get("group", ""),
        "query": query,
    }
    return show(request, "failure_codes.html", HERE, context)


@keepers
@require_http_methods(["GET", "POST"])
def failure_code(request: KulanzRequest, failure_code_id: int | None = None) -> HttpResponse:
    row = None
    if failure_code_id is not None:
        row = _rows(request).filter(pk=failure_code_id).first()
        if row is None:
            raise Http404
    form: CodeForm
    if row is None:
        first = {"product_group": number_of(request.GET.get("group"))}
        form = NewCodeForm(request.POST or None, initial=first, tenant_id=request.tenant.pk)
    else:
        initial = {name: getattr(row, name) for name in CodeForm.base_fields}
        form = CodeForm(request.POST or None, initial=initial)

    def save(values: dict[str, Any]) -> None:
        group: ProductGroup | None = values.pop("product_group", None)
        commands.save_failure_code(
            actor=request.actor,
            failure_code_id=row.pk if row else None,
            product_group_id=group.pk if group else None,
            at=clock.now(),
            **{"code": row.code if row else "", **values},
        )

    if request.method == "POST" and done(form, save):
        notices.success(request, _now("Gespeichert."))
        return redirect("desk:failure_codes")
    context = {"form": form, "row": row}
    return show(request, "failure_code.html", HERE, context, status=422 if form.is_bound else 200)


@keepers
@require_http_methods(["GET", "POST"])
def import_codes(request: KulanzRequest) -> HttpResponse:
    """A list in: first what it would change, with every fault by its line, then taking it over."""
    context: dict[str, Any] = {"headings": HEADINGS}
    if request.method == "GET":
        return show(request, "failure_code_list.html", HERE, context)
    try:
        name, content = _given(request)
        if request.POST.get("step") == "save":
            plan = commands.import_failure_codes(
                actor=request.actor, name=name, content=content, at=clock.now()
            )
            told = _now("Übernommen: %(new)s neu, %(changed)s geändert, %(same)s unverändert.")
            notices.success(
                request,
                told % {"new": len(plan.created), "changed": len(plan.changed), "same": plan.unchanged},
            )
            return redirect("desk:failure_codes")
        plan = commands.plan_import(actor=request.actor, name=name, content=content)
    except CodesRefused as refused:
        context |= {"problem": str(refused), "faults": [str(fault) for fault in refused.faults[:200]]}
        return show(request, "failure_code_list.html", HERE, context, status=422)
    except Refusal as refused:
        context |= {"problem": str(refused)}
        return show(request, "failure_code_list.html", HERE, context, status=422)
    context |= {"plan": plan, "name": name, "content": base64.b64encode(content).decode()}
    return show(request, "failure_code_list.html", HERE, context)


def _given(request: KulanzRequest) -> tuple[str, bytes]:
    """The file just chosen, or the one that was looked at before."""
    too_large = _now("Die Datei ist zu groß; möglich sind 1,5 MB. Bitte die Liste teilen.")
    upload = request.FILES.get("file")
    if upload is not None:
        if (upload.size or 0) > LARGEST_LIST:
            raise InvalidValue("file", too_large)
        return str(upload.name or ""), upload.read()
    try:
        content = base64.b64decode(request.POST.get("content", ""), validate=True)
    except (binascii.Error, ValueError):
        content = b""
    if not content:
        raise InvalidValue("file", _now("Bitte eine Datei wählen."))
    return request.POST.get("name", "")[:200], content


@keepers
@require_GET
def export_codes(request: KulanzRequest) -> HttpResponse:
    """All codes as a list that can be read in again; `?format=xlsx` or csv."""
    rows = [
        (
            code.product_group.code if code.product_group else "",
            code.code,
            code.name,
            code.name_en,
            code.active,
        )
        for code in _rows(request)
    ]
    return table_response(_now("Fehlercodes"), request.GET.get("format", "csv"), HEADINGS, rows)


def _rows(request: KulanzRequest) -> QuerySet[FailureCode]:
    rows = FailureCode.objects.filter(tenant_id=request.tenant.pk).select_related("product_group")
    return rows.order_by("product_group__name", "code")
