"""Keeping the statistics' facts: what happened to a case is told anew; daily everything is looked through.

Master data change facts too: an address its cases' country, an article its product group and supplier, the
tenant's zone the month of everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from kulanz.cases import events
from kulanz.cases.models import Case
from kulanz.core.periodic import PeriodicJob, register_periodic
from kulanz.core.protocol.models import ProtocolEntry, Transmission
from kulanz.core.protocol.working import Consumer, register_consumer
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.catalog.events import ArticleChanged, ArticlesImported
from kulanz.masterdata.parties.events import PartyChanged, TenantChanged
from kulanz.stages.improvement.commands.decisions import complete_decisions, refresh_decisions
from kulanz.stages.improvement.commands.facts import refresh_facts, repair_facts
from kulanz.stages.solution.events import RemedyDecided, RemedyEnded

STATISTICS: Final = "statistics"

# Events on a case's own stream after which its facts may differ.
OF_CASES: Final = (
    events.CaseRecorded.name,
    events.StateChanged.name,
    events.ClaimDecided.name,
    events.CaseClosed.name,
    events.CaseCancelled.name,
    events.CaseReopened.name,
    events.FieldsChanged.name,
    events.KindChanged.name,
    events.PositionAdded.name,
    events.PositionChanged.name,
    events.PositionRemoved.name,
    events.CaseMerged.name,
    events.MergeUndone.name,
    events.CaseSplit.name,
    events.SpamMarked.name,
    RemedyDecided.name,
    RemedyEnded.name,
)
OF_MASTER_DATA: Final = (
    ArticleChanged.name,
    ArticlesImported.name,
    PartyChanged.name,
    TenantChanged.name,
)
_OF_DECISIONS: Final = frozenset({RemedyDecided.name, RemedyEnded.name})
_OF_ARTICLES: Final = frozenset({"product_group_id", "supplier_id"})
_EVERYTHING: Final = frozenset({"time_zone", "country"})


def with_statistics(reactions: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The table of reactions with the statistics among those who hear."""
    heard = (*OF_CASES, *OF_MASTER_DATA)
    return {**reactions, **{name: (*reactions.get(name, ()), STATISTICS) for name in heard}}


def tell_statistics(transmission: Transmission, at: datetime) -> None:
    """The consumer `statistics`."""
    entry = transmission.entry
    kind, _mark, ident = entry.stream.partition(":")
    if kind == "case":
        refresh_facts(tenant_id=entry.tenant_id, case_ids=[int(ident)])
        if entry.event in _OF_DECISIONS:
            refresh_decisions(tenant_id=entry.tenant_id, case_ids=[int(ident)])
    elif entry.event == PartyChanged.name:
        if "addresses" in entry.facts["what"]:
            refresh_facts(tenant_id=entry.tenant_id, case_ids=_cases_of_party(entry))
    elif entry.event == ArticleChanged.name:
        if not _OF_ARTICLES.isdisjoint(entry.facts["changed"]):
            refresh_facts(tenant_id=entry.tenant_id, case_ids=_cases_of_article(int(ident), entry))
    elif entry.event == ArticlesImported.name or not _EVERYTHING.isdisjoint(entry.facts["fields"]):
        repair_facts(tenant_id=entry.tenant_id)


def _cases_of_party(entry: ProtocolEntry) -> list[int]:
    """His own, and those whose place of use may be one of his."""
    party = entry.facts["party_id"]
    cases = Case.objects.filter(Q(customer=party) | Q(dealer=party), tenant_id=entry.tenant_id)
    return list(cases.values_list("pk", flat=True))


def _cases_of_article(article_id: int, entry: ProtocolEntry) -> list[int]:
    cases = Case.objects.filter(tenant_id=entry.tenant_id, positions__article=article_id)
    return list(cases.values_list("pk", flat=True).distinct())


def look_through(tenant_id: int, at: datetime) -> int:
    """What went past the protocol, such as cases loaded in bulk; returns how many were told anew."""
    with tenant_context(tenant_id):
        return repair_facts(tenant_id=tenant_id) + complete_decisions(tenant_id=tenant_id)


def install() -> None:
    """Called once at start-up."""
    register_consumer(STATISTICS, Consumer(work=tell_statistics))
    register_periodic(PeriodicJob("statistics", timedelta(days=1), look_through))
