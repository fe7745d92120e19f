"""When a field of cases was changed last, as the protocol has it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max

from kulanz.cases.events import FieldsChanged
from kulanz.core.protocol.models import ProtocolEntry


def last_changed(case_ids: Collection[int], field: str) -> dict[int, datetime]:
    """By case; without those whose field has never been changed."""
    if not case_ids:
        return {}
    rows = (
        ProtocolEntry.objects.filter(
            stream__in=[f"case:{pk}" for pk in case_ids],
            event=FieldsChanged.name,
            facts__fields_changed__contains=[field],
        )
        .values_list("stream")
        .annotate(last=Max("at"))
    )
    return {int(stream.partition(":")[2]): last for stream, last in rows}
