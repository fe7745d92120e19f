"""What of a case can be found, and by whom: one search document per kind of reader.

Each document holds exactly what that reader may read, so that a word of an internal note leads nobody else
to the case, and several words are found together wherever they stand.
"""

from __future__ import annotations

from typing import Final

from kulanz.cases.models import Case, CaseFile, Message, Participant, ParticipantRole
from kulanz.cases.rules import Audience, Reader, audiences_readable_by
from kulanz.core.access.actor import ActorKind
from kulanz.core.search.api import SearchText, index_document
from kulanz.masterdata.parties.models import ContactPoint

SEARCH_READER: Final[dict[ActorKind, Reader]] = {
    ActorKind.STAFF: Reader.OFFICE,
    ActorKind.SYSTEM: Reader.OFFICE,
    ActorKind.DEALER: Reader.DEALER,
    ActorKind.TECHNICIAN: Reader.TECHNICIAN,
    ActorKind.CUSTOMER: Reader.CUSTOMER,
    ActorKind.SUPPLIER: Reader.SUPPLIER,
}
_KIND_OF: Final = {
    Reader.OFFICE: ActorKind.STAFF,
    Reader.DEALER: ActorKind.DEALER,
    Reader.TECHNICIAN: ActorKind.TECHNICIAN,
    Reader.CUSTOMER: ActorKind.CUSTOMER,
    Reader.SUPPLIER: ActorKind.SUPPLIER,
}
_MESSAGE_LENGTH: Final = 20_000


def index_case(case: Case) -> None:
    """Rebuild the case's search documents from its rows; part of the command that changed it."""
    messages = list(
        Message.objects.filter(case=case, withdrawn_at=None).values_list("audience", "subject", "body")
    )
    files = list(CaseFile.objects.filter(case=case, removed_at=None).values_list("audience", "name"))
    short, long = _facts(case)
    texts: dict[str, SearchText] = {}
    for reader in _readers(case):
        readable = {a.value for a in audiences_readable_by(_KIND_OF[reader])}
        texts[reader.value] = SearchText(
            short=short,
            long=[
                *long,
                *(text[:_MESSAGE_LENGTH] for a, *pair in messages if a in readable for text in pair if text),
                *(name for a, name in files if a in readable),
            ],
        )
    index_document(document_id=case.pk, texts=texts)


def _readers(case: Case) -> list[Reader]:
    """Only readers who can exist: most cases have no technician, supplier or customer login."""
    readers = [Reader.OFFICE]
    if case.dealer_id:
        readers.append(Reader.DEALER)
    roles = set(Participant.objects.filter(case=case).values_list("role", flat=True))
    if ParticipantRole.TECHNICIAN in roles:
        readers.append(Reader.TECHNICIAN)
    if ParticipantRole.SUPPLIER in roles:
        readers.append(Reader.SUPPLIER)
    if case.customer_id:
        readers.append(Reader.CUSTOMER)
    return readers


def _facts(case: Case) -> tuple[list[str], list[str]]:
    """(short, long) texts every participant sees: numbers, names, articles; description and symptoms."""
    positions = list(case.positions.select_related("article"))
    parties = [p for p in (case.customer, case.dealer) if p is not None]
    contacts = (
        ContactPoint.objects.filter(party__in=[p.pk for p in parties]).values_list("value", flat=True)
        if parties
        else []
    )
    short = [
        case.number,
        case.title,
        case.dealer_reference,
        case.customer_reference,
        *(p.label for p in positions),
        *(p.serial_number for p in positions),
        *(p.name for p in parties),
        *(p.number for p in parties),
        *contacts,
        str(case.place_of_use) if case.place_of_use else "",
    ]
    long = [case.description, case.solution, *(p.symptom for p in positions)]
    return [t for t in short if t], [t for t in long if t]
