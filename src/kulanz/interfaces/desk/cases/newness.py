"""What is new to a worker: messages from outside he has not seen, cases that came in meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from kulanz.cases.models import Message
from kulanz.cases.queries.rows import Row
from kulanz.core.access.http import KulanzRequest

_KEY: Final = "desk_seen"
_MOST: Final = 300


@dataclass(frozen=True, slots=True)
class New:
    """Of one row: the last word came from outside (`answer_due`), and this person has not read it yet."""

    answer_due: bool = False
    unread: bool = False


def _seen(request: KulanzRequest) -> dict[str, Any]:
    kept = request.session.get(_KEY)
    return kept if isinstance(kept, dict) else {}


def news_of(request: KulanzRequest, rows: Sequence[Row], *, at: datetime) -> dict[int, New]:
    """Case id → what is new about it; one query, whatever the number of rows."""
    seen = _seen(request)
    if "since" not in seen:
        # nothing is new to somebody who has just come in
        request.session[_KEY] = {"since": at.isoformat(), "cases": {}}
    since = seen.get("since", at.isoformat())
    opened: dict[str, str] = seen.get("cases", {})
    last = dict(_last_words([row.pk for row in rows if row.step in ("recorded", "in_progress")]))
    found = {}
    for row in rows:
        direction, said_at = last.get(row.pk, ("", None))
        until = datetime.fromisoformat(opened.get(str(row.pk), since))
        came = row.created_at if row.created_by != request.actor.name else None
        from_outside = said_at if direction == "in" else None
        unread = any(moment is not None and moment > until for moment in (came, from_outside))
        found[row.pk] = New(answer_due=direction == "in", unread=unread)
    return found


def _last_words(case_ids: list[int]) -> Iterable[tuple[int, tuple[str, datetime]]]:
    """The last message of each case that was no internal note."""
    if not case_ids:
        return
    rows = (
        Message.objects.filter(case_id__in=case_ids, withdrawn_at=None, is_automatic=False)
        .exclude(direction="note")
        .order_by("case_id", "-created_at", "-id")
        .distinct("case_id")
        .values_list("case_id", "direction", "created_at")
    )
    for case_id, direction, at in rows:
        yield case_id, (direction, at)


def note_read(request: KulanzRequest, case_id: int, newest: datetime | None, *, at: datetime) -> None:
    """The worker has the case before him. The session is written only where something was unread."""
    seen = _seen(request)
    opened: dict[str, str] = dict(seen.get("cases", {}))
    since = seen.get("since", "")
    until = opened.get(str(case_id), since)
    if newest is None or not until or newest <= datetime.fromisoformat(until):
        return
    opened.pop(str(case_id), None)
    opened[str(case_id)] = at.isoformat()
    request.session[_KEY] = {"since": since, "cases": dict(list(opened.items())[-_MOST:])}
