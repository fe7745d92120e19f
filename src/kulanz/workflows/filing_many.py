"""Many cases of one dealer at once, such as a file holds them: filed by the rules of `file_case`.

What one filing needs is looked up for all of them together, and written together. A filing that is refused
keeps none of the others from being filed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from kulanz.cases.commands.recording import NewCase, record_cases
from kulanz.cases.models import Case
from kulanz.cases.permissions import Action, require
from kulanz.cases.rules_of_execution import Why
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.refusal import InvalidValue, NotAllowed, Refusal
from kulanz.masterdata.parties.commands.recording import (
    NewAddress,
    add_address,
    add_contact_point,
    checked_contact,
    record_parties,
)
from kulanz.masterdata.parties.indexing import index_party
from kulanz.masterdata.parties.models import Address, ContactKind, ContactPoint, Party
from kulanz.workflows.execution import DealersHouse, house_at, note_execution
from kulanz.workflows.filing import (
    Filing,
    FilingCustomer,
    customers_of,
    for_the_house,
    is_reached_there,
    let_read,
    new_customer,
    own_technicians,
    spelling,
)


def file_cases(*, actor: Actor, filings: Sequence[Filing], at: datetime) -> list[Case | Refusal]:
    """Record a dealer's cases in this order; in the place of one that is refused stands why.

    A customer known from an earlier case is recognised where the name is spelled the same, one that comes
    twice among these cases is recorded once. Raises NotAllowed.
    """
    if actor.kind is not ActorKind.DEALER or actor.organisation_id is None:
        raise NotAllowed
    require(actor, Action.RECORD)
    house = house_at(actor.tenant_id, actor.organisation_id, at)
    asked = [_asked(filing, house) for filing in filings]
    technicians = _technicians(actor, asked)
    outcome: dict[int, Case | Refusal] = {}
    for index, one in enumerate(asked):
        try:
            _check(one, technicians)
        except Refusal as refusal:
            outcome[index] = refusal
    while True:
        going = [index for index in range(len(asked)) if index not in outcome]
        with transaction.atomic():
            made = _file(actor, [asked[index] for index in going], technicians, at)
            refused = {i: row for i, row in zip(going, made, strict=True) if isinstance(row, Refusal)}
            if not refused:
                outcome |= dict(zip(going, made, strict=True))
                return [outcome[index] for index in range(len(asked))]
            # nothing of those who are refused stays, nor of their customers: once more without them
            outcome |= refused
            transaction.set_rollback(True)


@dataclass(frozen=True)
class _Asked:
    """A filing, and what the dealer's option and contract make of its wish."""

    filing: Filing
    case: NewCase
    why: Why


def _asked(filing: Filing, house: DealersHouse) -> _Asked:
    return _Asked(filing, *house.settle(replace(filing.case, wished_technician_id=filing.technician_id)))


def _technicians(actor: Actor, asked: Iterable[_Asked]) -> dict[int, Party]:
    wanted = {one.case.wished_technician_id for one in asked if one.case.wished_technician_id}
    return {party.pk: party for party in own_technicians(actor).filter(pk__in=wanted)} if wanted else {}


def _check(asked: _Asked, technicians: Collection[int]) -> None:
    """What can be refused before anything is looked up."""
    technician = asked.case.wished_technician_id
    if technician and technician not in technicians:
        raise InvalidValue("technician")
    for kind, value in _contacts(asked.filing.customer):
        checked_contact(kind, value)


def _file(
    actor: Actor, asked: Sequence[_Asked], technicians: Mapping[int, Party], at: datetime
) -> list[Case | Refusal]:
    customers = _Customers(actor, at)
    customers.recognise([one.filing.customer for one in asked])
    customers.record()
    cases = [customers.completed(index, one.case) for index, one in enumerate(asked)]
    made = record_cases(actor=actor, cases=cases, at=at)
    for row, one in zip(made, asked, strict=True):
        if isinstance(row, Refusal):
            continue
        note_execution(actor=actor, case=row, wished=one.filing.case.carried_out_by, why=one.why, at=at)
        technician = technicians.get(row.wished_technician_id or 0)
        if technician is not None:
            let_read(actor, row, technician, at)
    return made


def _contacts(given: FilingCustomer) -> list[tuple[ContactKind, str]]:
    both = ((ContactKind.EMAIL, given.email), (ContactKind.PHONE, given.phone))
    return [(kind, value) for kind, value in both if value.strip()]


