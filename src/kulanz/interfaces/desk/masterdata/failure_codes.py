"""Fehlercodes, flat per product group: list, form, and lists in and out."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import MissingValue, Refusal
from kulanz.core.tables.keeping import drop_list, keep_list, kept_list
from kulanz.core.tables.reading import LARGEST
from kulanz.core.tables.refusals import TableTooLarge
from kulanz.core.tables.serving import table_response
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import number_of
from kulanz.interfaces.desk.masterdata.door import keepers, show
from kulanz.interfaces.desk.masterdata.fields import SafetyField
from kulanz.masterdata.catalog.commands import failure_codes as commands
from kulanz.masterdata.catalog.failure_lists import HEADINGS, LONGEST
from kulanz.masterdata.catalog.models import FailureCode, ProductGroup
from kulanz.masterdata.catalog.permissions import may_classify
from kulanz.masterdata.catalog.refusals_of_executors import CodesRefused
from kulanz.masterdata.catalog.rules.relevance_words import list_word

HERE: Final = "failure_codes"
SHOWN: Final = 200
PAGE: Final = 200
_ALL: Final = _("– für alle Produktgruppen –")


class CodeForm(forms.Form):
    """Words and use; code and group only when it is made, cases name them."""

    name = forms.CharField(label=_("Bezeichnung"), max_length=LONGEST["name"])
    name_en = forms.CharField(
        label=_("Bezeichnung auf Englisch"), max_length=LONGEST["name_en"], required=False
    )
    safety = SafetyField()
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
    form.fields["safety"].disabled = not may_classify(request.actor)

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
    """A list in: what it would change, with every fault by its line. Taking it over comes after."""
    if request.method == "GET":
        return _list_page(request)
    upload, at = request.FILES.get("file"), clock.now()
    try:
        if upload is None:
            raise MissingValue("file")
        if (upload.size or 0) > LARGEST:
            raise TableTooLarge(megabytes=LARGEST // 1024**2)
        name, content = str(upload.name or "liste.csv"), upload.read()
        plan = commands.plan_import(actor=request.actor, name=name, content=content)
        token = keep_list(
            tenant_id=request.tenant.pk, bound_to=_bound_to(request), name=name, content=content, at=at
        )
    except Refusal as refusal:
        return _list_page(request, refusal=refusal)
    return _list_page(request, plan=plan, token=token)


@keepers
@require_POST
def take_codes(request: KulanzRequest) -> HttpResponse:
    """Take over the list that was looked at; what changed since is seen by its own checks."""
    kept: dict[str, Any] = {
        "tenant_id": request.tenant.pk,
        "token": request.POST.get("token", ""),
        "bound_to": _bound_to(request),
        "at": clock.now(),
    }
    try:
        name, content = kept_list(**kept)
    except Refusal:
        notices.warning(request, _now("Die geprüfte Datei liegt nicht mehr vor. Bitte noch einmal wählen."))
        return redirect("desk:import_failure_codes")
    try:
        plan = commands.import_failure_codes(actor=request.actor, name=name, content=content, at=clock.now())
    except Refusal as refusal:
        return _list_page(request, refusal=refusal)
    drop_list(**kept)
    told = _now("Übernommen: %(new)s neu, %(changed)s geändert, %(same)s unverändert.")
    counts = {"new": len(plan.created), "changed": len(plan.changed), "same": plan.unchanged}
    notices.success(request, told % counts)
    return redirect("desk:failure_codes")


def _list_page(
    request: KulanzRequest,
    *,
    plan: commands.CodesPlan | None = None,
    token: str = "",
    refusal: Refusal | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"headings": HEADINGS, "plan": plan, "token": token}
    if refusal is not None:
        context["problem"] = str(refusal)
        if isinstance(refusal, CodesRefused):
            context["faults"] = [str(fault) for fault in refusal.faults[:SHOWN]]
    return show(request, "failure_code_list.html", HERE, context, status=422 if refusal else 200)


def _bound_to(request: KulanzRequest) -> str:
    return f"list:failure_codes:{request.actor.membership_id}"


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
            list_word(code.safety),
        )
        for code in _rows(request)
    ]
    return table_response(_now("Fehlercodes"), request.GET.get("format", "csv"), HEADINGS, rows)


def _rows(request: KulanzRequest) -> QuerySet[FailureCode]:
    rows = FailureCode.objects.filter(tenant_id=request.tenant.pk).select_related("product_group")
    return rows.order_by("product_group__name", "code")
