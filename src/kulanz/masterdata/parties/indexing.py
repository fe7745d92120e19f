"""What a party is found by while typing. Only staff search parties, so there is one audience."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kulanz.core.search.api import SearchText, index_document, index_documents
from kulanz.masterdata.parties.models import Address, ContactPoint, Party

COLLECTION: Final = "p"


def index_party(party: Party) -> None:
    """Rebuild a party's search document; part of the command that changed it."""
    index_document(document_id=party.pk, texts=party_texts(party), collection=COLLECTION)


def index_new_parties(
    parties: Iterable[tuple[Party, Iterable[Address], Iterable[ContactPoint]]],
) -> None:
    """`index_party` for those just recorded, with all they have."""
    texts = {party.pk: _texts(party, addresses, points) for party, addresses, points in parties}
    index_documents(texts, collection=COLLECTION)


def party_texts(party: Party) -> dict[str, SearchText]:
    return _texts(party, party.addresses.all(), party.contact_points.all())


def _texts(
    party: Party, addresses: Iterable[Address], points: Iterable[ContactPoint]
) -> dict[str, SearchText]:
    short = [party.name, party.number]
    for address in addresses:
        short += [address.label, address.street, address.postcode, address.city]
    for point in points:
        short += [point.value, point.normalized]
    return {"all": SearchText(short=[text for text in short if text], long=[])}
