"""Who carries out a service: firms with their usual prices, the factory service, dealers' technicians."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue, MissingValue
from kulanz.masterdata.catalog.events_of_executors import ExecutorChanged, ExecutorCreated
from kulanz.masterdata.catalog.models import Executor
from kulanz.masterdata.catalog.permissions import require_keeper
from kulanz.masterdata.catalog.refusals_of_executors import (
    ExecutorNameTaken,
    FirmIsNoPartner,
    FirmMissing,
    NoSuchExecutor,
)
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.catalog.rules.rates import BELOW
from kulanz.masterdata.parties.commands.recording import NewParty, record_party
from kulanz.masterdata.parties.models import Party, PartyRole, PartyRoleKind

LONGEST_NAME: Final = 120
LONGEST_NOTE: Final = 300
PRICES: Final = ("call_out", "material", "futile_visit")


@dataclass(frozen=True, slots=True)
class ExecutorFields:
    """What may be changed. The prices are suggestions for the case; None means that there is none."""

    name: str
    call_out: Decimal | None = None
    material: Decimal | None = None
    futile_visit: Decimal | None = None
    currency: str = ""
    note: str = ""
    active: bool = True

    def values(self) -> dict[str, Any]:
        return {
            "name": " ".join(self.name.replace("\x00", "").split()),
            **{price: getattr(self, price) for price in PRICES},
            "currency": self.currency.strip().upper(),
            "note": self.note.replace("\x00", "").strip(),
            "active": self.active,
        }


def create_executor(
    *,
    actor: Actor,
    kind: ExecutorKind,
    fields: ExecutorFields,
    at: datetime,
    party_id: int | None = None,
    new_party: NewParty | None = None,
) -> Executor:
    """Add an executor. A firm is a party with the role service partner, known or created here.

    Raises MissingValue, InvalidValue, FirmMissing, FirmIsNoPartner, ExecutorNameTaken, NotAllowed.
    """
    require_keeper(actor)
    with transaction.atomic():
        if kind is not ExecutorKind.FIRM:
            party_id = None
        elif party_id is not None:
            _check_partner(actor, party_id)
        elif new_party is not None and new_party.name.strip():
            party_id = record_party(actor=actor, party=new_party, at=at).pk
            PartyRole.objects.get_or_create(
                tenant_id=actor.tenant_id, party_id=party_id, role=PartyRoleKind.SERVICE_PARTNER
            )
        else:
            raise FirmMissing
        executor = Executor(tenant_id=actor.tenant_id, kind=kind.value, party_id=party_id, **_checked(fields))
        _save(executor)
        event = ExecutorCreated(executor_name=executor.name, kind=executor.kind, party_id=party_id)
        record(event, actor=actor, stream=f"executor:{executor.pk}", at=at)
        return executor


def change_executor(*, actor: Actor, executor_id: int, fields: ExecutorFields, at: datetime) -> Executor:
    """Other prices, another name, out of use. Cases keep the figures they were calculated with."""
    require_keeper(actor)
    values = _checked(fields)
    with transaction.atomic():
        executor = (
            Executor.objects.select_for_update(of=("self",))
            .filter(pk=executor_id, tenant_id=actor.tenant_id)
            .first()
        )
        if executor is None:
            raise NoSuchExecutor
        changes = {name: value for name, value in values.items() if getattr(executor, name) != value}
        if not changes:
            return executor
        before = {name: _plain(getattr(executor, name)) for name in changes}
        for name, value in changes.items():
            setattr(executor, name, value)
        _save(executor, list(changes))
        event = ExecutorChanged(
            executor_name=executor.name,
            before=before,
            after={name: _plain(value) for name, value in changes.items()},
        )
        record(event, actor=actor, stream=f"executor:{executor.pk}", at=at)
        return executor


def _check_partner(actor: Actor, party_id: int) -> None:
    partners = Party.objects.filter(tenant_id=actor.tenant_id, erased_at=None, active=True)
    if not partners.filter(pk=party_id, roles__role=PartyRoleKind.SERVICE_PARTNER).exists():
        raise FirmIsNoPartner


def _checked(fields: ExecutorFields) -> dict[str, Any]:
    values = fields.values()
    if not values["name"]:
        raise MissingValue("name")
    for name, longest in (("name", LONGEST_NAME), ("note", LONGEST_NOTE)):
        if len(values[name]) > longest:
            raise InvalidValue(name)
    for price in PRICES:
        if values[price] is not None and not 0 <= values[price] < BELOW:
            raise InvalidValue(price, _("Bitte einen Betrag ab 0 angeben."))
    currency = values["currency"]
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise InvalidValue("currency", _("Bitte eine Währung wie EUR angeben."))
    return values


def _save(executor: Executor, fields: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            executor.save(update_fields=fields)
    except IntegrityError as taken:
        if "executor_name" not in str(taken):
            raise
        raise ExecutorNameTaken(name=executor.name) from taken


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value
