"""A dealer files a case: customer, place, case, technician and files in one call and one transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kulanz.cases.commands.messages import attach_files
from kulanz.cases.commands.people import add_participant
from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case, Draft, ParticipantRole
from kulanz.cases.permissions import Action, require, visible_to
from kulanz.cases.rules import Audience
from kulanz.core.access.actor import Actor, ActorKind, system_actor
from kulanz.core.files.models import StoredFile
from kulanz.core.refusal import InvalidValue, NotAllowed
from kulanz.core.search.api import find_documents
from kulanz.masterdata.parties.commands.recording import (
    NewAddress,
    NewParty,
    add_address,
    add_contact_point,
    normalize_contact,
    record_party,
)
from kulanz.masterdata.parties.indexing import COLLECTION, index_party
from kulanz.masterdata.parties.models import Address, ContactKind, Party, PartyKind, PartyRoleKind, Technician
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.workflows.execution import house_at, note_execution

_CANDIDATES = 2000


@dataclass(frozen=True)
class FilingCustomer:
    """Whom it is for: one of the dealer's own customers (`party_id`), or a new one by name."""

    party_id: int | None = None
    name: str = ""
    is_business: bool = False
    phone: str = ""
    email: str = ""
    place: NewAddress = field(default_factory=NewAddress)

    @property
    def known(self) -> bool:
        return self.party_id is not None or bool(self.name.strip())


@dataclass(frozen=True)
class Filing:
    """What the form holds. The case's own customer, place and dealer are filled in here."""

    case: NewCase
    customer: FilingCustomer = field(default_factory=FilingCustomer)
    technician_id: int | None = None


def customers_of(actor: Actor) -> QuerySet[Party]:
    """The customers of the cases this actor sees; never another dealer's."""
    own = visible_to(actor).filter(customer_id__isnull=False).values("customer_id")
    return Party.objects.filter(tenant_id=actor.tenant_id, pk__in=own, active=True, erased_at=None)


def find_customers(actor: Actor, query: str, *, limit: int = 8) -> list[Party]:
    """Own customers while typing, by parts of name, place, number, mail address or telephone."""
    typed = query.strip()
    if not typed:
        return []
    ids = find_documents(query=typed, audiences=["all"], limit=_CANDIDATES, collection=COLLECTION)
    found = customers_of(actor).filter(Q(pk__in=ids) | Q(name__icontains=typed))
    return list(found.prefetch_related("addresses", "contact_points").order_by("name", "pk")[:limit])


def own_technicians(actor: Actor) -> QuerySet[Party]:
    """The house's own technicians, whom it may choose by name when filing (R120); active ones only."""
    own = Technician.objects.filter(
        tenant_id=actor.tenant_id,
        organisation_id=actor.organisation_id or 0,
        house=House.DEALER.value,
        active=True,
    )
    found = Party.objects.filter(tenant_id=actor.tenant_id, active=True, pk__in=own.values("person_id"))
    return found.order_by("name", "pk")


def same_reference(actor: Actor, reference: str) -> list[Case]:
    """Visible cases that already bear this sign of the house: the hint against filing twice."""
    text = reference.strip()
    if not text:
        return []
    cases = visible_to(actor).filter(dealer_reference=text, merged_into=None)
    return list(cases.order_by("-pk")[:3])


def file_case(
    *,
    actor: Actor,
    filing: Filing,
    at: datetime,
    files: Sequence[StoredFile] = (),
    submission: str = "",
) -> Case:
    """Record the dealer's case with everything that belongs to it, or nothing at all.

    `submission` names one sending of the form: sent twice, even at the same moment, it gives the one case
    (its receipt is kept as long as a draft). Raises what record_case, record_party and attach_files raise,
    and InvalidValue("customer"), InvalidValue("technician").
    """
    if actor.kind is not ActorKind.DEALER or actor.organisation_id is None:
        raise NotAllowed
    require(actor, Action.RECORD)
    with transaction.atomic():
        receipt = _receipt(actor, submission, at)
        if receipt is not None and receipt.payload.get("case"):
            return Case.objects.get(pk=receipt.payload["case"])
        wished = replace(filing.case, wished_technician_id=filing.technician_id)
        house = house_at(actor.tenant_id, actor.organisation_id, at)
        settled, why = house.settle(wished)
        # only who is to do it is asked for: a name left over from another choice is nobody's mistake
        technician = _technician(actor, filing) if settled.wished_technician_id else None
        customer = _customer(actor, filing.customer, at)
        place = _place(actor, customer, filing.customer.place)
        row = record_case(
            actor=actor,
            case=replace(
                settled,
                customer_id=customer.pk if customer else None,
                place_of_use_id=place.pk if place else None,
                language=customer.language if customer else filing.case.language,
            ),
            at=at,
        )
        note_execution(actor=actor, case=row, wished=filing.case.carried_out_by, why=why, at=at)
        if technician is not None:
            let_read(actor, row, technician, at)
        if files:
            attach_files(
                actor=actor, case_id=row.pk, files=files, audience=Audience.ALL, with_the_case=True, at=at
            )
        if receipt is not None:
            receipt.payload = {"case": row.pk}
            receipt.save(update_fields=["payload"])
        return row


