"""What is asked for stands in the address: filters, how to count, which list, in which order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kulanz.core.access.actor import Actor
from kulanz.core.enums import member
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.catalog.permissions import visible_to as articles_visible_to
from kulanz.masterdata.parties.models import Party, PartyRoleKind
from kulanz.masterdata.parties.permissions import visible_to as parties_visible_to
from kulanz.stages.improvement.queries.figures import Filters, Key
from kulanz.stages.improvement.queries.rate import Asked
from kulanz.stages.improvement.rules.rate import Counting, Dimension

LISTS: Final[dict[Dimension, str | Promise]] = {
    Dimension.ARTICLE: gettext_lazy("Artikel"),
    Dimension.GROUP: gettext_lazy("Produktgruppe"),
    Dimension.SUPPLIER: gettext_lazy("Lieferant"),
    Dimension.DEALER: gettext_lazy("Händler"),
    Dimension.COUNTRY: gettext_lazy("Land"),
    Dimension.FAILURE_CODE: gettext_lazy("Fehlercode"),
    Dimension.REMEDY: gettext_lazy("Maßnahme"),
    Dimension.DELIVERED: gettext_lazy("Liefermonat"),
}
COUNTINGS: Final[dict[Counting, str | Promise]] = {
    Counting.CASES: pgettext_lazy("after a number", "Reklamationen"),
    Counting.UNITS: gettext_lazy("beanstandete Stücke"),
    Counting.ACCEPTED: gettext_lazy("nur anerkannte"),
}
COUNTED: Final[dict[Counting, str | Promise]] = {
    **COUNTINGS,
    Counting.ACCEPTED: gettext_lazy("anerkannte Reklamationen"),
}
SORTS: Final = ("rate", "counted", "sold", "change", "name")


@dataclass(frozen=True, slots=True)
class Question:
    """One state of the page. `troubles` are filters that name nothing."""

    filters: Filters = field(default_factory=Filters)
    dimension: Dimension = Dimension.ARTICLE
    counting: Counting = Counting.CASES
    sort: str = "rate"
    every: bool = False
    article: str = ""
    dealer: str = ""
    troubles: tuple[str, ...] = ()

    def query(self, **changes: Any) -> str:
        """The address' query of this question, or of one that differs in something."""
        return urlencode(self._parameters(**changes))

    def _parameters(self, **changes: Any) -> dict[str, object]:
        asked = replace(self, **changes)
        given = {
            "gruppe": asked.filters.group_id,
            "artikel": asked.filters.article_id,
            "haendler": asked.filters.dealer_id,
            "land": asked.filters.country,
            "lieferant": asked.filters.supplier_id,
            "zaehlung": "" if asked.counting is Counting.CASES else asked.counting.value,
            "liste": "" if asked.dimension is Dimension.ARTICLE else asked.dimension.value,
            "sortierung": "" if asked.sort == "rate" else asked.sort,
            "alle": "1" if asked.every else "",
        }
        return {name: value for name, value in given.items() if value not in (None, "")}

    def query_of_row(self, key: Key) -> str:
        """The cases behind a row of the list."""
        row = {"ohne": "1"} if key in (None, "") else {"zeile": str(key)}
        return urlencode({**self._parameters(sort="rate", every=False), "liste": self.dimension.value, **row})

    def query_of_month(self, month: date) -> str:
        """The cases behind a month of recording."""
        kept = self._parameters(sort="rate", every=False, dimension=Dimension.ARTICLE)
        return urlencode({**kept, "monat": month.isoformat()})


def question_of(actor: Actor, given: QueryDict) -> Question:
    """What the address asks for; nonsense in it asks for nothing."""
    troubles: list[str] = []
    article = _article(actor, given, troubles)
    dealer = _dealer(actor, given, troubles)
    country = given.get("land", "").upper()
    filters = Filters(
        group_id=number_of(given.get("gruppe")),
        article_id=article.pk if article else None,
        dealer_id=dealer.pk if dealer else None,
        country=country if len(country) == 2 and country.isascii() and country.isalpha() else "",
        supplier_id=number_of(given.get("lieferant")),
    )
    sort = given.get("sortierung", "")
    return Question(
        filters=filters,
        dimension=member(Dimension, given.get("liste", "")) or Dimension.ARTICLE,
        counting=member(Counting, given.get("zaehlung", "")) or Counting.CASES,
        sort=sort if sort in SORTS else "rate",
        every=given.get("alle") == "1",
        article=f"{article.number} {article.name}" if article else "",
        dealer=dealer.name if dealer else "",
        troubles=tuple(troubles),
    )


def asked_of(question: Question, given: QueryDict) -> Asked | None:
    """Which figure's cases are asked for; None when the address names none."""
    if "monat" in given:
        try:
            month = date.fromisoformat(given.get("monat", ""))
            return Asked(None, month=month, counting=question.counting)
        except ValueError:
            return None
    if given.get("ohne") == "1":
        key: Key = {Dimension.FAILURE_CODE: ""}.get(question.dimension)
        return Asked(question.dimension, key, counting=question.counting)
    if "zeile" not in given:
        return Asked(None, counting=question.counting)
    text = given.get("zeile", "")[:60]
    match question.dimension:
        case Dimension.COUNTRY | Dimension.FAILURE_CODE:
            key = text
        case Dimension.DELIVERED:
            try:
                key = date.fromisoformat(text)
            except ValueError:
                return None
        case _:
            key = number_of(text)
            if key is None:
                return None
    return Asked(question.dimension, key, counting=question.counting)


def number_of(text: str | None) -> int | None:
    """An id from an address; None for nothing and for nonsense."""
    value = (text or "").strip()
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 18 else None


def _article(actor: Actor, given: QueryDict, troubles: list[str]) -> Article | None:
    """By its id, or typed: by its number."""
    typed = given.get("artikel_text")
    articles = articles_visible_to(actor)
    chosen = number_of(given.get("artikel")) if typed is None or typed.strip() else None
    found = articles.filter(pk=chosen).first() if chosen is not None else None
    if found is None and typed and typed.strip():
        found = articles.filter(number=typed.split()[0]).first()
        if found is None:
            troubles.append(_("Den Artikel „%(text)s“ kennen wir nicht.") % {"text": typed.strip()[:60]})
    return found


def _dealer(actor: Actor, given: QueryDict, troubles: list[str]) -> Party | None:
    """By its id, or typed: by number or name."""
    typed = given.get("haendler_text")
    dealers = parties_visible_to(actor).filter(roles__role=PartyRoleKind.DEALER)
    chosen = number_of(given.get("haendler")) if typed is None or typed.strip() else None
    found = dealers.filter(pk=chosen).first() if chosen is not None else None
    if found is None and typed and typed.strip():
        text = typed.strip()[:200]
        found = dealers.filter(number=text).first() or dealers.filter(name__iexact=text).first()
        if found is None:
            troubles.append(_("Den Händler „%(text)s“ kennen wir nicht.") % {"text": text[:60]})
    return found
