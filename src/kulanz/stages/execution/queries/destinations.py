"""Where an order goes: whose address, and whom to call there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kulanz.cases.models import Case, Participant, ParticipantRole
from kulanz.masterdata.catalog.models import Executor
from kulanz.masterdata.parties.models import Address, ContactKind, ContactPoint, Party, Technician
from kulanz.stages.execution.refusals import AddressMissing, NoCustomer, NoDealer, NoTechnician


class Recipient(StrEnum):
    """Who gets the goods, or whose place a service goes to."""

    CUSTOMER = "customer"
    DEALER = "dealer"
    TECHNICIAN = "technician"


@dataclass(frozen=True, slots=True)
class Destination:
    """A party with the address and contact that are frozen on the order."""

    party: Party
    address: Address | None
    contact: str
    place_note: str = ""

    def require_address(self) -> None:
        """Goods need street, postcode and city. Raises AddressMissing."""
        found = self.address
        if found is None or not (found.street.strip() and found.postcode.strip() and found.city.strip()):
            raise AddressMissing(party=self.party.name)


def destination_of(
    case: Case,
    recipient: Recipient,
    executor: Executor | None = None,
    assembler: Party | None = None,
) -> Destination:
    """`assembler` is the certified person named for the parts. Raises NoCustomer, NoDealer, NoTechnician."""
    if recipient is Recipient.DEALER:
        if case.dealer is None or case.dealer.erased_at is not None:
            raise NoDealer
        return _at_home(case.dealer)
    if recipient is Recipient.TECHNICIAN:
        return _at_home(_technician(case, executor, assembler))
    if case.customer is None or case.customer.erased_at is not None:
        raise NoCustomer
    place = case.place_of_use
    home = _at_home(case.customer)
    return Destination(
        party=case.customer,
        address=place if place is not None else home.address,
        contact=home.contact,
        place_note=case.place_note,
    )


def _technician(case: Case, executor: Executor | None, assembler: Party | None) -> Party:
    if assembler is not None:
        # to the house he works for, which is where goods are taken in
        place = Technician.objects.filter(person=assembler, active=True).select_related("organisation")
        known = place.order_by("pk").first()
        return known.organisation if known is not None else assembler
    if executor is not None and executor.party is not None and executor.party.erased_at is None:
        return executor.party
    taking_part = Participant.objects.filter(
        case=case, role=ParticipantRole.TECHNICIAN, party__erased_at=None
    ).select_related("party")
    found = taking_part.order_by("id").first()
    if found is None:
        raise NoTechnician
    return found.party


def _at_home(party: Party) -> Destination:
    address = Address.objects.filter(party=party).order_by("-is_main", "id").first()
    return Destination(party=party, address=address, contact=_contact(party))


def _contact(party: Party) -> str:
    phones = ContactPoint.objects.filter(party=party, kind__in=[ContactKind.PHONE, ContactKind.MOBILE])
    point = phones.order_by("-is_main", "id").first()
    return f"{party.name}, {point.value}"[:200] if point is not None else ""
