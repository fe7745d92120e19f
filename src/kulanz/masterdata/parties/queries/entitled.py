"""How long named persons are entitled to some safety-relevant work, for a choice among them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kulanz.masterdata.parties.models import Certificate, Party


def certified_until(people: Iterable[Party], on: date) -> dict[int, date]:
    """Person → the last day of the certificate that holds longest; without one he is not in it."""
    rows = Certificate.objects.filter(
        holder__in=people, work_kind__isnull=False, issued_on__lte=on, valid_until__gte=on
    ).exclude(revoked_on__lte=on)
    return {row.holder_id: row.valid_until for row in rows.order_by("valid_until")}
