"""What the interlock reads has changed: what stands on the plan is looked at again.

A case gets another article, an article or a kind of work is classified otherwise, a technician leaves: each
says so in the protocol, and what it concerns is asked anew. Certificates that end by their date are found
by the hourly job (`workflows.certificates`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from kulanz.cases import events
from kulanz.core.protocol.models import Transmission
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.events import ArticleChanged, ArticleClassified, ArticlesImported
from kulanz.masterdata.catalog.events_of_executors import (
    FailureCodeClassified,
    FailureCodeSaved,
    FailureCodesImported,
)
from kulanz.masterdata.parties.events import PartyChanged
from kulanz.masterdata.parties.events_of_skills import (
    CertificateRevoked,
    TechnicianSaved,
    WorkKindClassified,
    WorkKindSaved,
)
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.events import OrderPlaced
from kulanz.stages.execution.queries.carried import concerned_cases
from kulanz.stages.execution.queries.clearance_of_plan import planned_visits, promised_orders
from kulanz.stages.solution.events import ServicePlanned, SparePartChanged
from kulanz.workflows.order_contents import carry_over
from kulanz.workflows.plan_checks import orders_off, tell_leads, visits_off
from kulanz.workflows.privacy import PersonErased

INTERLOCK: Final = "interlock"

_OF_CASES: Final = (
    events.FieldsChanged.name,
    events.PositionAdded.name,
    events.PositionChanged.name,
    events.PositionSplit.name,
    events.PositionRemoved.name,
    events.CaseSplit.name,
    events.CaseMerged.name,
    events.MergeUndone.name,
    events.CaseReopened.name,
    ServicePlanned.name,
    SparePartChanged.name,
    # parts of an order of their own are fitted by whoever comes
    OrderPlaced.name,
)
_OF_MASTER_DATA: Final = (
    ArticleChanged.name,
    ArticleClassified.name,
    ArticlesImported.name,
    FailureCodeClassified.name,
    FailureCodeSaved.name,
    FailureCodesImported.name,
    WorkKindClassified.name,
    WorkKindSaved.name,
    TechnicianSaved.name,
    CertificateRevoked.name,
    PartyChanged.name,
    PersonErased.name,
)
# Of these fields of a case alone depends what the rule says.
_FIELDS: Final = frozenset({"safety"})


def with_rechecks(reactions: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The table of reactions with the interlock among those who hear."""
    heard = (*_OF_CASES, *_OF_MASTER_DATA)
    return {**reactions, **{name: (*reactions.get(name, ()), INTERLOCK) for name in heard}}


def recheck_plan(transmission: Transmission, at: datetime) -> None:
    """The consumer `interlock`. Doing it twice changes nothing."""
    entry = transmission.entry
    if entry.event == events.FieldsChanged.name and _FIELDS.isdisjoint(entry.facts["fields_changed"]):
        return
    kind, _mark, ident = entry.stream.partition(":")
    if entry.event in (ServicePlanned.name, OrderPlaced.name):
        carry_over(case_id=int(ident), at=at)
    tenant = Tenant.objects.defer("logo").get(pk=entry.tenant_id)
    concerned = _concerned(kind, ident, entry.facts)
    visits, orders = planned_visits(tenant.pk), promised_orders(tenant.pk)
    if concerned is not None:
        # chosen by their ids: what is joined for the choice would come back several times
        visits = visits.filter(pk__in=planned_visits(tenant.pk).filter(concerned.visits).values("pk"))
        orders = orders.filter(concerned.orders).distinct()
    tell_leads(tenant, [*visits_off(tenant, visits, at), *orders_off(tenant, orders, at)], at)


@dataclass(frozen=True, slots=True)
class _Concerned:
    """Of the planned visits and promised orders those that a change may concern."""

    visits: Q
    orders: Q


def _concerned(kind: str, ident: str, facts: Mapping[str, Any]) -> _Concerned | None:
    """None: everything, such as after a list of articles came in."""
    match kind:
        case "case":
            those = Q(case_id__in=concerned_cases(int(ident)))
            return _Concerned(those, those)
        case "article":
            pk = int(ident)
            touched = Q(case__positions__article_id=pk)
            sent = Q(case__orders__lines__article_id=pk)
            return _Concerned(
                touched | sent | Q(parts__article_id=pk), touched | Q(case__spare_parts__article_id=pk)
            )
        case "failure_code":
            named = Q(case__positions__failure_code=facts["code"])
            return _Concerned(named, named)
        case "work_kind":
            pk = int(ident)
            own = Q(works__work_kind_id=pk) | Q(parts__article__work_kind_id=pk)
            return _Concerned(own, Q())
        case "party":
            pk = int(ident)
            places = Technician.objects.filter(Q(person_id=pk) | Q(organisation_id=pk))
            ids = list(places.values_list("pk", flat=True))
            return _Concerned(Q(crew__technician_id__in=ids), Q(people__overlap=ids))
        case _:
            return None
