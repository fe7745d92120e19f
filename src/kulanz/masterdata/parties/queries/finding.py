"""Parties while typing: by parts of names, numbers, mail addresses, phone numbers and places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kulanz.core.access.actor import Actor
from kulanz.core.search.api import find_documents
from kulanz.masterdata.parties.indexing import COLLECTION
from kulanz.masterdata.parties.models import Address, ContactPoint
from kulanz.masterdata.parties.permissions import visible_to

_MOST: Final = 10
_ASKED: Final = 60


@dataclass(frozen=True, slots=True)
class FoundParty:
    pk: int
    name: str
    detail: str


def find_parties(actor: Actor, query: str, *, role: str = "") -> list[FoundParty]:
    """At most ten visible, active parties whose words all match, newest first; empty for an empty query."""
    if not query.strip():
        return []
    ids = find_documents(query=query, audiences=["all"], limit=_ASKED, collection=COLLECTION)
    parties = visible_to(actor).filter(pk__in=ids, active=True, erased_at=None)
    if role:
        parties = parties.filter(roles__role=role)
    found = list(parties.order_by("-pk")[:_MOST])
    details = _details([p.pk for p in found])
    return [FoundParty(p.pk, p.name, details.get(p.pk, "")) for p in found]


def _details(party_ids: list[int]) -> dict[int, str]:
    """Place and mail address, to tell two of one name apart; two queries for all."""
    parts: dict[int, list[str]] = {}
    for address in Address.objects.filter(party_id__in=party_ids).order_by("-is_main", "id"):
        if not parts.get(address.party_id):
            parts.setdefault(address.party_id, []).append(f"{address.postcode} {address.city}".strip())
    contacts: dict[int, str] = {}
    for point in ContactPoint.objects.filter(party_id__in=party_ids).order_by("-is_main", "id"):
        contacts.setdefault(point.party_id, point.value)
    return {
        pk: " · ".join(text for text in (*parts.get(pk, []), contacts.get(pk, "")) if text)
        for pk in party_ids
    }
