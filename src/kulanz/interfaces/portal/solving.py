"""Who worked on the product, as a solution says where the work was safety-relevant."""

from __future__ import annotations

from datetime import date

from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.portal.finding import typed
from kulanz.masterdata.parties.models import Technician
from kulanz.workflows.told_solutions import Worked, asks_who, own_people

NOBODY = "nobody"
"""Solved without work on the product."""
OTHER = "other"


def solvers(actor: Actor, case: Case) -> list[Technician] | None:
    """Whom he can name; None where nobody has to be."""
    return own_people(actor, case) if asks_who(case) else None


def worked_from(request: KulanzRequest) -> Worked | None:
    """What was picked; None: nothing."""
    picked = typed(request, "worker")
    if not picked:
        return None
    if picked == NOBODY:
        return Worked(on_product=False)
    try:
        day = date.fromisoformat(typed(request, "worked_on"))
    except ValueError:
        day = None
    number = int(picked) if picked.isascii() and picked.isdigit() and len(picked) < 19 else None
    return Worked(on_product=True, technician_id=number, day=day)
