from __future__ import annotations

import pytest

from kulanz.core.access.actor import Actor, ActorKind
from kulanz.masterdata.parties.actors import actor_of
from kulanz.stages.billing.models import CreditNote
from tests.cases.people import People, make_member
from tests.offers.conftest import browser, folders, story
from tests.offers.reduced import Reduced

IBAN = "AT61 1904 3002 3457 3201"


__all__ = ["browser", "folders", "story"]


@pytest.fixture
def finn(people: People) -> Actor:
    """Finance."""
    member = make_member(
        people.tenant, "finn@nordlicht.test", "Finn Fink", ActorKind.STAFF, roles=["finance"]
    )
    return actor_of(member)


@pytest.fixture
def credit(story: Reduced) -> CreditNote:
    """Karla has accepted and said where to pay to."""
    story.post("accept")
    story.client.post(story.path, {"act": "account", "holder": "Karla Kunde", "iban": IBAN})
    return CreditNote.objects.get()
