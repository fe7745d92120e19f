"""What a party is found by while typing. Only staff search parties, so there is one audience."""

from __future__ import annotations

from typing import Final

from kulanz.core.search.api import SearchText, index_document
from kulanz.masterdata.parties.models import Party

COLLECTION: Final = "p"


def index_party(party: Party) -> None:
    """Rebuild a party's search document; part of the command that changed it."""
    index_document(document_id=party.pk, texts=party_texts(party), collection=COLLECTION)


def party_texts(party: Party) -> dict[str, SearchText]:
    short = [party.name, party.number]
    for address in party.addresses.all():
        short += [address.label, address.street, address.postcode, address.city]
    for point in party.contact_points.all():
        short += [point.value, point.normalized]
    return {"all": SearchText(short=[text for text in short if text], long=[])}
