"""Produktgruppen: what articles, failure codes and the figures of complaints are ordered by."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.masterdata.door import keepers, show
from kulanz.masterdata.catalog.commands import change_product_group, create_product_group
from kulanz.masterdata.catalog.models import Article, FailureCode, ProductGroup
from kulanz.masterdata.catalog.permissions import groups_visible_to
from kulanz.masterdata.catalog.rules.lists import LONGEST, LONGEST_GROUP_NAME

HERE: Final = "product_groups"


class GroupForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=LONGEST_GROUP_NAME)
    name_en = forms.CharField(label=_("Name auf Englisch"), max_length=LONGEST_GROUP_NAME, required=False)


class NewGroupForm(GroupForm):
    code = forms.CharField(
        label=_("Kürzel"),
        max_length=LONGEST["group"],
        help_text=_("Daran erkennen Listen die Gruppe; es bleibt, wie es angelegt ist."),
    )


class KnownGroupForm(GroupForm):
    active = forms.BooleanField(label=_("in Gebrauch"), required=False, initial=True)


@keepers
@require_GET
def product_groups(request: KulanzRequest) -> HttpResponse:
    articles = _counts(Article.objects.filter(tenant_id=request.tenant.pk))
    codes = _counts(FailureCode.objects.filter(tenant_id=request.tenant.pk))
    rows = [
        {"group": group, "articles": articles.get(group.pk, 0), "codes": codes.get(group.pk, 0)}
        for group in groups_visible_to(request.actor)
    ]
    return show(request, "product_groups.html", HERE, {"rows": rows})


@keepers
@require_http_methods(["GET", "POST"])
def product_group(request: KulanzRequest, group_id: int | None = None) -> HttpResponse:
    row = None
    if group_id is not None:
        row = groups_visible_to(request.actor).filter(pk=group_id).first()
        if row is None:
            raise Http404
    form: GroupForm
    if row is None:
        form = NewGroupForm(request.POST or None)
    else:
        initial = {name: getattr(row, name) for name in KnownGroupForm.base_fields}
        form = KnownGroupForm(request.POST or None, initial=initial)

    def save(values: dict[str, Any]) -> ProductGroup:
        if row is None:
            return create_product_group(actor=request.actor, at=clock.now(), **values)
        return change_product_group(actor=request.actor, group_id=row.pk, at=clock.now(), **values)

    if request.method == "POST" and done(form, save):
        notices.success(request, _now("Gespeichert."))
        return redirect("desk:product_groups")
    context = {"form": form, "row": row}
    return show(request, "product_group.html", HERE, context, status=422 if form.is_bound else 200)


def _counts(rows: QuerySet[Any]) -> dict[int, int]:
    return dict(
        rows.filter(active=True, product_group__isnull=False)
        .values_list("product_group_id")
        .annotate(number=Count("pk"))
    )
