"""What the addresses of deciding name: a spare part of a case, a proposal, a remedy with a cost kind."""

from __future__ import annotations

from datetime import datetime

from kulanz.cases.models import Case
from kulanz.masterdata.catalog.models import CostKind
from kulanz.stages.solution.models import Decision, Remedy, RemedyCostKind, SparePart
from kulanz.stages.solution.rules.comparing import compare
from kulanz.stages.solution.rules.figures import Inputs, RemedySpec
from kulanz.stages.solution.rules.frozen import freeze
from kulanz.stages.solution.rules.remedies import Goods, Nature
from tests.cases.people import People

REMEDY = "walk_deciding"


def part_of(case: Case, at: datetime) -> int:
    part = SparePart.objects.create(
        tenant_id=case.tenant_id, case=case, name="Rolle", added_at=at, added_by_name="Anna"
    )
    return part.pk


def proposed(people: People, case: Case, at: datetime) -> int:
    """A proposal nobody of the visitors made; as a row, for what leads to it has tests of its own."""
    remedy = Remedy.objects.create(
        tenant=people.tenant, code=REMEDY, name="Reparatur im Werk", nature="repair", goods="none"
    )
    kind = CostKind.objects.create(tenant=people.tenant, code=REMEDY, name="Aufwand", scope="entered")
    RemedyCostKind.objects.create(tenant=people.tenant, remedy=remedy, cost_kind=kind, required=False)
    spec = RemedySpec(REMEDY, remedy.name, Nature.REPAIR, Goods.NONE, ())
    inputs = Inputs(at.date(), "EUR", "DE", (), (spec,))
    return Decision.objects.create(
        tenant=people.tenant,
        case=case,
        remedy=remedy,
        state="proposed",
        key=f"walk-proposed-{case.pk}",
        calculation=freeze(inputs, compare(inputs)),
        currency="EUR",
        proposed_at=at,
        proposed_by_name="Niemand",
    ).pk
