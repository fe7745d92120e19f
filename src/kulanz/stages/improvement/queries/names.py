"""What the rows of the lists are called, and what can be chosen as a filter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from kulanz.core.access.actor import Actor
from kulanz.core.names import named_in_rows
from kulanz.masterdata.catalog.models import Article, FailureCode, ProductGroup
from kulanz.masterdata.parties.models import Party, PartyRoleKind
from kulanz.stages.improvement.models import SalesTotal
from kulanz.stages.improvement.permissions import facts_visible_to, totals_visible_to
from kulanz.stages.improvement.queries.figures import Key
from kulanz.stages.improvement.rules.rate import Dimension
from kulanz.stages.solution.models import Remedy


def names_of(actor: Actor, dimension: Dimension, keys: Collection[Key]) -> dict[Key, str]:
    """Names of articles, groups, parties, failure codes and remedies; other keys speak for themselves."""
    tenant_id = actor.tenant_id
    wanted: list[Any] = [key for key in keys if key not in (None, "")]
    match dimension:
        case Dimension.ARTICLE:
            articles = Article.objects.filter(tenant_id=tenant_id, pk__in=wanted)
            return {
                pk: f"{number} {name}" for pk, number, name in articles.values_list("pk", "number", "name")
            }
        case Dimension.GROUP:
            return dict(
                ProductGroup.objects.filter(tenant_id=tenant_id, pk__in=wanted).values_list(
                    "pk", named_in_rows()
                )
            )
        case Dimension.SUPPLIER | Dimension.DEALER:
            return dict(Party.objects.filter(tenant_id=tenant_id, pk__in=wanted).values_list("pk", "name"))
        case Dimension.REMEDY:
            return dict(
                Remedy.objects.filter(tenant_id=tenant_id, pk__in=wanted).values_list("pk", named_in_rows())
            )
        case Dimension.FAILURE_CODE:
            return _codes(tenant_id, wanted)
        case _:
            return {}


def _codes(tenant_id: int, codes: list[str]) -> dict[Key, str]:
    """The same code can mean different things in two product groups; then it stands alone."""
    meanings: defaultdict[str, set[str]] = defaultdict(set)
    known = FailureCode.objects.filter(tenant_id=tenant_id, code__in=codes)
    for code, name in known.values_list("code", named_in_rows()):
        meanings[code].add(name)
    return {
        code: f"{code} {next(iter(names))}" if len(names) == 1 else code for code, names in meanings.items()
    }


def suppliers_known(actor: Actor) -> list[tuple[int, str]]:
    """Everybody who supplies."""
    found = Party.objects.filter(tenant_id=actor.tenant_id, roles__role=PartyRoleKind.SUPPLIER)
    return list(found.order_by("name").values_list("pk", "name"))


def countries_met(actor: Actor) -> list[str]:
    """Codes of the countries in which anything was complained of or sold."""
    complained = facts_visible_to(actor).order_by().values_list("country", flat=True).distinct()
    totals = totals_visible_to(actor).filter(by=SalesTotal.By.DEALER_COUNTRY)
    sold = totals.order_by().values_list("country", flat=True).distinct()
    return sorted({*complained, *sold} - {""})
