"""The case's story: messages, files and events in one order, oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from kulanz.cases.models import CaseFile, Message
from kulanz.cases.queries.case_page import CasePage, HistoryEntry
from kulanz.core.access.actor import Actor, Channel
from kulanz.interfaces.desk.cases.history_words import channel_words, line
from kulanz.interfaces.desk.cases.mails import MailFacts, mail_facts
from kulanz.stages.contact.queries.partners import sent_in_the_portal

# Told by the message or file itself.
_SHOWN_OTHERWISE: Final = frozenset(
    {
        "case.message_added",
        "case.file_added",
        "case.message_withdrawn",
        "report.photo_received",
        "report.drawn",
        "report.correction_drawn",
    }
)
# Turning points stay in sight; what lies between them folds.
_TURNING_POINTS: Final = frozenset(
    {
        "case.recorded",
        "case.claim_decided",
        "case.solution_recorded",
        "case.closed",
        "case.cancelled",
        "case.reopened",
        "case.customer_confirmed",
        "case.letter_sent",
        "case.merged",
        "case.spam_marked",
        "report.received",
        "report.corrected",
    }
)
FOLDED_FROM: Final = 4


def timeline(actor: Actor, page: CasePage, entries: Sequence[HistoryEntry], at: datetime) -> list[Any]:
    """Items of kind message, file, event and fold (a run of small events).

    What happened in the same instant follows the protocol's numbers.
    """
    numbers = _numbers(entries)
    facts = mail_facts(actor, page.messages)
    # a letter is told once: what happened, with its file beside it
    letters = {e.facts.get("case_file_id"): e.seq for e in entries if e.event == "case.letter_sent"}
    filed = {letters[f.pk]: f for f in page.files if f.pk in letters}
    in_portal = any(m.channel == Channel.API for m in page.messages) and sent_in_the_portal(page.case)
    items = [
        _message(m, numbers, facts, at) | {"channel": channel_words(m.channel, in_portal=in_portal)}
        for m in page.messages
    ]
    items += [
        {"kind": "file", "at": f.created_at, "seq": numbers.get(("file", f.pk), 0), "file": f}
        for f in page.files
        if f.message_id is None and f.pk not in letters
    ]
    items += [
        {
            "kind": "event",
            "at": entry.at,
            "seq": entry.seq,
            "event": entry.event,
            "line": line(entry),
            "file": filed.get(entry.seq),
        }
        for entry in entries
        if entry.event not in _SHOWN_OTHERWISE
    ]
    return _folded(sorted(items, key=lambda item: (item["at"], item["seq"])))


def _numbers(entries: Sequence[HistoryEntry]) -> dict[tuple[str, int], int]:
    """(what, its id) → number in the protocol."""
    found: dict[tuple[str, int], int] = {}
    for entry in entries:
        if entry.event == "case.message_added":
            found["message", entry.facts["message_id"]] = entry.seq
        elif entry.event == "case.file_added":
            found["file", entry.facts["case_file_id"]] = entry.seq
    return found


def _message(
    m: Message, numbers: dict[tuple[str, int], int], facts: dict[int, MailFacts], at: datetime
) -> dict[str, Any]:
    files: list[CaseFile] = getattr(m, "visible_files", [])
    return {
        "kind": "message",
        "at": m.created_at,
        "seq": numbers.get(("message", m.pk), 0),
        "message": m,
        "pending": m.released_at > at,
        "outgoing": m.direction == "out",
        "photos": [f for f in files if f.stored.is_photo],
        "papers": [f for f in files if not f.stored.is_photo],
        "mail": facts.get(m.pk),
    }


def _folded(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    run: list[dict[str, Any]] = []
    for item in [*items, None]:
        if item is not None and item["kind"] == "event" and item["event"] not in _TURNING_POINTS:
            run.append(item)
            continue
        if len(run) >= FOLDED_FROM:
            found.append({"kind": "fold", "at": run[-1]["at"], "items": run})
        else:
            found += run
        run = []
        if item is not None:
            found.append(item)
    return found