def receipt_key(submission: str) -> str:
    return f"filed:{submission}"


def _receipt(actor: Actor, submission: str, at: datetime) -> Draft | None:
    """The locked receipt of this sending; the second of two waits here until the first has committed."""
    if not submission or actor.membership_id is None:
        return None
    Draft.objects.get_or_create(
        membership_id=actor.membership_id,
        key=receipt_key(submission),
        defaults={"tenant_id": actor.tenant_id, "updated_at": at},
    )
    return Draft.objects.select_for_update().get(
        membership_id=actor.membership_id, key=receipt_key(submission)
    )


def let_read(actor: Actor, case: Case, technician: Party, at: datetime) -> None:
    """The technician named with the case takes part in it."""
    house, role = for_the_house(actor), ParticipantRole.TECHNICIAN
    add_participant(actor=house, case_id=case.pk, party_id=technician.pk, role=role, at=at)


def for_the_house(actor: Actor) -> Actor:
    """Recording a customer is the office's right; filing lends it, under the filer's name."""
    return system_actor(actor.tenant_id, channel=actor.channel, name=actor.name)


def _technician(actor: Actor, filing: Filing) -> Party | None:
    found = own_technicians(actor).filter(pk=filing.technician_id or 0).first()
    if found is None:
        raise InvalidValue("technician")
    return found


def _customer(actor: Actor, given: FilingCustomer, at: datetime) -> Party | None:
    if not given.known:
        return None
    house = for_the_house(actor)
    if given.party_id is not None:
        party = customers_of(actor).filter(pk=given.party_id).first()
        if party is None:
            raise InvalidValue("customer", _("Bitte wählen Sie den Kunden noch einmal aus der Liste."))
    else:
        party = _same_own_customer(actor, given)
    if party is None:
        return record_party(actor=house, party=new_customer(given), at=at)
    if given.email.strip():
        add_contact_point(actor=house, party=party, kind=ContactKind.EMAIL, value=given.email)
    if given.phone.strip():
        add_contact_point(actor=house, party=party, kind=ContactKind.PHONE, value=given.phone)
    if given.email.strip() or given.phone.strip():
        index_party(party)
    return party


def new_customer(given: FilingCustomer) -> NewParty:
    """The one given as a party of its own."""
    return NewParty(
        name=given.name,
        roles=(PartyRoleKind.CUSTOMER,),
        kind=PartyKind.ORGANISATION if given.is_business else PartyKind.PERSON,
        is_business=given.is_business,
        phone=given.phone,
        email=given.email,
    )


def _same_own_customer(actor: Actor, given: FilingCustomer) -> Party | None:
    """The same one again: of the same name, and of the same mail address, telephone or place.

    Only among the dealer's own customers; a stranger's record is never joined, because its name and
    history would then be shown to this dealer.
    """
    named = customers_of(actor).filter(name__iexact=" ".join(given.name.split()))
    for party in named.prefetch_related("contact_points", "addresses").order_by("pk")[:20]:
        reached = {point.normalized for point in party.contact_points.all()}
        places = {spelling(a.street, a.postcode, a.city) for a in party.addresses.all()}
        if is_reached_there(given, reached, places):
            return party
    return None


def is_reached_there(
    given: FilingCustomer, reached: Collection[str], places: Collection[tuple[str, ...]]
) -> bool:
    """Whether the one of the same name who is reached and lives there is the one who is meant."""
    email = normalize_contact(ContactKind.EMAIL, given.email)
    phone = normalize_contact(ContactKind.PHONE, given.phone)
    if (email and email in reached) or (phone and phone in reached):
        return True
    place = spelling(given.place.street, given.place.postcode, given.place.city)
    return not given.place.empty and place in places


def _place(actor: Actor, customer: Party | None, given: NewAddress) -> Address | None:
    """Where the thing stands: the address given, known or new, else the customer's main one."""
    if customer is None:
        return None
    known = list(Address.objects.filter(party=customer).order_by("-is_main", "id"))
    if given.empty:
        return known[0] if known else None
    wanted = spelling(given.street, given.postcode, given.city)
    for address in known:
        if spelling(address.street, address.postcode, address.city) == wanted:
            return address
    added = add_address(actor=for_the_house(actor), party=customer, address=given)
    index_party(customer)
    return added


def spelling(*parts: str) -> tuple[str, ...]:
    """One spelling of an address."""
    return tuple(" ".join(part.split()).casefold() for part in parts)
