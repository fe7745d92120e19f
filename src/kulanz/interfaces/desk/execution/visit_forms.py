"""What is entered about a visit at the desk."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kulanz.cases.models import Case
from kulanz.cases.rules import CarriedOutBy
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Party, Technician
from kulanz.screens.visit_forms import WorkForm, proposed_work
from kulanz.stages.execution.commands.visits.making import PartInput
from kulanz.stages.execution.models import Tool, Visit
from kulanz.stages.execution.queries.houses import factory_of, may_be_sent


class VisitForm(WorkForm):
    """What is to be done there, by whose people, with which parts and tools."""

    organisation = forms.ModelChoiceField(
        label=_("Wessen Techniker"), queryset=Party.objects.none(), required=False, empty_label=_("offen")
    )
    parts = forms.CharField(
        label=_("Teile mitnehmen"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("Ein Teil je Zeile: Menge, dann Artikelnummer oder Bezeichnung, zum Beispiel „2 ET-100“"),
    )
    tools = forms.ModelMultipleChoiceField(
        label=_("Spezialwerkzeug"),
        queryset=Tool.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self, *args: Any, visit: Visit | None = None, case: Case | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        tools, houses = (cast("Any", self.fields[name]) for name in ("tools", "organisation"))
        tools.queryset = Tool.objects.filter(active=True)
        people = Technician.objects.filter(active=True)
        at = visit.case if visit is not None else case
        if at is not None:
            people = may_be_sent(people, at)
        houses.queryset = Party.objects.filter(pk__in=people.values("organisation_id")).order_by("name")
        if not tools.queryset.exists():
            del self.fields["tools"]
        if visit is not None:
            self.initial = _of_visit(visit) | dict(self.initial)
        elif case is not None:
            self.initial = _of_case(case) | dict(self.initial)

    def clean_parts(self) -> list[PartInput]:
        """The lines as parts; an article number becomes its article."""
        found = []
        for line in self.cleaned_data["parts"].splitlines():
            text = line.strip()
            if not text:
                continue
            first, _space, rest = text.partition(" ")
            quantity, name = _quantity(first), rest.strip()
            if quantity is None or not name:
                quantity, name = Decimal(1), text
            if quantity <= 0:
                raise forms.ValidationError(_t("Die Menge muss über 0 sein: %(line)s") % {"line": text})
            article = Article.objects.filter(number__iexact=name).first()
            found.append(PartInput(article.pk if article is not None else None, name, quantity))
        return [
            PartInput(part.article_id, "" if part.article_id is not None else part.name, part.quantity)
            for part in found
        ]


def _of_visit(visit: Visit) -> dict[str, Any]:
    lines = [
        f"{part.quantity.normalize():f} {part.article.number if part.article is not None else part.name}"
        for part in visit.parts.select_related("article")
    ]
    return {
        "kind": visit.kind,
        "task": visit.task,
        "work_kinds": list(visit.works.values_list("work_kind_id", flat=True)),
        "duration_minutes": visit.duration_minutes,
        "wanted_on": visit.wanted_on,
        "organisation": visit.organisation_id,
        "parts": "\n".join(lines),
        "tools": list(visit.tools.values_list("tool_id", flat=True)),
    }


def _of_case(case: Case) -> dict[str, Any]:
    """What the case says already: its kind, its words and who was to carry it out."""
    organisation = None
    if case.wished_technician_id is not None:
        wished = Technician.objects.filter(person_id=case.wished_technician_id, active=True).first()
        organisation = wished.organisation_id if wished is not None else None
    elif case.carried_out_by == CarriedOutBy.DEALER:
        organisation = case.dealer_id
    elif case.carried_out_by == CarriedOutBy.FACTORY:
        factory = factory_of(case.tenant_id)
        organisation = factory.pk if factory is not None else None
    return {**proposed_work(case), "organisation": organisation}


def _quantity(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and value < 1_000_000 else None
