"""The protocol's entries about the safety interlock in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import gettext as _

from kulanz.stages.execution.plan_words import bars_said
from kulanz.stages.execution.rules.plan_reasons import bars_of

Facts = dict[str, Any]

SAFETY_ICONS: Final = {"interlock.refused": ("shield-lock", "warn")}
_STEPS: Final[dict[str, Callable[[], str]]] = {
    "plan": lambda: _("Einplanen"),
    "start": lambda: _("Beginnen"),
    "choose": lambda: _("Beauftragen"),
    "order": lambda: _("Ersatzteilbestellung"),
}


def _refused(facts: Facts, personal: Facts) -> tuple[str, str]:
    step = _STEPS.get(str(facts.get("step")))
    text = _("Sicherheitssperre: %(step)s abgewiesen") % {"step": step() if step else _("Arbeit")}
    if facts.get("visit"):
        text = f"{text} ({facts['visit']})"
    could = str(personal.get("could") or "")
    if could:
        could = _("Es könnten: %(names)s.") % {"names": could}
    return text, " ".join(part for part in (_why(personal), could) if part)


def _why(personal: Facts) -> str:
    """Each reason in the reader's language; before they were kept singly, as it was said then."""
    bars = personal.get("bars") or ()
    return bars_said(bars_of(bars)) if bars else str(personal.get("why") or "")


SAFETY_SENTENCES: Final[dict[str, Callable[[Facts, Facts], tuple[str, str]]]] = {
    "interlock.refused": _refused,
}
