"""Files exchanged with a partner's system: handed in, what became of them, and what he gets as a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages as notices
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.core.access.http import KulanzRequest
from kulanz.core.files.serving import made_response
from kulanz.core.refusal import Refusal
from kulanz.core.ui.badges import Badge, Tone
from kulanz.stages.contact.commands.partners import receive_file
from kulanz.stages.contact.models import PartnerFile, PartnerFileState, PartnerOutcome, PartnerResult
from kulanz.stages.contact.queries.partners import partner_files, results_of
from kulanz.workflows.partner_exports import Outgoing, results_file

PAGE: Final = 100
_FILE_TONES: Final = {
    PartnerFileState.WAITING: Tone.WAIT,
    PartnerFileState.TAKEN: Tone.OK,
    PartnerFileState.PARTLY: Tone.WARN,
    PartnerFileState.REFUSED: Tone.DANGER,
}
_KINDS: Final[dict[str, Promise]] = {
    "newCase": _("Neuer Vorgang"),
    "note": _("Nachricht"),
    "file": _("Datei"),
    "stateQuestion": _("Frage nach dem Stand"),
    "case": _("Vorgang"),
}
_ANSWERED: Final = _("beantwortet")
_TONES: Final = {
    PartnerOutcome.TAKEN: Tone.OK,
    PartnerOutcome.KNOWN: Tone.NEUTRAL,
    PartnerOutcome.REFUSED: Tone.DANGER,
}


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One record with its outcome, in the reader's language."""

    result: PartnerResult
    kind: str
    badge: Badge
    problems: list[dict[str, Any]]
    answer: str


class NoFileChosen(Refusal):
    message = _("Bitte wählen Sie eine Datei.")


def file_badge(file: PartnerFile) -> Badge:
    """A file of which everything was known is called that: it changed nothing."""
    state = PartnerFileState(file.state)
    if state is PartnerFileState.TAKEN and file.known and not file.taken:
        return Badge(PartnerOutcome.KNOWN.label, _TONES[PartnerOutcome.KNOWN])
    return Badge(state.label, _FILE_TONES[state])


def take_file(request: KulanzRequest, *, partner_id: int, way: str) -> PartnerFile:
    """The file of the form. One that is there already answers with what became of it."""
    sent = request.FILES.get("file")
    if sent is None or sent.file is None:
        raise NoFileChosen
    file, new = receive_file(
        actor=request.actor,
        partner_id=partner_id,
        way=way,
        name=sent.name or "datei.xml",
        content=sent.file,
        at=clock.now(),
    )
    if not new:
        notices.info(request, _again(file))
    return file


def _again(file: PartnerFile) -> str:
    if file.state == PartnerFileState.WAITING:
        return gettext("Diese Datei ist schon da und wird noch gelesen.")
    return gettext(
        "Diese Datei war schon da. Diesmal hat sich nichts geändert; hier steht, was damals aus ihr wurde."
    )


def partner_file_or_404(actor: Actor, partner_file_id: int) -> PartnerFile:
    file = partner_files(actor).filter(pk=partner_file_id).first()
    if file is None:
        raise Http404
    return file


def show_file(
    request: KulanzRequest, partner_file_id: int, page: str, context: Mapping[str, Any]
) -> HttpResponse:
    """What became of each record; while the file is being read, the part `…_part.html` that renews itself."""
    file = partner_file_or_404(request.actor, partner_file_id)
    part = "_part" if request.headers.get("HX-Request") else ""
    shown = {**shown_results(file, request.GET), "badge": file_badge(file), **context}
    return render(request, f"{page}{part}.html", shown)


def results_response(actor: Actor, partner_file_id: int) -> HttpResponse:
    """The result file, as the partner gets it."""
    file = partner_file_or_404(actor, partner_file_id)
    return made_response(results_file(file), f"ergebnis-{file.pk}.xml", "application/xml; charset=utf-8")


def cases_response(outgoing: Outgoing) -> HttpResponseBase:
    """Cases as the partner gets them, with their files in a ZIP where those are large."""
    return FileResponse(
        outgoing.content, as_attachment=True, filename=outgoing.name, content_type=outgoing.content_type
    )


def shown_results(file: PartnerFile, asked: Mapping[str, str]) -> dict[str, Any]:
    """What a page about a file needs; the file comes from `partner_files`."""
    only = asked.get("nur") == "abgewiesen"
    results = results_of(file, only_refused=only)
    after = asked.get("cursor", "")
    if after.isascii() and after.isdecimal() and len(after) < 10:
        results = results.filter(position__gt=int(after))
    found = list(results.select_related("case")[: PAGE + 1])
    return {
        "file": file,
        "results": [_row(result) for result in found[:PAGE]],
        "next_cursor": str(found[PAGE - 1].position) if len(found) > PAGE else "",
        "only_refused": only,
        "problems": [_told(problem) for problem in file.problems],
    }


def _row(result: PartnerResult) -> ResultRow:
    outcome = PartnerOutcome(result.outcome)
    return ResultRow(
        result=result,
        kind=str(_KINDS.get(result.kind, result.kind)),
        badge=Badge(_ANSWERED if result.answer else outcome.label, _TONES[outcome]),
        problems=[_told(problem) for problem in result.problems],
        answer=str(result.answer.get(_language()) or result.answer.get("de") or ""),
    )


def _told(problem: dict[str, Any]) -> dict[str, Any]:
    return {**problem, "text": problem.get(_language()) or problem["de"]}


def _language() -> str:
    return (get_language() or "de")[:2]
