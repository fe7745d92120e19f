"""Which mails to a customer tell of the people of a dealer who had the case before: the next one does not
read when who of them was to come, nor their reports.
"""

from __future__ import annotations

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from kulanz.cases.models import Case
from kulanz.cases.queries.changes import last_changed
from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.own_houses import only_of_houses
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.execution.models import ServiceReport, Visit
from kulanz.stages.execution.permissions_of_houses import reports_of_others, visits_of_others


def others_mails(actor: Actor, cases: QuerySet[Case]) -> Q | None:
    """Which of the outgoing mails of these cases they are; None where there are none."""
    houses = only_of_houses(actor)
    if houses is None:
        return None
    theirs = ExpressionWrapper(visits_of_others(houses), output_field=BooleanField())
    visits = list(
        Visit.objects.filter(case__in=cases)
        .annotate(theirs=theirs)
        .values_list("pk", "case_id", "people", "theirs")
    )
    if not visits:
        return None
    found = [Q(key__startswith=f"appointment:{pk}:") for pk, _case, _people, of_others in visits if of_others]
    reports = ServiceReport.objects.filter(
        reports_of_others(houses), visit__in=[pk for pk, _case, _people, _theirs in visits]
    )
    found += [Q(key__startswith=f"report:{pk}:") for pk in reports.values_list("pk", flat=True)]
    strange = _strange(houses, {one for _pk, _case, people, _theirs in visits for one in people})
    # taken from them, it has gone to somebody else: what was written until then names them
    taken = [(pk, case) for pk, case, people, of_others in visits if not of_others and strange & {*people}]
    until = last_changed({case for _pk, case in taken}, "dealer_id")
    found += [
        Q(key__startswith=f"appointment:{pk}:", created_at__lt=until[case])
        for pk, case in taken
        if case in until
    ]
    either = Q()
    for one in found:
        either |= one
    return either if found else None


def _strange(houses: frozenset[int], people: set[int]) -> set[int]:
    if not people:
        return set()
    rows = Technician.objects.filter(pk__in=people, house=House.DEALER.value)
    return set(rows.exclude(organisation__in=houses).values_list("pk", flat=True))
