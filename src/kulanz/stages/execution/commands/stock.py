"""What lies in a vehicle: loaded, returned, used, counted. Every change is a movement that stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import F

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import NotAllowed
from kulanz.core.tables.reading import Table
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Technician
from kulanz.stages.execution.commands.stock_doubts import require_plausible, require_usual
from kulanz.stages.execution.events_of_resources import StockMoved
from kulanz.stages.execution.models import MovementKind, Stock, StockMovement, Vehicle
from kulanz.stages.execution.permissions_of_resources import (
    ResourceAction,
    is_himself,
    may_with_resources,
    require_resources,
)
from kulanz.stages.execution.refusals_of_resources import (
    CountRefused,
    NoSuchPart,
    NoSuchVehicle,
    NotACount,
    NotAQuantity,
    VehicleOutOfService,
)
from kulanz.stages.execution.rules.stock import Flaw, Problem, count_rows, is_quantity


@dataclass(frozen=True, slots=True)
class Counted:
    """What a count changed."""

    changed: int
    unchanged: int
    minimums: int = 0


def use_stock(
    *,
    actor: Actor,
    technician_id: int,
    article_id: int,
    quantity: Decimal,
    key: str,
    visit_id: int | None,
    at: datetime,
) -> bool:
    """Take a used part out of the technician's vehicle; once for each key. Whether something was taken.

    Nothing is refused for lack of stock: the part is gone all the same, and less than zero is shown. Who
    drives no vehicle has no stock to take it from. Raises NotAllowed for somebody else's vehicle.
    """
    technician = Technician.objects.filter(tenant_id=actor.tenant_id, pk=technician_id).first()
    if technician is None:
        return False
    if not may_with_resources(actor, ResourceAction.WORK) and not is_himself(actor, technician):
        raise NotAllowed
    used = quantity.quantize(Decimal("0.01"))
    if used <= 0 or not Article.objects.filter(tenant_id=actor.tenant_id, pk=article_id).exists():
        return False
    with transaction.atomic():
        vehicle = Vehicle.objects.select_for_update().filter(technician=technician, active=True).first()
        if vehicle is None:
            return False
        return _move(
            actor, vehicle, article_id, MovementKind.USED, -used, key=key[:80], visit_id=visit_id, at=at
        )


def load_stock(
    *,
    actor: Actor,
    vehicle_id: int,
    article_id: int,
    quantity: Decimal,
    at: datetime,
    key: str = "",
    note: str = "",
    many: bool = True,
) -> bool:
    """Put parts into a vehicle; once for each `key` of a form, and unusually many only with `many`."""
    return _by_office(
        actor,
        vehicle_id,
        article_id,
        quantity,
        kind=MovementKind.LOADED,
        key=key,
        note=note,
        at=at,
        sure=many,
    )


def return_stock(
    *,
    actor: Actor,
    vehicle_id: int,
    article_id: int,
    quantity: Decimal,
    at: datetime,
    key: str = "",
    note: str = "",
    beyond: bool = False,
) -> bool:
    """Take parts out of a vehicle, back to the store. More than lie in it by the books are taken only by who
    says so (`beyond`): it may be a slip, or they were never booked in. Raises MoreThanInside.
    """
    return _by_office(
        actor,
        vehicle_id,
        article_id,
        quantity,
        kind=MovementKind.RETURNED,
        key=key,
        note=note,
        at=at,
        sure=beyond,
    )


def count_stock(
    *,
    actor: Actor,
    vehicle_id: int,
    counts: Mapping[int, Decimal],
    at: datetime,
    note: str = "",
    many: bool = True,
) -> Counted:
    """Articles were counted: the difference becomes a movement, others stay; unusually many with `many`."""
    require_resources(actor, ResourceAction.WORK)
    if not all(is_quantity(quantity) for quantity in counts.values()):
        raise NotACount
    known = Article.objects.filter(tenant_id=actor.tenant_id, pk__in=counts).count()
    if known != len(counts):
        raise NoSuchPart
    with transaction.atomic():
        vehicle = _in_service(actor, vehicle_id)
        if not many:
            require_usual(vehicle, counts)
        before = dict(vehicle.stock.filter(article_id__in=counts).values_list("article_id", "quantity"))
        changed = 0
        for article_id, counted in sorted(counts.items()):
            difference = counted - before.get(article_id, Decimal(0))
            if not difference:
                continue
            _move(actor, vehicle, article_id, MovementKind.COUNTED, difference, note=note, at=at)
            changed += 1
        if changed:
            _told(actor, vehicle, MovementKind.COUNTED, changed, at)
        return Counted(changed, len(counts) - changed)


def set_minimum(*, actor: Actor, vehicle_id: int, article_id: int, minimum: Decimal) -> None:
    """How many of an article shall always lie in a vehicle; 0 takes the wish away."""
    require_resources(actor, ResourceAction.WORK)
    if not is_quantity(minimum):
        raise NotACount
    if not Article.objects.filter(tenant_id=actor.tenant_id, pk=article_id).exists():
        raise NoSuchPart
    with transaction.atomic():
        vehicle = _in_service(actor, vehicle_id)
        _set_minimum(vehicle, article_id, minimum)


def import_count(*, actor: Actor, vehicle_id: int, table: Table, at: datetime) -> Counted:
    """A counted list, all of it or nothing. Raises CountRefused with every faulty line."""
    require_resources(actor, ResourceAction.WORK)
    rows, problems = count_rows(table.headings, ((row.line, row.cells) for row in table.rows))
    problems = [*(Problem(f.line, f.column, f.flaw) for f in table.faults), *problems]
    known = {
        number.casefold(): pk
        for number, pk in Article.objects.filter(
            tenant_id=actor.tenant_id, number__in=[row.number for row in rows]
        ).values_list("number", "pk")
    }
    problems += [
        Problem(row.line, "number", Flaw.NO_SUCH_ARTICLE)
        for row in rows
        if row.number.casefold() not in known
    ]
    if problems:
        raise CountRefused(sorted(problems, key=lambda problem: problem.line))
    with transaction.atomic():
        vehicle = _in_service(actor, vehicle_id)
        minimums = 0
        for row in rows:
            if row.minimum is not None:
                minimums += _set_minimum(vehicle, known[row.number.casefold()], row.minimum)
        counts = {known[row.number.casefold()]: row.quantity for row in rows if row.quantity is not None}
        counted = count_stock(actor=actor, vehicle_id=vehicle.pk, counts=counts, at=at)
        return Counted(counted.changed, counted.unchanged, minimums)


def _by_office(
    actor: Actor,
    vehicle_id: int,
    article_id: int,
    quantity: Decimal,
    *,
    kind: MovementKind,
    key: str,
    note: str,
    at: datetime,
    sure: bool,
) -> bool:
    require_resources(actor, ResourceAction.WORK)
    if not is_quantity(quantity) or not quantity:
        raise NotAQuantity
    if not Article.objects.filter(tenant_id=actor.tenant_id, pk=article_id).exists():
        raise NoSuchPart
    with transaction.atomic():
        vehicle = _in_service(actor, vehicle_id)
        if key and StockMovement.objects.filter(tenant_id=vehicle.tenant_id, key=key).exists():
            return False
        if not sure:
            require_plausible(vehicle, article_id, quantity, kind)
        signed = quantity if kind is MovementKind.LOADED else -quantity
        moved = _move(actor, vehicle, article_id, kind, signed, key=key, note=note, at=at)
        if moved:
            _told(actor, vehicle, kind, 1, at)
        return moved


def _in_service(actor: Actor, vehicle_id: int) -> Vehicle:
    """The vehicle, locked: its movements and its sums change one after the other."""
    vehicle = Vehicle.objects.select_for_update().filter(tenant_id=actor.tenant_id, pk=vehicle_id).first()
    if vehicle is None:
        raise NoSuchVehicle
    if not vehicle.active:
        raise VehicleOutOfService(vehicle=vehicle.name)
    return vehicle


def _set_minimum(vehicle: Vehicle, article_id: int, minimum: Decimal) -> bool:
    stock, _made = Stock.objects.get_or_create(
        tenant_id=vehicle.tenant_id, vehicle=vehicle, article_id=article_id
    )
    if stock.minimum == minimum:
        return False
    stock.minimum = minimum
    stock.save(update_fields=["minimum"])
    return True


def _move(
    actor: Actor,
    vehicle: Vehicle,
    article_id: int,
    kind: MovementKind,
    quantity: Decimal,
    *,
    at: datetime,
    key: str = "",
    visit_id: int | None = None,
    note: str = "",
) -> bool:
    """One movement and the new sum; False when there is one with this key. The vehicle is locked."""
    movement = StockMovement(
        tenant_id=vehicle.tenant_id,
        vehicle=vehicle,
        article_id=article_id,
        kind=kind.value,
        quantity=quantity,
        key=key or f"{kind.value}:{uuid4()}",
        visit_id=visit_id,
        note=" ".join(note.replace("\x00", "").split())[:200],
        at=at,
        by_name=actor.name[:200],
    )
    try:
        with transaction.atomic():
            movement.save(force_insert=True)
    except IntegrityError:
        # the same key, also by somebody who had another vehicle before him meanwhile
        return False
    Stock.objects.get_or_create(tenant_id=vehicle.tenant_id, vehicle=vehicle, article_id=article_id)
    Stock.objects.filter(vehicle=vehicle, article_id=article_id).update(quantity=F("quantity") + quantity)
    return True


def _told(actor: Actor, vehicle: Vehicle, kind: MovementKind, articles: int, at: datetime) -> None:
    record(
        StockMoved(vehicle_id=vehicle.pk, kind=kind.value, articles=articles),
        actor=actor,
        stream=f"vehicle:{vehicle.pk}",
        at=at,
    )
