"""Article lists: out as they are, in after a look at how many articles they would change."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import Refusal
from kulanz.core.tables.keeping import drop_list, keep_list, kept_list
from kulanz.core.tables.reading import LARGEST, read_table
from kulanz.core.tables.refusals import TableTooLarge
from kulanz.core.tables.serving import table_response
from kulanz.core.tables.writing import Value
from kulanz.interfaces.desk.masterdata.door import keepers, show
from kulanz.masterdata.catalog.commands.importing import ImportedArticles, import_article_table
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.catalog.permissions import visible_to
from kulanz.masterdata.catalog.refusals import ListRefused
from kulanz.masterdata.catalog.rules.relevance_words import list_word

HERE: Final = "articles"
SHOWN: Final = 200
_HEADINGS: Final = (
    gettext_lazy("Artikelnummer"), gettext_lazy("Bezeichnung"), gettext_lazy("Bezeichnung_en"),
    gettext_lazy("Produktgruppe"), gettext_lazy("Gewicht (kg)"), gettext_lazy("Ersatzteil"),
    gettext_lazy("EK2"), gettext_lazy("Währung"), gettext_lazy("Frachteinheit"),
    gettext_lazy("FE je Stück"), gettext_lazy("Lieferant"), gettext_lazy("Lieferbar"),
    gettext_lazy("Aktiv"), gettext_lazy("Sicherheitsrelevanz"), gettext_lazy("Originalteil"),
)  # fmt: skip


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Datei"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
        help_text=gettext_lazy("CSV oder XLSX"),
    )


@keepers
@require_http_methods(["GET", "POST"])
def article_list(request: KulanzRequest) -> HttpResponse:
    """The form; a file is tried, kept and shown; its confirmation takes it over."""
    if request.method == "GET":
        return _start(request, FileForm())
    if request.POST.get("step") == "save":
        return _take(request)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _start(request, form)
    upload = form.cleaned_data["file"]
    name = upload.name or "liste.csv"
    try:
        if (upload.size or 0) > LARGEST:
            raise TableTooLarge(megabytes=LARGEST // 1024**2)
        content = upload.read()
        with transaction.atomic():
            found = _import(request, name, content)
            # only tried: nothing of it stays
            transaction.set_rollback(True)
        token = keep_list(content=content, name=name, **_mine(request))
    except ListRefused as refused:
        context = {"refusal": str(refused), "problems": refused.lines()[:SHOWN]}
        return show(request, "article_list_check.html", HERE, context, status=422)
    except Refusal as refusal:
        form.add_error("file", str(refusal))
        return _start(request, form)
    return show(request, "article_list_check.html", HERE, {"found": found, "token": token})


@keepers
@require_GET
def download_articles(request: KulanzRequest) -> HttpResponse:
    """All articles in the shape in which they can be brought back."""
    rows = visible_to(request.actor).select_related("product_group", "freight_unit", "supplier")
    listed = (_row(article) for article in rows.order_by("number"))
    return table_response(_("artikel"), request.GET.get("format", "csv"), [str(h) for h in _HEADINGS], listed)


def _row(article: Article) -> list[Value]:
    supplier = article.supplier
    return [
        article.number,
        article.name,
        article.name_en,
        article.product_group.code if article.product_group else "",
        article.weight_kg,
        article.is_spare_part,
        article.cost_price,
        article.cost_currency,
        article.freight_unit.code if article.freight_unit else "",
        article.units_per_piece,
        (supplier.number or supplier.name) if supplier else "",
        article.deliverable,
        article.active,
        list_word(article.safety),
        article.is_original,
    ]


def _take(request: KulanzRequest) -> HttpResponse:
    mine = {**_mine(request), "token": request.POST.get("token", "")}
    try:
        name, content = kept_list(**mine)
    except Refusal:
        notices.warning(
            request, _("Die geprüfte Datei liegt nicht mehr vor. Bitte laden Sie sie noch einmal.")
        )
        return redirect("desk:article_list")
    found = _import(request, name, content)
    drop_list(**mine)
    counts = {"created": found.created, "changed": found.changed, "unchanged": found.unchanged}
    notices.success(
        request,
        _("Übernommen: %(created)s neu, %(changed)s geändert, %(unchanged)s unverändert.") % counts,
    )
    return redirect("desk:articles")


def _import(request: KulanzRequest, name: str, content: bytes) -> ImportedArticles:
    return import_article_table(actor=request.actor, table=read_table(name, content), at=clock.now())


def _mine(request: KulanzRequest) -> dict[str, Any]:
    return {
        "tenant_id": request.tenant.pk,
        "bound_to": f"list:articles:{request.actor.membership_id}",
        "at": clock.now(),
    }


def _start(request: KulanzRequest, form: FileForm) -> HttpResponse:
    context = {"form": form, "columns": ", ".join(str(heading) for heading in _HEADINGS)}
    return show(request, "article_list.html", HERE, context, status=422 if form.errors else 200)
