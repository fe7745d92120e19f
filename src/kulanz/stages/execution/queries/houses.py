"""Whose people may come to the customer of a case, and whether its dealer sends his own."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kulanz.cases.models import Case
from kulanz.cases.rules import CarriedOutBy
from kulanz.masterdata.parties.models import Party, PartyRoleKind, ServiceOption, Technician
from kulanz.masterdata.parties.queries.options import option_of
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.execution.models import Visit

_HOUSES: Final = {CarriedOutBy.FACTORY: House.FACTORY, CarriedOutBy.PARTNER: House.PARTNER}


def may_be_sent(people: QuerySet[Technician], case: Case) -> QuerySet[Technician]:
    """Without the people of other dealers: going there they would read a competitor's customer."""
    return people.filter(~Q(house=House.DEALER.value) | Q(organisation_id=case.dealer_id or 0))


def of_its_house(people: QuerySet[Technician], visit: Visit) -> QuerySet[Technician]:
    """Of the house that carries the visit out: the one it is given to, else the one its case names.

    Where neither names one, and where work is looked at again that does not count, the office chooses among
    all who may be sent.
    """
    people = may_be_sent(people, visit.case)
    if visit.organisation_id is not None:
        return people.filter(organisation_id=visit.organisation_id)
    if not _follows_case(visit):
        return people
    by = visit.case.carried_out_by
    if by == CarriedOutBy.DEALER:
        return people.filter(organisation_id=visit.case.dealer_id)
    return people.filter(house=_HOUSES[CarriedOutBy(by)].value)


def has_house(visit: Visit) -> bool:
    """Whether it is settled which one house's people go."""
    if visit.organisation_id is not None:
        return True
    return _follows_case(visit) and visit.case.carried_out_by != CarriedOutBy.PARTNER


def house_name(visit: Visit) -> str:
    """The house that carries it out, empty where that is open."""
    if visit.organisation is not None:
        return visit.organisation.name
    if not _follows_case(visit):
        return ""
    by = visit.case.carried_out_by
    if by == CarriedOutBy.PARTNER:
        return _("ein Servicepartner")
    house = visit.case.dealer if by == CarriedOutBy.DEALER else factory_of(visit.tenant_id)
    return house.name if house is not None else _("der Werkskundendienst")


def factory_of(tenant_id: int) -> Party | None:
    """The tenant's factory service, where there is one."""
    role = PartyRoleKind.FACTORY_SERVICE
    return (
        Party.objects.filter(tenant_id=tenant_id, roles__role=role, kind="organisation", active=True)
        .order_by("pk")
        .first()
    )


def _follows_case(visit: Visit) -> bool:
    """Whether the case names the house of a visit that is given to nobody."""
    if not visit.case.carried_out_by or visit.reinspects:
        return False
    return visit.case.carried_out_by != CarriedOutBy.DEALER or visit.case.dealer_id is not None


def is_dealers_own_work(case: Case, on: date) -> bool:
    """The case's dealer carries it out with his own people, and on that day he works under option A."""
    return (
        case.carried_out_by == CarriedOutBy.DEALER
        and case.dealer_id is not None
        and option_of(case.dealer_id, on) is ServiceOption.DEALER
    )
