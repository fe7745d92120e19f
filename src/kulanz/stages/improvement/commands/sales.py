"""Taking over sales figures: exactly what the dry run showed, or nothing.

The lines go into a temporary table in one stream and are looked at there, so that a million of them take
seconds; what is already known is replaced, so that taking over the same list twice changes nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from kulanz.core.access.actor import Actor
from kulanz.core.countries import countries
from kulanz.core.protocol.recording import record
from kulanz.core.tables.reading import OpenTable, open_table
from kulanz.masterdata.parties.models import PartyRoleKind
from kulanz.stages.improvement.commands.totals import total_up
from kulanz.stages.improvement.events import SalesImported
from kulanz.stages.improvement.permissions import StatisticsAction, require_statistics
from kulanz.stages.improvement.queries.rate import zone_of
from kulanz.stages.improvement.refusals import SalesListOutdated, SalesListRefused
from kulanz.stages.improvement.rules.monthly import SalesFlaw, SalesProblem
from kulanz.stages.improvement.rules.rate import month_of
from kulanz.stages.improvement.rules.sales import SalesLines

STREAM: Final = "sales"
MOST_ROWS: Final = 1_100_000
# Only has to differ from other locks of the database.
_LOCK: Final = 726_103


@dataclass(frozen=True, slots=True)
class SalesPlan:
    """What taking over the list would do; with problems nothing. `digest` tells two such plans apart."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    units: int = 0
    first: date | None = None
    last: date | None = None
    months: tuple[date, ...] = ()
    problems: tuple[SalesProblem, ...] = ()
    found: int = 0
    digest: str = ""

    @property
    def rows(self) -> int:
        return self.new + self.changed + self.unchanged


def plan_sales(*, actor: Actor, name: str, content: bytes, at: datetime) -> SalesPlan:
    """The dry run. Raises TableRefused, NotAllowed."""
    require_statistics(actor, StatisticsAction.IMPORT_SALES)
    table = open_table(name, content, most_rows=MOST_ROWS)
    with transaction.atomic(), connection.cursor() as cursor:
        plan = _look(cursor, actor, table, content, at)
        cursor.execute("DROP TABLE sales_lines")
    return plan


def import_sales(*, actor: Actor, name: str, content: bytes, at: datetime, expected: str = "") -> SalesPlan:
    """Take over the list; `expected` is the digest of the plan that was shown.

    Raises TableRefused, SalesListRefused, SalesListOutdated, NotAllowed; then nothing has changed.
    """
    require_statistics(actor, StatisticsAction.IMPORT_SALES)
    table = open_table(name, content, most_rows=MOST_ROWS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, actor.tenant_id])
        plan = _look(cursor, actor, table, content, at)
        if plan.problems:
            raise SalesListRefused(plan.problems, plan.found)
        if expected and plan.digest != expected:
            raise SalesListOutdated
        if plan.new or plan.changed:
            cursor.execute(_TAKE_OVER, {"tenant": actor.tenant_id})
            total_up(tenant_id=actor.tenant_id, months=plan.months)
        cursor.execute("DROP TABLE sales_lines")
        event = SalesImported(
            new=plan.new,
            changed=plan.changed,
            unchanged=plan.unchanged,
            months=(str(plan.first or ""), str(plan.last or "")),
            sha256=hashlib.sha256(content).hexdigest(),
        )
        record(event, actor=actor, stream=STREAM, at=at)
    return plan


