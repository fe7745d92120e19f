"""A state as a label with a tone. Tones are the only colours of the screens, and each means one thing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise


class Tone(StrEnum):
    """It rests, is ours to do, waits for others, is due soon, is overdue or unsafe, is done."""

    NEUTRAL = "neutral"
    INFO = "info"
    WAIT = "wait"
    WARN = "warn"
    DANGER = "danger"
    OK = "ok"


@dataclass(frozen=True)
class Badge:
    """What `{% badge %}` draws; interfaces make it from a state in their page context."""

    label: str | Promise
    tone: Tone = Tone.NEUTRAL
    icon: str = ""
