"""The first dealer's own system exchanges cases: it is set up, and has sent a file."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Final

from kulanz.config.demo.world import World
from kulanz.core.access.actor import Channel, Role
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.interfaces.exchange.cases_working import work_through
from kulanz.stages.contact.commands.partners import keep_partner, receive_file

CODE: Final = "raumwerk"
_FILE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<cases xmlns="urn:kulanz:cases:1" from="{code}" to="{to}">
  <newCase reference="RW-2287">
    <title>Auszug im Rollcontainer klemmt</title>
    <kind>complaint</kind>
    <description>Der oberste Auszug lässt sich nur halb öffnen.</description>
    <severity>minor</severity>
    <safety>no</safety>
    <dealerPart>intermediary</dealerPart>
    <customer>
      <name>Steuerkanzlei Lauterbach</name>
      <business>true</business>
      <email>buero@kanzlei-lauterbach.example</email>
      <street>Marktstraße 12</street>
      <postcode>21335</postcode>
      <city>Lüneburg</city>
      <country>DE</country>
    </customer>
    <positions>
      <position>
        <item>Rollcontainer, drei Schübe</item>
        <symptom>klemmt nach halbem Weg</symptom>
        <invoiceNumber>RE-20418</invoiceNumber>
      </position>
    </positions>
  </newCase>
  <newCase reference="RW-2288">
    <title>Tischplatte beim Auspacken zerkratzt</title>
    <kind>complaint</kind>
    <customer>
      <name>Ingenieurbüro Dahlmann</name>
      <email>dahlmann(at)ib-dahlmann.example</email>
    </customer>
    <positions>
      <position>
        <articleNumber>TX-9999</articleNumber>
      </position>
    </positions>
  </newCase>
  <note reference="RW-2287/2">
    <about reference="RW-2287"/>
    <text>Der Kunde ist dienstags und donnerstags im Haus.</text>
  </note>
</cases>
"""


def exchange_lately(world: World, now: datetime) -> None:
    """An administrator sets the house up; a clerk of it hands a file in, of which one record is refused."""
    dealer = next((one for one in world.dealers if one.clerks), None)
    if dealer is None:
        return
    head = next(member for member in world.staff if Role.ADMINISTRATOR in member.roles)
    clerk = dealer.clerks[0].actor(world.tenant_id, Channel.PORTAL)
    with tenant_context(world.tenant_id):
        partner = keep_partner(
            actor=head.actor(world.tenant_id, Channel.DESK), partner_id=None, party_id=dealer.party.id,
            code=CODE, active=True, reads_folder=False, sends_cases=False, at=now - timedelta(days=3),
        )  # fmt: skip
        slug = Tenant.objects.values_list("slug", flat=True).get(pk=world.tenant_id)
        content = _FILE.format(code=CODE, to=slug).encode()
        file, _new = receive_file(
            actor=clerk, partner_id=partner.pk, way="portal", name="meldungen.xml",
            content=io.BytesIO(content), at=now - timedelta(minutes=15),
        )  # fmt: skip
    work_through(tenant_id=world.tenant_id, file_id=file.pk, at=now - timedelta(minutes=14))
