"""What of a case can be found, and by whom: words are stored per audience.

A search names the audiences its actor may read, so a word of an internal note leads nobody else to the
case, and several words are found together wherever they stand.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from kulanz.cases.models import Case, CaseFile, Message
from kulanz.cases.rules import Audience, audiences_readable_by
from kulanz.core.access.actor import ActorKind
from kulanz.core.search.api import SearchText, extend_document, index_document
from kulanz.masterdata.parties.models import ContactPoint

_MESSAGE_LENGTH: Final = 20_000


def index_case(case: Case) -> None:
    """Rebuild the case's search document from its rows; part of the command that changed it."""
    index_document(document_id=case.pk, texts=search_texts(case))


def index_more(case: Case, audience: Audience, texts: Collection[str]) -> None:
    """Add words of a new message or file; nothing else of the case is read again."""
    long = [text[:_MESSAGE_LENGTH] for text in texts if text]
    if long:
        extend_document(document_id=case.pk, texts={audience.value: SearchText(short=[], long=long)})


def searchable(kind: ActorKind) -> list[str]:
    """The audiences whose words an actor of this kind finds."""
    return sorted(a.value for a in audiences_readable_by(kind))


def search_texts(case: Case) -> Mapping[str, SearchText]:
    """Audience → its words. What every participant sees stands under `all`; who the parties are and how
    the case was solved is found by the office, the dealer and the customer."""
    spoken: dict[str, list[str]] = {audience.value: [] for audience in Audience}
    messages = Message.objects.filter(case=case, withdrawn_at=None)
    for audience, subject, body in messages.values_list("audience", "subject", "body"):
        spoken[audience] += [subject, body[:_MESSAGE_LENGTH]]
    for audience, name in CaseFile.objects.filter(case=case, removed_at=None).values_list("audience", "name"):
        spoken[audience].append(name)
    positions = list(case.positions.select_related("article"))
    shared = [
        case.number,
        case.title,
        case.dealer_reference,
        case.customer_reference,
        *(p.label for p in positions),
        *(p.serial_number for p in positions),
    ]
    spoken[Audience.ALL] += [case.description, *(p.symptom for p in positions)]
    spoken[Audience.CUSTOMER].append(case.solution)
    short = {Audience.ALL.value: shared, Audience.CUSTOMER.value: _people(case)}
    texts = {
        audience: SearchText(short=[t for t in short.get(audience, []) if t], long=[t for t in long if t])
        for audience, long in spoken.items()
    }
    return {audience: text for audience, text in texts.items() if text.short or text.long}


def _people(case: Case) -> list[str]:
    parties = [p for p in (case.customer, case.dealer) if p is not None]
    if not parties:
        return []
    contacts = ContactPoint.objects.filter(party__in=[p.pk for p in parties]).values_list("value", flat=True)
    place = [str(case.place_of_use)] if case.place_of_use else []
    return [*(p.name for p in parties), *(p.number for p in parties), *contacts, *place]
