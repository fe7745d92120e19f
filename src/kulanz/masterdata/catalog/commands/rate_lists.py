"""Taking over lists of rates and exchange rates: exactly what the dry run showed, or nothing."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import transaction

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.tables.reading import Table, read_table
from kulanz.masterdata.catalog.commands.exchange_rates import (
    correct_exchange,
    lock_exchange,
    new_exchange,
)
from kulanz.masterdata.catalog.commands.rates import STREAM, correct, new_rate
from kulanz.masterdata.catalog.events import ExchangeRatesImported, RatesImported
from kulanz.masterdata.catalog.house import house_of
from kulanz.masterdata.catalog.models import CostKind, ExchangeRate, Rate
from kulanz.masterdata.catalog.permissions import require_keeper
from kulanz.masterdata.catalog.queries.rate_keys import Key
from kulanz.masterdata.catalog.queries.rate_lists import Plan, plan_exchange_rates, plan_rates
from kulanz.masterdata.catalog.refusals_of_rates import RateListOutdated, RateListRefused
from kulanz.masterdata.catalog.rules.rates import Move


def import_rates(
    *,
    actor: Actor,
    name: str,
    content: bytes,
    at: datetime,
    expected: str = "",
    otherwise_from: date | None = None,
) -> Plan:
    """Take over the list; `expected` is the digest of the plan that was shown.

    Raises TableRefused, RateListRefused, RateListOutdated, NotAllowed; then nothing has changed.
    """
    require_keeper(actor)
    table = read_table(name, content)
    with transaction.atomic():
        # whoever sets a single rate meanwhile waits
        list(CostKind.objects.select_for_update().filter(tenant_id=actor.tenant_id).order_by("pk"))
        today = house_of(actor.tenant_id).day(at)
        plan = _checked(plan_rates(actor, table, today=today, otherwise_from=otherwise_from), expected)
        new = []
        for row in plan.rows:
            key = row.target
            if not isinstance(key, Key):
                raise TypeError(key)
            if row.move in (Move.NEW, Move.ENDS):
                new.append(new_rate(key, row.after, row.valid_from, actor, at))
            elif row.move is Move.CORRECTED:
                correct(key.rows().get(valid_from=row.valid_from), key, row.after, actor, at)
        Rate.objects.bulk_create(new, batch_size=1000)
        event = RatesImported(
            new=plan.count(Move.NEW),
            corrected=plan.count(Move.CORRECTED),
            ended=plan.count(Move.ENDS),
            unchanged=plan.count(Move.UNCHANGED),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        record(event, actor=actor, stream=STREAM, at=at)
    return plan


def import_exchange_rates(
    *,
    actor: Actor,
    name: str,
    content: bytes,
    at: datetime,
    expected: str = "",
    otherwise_from: date | None = None,
) -> Plan:
    """The same for exchange rates."""
    require_keeper(actor)
    table: Table = read_table(name, content)
    with transaction.atomic():
        lock_exchange(actor.tenant_id)
        today = house_of(actor.tenant_id).day(at)
        plan = _checked(
            plan_exchange_rates(actor, table, today=today, otherwise_from=otherwise_from), expected
        )
        new = []
        for row in plan.rows:
            currency, rate = str(row.target), row.after.amount
            if rate is None:
                raise TypeError(row)
            if row.move is Move.NEW:
                new.append(new_exchange(currency, row.valid_from, rate, actor, at))
            elif row.move is Move.CORRECTED:
                known = ExchangeRate.objects.get(
                    tenant_id=actor.tenant_id, currency=currency, valid_from=row.valid_from
                )
                correct_exchange(known, rate, actor, at)
        ExchangeRate.objects.bulk_create(new, batch_size=1000)
        event = ExchangeRatesImported(
            new=plan.count(Move.NEW),
            corrected=plan.count(Move.CORRECTED),
            unchanged=plan.count(Move.UNCHANGED),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        record(event, actor=actor, stream=STREAM, at=at)
    return plan


def _checked(plan: Plan, expected: str) -> Plan:
    if plan.problems:
        raise RateListRefused(plan.problems)
    if expected and plan.digest != expected:
        raise RateListOutdated
    return plan
