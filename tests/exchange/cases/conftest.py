from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime

import pytest

from kulanz.interfaces.exchange.cases_working import work_through
from kulanz.stages.contact.commands.partners import keep_partner, receive_file
from kulanz.stages.contact.models import Partner, PartnerFile
from kulanz.workflows.partner_taking import actor_of_partner
from tests.cases.people import AT, People

Take = Callable[..., PartnerFile]


def make_partner(people: People, code: str = "blatt", **more: object) -> Partner:
    """The dealer Blatt, or another one, set up for the exchange."""
    given = {"reads_folder": False, "sends_cases": False, "active": True, "party_id": people.blatt.pk, **more}
    return keep_partner(actor=people.otto, partner_id=None, code=code, at=AT, **given)  # type: ignore[arg-type]  # checked by it


@pytest.fixture
def partner(people: People) -> Partner:
    return make_partner(people)


@pytest.fixture
def take(partner: Partner) -> Take:
    """Receive a file and read all of it."""

    def taken(
        content: bytes, *, at: datetime = AT, name: str = "datei.xml", whose: Partner = partner
    ) -> PartnerFile:
        actor = actor_of_partner(whose)
        file, _new = receive_file(
            actor=actor, partner_id=whose.pk, way="api", name=name, content=io.BytesIO(content), at=at
        )
        return work_through(tenant_id=whose.tenant_id, file_id=file.pk, at=at)

    return taken
