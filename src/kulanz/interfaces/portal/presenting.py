"""From a case to what the portal draws: its state as a label, its phases as steps, its story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kulanz.cases.models import Case, CaseFile, Message
from kulanz.cases.phases import phases_of
from kulanz.cases.queries.case_page import CasePage, history
from kulanz.cases.rules import READER_OF, ClaimStatus, ClosedBy, Step, WaitsFor
from kulanz.cases.wording import load_overrides, state_text
from kulanz.core.access.actor import Actor, system_actor
from kulanz.core.ui.badges import Badge, Tone
from kulanz.masterdata.parties.models import Writer

_PROGRAM = system_actor(0).name
WRITER_WORDS = {
    Writer.DEALER: gettext_lazy("Ihr Haus selbst"),
    Writer.OFFICE_FOR_DEALER: gettext_lazy("das Servicebüro im Namen Ihres Hauses"),
    Writer.OFFICE: gettext_lazy("das Servicebüro"),
}
_GREETED = {"case.recorded": "plus", "case.closed": "circle-check", "case.cancelled": "ban"}


def state_badge(case: Case, text: str, turn: WaitsFor) -> Badge:
    """Blue asks the reader for something; everything else is calm, also what is late: the text says it."""
    if case.step == Step.CLOSED:
        return Badge(text, Tone.NEUTRAL if case.closed_by == ClosedBy.REJECTION else Tone.OK)
    if case.step == Step.CANCELLED:
        return Badge(text, Tone.NEUTRAL)
    return Badge(text, Tone.INFO if case.waits_for == turn else Tone.WAIT)


def waits_words(case: Case, turn: WaitsFor) -> str:
    """For whom it waits, said to the reader."""
    if not case.is_open:
        return ""
    if case.waits_for == turn:
        return _("auf Sie")
    return {
        WaitsFor.US.value: _("auf das Servicebüro"),
        WaitsFor.CUSTOMER.value: _("auf den Kunden"),
        WaitsFor.DEALER.value: _("auf den Händler"),
        WaitsFor.TECHNICIAN.value: _("auf den Servicetechniker"),
        WaitsFor.SUPPLIER.value: _("auf den Hersteller"),
        WaitsFor.ERP.value: _("auf die Verbuchung"),
    }.get(case.waits_for, "")


def by_program(case: Case) -> bool:
    """Whether nobody reported it: it came of a plan or an order."""
    return case.created_by_name == _PROGRAM


def recorder(case: Case) -> str:
    """Who reported it; "" for nobody he may know."""
    return _("automatisch angelegt") if by_program(case) else case.created_by_name


def solver(case: Case) -> str:
    """Whose words the solution is; what the program wrote it took from the technician's report."""
    return _("aus dem Servicebericht") if case.solved_by_name == _PROGRAM else case.solved_by_name


def steps_of(case: Case, state: str) -> list[dict[str, Any]]:
    """All phases of a case, like a parcel's: gone through, here, to come."""
    gone = phases_of(case)
    phases: list[tuple[str, bool, str]] = [(_("Meldung"), True, recorder(case))]
    if case.step == Step.CANCELLED:
        return _states([*phases, (_("Storniert"), True, "")], state="")
    if case.claim_status is not None:
        decided = case.claim_status != ClaimStatus.UNDER_REVIEW
        verdict = (
            _("Die Reklamation ist abgelehnt.") if gone.rejected else _("Die Reklamation ist anerkannt.")
        )
        phases.append((_("Prüfung"), gone.judged, verdict if decided else ""))
    else:
        phases.append((_("Bearbeitung"), gone.judged, ""))
    if not gone.rejected:
        phases.append((_("Lösung"), gone.solved, solver(case) if case.solution else ""))
    phases.append((_("Abschluss"), gone.ended, ""))
    return _states(phases, state=state)


def _states(phases: Sequence[tuple[str, bool, str]], *, state: str) -> list[dict[str, Any]]:
    """The first phase not gone through is where it stands; the state's words stand there."""
    here = next((i for i, (_title, done, _note) in enumerate(phases) if not done), None)
    return [
        {
            "title": title,
            "state": "now" if i == here else "done" if here is None or i < here else "next",
            "note": state if i == here else note if here is None or i < here else "",
        }
        for i, (title, _done, note) in enumerate(phases)
    ]


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the story: a message, a file, or a change of state in the reader's words."""

    at: datetime
    order: int
    message: Message | None = None
    files: tuple[CaseFile, ...] = ()
    text: str = ""
    detail: str = ""
    icon: str = "refresh"


def timeline(actor: Actor, page: CasePage, language: str) -> list[Item]:
    """Everything the reader may know, oldest first."""
    items = [Item(m.created_at, 1, message=m) for m in page.messages]
    loose = [f for f in page.files if f.message_id is None]
    for (_who, at), group in groupby(loose, key=lambda f: (f.uploaded_by_name, f.created_at)):
        items.append(Item(at, 2, files=tuple(group)))
    overrides = load_overrides(actor.tenant_id)
    reader = READER_OF[actor.kind]
    before = ""
    for entry in reversed(history(actor, page.case, limit=300)):
        facts = entry.facts
        shell = Case(tenant_id=actor.tenant_id, waits_for=WaitsFor.US.value)
        detail = ""
        match entry.event:
            case "case.recorded":
                shell.step = Step.RECORDED.value
            case "case.closed":
                shell.step, shell.closed_by = Step.CLOSED.value, facts.get("closed_by", "")
            case "case.cancelled":
                shell.step = Step.CANCELLED.value
            case "case.reopened":
                shell.step = Step.IN_PROGRESS.value
                detail = (
                    _("wieder geöffnet nach Einspruch") if facts.get("objection") else _("wieder geöffnet")
                )
            case _:
                shell.step = facts.get("step", Step.IN_PROGRESS.value)
                shell.waits_for = facts.get("waits_for", WaitsFor.US.value)
        text = state_text(shell, reader, language, overrides)
        if text == before and not detail:
            continue
        before = text
        items.append(
            Item(
                entry.at,
                0 if entry.event == "case.recorded" else 3,
                text=text,
                detail=detail,
                icon=_GREETED.get(entry.event, "refresh"),
            )
        )
    return sorted(items, key=lambda item: (item.at, item.order))
