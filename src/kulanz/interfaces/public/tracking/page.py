"""The case as its customer reads it: where it stands, whose turn it is, when he hears again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case, CaseFile, Direction, Message
from kulanz.cases.phases import phases_of
from kulanz.cases.queries.case_page import case_files, case_messages
from kulanz.cases.rules import ClaimStatus, ClosedBy, Reader, Step, WaitsFor
from kulanz.cases.wording import state_text
from kulanz.interfaces.public.offer.box import boxes
from kulanz.interfaces.public.tracking.appointments import appointments
from kulanz.interfaces.public.tracking.link import Visit
from kulanz.stages.contact.queries.letters import closing_letters
from kulanz.stages.execution.queries.safety_statements import must_not_be_used
from kulanz.stages.execution.report_words import report_words
from kulanz.stages.solution.queries.reasons import reason_in
from kulanz.workflows.customers_words import solution_told
from kulanz.workflows.remedies_told import remedies_told

WHOSE_TURN: Final[dict[WaitsFor, str | Promise]] = {
    WaitsFor.US: gettext_lazy("Wir"),
    WaitsFor.CUSTOMER: gettext_lazy("Sie"),
    WaitsFor.DEALER: gettext_lazy("Ihr Händler"),
    WaitsFor.TECHNICIAN: gettext_lazy("Die Technikerin oder der Techniker"),
    WaitsFor.SUPPLIER: gettext_lazy("Der Hersteller oder Lieferant"),
    WaitsFor.ERP: gettext_lazy("Wir"),
    WaitsFor.NOBODY: "",
}


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file as the page shows it; only cleaned copies lie behind its address."""

    name: str
    size: int
    url: str
    thumbnail: str
    by: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Something said. `ours`: by the service, not by the customer himself."""

    ident: str
    author: str
    at: datetime
    text: str
    ours: bool
    files: tuple[ShownFile, ...]


def case_view(visit: Visit, status: int = 200, **more: Any) -> HttpResponseBase:
    """The whole page; `more` brings back what was refused."""
    language = (get_language() or "de")[:2]
    case = visit.case
    messages = case_messages(visit.actor, case, at=visit.at)
    files = case_files(visit.actor, case, at=visit.at)
    letter = next(iter(closing_letters(files)), None)
    context = {
        "visit": visit,
        "case": case,
        "warning": report_words("customer_unsafe", language) if must_not_be_used(case) else "",
        "state": state_text(case, Reader.CUSTOMER, language),
        "tone": _tone(case),
        "turn": WHOSE_TURN[WaitsFor(case.waits_for)],
        "our_turn": case.waits_for in (WaitsFor.US, WaitsFor.ERP),
        "your_turn": case.is_open and case.waits_for == WaitsFor.CUSTOMER,
        "next_news": next_news_text(case, local_date(visit.request.tenant, visit.at)),
        "steps": _steps(case, visit),
        "entries": _entries(visit, case, messages, files),
        "loose_files": [_shown(visit, f) for f in files if f.message_id is None and f is not letter],
        "letter": _shown(visit, letter) if letter else None,
        "boxes": boxes(visit),
        "appointments": appointments(visit),
        "told": remedies_told(case, language=language),
        "may_confirm": case.step == Step.CLOSED and case.customer_confirmed is None,
        "rejected": case.claim_status == ClaimStatus.REJECTED,
        "claim_reason": reason_in(language, case.claim_reason, tenant_id=case.tenant_id),
        "solved": case.step == Step.CLOSED and case.closed_by != ClosedBy.REJECTION,
        "solution": solution_told(case, language),
        "cancelled": case.step == Step.CANCELLED,
        "upload_url": reverse("public:case_upload", args=[visit.token]),
        "body": "",
        **more,
    }
    return render(visit.request, "public/case/case.html", context, status=status)


def next_news_text(case: Case, today: date) -> str:
    """When the customer hears again: never a date that has gone by."""
    if not case.is_open or case.next_news_on is None:
        return ""
    if case.next_news_on <= today:
        return _("Wir melden uns heute")
    return _("spätestens am %(day)s") % {"day": spoken_day(case.next_news_on)}


def spoken_day(day: date) -> str:
    """“Mittwoch, 25. November”."""
    return formats.date_format(day, _("l, j. F"))


def _tone(case: Case) -> str:
    if case.step == Step.CLOSED:
        return "ok" if case.closed_by != ClosedBy.REJECTION else "neutral"
    if case.step == Step.CANCELLED:
        return "neutral"
    if case.waits_for == WaitsFor.CUSTOMER:
        return "warn"
    return "info" if case.waits_for in (WaitsFor.US, WaitsFor.ERP) else "wait"


def _steps(case: Case, visit: Visit) -> list[dict[str, str]]:
    """Like a parcel's: what is behind, where it is, what comes; from the same facts as the dealer's."""
    tenant, gone = visit.request.tenant, phases_of(case)
    started = formats.date_format(local_date(tenant, case.created_at), _("j. F Y"))
    ended = formats.date_format(local_date(tenant, case.closed_at), _("j. F Y")) if case.closed_at else ""
    cancelled = case.step == Step.CANCELLED
    phases = [(_("Meldung eingegangen"), case.step != Step.RECORDED or gone.judged, started)]
    if not cancelled:
        phases.append((_("Wir prüfen Ihr Anliegen"), gone.judged, ""))
    if not gone.rejected and (gone.solved or not gone.ended):
        phases.append((_("Die Lösung ist da") if gone.solved else _("Die Lösung läuft"), gone.solved, ""))
    phases.append((_("Zurückgezogen") if cancelled else _("Abgeschlossen"), gone.ended, ended))
    here = next((i for i, (_title, done, _note) in enumerate(phases) if not done), len(phases))
    return [
        {
            "title": title,
            "note": note,
            "state": "done" if index < here else "now" if index == here else "next",
        }
        for index, (title, _done, note) in enumerate(phases)
    ]


def _entries(visit: Visit, case: Case, messages: list[Message], files: list[CaseFile]) -> list[Entry]:
    found = []
    if case.description:
        own = case.channel in ("public", "mail", "phone")
        author = visit.actor.name if own else case.created_by_name
        found.append(Entry("report", author, case.created_at, case.description, False, ()))
    for message in messages:
        attached = tuple(_shown(visit, f) for f in files if f.message_id == message.pk)
        ours = message.direction == Direction.OUT
        found.append(
            Entry(f"m{message.pk}", message.author_name, message.created_at, message.body, ours, attached)
        )
    return found


def _shown(visit: Visit, file: CaseFile) -> ShownFile:
    url = reverse("public:case_file", args=[visit.token, file.pk])
    thumbnail = reverse("public:case_thumbnail", args=[visit.token, file.pk])
    return ShownFile(
        name=file.name,
        size=file.stored.size,
        url=url,
        thumbnail=thumbnail if file.stored.is_photo else "",
        by=file.uploaded_by_name,
    )
