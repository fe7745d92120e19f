"""That the interlock refused is kept, although what was refused is undone."""

from __future__ import annotations

from datetime import datetime

from kulanz.cases.events_of_safety import InterlockRefused
from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.stages.execution.rules.plan_reasons import kept_bars


def record_refused(
    *, actor: Actor, case: Case, refused: NotCleared, at: datetime, visit_number: str = ""
) -> None:
    """Call it outside of the transaction block that the refusal undid.

    A view does so by catching the refusal and answering, rather than letting it through.
    """
    judged = refused.judged.values()
    record(
        InterlockRefused(
            step=refused.step,
            relevance=next((str(one.relevance) for one in judged), ""),
            grounds=tuple(bar.ground.value for one in judged for bar in one.bars),
            visit=visit_number,
            people=", ".join(name for name in refused.judged if name),
            why=refused.why(),
            bars=kept_bars(refused.named_bars()),
            could=", ".join(candidate.technician.name for candidate in refused.could),
        ),
        actor=actor,
        stream=case.stream,
        at=at,
    )
