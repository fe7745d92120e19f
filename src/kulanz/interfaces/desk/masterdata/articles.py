"""Artikel: found while typing or page by page, with what they cost and how they travel."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.tenancy.models import Tenant
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import number_of
from kulanz.interfaces.desk.masterdata.door import keepers, show
from kulanz.interfaces.desk.masterdata.fields import NumberField, SafetyField, currency_choices
from kulanz.interfaces.desk.masterdata.words import money
from kulanz.masterdata.catalog.commands.articles import change_article, create_article, suppliers
from kulanz.masterdata.catalog.models import Article, FreightUnit, ProductGroup
from kulanz.masterdata.catalog.permissions import may_classify, visible_to
from kulanz.masterdata.catalog.queries import articles_after, find_articles
from kulanz.masterdata.parties.models import Party

HERE: Final = "articles"
PAGE: Final = 50
_REFERENCES: Final = ("product_group", "freight_unit", "supplier")


class ArticleForm(forms.Form):
    """Everything but the number, which stands on paper and labels."""

    name = forms.CharField(label=gettext_lazy("Bezeichnung"), max_length=200)
    name_en = forms.CharField(label=gettext_lazy("Bezeichnung auf Englisch"), max_length=200, required=False)
    product_group = forms.ModelChoiceField(
        label=gettext_lazy("Produktgruppe"),
        queryset=ProductGroup.objects.none(),
        required=False,
        empty_label="–",
    )
    cost_price = NumberField(
        label=gettext_lazy("Herstellkosten (EK2)"),
        required=False,
        help_text=gettext_lazy("netto je Stück; ohne sie bleibt eine Kalkulation unvollständig"),
    )
    cost_currency = forms.ChoiceField(label=gettext_lazy("Währung"), required=False)
    weight_kg = NumberField(label=gettext_lazy("Gewicht in kg"), required=False, dot_is_decimal=True)
    freight_unit = forms.ModelChoiceField(
        label=gettext_lazy("Frachteinheit"),
        queryset=FreightUnit.objects.none(),
        required=False,
        empty_label="–",
    )
    units_per_piece = NumberField(
        label=gettext_lazy("Frachteinheiten je Stück"),
        dot_is_decimal=True,
        help_text=gettext_lazy("0,5 heißt: zwei Stück passen auf eine; je Position wird aufgerundet"),
    )
    supplier = forms.ModelChoiceField(
        label=gettext_lazy("Lieferant"), queryset=Party.objects.none(), required=False, empty_label="–"
    )
    is_spare_part = forms.BooleanField(label=gettext_lazy("Ersatzteil"), required=False)
    deliverable = forms.BooleanField(
        label=gettext_lazy("lieferbar"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Ein Ersatzteil, das nicht lieferbar ist, steht nicht zur Wahl."),
    )
    safety = SafetyField()
    is_original = forms.BooleanField(
        label=gettext_lazy("Originalteil"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Instandsetzungen nehmen nur Originalteile."),
    )
    active = forms.BooleanField(label=gettext_lazy("in Gebrauch"), required=False, initial=True)

    def __init__(
        self,
        *args: Any,
        tenant: Tenant,
        shown: Article | None = None,
        may_classify: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["safety"].disabled = not may_classify
        groups = ProductGroup.objects.filter(tenant_id=tenant.pk)
        units = FreightUnit.objects.filter(tenant_id=tenant.pk)
        of_role = suppliers(tenant.pk).order_by("name")
        # what is out of use stays where it is, and is not chosen anew
        self._choose("product_group", groups.filter(Q(active=True) | Q(pk=shown and shown.product_group_id)))
        self._choose("freight_unit", units.filter(Q(active=True) | Q(pk=shown and shown.freight_unit_id)))
        self._choose("supplier", of_role.filter(Q(active=True) | Q(pk=shown and shown.supplier_id)))
        currency = self.fields["cost_currency"]
        if isinstance(currency, forms.ChoiceField):
            own = tenant.currency
            currency.choices = [("", own), *((c, n) for c, n in currency_choices(own) if c != own)]

    def _choose(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows

    @property
    def command(self) -> dict[str, Any]:
        """The arguments of the commands; references by their id."""
        data = dict(self.cleaned_data)
        for name in _REFERENCES:
            row = data.pop(name)
            data[f"{name}_id"] = row.pk if row else None
        return data


class NewArticleForm(ArticleForm):
    number = forms.CharField(label=gettext_lazy("Artikelnummer"), max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["active"]


@keepers
@require_GET
def articles(request: KulanzRequest) -> HttpResponse:
    """By name, page by page; with a word, what the search finds."""
    query = request.GET.get("q", "").strip()[:100]
    group = number_of(request.GET.get("group"))
    cursor = ""
    if query:
        rows = find_articles(actor=request.actor, query=query, limit=PAGE, retired=True)
        if group is not None:
            rows = [row for row in rows if row.product_group_id == group]
    else:
        last = visible_to(request.actor).filter(pk=number_of(request.GET.get("cursor")) or 0).first()
        after = (last.name, last.number) if last else None
        rows = articles_after(actor=request.actor, after=after, limit=PAGE + 1, group_id=group)
        cursor = str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""
        rows = rows[:PAGE]
    own = request.tenant.currency
    context = {
        "rows": [
            (row, money(row.cost_price, row.cost_currency or own) if row.cost_price is not None else "")
            for row in rows
        ],
        "query": query,
        "group": group,
        "groups": ProductGroup.objects.filter(tenant_id=request.tenant.pk),
        "next_cursor": cursor,
    }
    return show(request, "articles.html", HERE, context)


@keepers
@require_http_methods(["GET", "POST"])
def new_article(request: KulanzRequest) -> HttpResponse:
    form = NewArticleForm(
        request.POST or None,
        tenant=request.tenant,
        may_classify=may_classify(request.actor),
        initial={"units_per_piece": "1"},
    )

    def save(_values: dict[str, Any]) -> None:
        create_article(actor=request.actor, at=clock.now(), **form.command)

    if request.method == "POST" and done(form, save):
        notices.success(request, _("Der Artikel ist angelegt."))
        return redirect("desk:articles")
    context = {"form": form, "article": None}
    return show(request, "article.html", HERE, context, status=422 if form.errors else 200)


@keepers
@require_http_methods(["GET", "POST"])
def article(request: KulanzRequest, article_id: int) -> HttpResponse:
    row = visible_to(request.actor).filter(pk=article_id).first()
    if row is None:
        raise Http404
    shown = {name: getattr(row, name) for name in ArticleForm.base_fields if name not in _REFERENCES}
    shown |= {name: getattr(row, f"{name}_id") for name in _REFERENCES}
    form = ArticleForm(
        request.POST or None,
        tenant=request.tenant,
        shown=row,
        may_classify=may_classify(request.actor),
        initial=shown,
    )

    def save(_values: dict[str, Any]) -> None:
        change_article(actor=request.actor, article_id=article_id, at=clock.now(), **form.command)

    if request.method == "POST" and done(form, save):
        notices.success(request, _("Gespeichert. Offene Vorgänge rechnen mit den neuen Angaben."))
        return redirect("desk:articles")
    context = {"form": form, "article": row}
    return show(request, "article.html", HERE, context, status=422 if form.errors else 200)
