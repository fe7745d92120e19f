"""Knocks at every door as everybody, and reports each answer that the tables do not explain."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator
from http.cookies import SimpleCookie
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.client import encode_multipart

from kulanz.core import clock
from kulanz.core.tenancy.context import set_tenant
from tests.permissions import doors
from tests.permissions.changes import change_of
from tests.permissions.changing import Change
from tests.permissions.objects import Variant, variants_of
from tests.permissions.readings import FORMS, NOT_HERE, QUERIES
from tests.permissions.routes import Route
from tests.permissions.who import AUDIENCE_WORDS, CASE_WORDS, Who
from tests.permissions.world import World

REFUSED = frozenset({401, 403, 404, 405, 410})
SAFE = ("GET", "HEAD")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
# Written by merely looking: who is here, how often somebody tried, the session itself.
NOISE = frozenset({"django_session", "django_cache", "access_throttlecounter", "cases_presence"})
_WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
_ENTITLED = {"api": ("anna's key",), "field": ("tom",)}
_FILES = frozenset({"desk:add_files", "portal:add_files", "api:upload"})
BOUNDARY = "kulanz-boundary"
_numbers = itertools.count(1)


class Walk:
    """One walk over one world. Every request is undone after its answer has been judged."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.client = Client(headers={"host": world.tenant.host}, raise_request_exception=False)
        self.asked = 0
        self._counting = ""
        self._answered: dict[str, list[str]] = {}
        self._before = self._fingerprint()

    def mistakes(self, routes: Iterable[Route], visitors: Iterable[Who] | None = None) -> list[str]:
        """Everything unexplained on these routes, one line each."""
        found: list[str] = []
        with clock.frozen(self.world.at):
            for route in routes:
                found += doors.door_mistakes(route)
                if route.interface != "machine":
                    for who in visitors or doors.visitors_of(route, self.world):
                        found += self._visit(route, who)
        return found

    def _visit(self, route: Route, who: Who) -> Iterator[str]:
        """All methods and objects; for whom the door stays shut one object is as good as another."""
        variants = variants_of(route, self.world)
        if not doors.passes(route, who):
            variants = variants[:1]
        for method in self._methods(route, variants[0]):
            if method not in ("GET", "POST") and who.name not in doors.FEW:
                continue
            for variant in variants:
                yield from self._judge(route, variant, method, who)

    def _methods(self, route: Route, variant: Variant) -> list[str]:
        """Those that the entitled are not told 405 for, which the pages say before they look at anything."""
        if route.name not in self._answered:
            names = _ENTITLED.get(route.interface, ("anna", "blatt", "otto", "karla"))
            entitled = [who for n in names if doors.passes(route, who := self.world.visitors[n])]
            asked = entitled[:1] + entitled[-1:]
            self._answered[route.name] = [
                method
                for method in (*SAFE, *UNSAFE)
                if any(self._ask(route, variant, method, who)[0] != 405 for who in asked)
            ]
        return self._answered[route.name]

    def _judge(self, route: Route, variant: Variant, method: str, who: Who) -> Iterator[str]:
        change = change_of(route)
        status, changed, body = self._ask(route, variant, method, who)
        told = f"{method} {route.name} [{variant.label}] as {who.name}: {status}"
        let_in = doors.passes(route, who)
        reached = let_in and variant.reach(who)
        form = FORMS.get(route.name)
        reads = reached and (form is None or Change(form).allowed(who))
        may = (
            reached
            and not variant.mixed
            and change is not None
            and method in change.methods
            and change.allowed(who)
        )
        if status >= 500:
            yield f"{told} is an error of the program"
        if changed and not may:
            yield f"{told} and something changed: {changed}"
        if not reached and not variant.mixed and status not in REFUSED:
            yield f"{told} is an unexplained grant"
        readable = reads and method in SAFE and not variant.mixed and route.name not in NOT_HERE
        if readable and 400 <= status != 405:
            yield f"{told}, though he may"
        if may and not changed and change is not None and change.certain_on(variant):
            yield f"{told} and nothing changed, though he may"
        for word in self._leaks(who, route, variant, body):
            yield f"{told} and tells {word}"

    def _leaks(self, who: Who, route: Route, variant: Variant, body: str) -> Iterator[str]:
        good = (self.world.links["valid"], self.world.billed["own"].link)
        by_link = variant.values.get("token") in good
        for case, word in CASE_WORDS.items():
            if word in body and case not in who.sees and not (by_link and case == "own"):
                yield word
        for audience, word in AUDIENCE_WORDS.items():
            if word not in body:
                continue
            reader = "own" in who.sees and who.reads(audience)
            if not reader and not (by_link and audience in ("customer", "all")):
                yield word

    def _ask(self, route: Route, variant: Variant, method: str, who: Who) -> tuple[int, str, str]:
        """Status (login pages count as 401), what changed, and the text of the answer."""
        change = change_of(route)
        self.asked += 1
        self.client.cookies = SimpleCookie(who.cookies.output(header="", sep=";"))
        headers = {"authorization": f"Bearer {who.key}"} if who.key else {}
        body, content_type = b"", "application/octet-stream"
        query = QUERIES.get(route.name, "") if method in SAFE else ""
        if method in UNSAFE:
            body, content_type = self._body(route, method, change)
            headers |= dict(change.headers) if change else {}
            query = change.query if change else ""
        written: set[str] = set()

        def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            found = _WRITE.match(sql)
            if found and found[1].lower() not in NOISE:
                written.add(found[1].lower())
            return execute(sql, params, many, context)

        with transaction.atomic():
            with connection.execute_wrapper(watch):
                path = route.path(dict(variant.values)) + query
                answer = self.client.generic(method, path, body, content_type, headers=headers)
                text = _text(answer)
            changed = ""
            if written and not connection.needs_rollback:
                after = self._fingerprint()
                changed = ", ".join(t for t in after if after[t] != self._before[t])
            transaction.set_rollback(True)
        status = answer.status_code
        if status in (301, 302, 303) and "/konto/anmelden/" in answer.headers.get("Location", ""):
            status = 302 if route.name in doors.OPEN else 401
        return status, changed, text

    def _body(self, route: Route, method: str, change: Change | None) -> tuple[bytes, str]:
        data = change.data(self.world) if change else {}
        if method == "PATCH":
            return b"hallo", "application/offset+octet-stream"
        if route.interface in ("api", "field") and route.name not in _FILES:
            return json.dumps(data).encode(), "application/json"
        return encode_multipart(BOUNDARY, data), f"multipart/form-data; boundary={BOUNDARY}"

    def _fingerprint(self) -> dict[str, tuple[str, ...]]:
        """Number and content of the rows of every table the application may read, of both tenants."""
        found: dict[str, tuple[str, ...]] = {}
        for tenant in (self.world.elsewhere, self.world.tenant):
            set_tenant(tenant.pk)
            with connection.cursor() as cursor:
                cursor.execute(f"EXECUTE {self._prepared(cursor)}")
                for table, figures in cursor.fetchall():
                    found[table] = (*found.get(table, ()), figures)
        return found

    def _prepared(self, cursor: Any) -> str:
        """Over so many tables with their policies, planning takes four times as long as counting."""
        if not self._counting:
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
                " AND has_table_privilege(oid, 'SELECT') ORDER BY 1"
            )
            counted = " UNION ALL ".join(
                f"SELECT '{t}', count(*) || '/' || coalesce(sum(hashtextextended(t::text, 0)), 0)"
                f' FROM "{t}" t'
                for (t,) in cursor.fetchall()
                if t not in NOISE
            )
            self._counting = f"walk_{next(_numbers)}"
            cursor.execute(f"PREPARE {self._counting} AS {counted}")
        return self._counting


def _text(answer: HttpResponseBase) -> str:
    content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]  # streamed
    return content.decode(errors="replace")