@dataclass
class _Known:
    """One customer with what is known of him: in the tables, or of an earlier case among these."""

    party: Party | None = None
    first: FilingCustomer | None = None
    """The one he is recorded from, where he is new."""
    reached: set[str] = field(default_factory=set)
    places: dict[tuple[str, ...], Address | None] = field(default_factory=dict)
    main: Address | None = None


@dataclass
class _Customers:
    """Finds or makes the customer of each filing, in their order."""

    actor: Actor
    at: datetime
    _by_name: dict[str, list[_Known]] = field(default_factory=dict)
    _of: list[tuple[_Known, FilingCustomer] | None] = field(default_factory=list)

    def recognise(self, customers: Sequence[FilingCustomer]) -> None:
        """Whom each means, without writing anything."""
        named = [given for given in customers if given.known]
        for party in self._candidates(named):
            addresses = sorted(party.addresses.all(), key=_main_first)
            known = _Known(
                party=party,
                reached={point.normalized for point in party.contact_points.all()},
                places={spelling(a.street, a.postcode, a.city): a for a in addresses},
                main=addresses[0] if addresses else None,
            )
            self._by_name.setdefault(_name(party.name), []).append(known)
        for given in customers:
            self._of.append((self._known(given), given) if given.known else None)

    def _known(self, given: FilingCustomer) -> _Known:
        same = self._by_name.setdefault(_name(given.name), [])
        known = next((k for k in same if is_reached_there(given, k.reached, k.places)), None)
        if known is None:
            known = _Known(first=given)
            same.append(known)
        known.reached |= {checked_contact(kind, value)[1] for kind, value in _contacts(given)}
        if not given.place.empty:
            known.places.setdefault(_place(given.place), None)
        return known

    def _candidates(self, named: Sequence[FilingCustomer]) -> QuerySet[Party]:
        """The dealer's own customers who could be meant, by their name as written or by how they are
        reached: both have an index, which a name in any spelling has not."""
        names = {" ".join(given.name.split()) for given in named}
        reached = {checked_contact(*contact)[1] for given in named for contact in _contacts(given)}
        of_tenant = {"tenant_id": self.actor.tenant_id}
        points = ContactPoint.objects.filter(**of_tenant, normalized__in=reached)
        spelled = {_name(name) for name in names}
        ids = {
            *(pk for pk, name in points.values_list("party_id", "party__name") if _name(name) in spelled),
            *Party.objects.filter(**of_tenant, name__in=names).values_list("pk", flat=True),
        }
        if not ids:
            return Party.objects.none()
        own = customers_of(self.actor).filter(pk__in=ids)
        return own.prefetch_related("contact_points", "addresses").order_by("pk")

    def record(self) -> None:
        """Write down who is new, and what is new of the others."""
        house = for_the_house(self.actor)
        new = [known for same in self._by_name.values() for known in same if known.first is not None]
        specs = [replace(new_customer(k.first), address=k.first.place) for k in new if k.first is not None]
        fresh: dict[int, _Known] = {}
        for known, row in zip(new, record_parties(actor=house, parties=specs, at=self.at), strict=True):
            if isinstance(row, Refusal):
                raise row  # all that can be refused was looked at before
            known.party = row
            fresh[row.pk] = known
        for address in Address.objects.filter(party__in=list(fresh)) if fresh else ():
            known = fresh[address.party_id]
            known.main = address
            known.places[spelling(address.street, address.postcode, address.city)] = address
        for known, given in filter(None, self._of):
            if given is not known.first:
                self._complete(known, given)

    def _complete(self, known: _Known, given: FilingCustomer) -> None:
        """What this case adds to somebody known: a number, an address."""
        house, party = for_the_house(self.actor), known.party
        if party is None:
            return
        for kind, value in _contacts(given):
            add_contact_point(actor=house, party=party, kind=kind, value=value)
        if not given.place.empty and known.places.get(_place(given.place)) is None:
            place = add_address(actor=house, party=party, address=given.place)
            known.places[_place(given.place)] = place
            known.main = known.main or place
        index_party(party)

    def completed(self, index: int, case: NewCase) -> NewCase:
        """The case with its customer and place."""
        found = self._of[index]
        party = found[0].party if found else None
        if found is None or party is None:
            return case
        known, given = found
        place = known.main if given.place.empty else known.places[_place(given.place)]
        return replace(
            case,
            customer_id=party.pk,
            place_of_use_id=place.pk if place else None,
            language=party.language,
        )


def _name(name: str) -> str:
    return " ".join(name.split()).casefold()


def _place(address: NewAddress) -> tuple[str, ...]:
    return spelling(address.street, address.postcode, address.city)


def _main_first(address: Address) -> tuple[bool, int]:
    return not address.is_main, address.pk
