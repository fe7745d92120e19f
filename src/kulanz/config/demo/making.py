"""The whole demo: two houses, their cases, and what only happens by the product's own commands."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import connections, transaction

from kulanz.config.demo.building import Building
from kulanz.config.demo.dealing import tell_dealing
from kulanz.config.demo.drawings import draw_photos
from kulanz.config.demo.happening import happen
from kulanz.config.demo.loading import Script, free_ids, load
from kulanz.config.demo.places import DEALER_HOUSE, MANUFACTURER
from kulanz.config.demo.sales import tell_statistics
from kulanz.config.demo.story_parts import Photo
from kulanz.config.demo.tables import copy_line, copy_statement
from kulanz.config.demo.world import World
from kulanz.config.demo.writing import OWNER, Login
from kulanz.core.files.models import StoredFile
from kulanz.core.files.storage import storage
from kulanz.core.numbering.models import Counter
from kulanz.core.tenancy.models import Tenant

CASES: Final = 500
SMALL_HOUSE_CASES: Final = 40
MONTHS: Final = 26
"""Twelve months to count complaints in, and twelve to compare them with."""
PASSWORD: Final = "kulanz-demo"  # noqa: S105  # printed by `demo` and `serve`; such a home holds made-up data only
# Beyond these a demo is a load: only the newest cases have pictures, and the queue keeps no history.
_WITH_PICTURES: Final = 600
_WITH_TRANSMISSIONS: Final = 5_000
_VARIANTS: Final = 2


class HasData(Exception):
    """There is a tenant already: a demo is made in an empty home only."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to make. `messages` fixes the number of each case's messages, for measuring."""

    now: datetime
    seed: str = "1"
    cases: int = CASES
    small_house_cases: int = SMALL_HOUSE_CASES
    messages: int | None = None
    pictures: bool = True
    processes: int = 0


def make_demo(wanted: Wanted, advance: Callable[[int], None] = lambda steps: None) -> list[Login]:
    """Fills an empty database and answers the logins; all cases are there or none. Raises HasData."""
    if Tenant.objects.exists():
        raise HasData("there is a tenant already; a demo is made in an empty home")
    pictures = draw_photos(wanted.seed, _VARIANTS) if wanted.pictures else {}
    worlds: list[World] = []
    logins: list[Login] = []
    with transaction.atomic(using=OWNER):
        password = make_password(PASSWORD)
        begin = wanted.now - timedelta(days=MONTHS * 30.4)
        for house, count in ((MANUFACTURER, wanted.cases), (DEALER_HOUSE, wanted.small_house_cases)):
            if not count:
                continue
            building = Building(house, seed=wanted.seed, begin=begin, now=wanted.now, password=password)
            world = building.furnish(small=house is DEALER_HOUSE)
            shown = {
                motif: tuple((word, "", len(content)) for content in contents)
                for motif, (word, contents) in pictures.items()
            }
            world = replace(world, photos=shown)
            contents = {motif: drawn for motif, (_word, drawn) in pictures.items()}
            _load(wanted, world, count, contents, advance)
            worlds.append(world)
            logins += building.logins
        set_sequences()
    with connections[OWNER].cursor() as cursor:
        cursor.execute("ANALYZE")
    if wanted.messages is None:
        happen(worlds[0], wanted.now)
    for world in worlds:
        tell_statistics(world, wanted.now)
        tell_dealing(world, wanted.now)
    return logins


def _load(
    wanted: Wanted,
    world: World,
    count: int,
    pictures: dict[str, list[bytes]],
    advance: Callable[[int], None],
) -> None:
    first_case, first_row = free_ids()
    script = Script(
        world=world, seed=wanted.seed, count=count, first_case_id=first_case, first_row_id=first_row,
        messages=wanted.messages, photos_from=max(count - _WITH_PICTURES, 0),
        transmissions=count <= _WITH_TRANSMISSIONS and wanted.messages is None,
    )  # fmt: skip

    def store(photos: Sequence[Photo]) -> None:
        _store(world.tenant_id, photos, pictures)

    teller = load(script, store, advance, wanted.processes or (os.cpu_count() or 1))
    Counter.objects.using(OWNER).bulk_create(
        Counter(tenant_id=world.tenant_id, series=series, year=year, value=value)
        for (series, year), value in sorted(teller.counters().items())
    )


def _store(tenant_id: int, photos: Sequence[Photo], pictures: dict[str, list[bytes]]) -> None:
    """The pictures of a batch into the file store, each a file of its own."""
    if not photos:
        return
    lines = []
    for photo in photos:
        key, sha256, size = storage().write(tenant_id, iter((pictures[photo.motif][photo.variant],)))
        values = {
            "id": photo.id, "tenant_id": tenant_id, "key": key, "sha256": sha256, "size": size,
            "content_type": "image/jpeg", "name": photo.name, "created_at": photo.at,
        }  # fmt: skip
        lines.append(copy_line(StoredFile, values))
    with connections[OWNER].cursor() as cursor, cursor.copy(copy_statement(StoredFile)) as copy:
        copy.write("".join(lines))


def set_sequences() -> None:
    """Every sequence goes on behind the highest number of its column."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            """SELECT c.relname, a.attname, pg_get_serial_sequence(quote_ident(c.relname), a.attname)
               FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
               JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
               WHERE c.relkind = 'r'
                 AND pg_get_serial_sequence(quote_ident(c.relname), a.attname) IS NOT NULL"""
        )
        for table, column, sequence in cursor.fetchall():
            cursor.execute(
                f'SELECT setval(%s, greatest((SELECT max("{column}") FROM "{table}"), 1))',  # noqa: S608  # names from the catalogue
                [sequence],
            )
