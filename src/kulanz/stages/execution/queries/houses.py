"""Whose people may come to the customer of a case, and whether its dealer sends his own."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from kulanz.cases.models import Case
from kulanz.cases.rules import CarriedOutBy
from kulanz.masterdata.parties.models import ServiceOption, Technician
from kulanz.masterdata.parties.queries.options import option_of
from kulanz.masterdata.parties.rules.interlock import House


def may_be_sent(people: QuerySet[Technician], case: Case) -> QuerySet[Technician]:
    """Without the people of other dealers: going there they would read a competitor's customer."""
    return people.filter(~Q(house=House.DEALER.value) | Q(organisation_id=case.dealer_id or 0))


def is_dealers_own_work(case: Case, on: date) -> bool:
    """The case's dealer carries it out with his own people, and on that day he works under option A."""
    return (
        case.carried_out_by == CarriedOutBy.DEALER
        and case.dealer_id is not None
        and option_of(case.dealer_id, on) is ServiceOption.DEALER
    )
