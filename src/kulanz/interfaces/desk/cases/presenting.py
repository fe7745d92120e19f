"""From a case's state to what the desk draws: tones, badges, choices."""

from __future__ import annotations

from kulanz.cases.queries.rows import Row
from kulanz.core.ui.badges import Badge, Tone

_TONE_OF_WAITING = {"us": Tone.INFO, "nobody": Tone.NEUTRAL}


def state_badge(step: str, waits_for: str, text: str, *, overdue: bool = False) -> Badge:
    """The state as a label: ours is blue, waiting is calm, ended rests, overdue is red."""
    if step == "closed":
        tone = Tone.OK
    elif step == "cancelled":
        tone = Tone.NEUTRAL
    elif overdue:
        tone = Tone.DANGER
    else:
        tone = _TONE_OF_WAITING.get(waits_for, Tone.WAIT)
    return Badge(text, tone)


def row_badge(row: Row) -> Badge:
    """In a list the date alone is red when it has gone by: a column of red badges tells nothing."""
    return state_badge(row.step, row.waits_for, row.state)
