"""Cases into the database by COPY, batch by batch; batches may be told by several processes at once."""

from __future__ import annotations

import bisect
import contextlib
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import connections, models

from kulanz.cases.models import Case, CaseFile, Message, Participant, Position, Task
from kulanz.config.demo.bare_tables import bare
from kulanz.config.demo.dice import dice
from kulanz.config.demo.finding import search_texts
from kulanz.config.demo.plots import plot_of
from kulanz.config.demo.processes import tell_everywhere
from kulanz.config.demo.reckoning import Reckoner
from kulanz.config.demo.story import Story
from kulanz.config.demo.story_parts import Ids, Numbers, Photo, Told
from kulanz.config.demo.tables import copy_line, copy_statement, plain_line
from kulanz.config.demo.telling import Telling
from kulanz.config.demo.timeline import Timeline
from kulanz.config.demo.world import World
from kulanz.core.protocol.models import PersonalData, ProtocolEntry, Transmission
from kulanz.core.search.bulk import COPY_STATEMENT, document_row
from kulanz.stages.billing.models import ActualCost, CreditNote
from kulanz.stages.execution.models import Order, OrderLine
from kulanz.stages.solution.models import (
    CostEntry,
    Decision,
    DecisionPosition,
    Exclusion,
    Offer,
    ServiceDetail,
    SparePart,
)
from kulanz.workflows.reactions import REACTIONS

BATCH: Final = 500
# Ids one batch may use for each kind of row; more than its cases can need.
_RANGE: Final = BATCH * 60
# Numbers of orders and credit notes one batch may give out, for a case.
_NUMBERS: Final = 4
_OWNER: Final = "owner"
# From so many cases on it is quicker to build the indexes at the end.
_LARGE: Final = 10_000
_SEARCH: Final = "search_document"
# In an order in which nothing refers to what is not there yet.
_DECIDED: Final[tuple[type[models.Model], ...]] = (
    SparePart, CostEntry, Exclusion, ServiceDetail, Decision, DecisionPosition, Offer, Order, OrderLine,
    CreditNote, ActualCost,
)  # fmt: skip
_TABLES: Final[tuple[type[models.Model], ...]] = (
    Case, Position, Participant, Message, CaseFile, Task, *_DECIDED, ProtocolEntry, PersonalData,
    Transmission,
)  # fmt: skip


@dataclass(frozen=True)
class Span:
    """What a batch needs to know."""

    first: int
    last: int


@dataclass(frozen=True)
class Script:
    """How a tenant's cases are told."""

    world: World
    seed: str
    count: int
    first_case_id: int
    first_row_id: int
    messages: int | None
    photos_from: int
    transmissions: bool


@dataclass
class Batch:
    """Rows as text, and the pictures to be stored beside them."""

    lines: dict[str, str]
    photos: list[Photo]
    cases: int
    numbers: dict[tuple[str, int], int]


