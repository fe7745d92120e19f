"""What of a case can be found, and by whom: words are stored per audience.

A search names the audiences its actor may read, so a word of an internal note leads nobody else to the
case, and several words are found together wherever they stand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from django.db.models import BooleanField, ExpressionWrapper

from kulanz.cases.models import Case, CaseFile, Message, Position
from kulanz.cases.others_work import others_work
from kulanz.cases.queries.others_names import solved_by_others
from kulanz.cases.rules import Audience, audiences_readable_by
from kulanz.core.access.actor import ActorKind
from kulanz.core.search.api import SearchText, extend_document, index_document, index_documents
from kulanz.masterdata.parties.models import ContactPoint

_MESSAGE_LENGTH: Final = 20_000


def index_case(case: Case) -> None:
    """Rebuild the case's search document from its rows; part of the command that changed it."""
    index_document(document_id=case.pk, texts=search_texts(case))


def index_new_cases(cases: Sequence[tuple[Case, Sequence[Position]]]) -> None:
    """`index_case` for cases that have just been recorded and hold nothing but their positions.

    Customer and dealer of a case, and the articles of its positions, are best loaded already.
    """
    parties = {pk for case, _ in cases for pk in (case.customer_id, case.dealer_id) if pk}
    contacts = _contacts(parties)
    index_documents({case.pk: _texts(case, _unspoken(), positions, contacts) for case, positions in cases})


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
    spoken = _unspoken()
    messages = Message.objects.filter(case=case, withdrawn_at=None)
    for audience, dealer_id, subject, body in messages.values_list(
        "audience", "dealer_id", "subject", "body"
    ):
        spoken[_found_by(case, audience, dealer_id)] += [subject, body[:_MESSAGE_LENGTH]]
    theirs = ExpressionWrapper(others_work([case.dealer_id or 0]), output_field=BooleanField())
    files = CaseFile.objects.filter(case=case, removed_at=None, kind=CaseFile.Kind.ORDINARY)
    rows = files.annotate(theirs=theirs).values_list("audience", "dealer_id", "name", "theirs")
    for audience, dealer_id, name, of_others in rows:
        found_by = Audience.INTERNAL.value if of_others else _found_by(case, audience, dealer_id)
        spoken[found_by].append(name)
    if case.solution:
        found_by = Audience.INTERNAL if solved_by_others(case, [case.dealer_id or 0]) else Audience.CUSTOMER
        spoken[found_by].append(case.solution)
    parties = [pk for pk in (case.customer_id, case.dealer_id) if pk]
    return _texts(case, spoken, case.positions.select_related("article"), _contacts(parties))


def _found_by(case: Case, audience: str, dealer_id: int | None) -> str:
    """What was said with the dealer before is found by the office alone, as is what his people did."""
    left = audience == Audience.DEALER and dealer_id not in (None, case.dealer_id)
    return Audience.INTERNAL.value if left else audience


def _contacts(party_ids: Collection[int]) -> dict[int, list[str]]:
    """Party → how it is reached."""
    found: dict[int, list[str]] = {}
    if party_ids:
        points = ContactPoint.objects.filter(party__in=party_ids).order_by("id")
        for party_id, value in points.values_list("party_id", "value"):
            found.setdefault(party_id, []).append(value)
    return found


def _unspoken() -> dict[str, list[str]]:
    return {audience.value: [] for audience in Audience}


def _texts(
    case: Case,
    spoken: dict[str, list[str]],
    given: Iterable[Position],
    contacts: Mapping[int, Sequence[str]],
) -> Mapping[str, SearchText]:
    positions = list(given)
    shared = [
        case.number,
        case.title,
        case.dealer_reference,
        case.customer_reference,
        *(p.label for p in positions),
        *(p.serial_number for p in positions),
    ]
    spoken[Audience.ALL] += [case.description, *(p.symptom for p in positions)]
    short = {Audience.ALL.value: shared, Audience.CUSTOMER.value: _people(case, contacts)}
    texts = {
        audience: SearchText(short=[t for t in short.get(audience, []) if t], long=[t for t in long if t])
        for audience, long in spoken.items()
    }
    return {audience: text for audience, text in texts.items() if text.short or text.long}


def _people(case: Case, contacts: Mapping[int, Sequence[str]]) -> list[str]:
    parties = [p for p in (case.customer, case.dealer) if p is not None]
    if not parties:
        return []
    reached = [value for party in parties for value in contacts.get(party.pk, ())]
    place = [str(case.place_of_use)] if case.place_of_use else []
    return [*(p.name for p in parties), *(p.number for p in parties), *reached, *place]
