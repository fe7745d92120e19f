"""Taking over spare-part sales (R087): exactly what the dry run showed, or nothing."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import connection, transaction

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.tables.reading import open_table
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Party, PartyRoleKind
from kulanz.stages.improvement.commands.sales import SalesPlan
from kulanz.stages.improvement.events import PartSalesImported
from kulanz.stages.improvement.models import SparePartSale
from kulanz.stages.improvement.permissions import StatisticsAction, require_statistics
from kulanz.stages.improvement.queries.rate import zone_of
from kulanz.stages.improvement.refusals import SalesListOutdated, SalesListRefused
from kulanz.stages.improvement.rules.monthly import SalesFlaw
from kulanz.stages.improvement.rules.part_sales import PartLine, PartLines
from kulanz.stages.improvement.rules.rate import month_of

STREAM: Final = "part_sales"
MOST_ROWS: Final = 100_000
# Only has to differ from other locks of the database.
_LOCK: Final = 726_104
_AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class PartSalesPlan(SalesPlan):
    amount: Decimal = Decimal(0)


Key = tuple[date, int, int]


@dataclass(frozen=True, slots=True)
class _Read:
    """What a list says: a plan, and the rows it would write."""

    plan: PartSalesPlan
    rows: dict[Key, PartLine]


def plan_part_sales(*, actor: Actor, name: str, content: bytes, at: datetime) -> PartSalesPlan:
    """The dry run. Raises TableRefused, NotAllowed."""
    require_statistics(actor, StatisticsAction.IMPORT_SALES)
    return _look(actor, name, content, at).plan


def import_part_sales(
    *, actor: Actor, name: str, content: bytes, at: datetime, expected: str = ""
) -> PartSalesPlan:
    """Take over the list; `expected` is the digest of the plan that was shown.

    Raises TableRefused, SalesListRefused, SalesListOutdated, NotAllowed; then nothing has changed.
    """
    require_statistics(actor, StatisticsAction.IMPORT_SALES)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, actor.tenant_id])
        read = _look(actor, name, content, at)
        plan = read.plan
        if plan.problems:
            raise SalesListRefused(plan.problems, plan.found)
        if expected and plan.digest != expected:
            raise SalesListOutdated
        SparePartSale.objects.bulk_create(
            (
                SparePartSale(
                    tenant_id=actor.tenant_id,
                    month=month,
                    dealer_id=dealer,
                    article_id=article,
                    quantity=line.quantity,
                    amount=line.amount,
                )
                for (month, dealer, article), line in sorted(read.rows.items())
            ),
            batch_size=_AT_ONCE,
            update_conflicts=True,
            unique_fields=("tenant", "dealer", "month", "article"),
            update_fields=("quantity", "amount"),
        )
        event = PartSalesImported(
            new=plan.new,
            changed=plan.changed,
            unchanged=plan.unchanged,
            months=(str(plan.first or ""), str(plan.last or "")),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        record(event, actor=actor, stream=STREAM, at=at)
    return plan


def _look(actor: Actor, name: str, content: bytes, at: datetime) -> _Read:
    table = open_table(name, content, most_rows=MOST_ROWS)
    lines = PartLines(month_of(at, zone_of(actor.tenant_id)))
    for fault in table.faults:
        lines.complain(fault.line, fault.column, fault.flaw)
    places = lines.places(table.headings)
    told = list(lines.read(places, ((row.line, row.cells) for row in table.rows))) if places else []
    rows = _resolved(actor.tenant_id, lines, told)
    if lines.found:
        problems = tuple(sorted(lines.problems, key=lambda problem: problem.line))
        return _Read(PartSalesPlan(problems=problems, found=lines.found), {})
    return _Read(_planned(actor.tenant_id, rows, content), rows)


def _resolved(tenant_id: int, lines: PartLines, told: list[PartLine]) -> dict[Key, PartLine]:
    """The lines by what they are about; complains of articles and dealers nobody knows."""
    articles = dict(
        Article.objects.filter(tenant_id=tenant_id, number__in={line.article for line in told}).values_list(
            "number", "pk"
        )
    )
    dealers: defaultdict[str, list[int]] = defaultdict(list)
    known = Party.objects.filter(
        tenant_id=tenant_id,
        roles__role=PartyRoleKind.DEALER,
        number__in={line.dealer for line in told},
        erased_at=None,
    )
    for number, pk in known.values_list("number", "pk"):
        dealers[number].append(pk)
    rows: dict[Key, PartLine] = {}
    for line in told:
        article, found = articles.get(line.article), dealers.get(line.dealer, [])
        if article is None:
            lines.complain(line.line, "article", SalesFlaw.NO_SUCH_ARTICLE, line.article)
        if len(found) != 1:
            flaw = SalesFlaw.DEALER_AMBIGUOUS if found else SalesFlaw.NO_SUCH_DEALER
            lines.complain(line.line, "dealer", flaw, line.dealer)
        if article is None or len(found) != 1:
            continue
        if (line.month, found[0], article) in rows:
            lines.complain(line.line, "", SalesFlaw.TWICE)
        rows.setdefault((line.month, found[0], article), line)
    return rows


def _planned(tenant_id: int, rows: dict[Key, PartLine], content: bytes) -> PartSalesPlan:
    months = sorted({month for month, _dealer, _article in rows})
    there = {
        (month, dealer, article): (quantity, amount)
        for month, dealer, article, quantity, amount in SparePartSale.objects.filter(
            tenant_id=tenant_id,
            month__in=months,
            dealer__in={dealer for _month, dealer, _article in rows},
        ).values_list("month", "dealer_id", "article_id", "quantity", "amount")
    }
    same = sum(1 for key, line in rows.items() if there.get(key) == (line.quantity, line.amount))
    new = sum(1 for key in rows if key not in there)
    changed = len(rows) - new - same
    told = f"{new} {changed} {same} {hashlib.sha256(content).hexdigest()}"
    return PartSalesPlan(
        new=new,
        changed=changed,
        unchanged=same,
        units=sum(line.quantity for line in rows.values()),
        amount=sum((line.amount for line in rows.values()), Decimal(0)),
        first=months[0] if months else None,
        last=months[-1] if months else None,
        months=tuple(months),
        digest=hashlib.sha256(told.encode()).hexdigest(),
    )
