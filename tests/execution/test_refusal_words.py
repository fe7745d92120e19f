"""Why the interlock refused is kept as facts and said in the language of whoever reads the history."""

from __future__ import annotations

import pytest

from kulanz.core import clock
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.stages.execution.models import Booking
from tests.execution.conftest import SignedIn
from tests.execution.visits_world import AT, World


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Felix Falk: Kein Zertifikat für „Gasfeder tauschen“."),
        ("en", "Felix Falk: No certificate for"),
    ],
)
def test_each_reads_it_in_his_language(world: World, signed_in: SignedIn, language: str, said: str) -> None:
    visit = world.visit()
    name = world.felix.name
    with clock.frozen(AT):
        desk = signed_in(world.people.anna)
        address = f"/desk/einsatz/{visit.number}/"
        refused = desk.post(f"{address}planen/", {"crew": [world.felix.pk], "starts": "2026-11-17T09:00"})
        assert refused.status_code == 409
        visit.refresh_from_db()
        assert (visit.state, Booking.objects.count()) == ("to_plan", 0)
        desk.cookies.load({"django_language": language})
        page = desk.get(address, headers={"accept-language": language}).content.decode()
    assert said.replace("Felix Falk", name) in page
    kept = ProtocolEntry.objects.get(event="interlock.refused").personal
    assert kept.data["bars"] == [[name, "never_certified", "Gasfeder tauschen", ""]]
