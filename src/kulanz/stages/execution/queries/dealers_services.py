"""Who carries out a maintenance its dealer offered in his own name, settled on the day it is made."""

from __future__ import annotations

from datetime import date

from kulanz.cases.queries.relevance import relevance_of_positions
from kulanz.cases.rules import CarriedOutBy, Coverage, Kind
from kulanz.cases.rules_of_execution import House, settled_execution
from kulanz.core.enums import member
from kulanz.masterdata.parties.models import Party, ServiceOption
from kulanz.masterdata.parties.queries.options import contract_of, option_of
from kulanz.masterdata.parties.queries.service_house import is_certified_house
from kulanz.masterdata.parties.rules.safety import needs_certificate
from kulanz.stages.execution.queries.houses import factory_of


def settled_service(
    *, tenant_id: int, dealer_id: int | None, wished: str, on: date
) -> tuple[CarriedOutBy | None, Party | None]:
    """What the dealer's choice comes to under his option, contract and certificate of that day.

    And the house whose technicians go: the dealer's or the factory service, None where there is no such
    house. Without a choice nothing is settled.
    """
    chosen = member(CarriedOutBy, wished)
    if dealer_id is None or chosen is None:
        return None, None
    contract = contract_of(dealer_id)
    unknown = needs_certificate(relevance_of_positions(tenant_id, []))
    house = House(
        own_service=option_of(dealer_id, on) is ServiceOption.DEALER,
        delegates_guarantee=contract.delegates_guarantee,
        mediates_repairs=contract.mediates_repairs,
        may_work=is_certified_house(dealer_id, on) or not unknown,
    )
    by, _why = settled_execution(
        wished=chosen, kind=Kind.MAINTENANCE, coverage=Coverage.CHARGEABLE, house=house
    )
    if by is CarriedOutBy.DEALER:
        return by, Party.objects.get(pk=dealer_id)
    return by, factory_of(tenant_id)
