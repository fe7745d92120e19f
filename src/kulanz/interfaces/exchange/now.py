"""One exchange at once, for the command line: hand over all that waits, then read the answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from kulanz.core.access.actor import system_actor
from kulanz.core.protocol.models import Transmission, TransmissionState
from kulanz.core.protocol.working import work_once
from kulanz.core.tenancy.context import tenant_context
from kulanz.interfaces.exchange.reading import Read, read_answers
from kulanz.stages.execution.connectors import NotReachable, active_connection
from kulanz.stages.execution.models import Exchanged, ExchangedFile
from kulanz.workflows.handing_over_again import hand_over_waiting
from kulanz.workflows.reactions import ERP


@dataclass
class ExchangeResult:
    """`trouble` holds a line for everything that did not go through."""

    connected: bool = True
    written: list[str] = field(default_factory=list)
    read: list[Read] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        return not self.trouble and all(one.outcome != Exchanged.REJECTED for one in self.read)


def exchange_now(*, tenant_id: int, at: datetime) -> ExchangeResult:
    """Never raises for what is wrong with a file or a folder."""
    result = ExchangeResult()
    with tenant_context(tenant_id):
        if active_connection(tenant_id) is None:
            return ExchangeResult(connected=False)
        hand_over_waiting(actor=system_actor(tenant_id), at=at)
    work_once(at, [tenant_id], consumers=[ERP])
    with tenant_context(tenant_id):
        files = ExchangedFile.objects.filter(
            tenant_id=tenant_id, direction="out", outcome=Exchanged.WRITTEN, at=at
        )
        result.written = list(files.order_by("id").values_list("name", flat=True))
        left = Transmission.objects.filter(
            tenant_id=tenant_id,
            consumer=ERP,
            state__in=[TransmissionState.WAITING, TransmissionState.STUCK],
        )
        result.trouble = list(left.exclude(last_error="").values_list("last_error", flat=True).distinct())
    try:
        result.read = read_answers(tenant_id=tenant_id, at=at)
    except NotReachable as reason:
        result.trouble.append(str(reason))
    return result
