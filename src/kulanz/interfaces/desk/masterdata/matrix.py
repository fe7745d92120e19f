"""Maßnahme-Kostenart: one grid of remedies and cost kinds, looked at before it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages as notices
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.enums import member
from kulanz.core.names import named
from kulanz.core.refusal import Refusal
from kulanz.interfaces.desk.masterdata.door import keepers, show
from kulanz.masterdata.catalog.models import CostKind
from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.stages.solution.commands.settings_matrix import changed_cells, set_matrix
from kulanz.stages.solution.models import Remedy
from kulanz.stages.solution.queries.settings import Cell, CellKey, cells_of, touched_by
from kulanz.stages.solution.queries.settings import remedies as remedies_of
from kulanz.stages.solution.refusals_of_settings import MatrixConflict
from kulanz.stages.solution.rules.remedies import Goods
from kulanz.stages.solution.rules.shape import uncountable

HERE: Final = "matrix"
CELLS: Final = [(Cell.EMPTY, _("–")), (Cell.REQUIRED, _("Pflicht")), (Cell.OPTIONAL, _("optional"))]
_WORDS: Final = {Cell.EMPTY: _("zählt nicht"), Cell.REQUIRED: _("Pflicht"), Cell.OPTIONAL: _("optional")}


@dataclass(frozen=True, slots=True)
class GridCell:
    """One control of the grid; `now` is what somebody else made of it meanwhile."""

    name: str
    base_name: str
    label: str
    remedy: str
    cell: Cell
    base: Cell
    possible: bool = True
    """Not where the remedy moves no goods and the cost kind counts them."""
    now: object = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form said: the wanted cells, and what its user saw when he began."""

    wanted: dict[CellKey, Cell]
    base: dict[CellKey, Cell]


@keepers
@require_http_methods(["GET", "POST"])
def matrix(request: KulanzRequest) -> HttpResponse:
    """Look at the grid, change it, check what that does to open cases, save."""
    tenant_id = request.tenant.pk
    columns, kinds = remedies_of(tenant_id), list(CostKind.objects.filter(tenant_id=tenant_id))
    present = cells_of(tenant_id)
    if request.method == "GET":
        return _grid(request, columns, kinds, Typed(present, present))
    typed = _typed(request.POST, columns, kinds, present)
    if request.POST.get("step") == "edit":
        return _grid(request, columns, kinds, typed)
    if request.POST.get("step") != "save":
        return _check(request, columns, kinds, typed)
    try:
        changed = set_matrix(actor=request.actor, wanted=typed.wanted, base=typed.base, at=clock.now())
    except MatrixConflict as conflict:
        # From here on he knows the new state: saving again overwrites it.
        return _grid(
            request,
            columns,
            kinds,
            Typed(typed.wanted, present),
            seen=typed.base,
            problem=conflict,
            status=409,
        )
    except Refusal as refusal:
        return _grid(request, columns, kinds, typed, problem=refusal, status=422)
    if changed:
        notices.success(request, _now("Gespeichert. Offene Vorgänge werden ab jetzt so gerechnet."))
    else:
        notices.info(request, _now("Es war nichts geändert."))
    return redirect("desk:matrix")


def _typed(
    asked: QueryDict, columns: list[Remedy], kinds: list[CostKind], present: Mapping[CellKey, Cell]
) -> Typed:
    """The cells of the form; one it does not have, such as of a remedy added since, stays as it is."""
    wanted, base = dict(present), dict(present)
    for key in ((r.pk, k.pk) for r in columns for k in kinds):
        cell, seen = (
            member(Cell, asked.get(name)) if name in asked else None
            for name in (_name("c", key), _name("b", key))
        )
        if cell is not None and seen is not None:
            wanted[key], base[key] = cell, seen
    return Typed(wanted, base)


def _grid(
    request: KulanzRequest,
    columns: list[Remedy],
    kinds: list[CostKind],
    typed: Typed,
    *,
    seen: Mapping[CellKey, Cell] | None = None,
    problem: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = []
    for kind in kinds:
        cells = []
        for remedy in columns:
            key = (remedy.pk, kind.pk)
            cell, base = typed.wanted.get(key, Cell.EMPTY), typed.base.get(key, Cell.EMPTY)
            other = seen is not None and seen.get(key, Cell.EMPTY) != base and cell != base
            cells.append(
                GridCell(
                    _name("c", key),
                    _name("b", key),
                    f"{named(remedy)} / {named(kind)}",
                    named(remedy),
                    cell,
                    base,
                    cell is not Cell.EMPTY or not uncountable(Goods(remedy.goods), [Scope(kind.scope)]),
                    _WORDS[base] if other else "",
                )
            )
        rows.append({"kind": kind, "cells": cells})
    context = {"columns": columns, "rows": rows, "words": CELLS, "problem": problem}
    return show(request, "matrix.html", HERE, context, status=status)


def _check(
    request: KulanzRequest, columns: list[Remedy], kinds: list[CostKind], typed: Typed
) -> HttpResponse:
    """What would change, and whose cases it concerns; nothing is saved."""
    changes = changed_cells(typed.wanted, typed.base)
    if not changes:
        notices.info(request, _now("Es war nichts geändert."))
        return redirect("desk:matrix")
    remedies = {remedy.pk: remedy for remedy in columns}
    names = {kind.pk: named(kind) for kind in kinds}
    told = [
        {
            "remedy": named(remedies[key[0]]),
            "kind": names[key[1]],
            "before": _WORDS[typed.base.get(key, Cell.EMPTY)],
            "after": _WORDS[cell],
        }
        for key, cell in changes.items()
    ]
    context: dict[str, Any] = {
        "changes": told,
        "touched": touched_by(request.actor, {key[0] for key in changes}),
        "hidden": [
            pair
            for key, cell in changes.items()
            for pair in (
                (_name("c", key), cell.value),
                (_name("b", key), typed.base.get(key, Cell.EMPTY).value),
            )
        ],
    }
    return show(request, "matrix_check.html", HERE, context)


def _name(letter: str, key: CellKey) -> str:
    return f"{letter}-{key[0]}-{key[1]}"
