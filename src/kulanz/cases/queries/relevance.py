"""How relevant to safety the things of a case are: the material side of the interlock."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from kulanz.cases.models import Case, Position
from kulanz.cases.rules import Safety
from kulanz.masterdata.catalog.safety import relevance_of_article, relevance_of_codes
from kulanz.masterdata.parties.rules.safety import Relevance, strictest


def relevance_of_case(case: Case, *, position_ids: Collection[int] | None = None) -> Relevance:
    """The strictest of its articles, failure codes, flags and the answer to the safety question.

    A case without positions says nothing about what will be worked on: it is assumed. Of positions that are
    named, also those count that a split has moved to another case since.
    """
    positions = Position.objects.filter(case=case).select_related("article")
    if position_ids is not None:
        positions = Position.objects.filter(tenant_id=case.tenant_id, pk__in=position_ids)
        positions = positions.select_related("article")
    found = list(positions)
    if case.safety == Safety.YES:
        return Relevance.GIVEN
    return relevance_of_positions(case.tenant_id, found)


Codes = Mapping[tuple[int | None, str], Relevance]


def codes_of_positions(tenant_id: int, positions: Collection[Position]) -> Codes:
    """The relevance of their failure codes, also of the positions of many cases at once."""
    return relevance_of_codes(tenant_id, [(_group(one), one.failure_code) for one in positions])


def relevance_of_positions(
    tenant_id: int, positions: Collection[Position], *, codes: Codes | None = None
) -> Relevance:
    """The strictest of articles, failure codes and flags; articles are selected with the positions.

    A person's flag on a position raises its relevance; only a classified article lowers it.
    """
    if codes is None:
        codes = codes_of_positions(tenant_id, positions)
    facts: list[Relevance] = []
    for position in positions:
        facts.append(relevance_of_article(position.article))
        if position.failure_code:
            facts.append(codes[_group(position), position.failure_code])
        if position.safety_relevant:
            facts.append(Relevance.GIVEN)
    return strictest(facts)


def _group(position: Position) -> int | None:
    if position.product_group_id is not None:
        return position.product_group_id
    return position.article.product_group_id if position.article is not None else None