class Teller:
    """Tells the batches of one tenant; every process builds its own from the same script."""

    def __init__(self, script: Script) -> None:
        self.script = script
        world = script.world
        self.timeline = Timeline(world.begin, world.now, world.country, world.subdivision, world.zone)
        self.starts = _starts(script, self.timeline)
        years = [self.timeline.local_date(self.timeline.at(start)).year for start in self.starts]
        self.first_of_year = {year: bisect.bisect_left(years, year) for year in set(years)}
        self.years = years
        self.reckoner = Reckoner(world.means)
        # of orders and credit notes, from the batches
        self.highest: Counter[tuple[str, int]] = Counter()

    def counters(self) -> dict[tuple[str, int], int]:
        """The last number of each series and year."""
        return {("case", year): count for year, count in Counter(self.years).items()} | self.highest

    def tell(self, batch: Span) -> Batch:
        lines: dict[str, list[str]] = {model._meta.db_table: [] for model in _TABLES}
        lines[_SEARCH] = []
        photos: list[Photo] = []
        ids = Ids.from_(self.script.first_row_id + batch.first // BATCH * _RANGE)
        numbers = Numbers(batch.first * _NUMBERS)
        for index in range(batch.first, batch.last):
            story = self._story(index, ids, numbers)
            self._write(story.told, lines, ids)
            photos += story.told.photos
            world = self.script.world
            row = document_row(world.tenant_id, story.case["id"], search_texts(story), world.vocabulary)
            lines[_SEARCH].append(plain_line(row))
        text = {table: "".join(found) for table, found in lines.items() if found}
        return Batch(text, photos, batch.last - batch.first, numbers.highest())

    def _story(self, index: int, ids: Ids, numbers: Numbers) -> Story:
        script, world = self.script, self.script.world
        chance = dice(script.seed, world.tenant_id, index)
        year = self.years[index]
        number = f"{world.prefix}-{year}-{index - self.first_of_year[year] + 1:05d}"
        story = Story(
            world, self.timeline, ids, chance, case_id=script.first_case_id + index, number=number,
            reckoner=self.reckoner, numbers=numbers,
        )  # fmt: skip
        story.with_photos = index >= script.photos_from
        age = self.timeline.end - self.starts[index]
        plot = plot_of(index, script.count, age, chance)
        Telling(story, plot, self.starts[index], script.messages).tell()
        return story

    def _write(self, told: Told, lines: dict[str, list[str]], ids: Ids) -> None:
        def add(model: type[models.Model], rows: list[dict[str, Any]]) -> None:
            lines[model._meta.db_table] += [copy_line(model, row) for row in rows]

        add(Case, [told.case])
        add(Position, told.positions)
        add(Participant, told.participants)
        add(Message, told.messages)
        add(CaseFile, told.files)
        add(Task, told.tasks)
        for model, rows in told.rows.items():
            add(model, rows)
        add(ProtocolEntry, [entry.row for entry in told.chain.entries])
        add(PersonalData, [entry.personal for entry in told.chain.entries if entry.personal])
        if self.script.transmissions:
            queued = [(e.row, c) for e in told.chain.entries for c in REACTIONS.get(e.event, ())]
            add(Transmission, [_done(next(ids.transmission), row, consumer) for row, consumer in queued])


def _done(row_id: int, entry: dict[str, Any], consumer: str) -> dict[str, Any]:
    """What the worker leaves behind once it has been at an entry."""
    return {
        "id": row_id, "tenant_id": entry["tenant_id"], "entry_id": entry["id"], "consumer": consumer,
        "key": f"{consumer}:{entry['id']}", "state": "done", "attempts": 0, "due_at": entry["at"],
        "done_at": entry["at"],
    }  # fmt: skip


def _starts(script: Script, timeline: Timeline) -> list[float]:
    """When each case begins, in order; more of them the nearer to today."""
    chance = dice(script.seed, script.world.tenant_id, "starts")
    count, end = script.count, timeline.end
    return [end * 0.999 * ((i + chance.random() * 0.98) / count) ** 0.8 for i in range(count)]


def batches_of(script: Script, teller: Teller, processes: int) -> Iterator[Batch]:
    """All batches in order. Small loads are told here and now."""
    tasks = [Span(f, min(f + BATCH, script.count)) for f in range(0, script.count, BATCH)]
    if processes < 2 or len(tasks) < 4:
        yield from map(teller.tell, tasks)
        return
    yield from tell_everywhere(script, tasks, processes)


def load(
    script: Script, store: Callable[[list[Photo]], None], advance: Callable[[int], None], processes: int
) -> Teller:
    """Everything a script tells, inside the caller's transaction of the owner."""
    teller = Teller(script)
    connection = connections[_OWNER]
    order = [*(model._meta.db_table for model in _TABLES), _SEARCH]
    statements = {model._meta.db_table: copy_statement(model) for model in _TABLES} | {
        _SEARCH: COPY_STATEMENT
    }
    with connection.cursor() as cursor:
        # Checked row by row: what waits for the commit would fill the memory, and bars changes of a table.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE protocol_protocolentry DISABLE TRIGGER protocol_chain")
        large = script.count >= _LARGE
        with bare(cursor, order) if large else contextlib.nullcontext():
            for batch in batches_of(script, teller, processes):
                store(batch.photos)
                for key, number in batch.numbers.items():
                    teller.highest[key] = max(teller.highest[key], number)
                for table in order:
                    if table in batch.lines:
                        with cursor.copy(statements[table]) as copy:
                            copy.write(batch.lines[table])
                advance(batch.cases)
        cursor.execute("ALTER TABLE protocol_protocolentry ENABLE TRIGGER protocol_chain")
    return teller


def free_ids() -> tuple[int, int]:
    """The first case id, and an id from which on no other table of a case has rows."""
    found = []
    with connections[_OWNER].cursor() as cursor:
        for model in _TABLES:
            key = model._meta.pk
            if key is not None:
                cursor.execute(f'SELECT coalesce(max("{key.column}"), 0) FROM "{model._meta.db_table}"')  # noqa: S608  # our names
                found.append(int(cursor.fetchone()[0]))
    return found[0] + 1, max(itertools.chain(found, [0])) + 1
