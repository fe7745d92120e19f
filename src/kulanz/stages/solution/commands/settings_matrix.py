"""Maßnahme-Kostenart: which cost kinds count for which remedy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue
from kulanz.masterdata.catalog.models import CostKind
from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.stages.solution.events_of_settings import MatrixChanged
from kulanz.stages.solution.models import Remedy, RemedyCostKind
from kulanz.stages.solution.permissions_of_settings import require_keeper
from kulanz.stages.solution.queries.settings import Cell, CellKey, cells_of
from kulanz.stages.solution.refusals_of_settings import MatrixConflict, MatrixCountsGoods
from kulanz.stages.solution.rules.remedies import Goods
from kulanz.stages.solution.rules.shape import uncountable


def set_matrix(
    *,
    actor: Actor,
    wanted: Mapping[CellKey, Cell],
    base: Mapping[CellKey, Cell],
    at: datetime,
) -> list[CellKey]:
    """Set the cells wanted otherwise than in `base`, as the editor saw them. Returns the changed ones.

    A cell somebody else changed meanwhile into something else than is wanted raises MatrixConflict, and
    nothing at all is saved; what only the other one changed stays.
    Raises InvalidValue, MatrixCountsGoods, NotAllowed.
    """
    require_keeper(actor)
    with transaction.atomic():
        remedies = {
            row.pk: row
            for row in Remedy.objects.select_for_update().filter(tenant_id=actor.tenant_id).order_by("pk")
        }
        kinds = {row.pk: row for row in CostKind.objects.filter(tenant_id=actor.tenant_id)}
        present = cells_of(actor.tenant_id)
        changes = changed_cells(changed_cells(wanted, base), present)
        if any(remedy not in remedies or kind not in kinds for remedy, kind in changes):
            raise InvalidValue("cells")
        overtaken = [key for key in changes if base.get(key, Cell.EMPTY) != present.get(key, Cell.EMPTY)]
        if overtaken:
            raise MatrixConflict([f"{remedies[r].name} / {kinds[k].name}" for r, k in overtaken])
        for (remedy_id, kind_id), cell in changes.items():
            remedy, kind = remedies[remedy_id], kinds[kind_id]
            if cell is not Cell.EMPTY and uncountable(Goods(remedy.goods), [Scope(kind.scope)]):
                raise MatrixCountsGoods(kind=kind.name, remedy=remedy.name)
        _write(actor.tenant_id, changes)
        if changes:
            told = tuple(
                {
                    "remedy": remedies[r].code,
                    "cost_kind": kinds[k].code,
                    "before": present.get((r, k), Cell.EMPTY).value,
                    "after": cell.value,
                }
                for (r, k), cell in changes.items()
            )
            record(MatrixChanged(cells=told), actor=actor, stream="remedies", at=at)
        return list(changes)


def changed_cells(wanted: Mapping[CellKey, Cell], held: Mapping[CellKey, Cell]) -> dict[CellKey, Cell]:
    """The cells that are wanted otherwise than they are held."""
    return {key: cell for key, cell in sorted(wanted.items()) if cell != held.get(key, Cell.EMPTY)}


def _write(tenant_id: int, changes: Mapping[CellKey, Cell]) -> None:
    for key in (key for key, cell in changes.items() if cell is Cell.EMPTY):
        RemedyCostKind.objects.filter(remedy_id=key[0], cost_kind_id=key[1]).delete()
    RemedyCostKind.objects.bulk_create(
        [
            RemedyCostKind(tenant_id=tenant_id, remedy_id=r, cost_kind_id=k, required=cell is Cell.REQUIRED)
            for (r, k), cell in changes.items()
            if cell is not Cell.EMPTY
        ],
        update_conflicts=True,
        unique_fields=["remedy", "cost_kind"],
        update_fields=["required"],
    )
