"""The remedies a tenant chooses from: adding, changing, ordering, taking out of use."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.events import Event
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue, MissingValue, Refusal
from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.stages.solution import events_of_settings as events
from kulanz.stages.solution import refusals_of_settings as refusals
from kulanz.stages.solution.models import CostEntry, Decision, Exclusion, Remedy, RemedyCostKind
from kulanz.stages.solution.permissions_of_settings import require_keeper
from kulanz.stages.solution.rules.remedies import Ends, Goods, Nature, OrderKind
from kulanz.stages.solution.rules.shape import LETTERS, Misfit, misfit, uncountable

LONGEST_NAME: Final = 80
_LONGEST_CODE: Final = 30
_MISFITS: Final[dict[Misfit, type[Refusal]]] = {
    Misfit.NEVER_ENDS: refusals.RemedyNeverEnds,
    Misfit.CREDIT_NEEDS_NATURE: refusals.CreditNeedsNature,
    Misfit.PARTS_NEEDED: refusals.PartsNeeded,
    Misfit.GOODS_NEEDED: refusals.GoodsNeeded,
    Misfit.EXECUTOR_WITHOUT_ORDER: refusals.ExecutorWithoutOrder,
    Misfit.OFFER_ONLY_FOR_REDUCTION: refusals.OfferOnlyForReduction,
}


@dataclass(frozen=True, slots=True)
class RemedyFields:
    """The parts a remedy is put together from."""

    name: str
    nature: Nature
    goods: Goods
    ends: Ends
    name_en: str = ""
    orders: tuple[OrderKind, ...] = ()
    letters: tuple[str, ...] = ()
    needs_executor: bool = False
    active: bool = True

    def values(self) -> dict[str, Any]:
        """As the columns hold them, orders and letters in one order and once each."""
        return {
            "name": " ".join(self.name.replace("\x00", "").split()),
            "name_en": " ".join(self.name_en.replace("\x00", "").split()),
            "nature": self.nature.value,
            "goods": self.goods.value,
            "ends": self.ends.value,
            "orders": [kind.value for kind in OrderKind if kind in self.orders],
            "letters": [letter for letter in LETTERS if letter in self.letters],
            "needs_executor": self.needs_executor,
            "active": self.active,
        }


_FIELDS: Final = tuple(RemedyFields("", Nature.REPAIR, Goods.NONE, Ends.ORDERS_DONE).values())


def fingerprint(remedy: Remedy) -> str:
    """Tells whether a remedy is still as it was when somebody looked at it."""
    held = {name: getattr(remedy, name) for name in _FIELDS}
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()[:16]


def create_remedy(*, actor: Actor, fields: RemedyFields, at: datetime) -> Remedy:
    """Add a remedy at the end of the list. Its code is made of its name and never changes.

    It has no cost kinds yet: they are set in the matrix. Raises MissingValue, InvalidValue,
    RemedyNameTaken and the refusals of parts that do not fit.
    """
    require_keeper(actor)
    with transaction.atomic():
        known = _locked(actor)
        values = _checked(fields, known, None)
        last = Remedy.objects.filter(tenant_id=actor.tenant_id).aggregate(last=Max("position"))["last"]
        remedy = Remedy.objects.create(
            tenant_id=actor.tenant_id,
            code=_free_code(values["name"], {row.code for row in known}),
            position=0 if last is None else last + 1,
            **values,
        )
        event = events.RemedyCreated(code=remedy.code, remedy_name=remedy.name, values=values)
        _record(event, actor, remedy, at)
        return remedy


def change_remedy(
    *, actor: Actor, remedy_id: int, fields: RemedyFields, at: datetime, seen: str = ""
) -> Remedy:
    """Change a remedy's parts; decisions taken keep theirs. `seen` is the fingerprint the editor began with.

    Raises as `create_remedy`, and ChangedMeanwhile, BenchmarkStays, MatrixCountsGoods.
    """
    require_keeper(actor)
    with transaction.atomic():
        known = _locked(actor)
        remedy = _one(known, remedy_id)
        values = _checked(fields, known, remedy)
        changes = {name: value for name, value in values.items() if getattr(remedy, name) != value}
        if not changes:
            return remedy
        if seen and seen != fingerprint(remedy):
            raise refusals.ChangedMeanwhile
        if remedy.is_benchmark and not fields.active:
            raise refusals.BenchmarkStays
        _check_cells(remedy, fields)
        before = {name: getattr(remedy, name) for name in changes}
        for name, value in changes.items():
            setattr(remedy, name, value)
        remedy.save(update_fields=list(changes))
        _record(events.RemedyChanged(code=remedy.code, before=before, after=changes), actor, remedy, at)
        return remedy


def move_remedy(*, actor: Actor, remedy_id: int, up: bool, at: datetime) -> None:
    """One place up or down; of two equally dear remedies the upper one is recommended."""
    require_keeper(actor)
    with transaction.atomic():
        known = _locked(actor)
        remedy = _one(known, remedy_id)
        index = known.index(remedy)
        other = index - 1 if up else index + 1
        if not 0 <= other < len(known):
            return
        known[index], known[other] = known[other], known[index]
        for position, row in enumerate(known):
            if row.position != position:
                row.position = position
                row.save(update_fields=["position"])
        _record(events.RemedyMoved(code=remedy.code, place=other + 1), actor, remedy, at)


def set_benchmark(*, actor: Actor, remedy_id: int, at: datetime) -> None:
    """Make this remedy the one the others are measured by; there is exactly one."""
    require_keeper(actor)
    with transaction.atomic():
        known = _locked(actor)
        remedy = _one(known, remedy_id)
        if remedy.is_benchmark:
            return
        if not remedy.active:
            raise refusals.BenchmarkNotInUse
        before = next((row.code for row in known if row.is_benchmark), "")
        Remedy.objects.filter(tenant_id=actor.tenant_id, is_benchmark=True).update(is_benchmark=False)
        remedy.is_benchmark = True
        remedy.save(update_fields=["is_benchmark"])
        _record(events.BenchmarkChanged(before=before, after=remedy.code), actor, remedy, at)


def delete_remedy(*, actor: Actor, remedy_id: int, at: datetime) -> None:
    """Delete a remedy no case knows. Raises RemedyInUse, BenchmarkStays."""
    require_keeper(actor)
    with transaction.atomic():
        remedy = _one(_locked(actor), remedy_id)
        if remedy.is_benchmark:
            raise refusals.BenchmarkStays
        if is_used(remedy):
            raise refusals.RemedyInUse
        _record(events.RemedyDeleted(code=remedy.code, remedy_name=remedy.name), actor, remedy, at)
        remedy.delete()


def is_used(remedy: Remedy) -> bool:
    """Whether a case has been decided, calculated or excluded with it."""
    found = (Decision.objects, CostEntry.objects, Exclusion.objects)
    return any(rows.filter(remedy=remedy).exists() for rows in found)


def _locked(actor: Actor) -> list[Remedy]:
    """All remedies of the tenant in their order; locked together, so that two changes never cross."""
    return list(
        Remedy.objects.select_for_update().filter(tenant_id=actor.tenant_id).order_by("position", "pk")
    )


def _one(known: list[Remedy], remedy_id: int) -> Remedy:
    remedy = next((row for row in known if row.pk == remedy_id), None)
    if remedy is None:
        raise refusals.NoSuchRemedy
    return remedy


def _checked(fields: RemedyFields, known: list[Remedy], own: Remedy | None) -> dict[str, Any]:
    values = fields.values()
    if not values["name"]:
        raise MissingValue("name")
    for name in ("name", "name_en"):
        if len(values[name]) > LONGEST_NAME:
            raise InvalidValue(name)
    taken = {row.name.casefold() for row in known if own is None or row.pk != own.pk}
    if values["name"].casefold() in taken:
        raise refusals.RemedyNameTaken(name=values["name"])
    flaw = misfit(
        nature=fields.nature,
        goods=fields.goods,
        orders=fields.orders,
        letters=fields.letters,
        ends=fields.ends,
        needs_executor=fields.needs_executor,
    )
    if flaw is not None:
        raise _MISFITS[flaw]
    return values


def _check_cells(remedy: Remedy, fields: RemedyFields) -> None:
    """The cost kinds set in the matrix must still find something to count."""
    for cell in RemedyCostKind.objects.filter(remedy=remedy).select_related("cost_kind"):
        if uncountable(fields.goods, [Scope(cell.cost_kind.scope)]):
            raise refusals.MatrixCountsGoods(kind=cell.cost_kind.name, remedy=remedy.name)


def _free_code(name: str, taken: set[str]) -> str:
    base = slugify(name).replace("-", "_")[: _LONGEST_CODE - 3] or "remedy"
    code, number = base, 1
    while code in taken:
        number += 1
        code = f"{base}_{number}"
    return code


def _record(event: Event, actor: Actor, remedy: Remedy, at: datetime) -> None:
    record(event, actor=actor, stream=f"remedy:{remedy.pk}", at=at)
