"""Who does a dealer's new work: his own technicians or the factory service (R069, R071, R081)."""

from __future__ import annotations

from datetime import date

from kulanz.masterdata.parties.models import Certificate, ServiceOption, Technician
from kulanz.masterdata.parties.queries.options import option_of
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.masterdata.parties.rules.safety import Relevance, needs_certificate


def is_certified_house(organisation_id: int, on: date) -> bool:
    """Whether a certificate of the organisation as a whole holds on that day."""
    return (
        Certificate.objects.filter(
            holder_id=organisation_id, work_kind=None, issued_on__lte=on, valid_until__gte=on
        )
        .exclude(revoked_on__lte=on)
        .exists()
    )


def has_certified_technician(organisation_id: int, on: date) -> bool:
    """Whether somebody who works for the house holds a certificate for some work that day."""
    people = Technician.objects.filter(organisation_id=organisation_id, house=House.DEALER.value, active=True)
    held = Certificate.objects.filter(
        holder_id__in=people.values("person_id"),
        work_kind__isnull=False,
        issued_on__lte=on,
        valid_until__gte=on,
    )
    return held.exclude(revoked_on__lte=on).exists()


def is_ready_for_safety(organisation_id: int, on: date) -> bool:
    """Whether the house's own people may do safety-relevant work: it and one of them are certified."""
    return is_certified_house(organisation_id, on) and has_certified_technician(organisation_id, on)


def service_house_for(dealer_id: int, relevance: Relevance, on: date) -> House:
    """Whose technicians take the dealer's new work on that day.

    Option B: the factory service. Option A: the dealer's own, for safety-relevant work only while he is
    certified as an organisation; when that has ended, it goes to the factory service.
    """
    if option_of(dealer_id, on) is not ServiceOption.DEALER:
        return House.FACTORY
    if needs_certificate(relevance) and not is_certified_house(dealer_id, on):
        return House.FACTORY
    return House.DEALER
