"""A dealer's house that exchanges cases as files, and one of its files."""

from __future__ import annotations

from datetime import datetime

from kulanz.stages.contact.models import Partner, PartnerFile
from tests.cases.people import People


def partner_of(people: People, at: datetime) -> Partner:
    """Blatt's exchange, made at the first asking."""
    found, _created = Partner.objects.get_or_create(
        tenant=people.tenant,
        party=people.blatt,
        defaults={"code": "blatt", "origin": "0123456789abcdef", "created_at": at, "changed_at": at},
    )
    return found


def partner_file_of(people: People, at: datetime) -> int:
    """A file of Blatt's that was refused, made at the first asking."""
    partner = partner_of(people, at)
    found, _created = PartnerFile.objects.get_or_create(
        tenant=people.tenant,
        partner=partner,
        name="b.xml",
        defaults={
            "way": "portal",
            "sha256": "0" * 64,
            "size": 3,
            "state": "refused",
            "received_at": at,
            "finished_at": at,
        },
    )
    return found.pk
