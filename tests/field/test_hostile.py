"""What no honest device sends: each gets a clear answer, and nothing is half done."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest

from kulanz.cases.models import Message, Task
from kulanz.stages.execution.models import FieldEntry, ServiceReport, Visit
from tests.execution.visits_world import World
from tests.field.device import SOLVED, Device


def left_nothing() -> bool:
    return not (ServiceReport.objects.exists() or Message.objects.exists() or Task.objects.exists())


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff\xfe", 400),
        (b"[]", 422),
        (b"null", 422),
        (b'{"entries": {}}', 422),
        (b'{"entries": []}', 422),
        (b'{"entries": [1]}', 422),
        (b'{"entries": [{"id": "x"}]}', 422),
        (b'{"entries": [{"id": NaN}]}', 400),
        (b'{"entries": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
        (b'{"entries": [' + b'{"id": "' + str(uuid4()).encode() + b'"},' * 60 + b"0]}", 400),
        (b'{"x": "' + b"a" * 1_100_000 + b'"}', 413),
        (b'{"x": "' + b"a" * 6_000_000 + b'"}', 413),
    ],
    ids=[
        "nothing",
        "bytes",
        "list",
        "null",
        "object",
        "none",
        "number",
        "id",
        "nan",
        "deep",
        "broken",
        "1MB",
        "6MB",
    ],
)
def test_a_request_that_is_no_list_of_entries(fritz: Device, body: bytes, status: int) -> None:
    answer = fritz.post("entries", body, "application/json")
    assert answer.status_code == status
    assert answer.json()["message"]
    assert not FieldEntry.objects.exists()


def test_too_many_entries(world: World, fritz: Device) -> None:
    visit = world.planned()
    entries = [fritz.entry(visit.pk, "note", {"text": "x"}) for _ in range(51)]
    answer = fritz.post("entries", json.dumps({"entries": entries}).encode(), "application/json")
    assert answer.status_code == 422
    assert left_nothing()


NESTED: Any = "x"
for _ in range(20):
    NESTED = [NESTED]

ODD: dict[str, dict[str, Any]] = {
    "visit as text": {"visit": "1; DROP TABLE"},
    "visit negative": {"visit": -1},
    "visit huge": {"visit": 10**30},
    "visit beyond any float": {"visit": 10**400},
    "visit true": {"visit": True},
    "visit list": {"visit": []},
    "visit object": {"visit": {}},
    "kind": {"kind": "sudo"},
    "kind list": {"kind": ["report"]},
    "at": {"at": "gestern"},
    "at without zone": {"at": "2026-11-17T09:00:00"},
    "at far away": {"at": "9999-12-31T23:59:59-23:59"},
    "at number": {"at": 1e9},
    "base": {"base": "eins"},
    "base huge": {"base": 2**40},
    "data list": {"data": [1]},
    "data deep": {"data": {"work": NESTED}},
    "data wide": {"data": {"values": [{"name": "x"}] * 5_000}},
    "data long": {"data": {"work": "x" * 10_001}},
    "data infinite": {"data": {"rating": 1e308 * 10}},
    "long key": {"data": {"k" * 500: 1}},
}
REPORTS: dict[str, dict[str, Any]] = {
    "no result": {"work": "x"},
    "result": {**SOLVED, "result": "magic"},
    "result number": {**SOLVED, "result": 3},
    "unknown field": {**SOLVED, "authorised": True},
    "no reason": {"result": "futile"},
    "rating 6": {**SOLVED, "rating": 6},
    "rating text": {**SOLVED, "rating": "gut"},
    "rating half": {**SOLVED, "rating": 4.5},
    "left before": {**SOLVED, "arrived_at": "2026-11-17T09:00:00Z", "left_at": "2026-11-17T08:00:00Z"},
    "travel": {**SOLVED, "travel_km": "1e400"},
    "travel nan": {**SOLVED, "travel_km": "NaN"},
    "travel negative": {**SOLVED, "travel_minutes": -1},
    "parts object": {**SOLVED, "parts": {"a": 1}},
    "part without name": {**SOLVED, "parts": [{"quantity": 1}]},
    "part of nothing": {**SOLVED, "parts": [{"name": "x", "quantity": 0}]},
    "part negative": {**SOLVED, "parts": [{"name": "x", "quantity": -5}]},
    "part article": {**SOLVED, "parts": [{"article_id": "DROP", "name": "x"}]},
    "parts many": {**SOLVED, "parts": [{"name": "x"}] * 61},
    "photos many": {**SOLVED, "photos": [{"id": str(uuid4())} for _ in range(41)]},
    "photo id": {**SOLVED, "photos": [{"id": "../../etc/passwd"}]},
    "checklist list": {**SOLVED, "checklist": [1]},
    "checklist key": {**SOLVED, "checklist": {"__proto__": {"done": True}}},
    "signature": {**SOLVED, "signature": "Karla"},
    "safety": {**SOLVED, "safety": "maybe"},
    "defects": {**SOLVED, "defects": ["x"]},
}


@pytest.mark.parametrize("name", ODD)
def test_an_entry_of_odd_shape(world: World, fritz: Device, name: str) -> None:
    visit = world.planned()
    entry = {**fritz.entry(visit.pk, "report", SOLVED), **ODD[name]}
    body = json.dumps({"entries": [entry, fritz.entry(visit.pk, "draft", {"work": "gut"})]})
    answer = fritz.post("entries", body.replace("Infinity", "1e999").encode(), "application/json")
    odd, good = answer.json()["results"]
    assert odd["outcome"] == "refused"
    assert odd["message"]
    assert good["outcome"] == "applied"
    assert left_nothing()


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_of_odd_content(world: World, fritz: Device, name: str) -> None:
    visit = world.planned()
    answer = fritz.tell(visit.pk, "report", REPORTS[name])
    assert answer["outcome"] == "refused"
    assert answer["message"]
    assert left_nothing()
    row = Visit.objects.get()
    assert (row.state, row.draft, row.draft_version) == ("planned", None, 0)
    assert FieldEntry.objects.get().outcome == "refused"


def test_characters_no_table_takes(world: World, fritz: Device) -> None:
    visit = world.planned()
    odd = "vor\x00her \ud83d nachher"
    answer = fritz.tell(visit.pk, "report", {**SOLVED, "work": odd, "defects": "<script>alert(1)</script>"})
    assert answer["outcome"] == "applied"
    assert ServiceReport.objects.get().work_done == "vorher ? nachher"


def test_an_article_that_is_not_there_is_free_text(world: World, fritz: Device) -> None:
    visit = world.planned()
    parts = [{"article_id": 999_999_999, "name": "Gasfeder", "quantity": 1, "from_stock": True}]
    assert fritz.tell(visit.pk, "report", {**SOLVED, "parts": parts})["outcome"] == "applied"
    assert ServiceReport.objects.get().parts.get().article is None


def test_what_the_program_trips_over_holds_up_nobody(
    world: World, fritz: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = world.planned()

    def broken(**_given: object) -> int:
        raise RuntimeError("unser Fehler")

    monkeypatch.setattr("kulanz.workflows.field_entries.take_report", broken)
    bad = fritz.entry(visit.pk, "report", SOLVED)
    first, second = fritz.send(bad, fritz.entry(visit.pk, "note", {"text": "Hinweis"}))
    assert first["outcome"] == "refused"
    assert "unser Fehler" not in first["message"]
    assert second["outcome"] == "applied"
    assert FieldEntry.objects.get(client_id=bad["id"]).payload == SOLVED
