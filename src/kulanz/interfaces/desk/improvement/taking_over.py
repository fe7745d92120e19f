"""Taking over a list of sales, whatever it is of: look first, then take over exactly what was shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from django import forms
from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.core.access.http import KulanzRequest
from kulanz.core.files.refusals import UploadNotFound
from kulanz.core.refusal import Refusal
from kulanz.core.tables.keeping import drop_list, keep_list, kept_list
from kulanz.core.tables.serving import table_response
from kulanz.stages.improvement.commands.sales import SalesPlan
from kulanz.stages.improvement.refusals import SalesListRefused
from kulanz.stages.improvement.words import month_name, number


class ListForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Liste"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )

    def __init__(self, *given: Any, most: str | Promise = "") -> None:
        super().__init__(*given)
        self.fields["file"].help_text = str(most)


class Plan(Protocol):
    def __call__(self, *, actor: Actor, name: str, content: bytes, at: datetime) -> SalesPlan: ...


class Take(Protocol):
    def __call__(
        self, *, actor: Actor, name: str, content: bytes, at: datetime, expected: str = ""
    ) -> SalesPlan: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of list. `said` sums up a plan in a sentence; `shown` is what is there already."""

    name: str
    """Of its addresses, its place in the menu and its files."""
    file_name: str
    most: str | Promise
    plan: Plan
    take: Take
    headings: Mapping[str, Sequence[str]]
    meaning: Mapping[str, str | Promise]
    flaws: Mapping[StrEnum, str | Promise]
    example: Callable[[KulanzRequest], list[Any]]
    said: Callable[[KulanzRequest, SalesPlan], str]
    shown: Callable[[KulanzRequest], Mapping[str, Any]]

    @property
    def url(self) -> str:
        return f"desk:{self.name}"

    @property
    def template(self) -> str:
        return f"desk/improvement/{self.name}.html"


def look(request: KulanzRequest, kind: Kind) -> HttpResponse:
    """What is there, and the dry run of a new list."""
    if request.method == "GET":
        return _page(request, kind, ListForm(most=kind.most))
    form = ListForm(request.POST, request.FILES, most=kind.most)
    if not form.is_valid():
        return _page(request, kind, form, status=422)
    given, at = form.cleaned_data["file"], clock.now()
    content = given.read()
    try:
        plan = kind.plan(actor=request.actor, name=given.name, content=content, at=at)
        token = "" if plan.problems or not plan.rows else _keep(request, kind, given.name, content)
    except Refusal as refusal:
        form.add_error("file", str(refusal))
        return _page(request, kind, form, status=422)
    status = 422 if plan.problems else 200
    return _page(request, kind, form, plan=plan, token=token, name=given.name, status=status)


def take(request: KulanzRequest, kind: Kind) -> HttpResponse:
    token, at = request.POST.get("token", ""), clock.now()
    tenant_id, bound_to = request.tenant.pk, _bound_to(request, kind)
    try:
        name, content = kept_list(tenant_id=tenant_id, token=token, bound_to=bound_to, at=at)
        plan = kind.take(
            actor=request.actor, name=name, content=content, at=at, expected=request.POST.get("digest", "")
        )
    except UploadNotFound:
        notices.error(request, _("Die Liste liegt nicht mehr vor. Bitte wählen Sie sie noch einmal aus."))
        return redirect(kind.url)
    except SalesListRefused as refused:
        plan = SalesPlan(problems=refused.problems, found=refused.found)
        return _page(request, kind, ListForm(most=kind.most), plan=plan, status=409)
    except Refusal as refusal:
        notices.error(request, str(refusal))
        return redirect(kind.url)
    drop_list(tenant_id=tenant_id, token=token, bound_to=bound_to, at=at)
    notices.success(
        request,
        _("Übernommen: %(new)s neu, %(changed)s geändert, %(unchanged)s unverändert.")
        % {"new": number(plan.new), "changed": number(plan.changed), "unchanged": number(plan.unchanged)},
    )
    return redirect(kind.url)


def empty_list(request: KulanzRequest, kind: Kind) -> HttpResponse:
    """The headings and a line as an example."""
    headings = [spellings[0] for spellings in kind.headings.values()]
    return table_response(kind.file_name, request.GET.get("form", "csv"), headings, [kind.example(request)])


def span_of(plan: SalesPlan) -> str:
    """First and last month of the list; one of them where they are the same."""
    months = (plan.first, plan.last)
    return " – ".join(dict.fromkeys(month_name(month) for month in months if month))


def _keep(request: KulanzRequest, kind: Kind, name: str, content: bytes) -> str:
    return keep_list(
        tenant_id=request.tenant.pk,
        bound_to=_bound_to(request, kind),
        name=name,
        content=content,
        at=clock.now(),
    )


def _bound_to(request: KulanzRequest, kind: Kind) -> str:
    return f"{kind.name}:{request.actor.membership_id}"


def _page(
    request: KulanzRequest,
    kind: Kind,
    form: ListForm,
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
        "said": f"{name}: {kind.said(request, plan)}" if plan and plan.rows else "",
        "problems": [
            (problem.line, _column(kind, problem.column), problem.value, kind.flaws[problem.flaw])
            for problem in (plan.problems if plan else ())
        ],
        "columns": [(spellings[0], kind.meaning[column]) for column, spellings in kind.headings.items()],
        "page_url": kind.url,
        "take_over_url": f"{kind.url}_take_over",
        "template_url": f"{kind.url}_template",
        "menu_current": kind.name,
        **kind.shown(request),
    }
    return render(request, kind.template, context, status=status)


def _column(kind: Kind, name: str) -> str:
    return kind.headings[name][0] if name in kind.headings else name
