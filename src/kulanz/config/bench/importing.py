"""What a dealer's file of many new cases takes, in one process and with every commit.

It is read into the second house of the demo, so that the lists measured in the first one stay as they are.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kulanz.config.demo.places import DEALER_HOUSE
from kulanz.core import clock
from kulanz.core.access.actor import system_actor
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.interfaces.exchange.cases_working import work_through
from kulanz.interfaces.exchange.schema import CASES
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.commands.recording import NewParty, record_party
from kulanz.masterdata.parties.models import PartyKind, PartyRoleKind
from kulanz.stages.contact.commands.partners import keep_partner, receive_file
from kulanz.stages.contact.models import Partner

PER_SECOND: Final = 150.0
GROWTH: Final = 1.3
_CODE: Final = "messung"


@dataclass(frozen=True, slots=True)
class Imported:
    """Seconds for the file, and how many times as long a record takes as in a file of a quarter."""

    seconds: float
    records: int
    growth: float

    @property
    def per_second(self) -> float:
        return self.records / self.seconds


def measure_import(records: int, fewer: int) -> Imported:
    """Outside of any transaction. Raises RuntimeError when a record was not taken."""
    partner = _partner()
    first = _seconds(partner, fewer)
    seconds = _seconds(partner, records)
    return Imported(seconds, records, (seconds / records) / (first / fewer))


def _partner() -> Partner:
    tenant_id = Tenant.objects.values_list("pk", flat=True).get(slug=DEALER_HOUSE.slug)
    at = clock.now()
    with tenant_context(tenant_id):
        there = Partner.objects.select_related("party").filter(tenant_id=tenant_id, code=_CODE).first()
        if there is not None:
            return there
        actor = system_actor(tenant_id)
        party = record_party(
            actor=actor,
            party=NewParty("Messhaus", roles=(PartyRoleKind.DEALER,), kind=PartyKind.ORGANISATION),
            at=at,
        )
        return keep_partner(
            actor=actor, partner_id=None, party_id=party.pk, code=_CODE, active=True, reads_folder=False,
            sends_cases=False, at=at,
        )  # fmt: skip


def _seconds(partner: Partner, records: int) -> float:
    at = clock.now()
    with tenant_context(partner.tenant_id):
        articles = list(
            Article.objects.filter(tenant_id=partner.tenant_id, active=True).values_list("number", flat=True)[
                :50
            ]
        )
        slug = Tenant.objects.values_list("slug", flat=True).get(pk=partner.tenant_id)
    content = "".join(_file(slug, records, articles, f"{at:%H%M%S%f}")).encode()
    started = time.perf_counter()
    with tenant_context(partner.tenant_id):
        file, _new = receive_file(
            actor=system_actor(partner.tenant_id), partner_id=partner.pk, way="command", name="messung.xml",
            content=io.BytesIO(content), at=at,
        )  # fmt: skip
    done = work_through(tenant_id=partner.tenant_id, file_id=file.pk, at=at)
    seconds = time.perf_counter() - started
    if done.taken != records:
        raise RuntimeError(f"{records - done.taken} of {records} records were not taken: {done.problems}")
    return seconds


def _file(slug: str, records: int, articles: list[str], mark: str) -> Iterator[str]:
    yield f'<cases xmlns="{CASES.namespace}" from="{_CODE}" to="{slug}">\n'
    for number in range(records):
        thing = (
            f"<articleNumber>{articles[number % len(articles)]}</articleNumber>"
            if articles
            else "<item>Drehstuhl</item>"
        )
        yield (
            f'<newCase reference="{mark}-{number}"><title>Sitz sinkt langsam ab ({number})</title>'
            "<kind>complaint</kind><description>Der Stuhl sinkt seit zwei Wochen langsam ab, der Hebel wird "
            "nicht berührt.</description><safety>no</safety><customer>"
            f"<name>Kunde {mark} {number}</name><email>k{mark}{number}@kunden.example</email>"
            f"<phone>0821 {number:07d}</phone><street>Gasse {number % 300}</street>"
            f"<postcode>{10_000 + number % 80_000:05d}</postcode><city>Augsburg</city></customer>"
            f"<positions><position>{thing}<serialNumber>S{number}</serialNumber>"
            "<symptom>Gasfeder hält nicht</symptom></position></positions></newCase>\n"
        )
    yield "</cases>"