_CREATE: Final = """
    CREATE TEMPORARY TABLE sales_read (
        line integer, month date, article_number text, dealer_number text, country varchar(2),
        quantity integer
    ) ON COMMIT DROP
"""
_LOOK_UP: Final = """
    CREATE TEMPORARY TABLE sales_lines ON COMMIT DROP AS
    SELECT line, month, article_number, dealer_number, l.country, quantity,
           a.id AS article_id, d.id AS dealer_id, coalesce(d.many, false) AS many
    FROM sales_read l
    LEFT JOIN catalog_article a ON a.tenant_id = %(tenant)s AND a.number = l.article_number
    LEFT JOIN (
        SELECT p.number, min(p.id) AS id, count(*) > 1 AS many
        FROM parties_party p JOIN parties_partyrole r ON r.party_id = p.id AND r.role = %(dealer)s
        WHERE p.tenant_id = %(tenant)s AND p.number <> '' AND p.erased_at IS NULL
        GROUP BY p.number
    ) d ON d.number = l.dealer_number
"""
_WRONG: Final = """
    SELECT line, flaw, value, count(*) OVER () FROM (
        SELECT line, 'no_such_article' AS flaw, article_number AS value
        FROM sales_lines WHERE article_id IS NULL
        UNION ALL
        SELECT line, CASE WHEN many THEN 'dealer_ambiguous' ELSE 'no_such_dealer' END, dealer_number
        FROM sales_lines WHERE dealer_number <> '' AND (dealer_id IS NULL OR many)
        UNION ALL
        SELECT line, 'twice', '' FROM (
            SELECT line, row_number() OVER (
                PARTITION BY month, article_number, dealer_number, country ORDER BY line
            ) AS place FROM sales_lines
        ) keys WHERE place > 1
    ) wrong ORDER BY line LIMIT %(most)s
"""
_FIGURES: Final = """
    SELECT count(*) FILTER (WHERE known.id IS NULL),
           count(*) FILTER (WHERE known.quantity <> l.quantity),
           count(*) FILTER (WHERE known.quantity = l.quantity),
           coalesce(sum(l.quantity), 0),
           array_agg(DISTINCT l.month ORDER BY l.month)
    FROM sales_lines l
    LEFT JOIN improvement_salesfigure known
      ON known.tenant_id = %(tenant)s AND known.month = l.month AND known.article_id = l.article_id
     AND coalesce(known.dealer_id, 0) = coalesce(l.dealer_id, 0) AND known.country = l.country
"""
_TAKE_OVER: Final = """
    INSERT INTO improvement_salesfigure (tenant_id, month, article_id, dealer_id, country, quantity)
    SELECT %(tenant)s, month, article_id, dealer_id, country, quantity FROM sales_lines
    ON CONFLICT ON CONSTRAINT sales_figure_once DO UPDATE SET quantity = excluded.quantity
    WHERE improvement_salesfigure.quantity <> excluded.quantity
"""
_COLUMN_OF: Final = {
    SalesFlaw.NO_SUCH_ARTICLE: "article",
    SalesFlaw.NO_SUCH_DEALER: "dealer",
    SalesFlaw.DEALER_AMBIGUOUS: "dealer",
    SalesFlaw.TWICE: "",
}


def _look(cursor: CursorWrapper, actor: Actor, table: OpenTable, content: bytes, at: datetime) -> SalesPlan:
    """Reads the lines into `sales_lines`, looks up what they name, and says what they would change."""
    lines = SalesLines(month_of(at, zone_of(actor.tenant_id)), countries=countries())
    for fault in table.faults:
        lines.complain(fault.line, fault.column, fault.flaw)
    cursor.execute("DROP TABLE IF EXISTS sales_lines, sales_read")
    cursor.execute(_CREATE)
    places = lines.places(table.headings)
    if places is not None:
        columns = "line, month, article_number, dealer_number, country, quantity"
        with cursor.copy(f"COPY sales_read ({columns}) FROM STDIN") as copy:
            for row in lines.read(places, ((row.line, row.cells) for row in table.rows)):
                copy.write_row(row)
    given: dict[str, Any] = {
        "tenant": actor.tenant_id,
        "dealer": PartyRoleKind.DEALER.value,
        "most": lines.most_problems,
    }
    cursor.execute(_LOOK_UP, given)
    cursor.execute("DROP TABLE sales_read")
    cursor.execute("ANALYZE sales_lines")
    cursor.execute(_WRONG, given)
    wrong = cursor.fetchall()
    problems = [
        *lines.problems,
        *(
            SalesProblem(line, _COLUMN_OF[SalesFlaw(flaw)], SalesFlaw(flaw), v[:60])
            for line, flaw, v, _ in wrong
        ),
    ]
    if problems:
        problems.sort(key=lambda problem: problem.line)
        found = lines.found + (wrong[0][3] if wrong else 0)
        return SalesPlan(problems=tuple(problems[: lines.most_problems]), found=found)
    cursor.execute(_FIGURES, given)
    new, changed, unchanged, units, months = cursor.fetchone()
    months = tuple(months or ())
    told = f"{new} {changed} {unchanged} {units} {hashlib.sha256(content).hexdigest()}"
    return SalesPlan(
        new=new,
        changed=changed,
        unchanged=unchanged,
        units=units,
        first=months[0] if months else None,
        last=months[-1] if months else None,
        months=months,
        digest=hashlib.sha256(told.encode()).hexdigest(),
    )
