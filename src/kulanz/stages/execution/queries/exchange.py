"""What was exchanged with the ERP: for the administration, and for the page of one order or credit note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor, Role
from kulanz.core.protocol.models import Transmission, TransmissionState
from kulanz.stages.execution.models import ErpConnection, Exchanged, ExchangedFile


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was written last, what does not get through, and what the ERP said that could not be taken."""

    written: ExchangedFile | None
    trouble: Transmission | None
    refused: list[tuple[ExchangedFile, dict[str, Any]]]


def connection_for(actor: Actor) -> ErpConnection | None:
    """The tenant's connection, used or not; administrators only."""
    if not _administers(actor):
        return None
    return ErpConnection.objects.filter(tenant_id=actor.tenant_id).first()


def exchanged_files(actor: Actor) -> QuerySet[ExchangedFile]:
    """All files of the tenant, newest first; administrators only."""
    files = ExchangedFile.objects.filter(tenant_id=actor.tenant_id)
    return files.select_related("order") if _administers(actor) else files.none()


def exchange_about(case: Case, number: str, *, since: datetime) -> Exchange:
    """How the exchange about one order or credit note stands, which comes from what its reader may see.

    Answers refused before `since`, the time of its last step, no longer matter.
    """
    files = ExchangedFile.objects.filter(tenant_id=case.tenant_id)
    rejected = files.filter(
        direction="in",
        outcome=Exchanged.REJECTED,
        at__gte=since,
        report__problems__contains=[{"number": number}],
    )
    unfinished = Transmission.objects.filter(
        tenant_id=case.tenant_id,
        consumer="erp",
        entry__stream=case.stream,
        entry__facts__number=number,
        state__in=[TransmissionState.WAITING, TransmissionState.STUCK],
    )
    return Exchange(
        written=files.filter(direction="out", number=number, outcome=Exchanged.WRITTEN).first(),
        trouble=unfinished.exclude(last_error="").order_by("-id").first(),
        refused=[
            (file, problem)
            for file in rejected[:3]
            for problem in file.report["problems"]
            if problem["number"] == number
        ][:5],
    )


def _administers(actor: Actor) -> bool:
    return actor.is_system or actor.has(Role.ADMINISTRATOR)
