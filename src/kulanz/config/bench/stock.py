"""What a scratch home needs beyond its cases: as many complaints with a remedy in the last twelve months as
it has cases, decided in many ways.

Decisions, orders, offers and credit notes come by INSERT … SELECT; the frozen calculations on the same
article differ in what the call-out costs. Dice hang on the ids alone: the same home every time.
"""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connections, transaction

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case, Position
from kulanz.config.bench import stock_statements as say
from kulanz.config.bench.inserting import columns_of, insert, run
from kulanz.config.bench.stock_calculations import Calculated, calculations
from kulanz.config.bench.stock_money import CREDITS, PHOTO_REQUESTS
from kulanz.config.bench.stock_sales import stock_sales
from kulanz.config.demo.writing import OWNER
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.improvement.rules.rate import window_at

FILE: Final = "bench-stocked.txt"
_COPIED: Final = {column for column, _field in columns_of(Case)} - {"id", "number"}


def stock(home: Path, complaints: int, *, at: datetime) -> None:
    """Once a home; everything is there or nothing."""
    if (home / FILE).exists():
        return
    tenant = Tenant.objects.order_by("id").defer("logo")[0]
    found = calculations(tenant, local_date(tenant, at))
    zone = ZoneInfo(tenant.time_zone)
    window = window_at(at, zone)
    since, until = (datetime.combine(day, time(0), zone) for day in (window.first, window.end))
    given: dict[str, Any] = {
        "tenant": tenant.pk, "at": at, "today": local_date(tenant, at), "complaints": complaints,
        "since": since, "until": until - timedelta(days=3),
    }  # fmt: skip
    with transaction.atomic(using=OWNER):
        _complaints(given)
        _begin_deciding(found, given)
        for model, source, values in (*say.DECISIONS, *say.ORDERS, *CREDITS, *PHOTO_REQUESTS):
            insert(model, source, values, given)
    with connections[OWNER].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    stock_sales(tenant, complaints, at=at)
    (home / FILE).write_text(f"{complaints} complaints\n", encoding="utf-8")


def _complaints(given: dict[str, Any]) -> None:
    """Solved ones again until there are as many as wanted; every tenth complaint with three positions."""
    copied = {column: f'c."{column}"' for column in _COPIED}
    insert(Case, say.CASES_AGAIN, {**copied, "number": "c.copied_as"}, given)
    same = {column: f'p."{column}"' for column, field in columns_of(Position) if not field.primary_key}
    insert(Position, say.POSITIONS_AGAIN, {**same, "case_id": "c.id"}, given)
    more = {**same, "article_id": "a.id", "product_group_id": "a.product_group_id", "serial_number": "''"}
    insert(Position, say.POSITIONS_MORE, more, given)
    run(say.PRICES, given)


def _begin_deciding(found: list[Calculated], given: dict[str, Any]) -> None:
    run(say.CALCULATIONS, given)
    with connections[OWNER].cursor() as cursor:
        cursor.executemany(
            "INSERT INTO bench_calculation VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (one.article_id, one.remedy_id, one.code, json.dumps(one.frozen), one.total, one.benchmark,
                 one.cheapest, one.recommended)
                for one in found
            ],
        )  # fmt: skip
    run(say.TO_DECIDE, given)
