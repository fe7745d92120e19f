"""What a reader does in a case: write, add files, withdraw, object, solve, confirm, change his own sign."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kulanz.cases.commands.closing import cancel_case
from kulanz.cases.commands.drafts import discard_draft, save_draft
from kulanz.cases.commands.editing import edit_fields
from kulanz.cases.commands.messages import add_message, attach_files
from kulanz.cases.commands.reopening import confirm_solution, object_to_decision
from kulanz.cases.models import Case
from kulanz.cases.refusals import EditConflict
from kulanz.cases.rules import Audience
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.enums import member
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.interfaces.portal.case import may_object, may_solve, render_case
from kulanz.interfaces.portal.finding import case_or_404, typed
from kulanz.interfaces.portal.solving import worked_from
from kulanz.interfaces.portal.uploads import held_uploads, hold_files, taken_files
from kulanz.workflows.told_solutions import tell_solution
from kulanz.workflows.withdrawing import withdraw_case

_WRITERS = (ActorKind.DEALER, ActorKind.TECHNICIAN, ActorKind.CUSTOMER)
_ASKERS = (ActorKind.DEALER, ActorKind.CUSTOMER)


def _done(
    request: KulanzRequest, number: str, act: Callable[[Case], object], said: str, **back: Any
) -> HttpResponse:
    """Do it, say so and return to the page; refused, the page tells why and keeps what was typed."""
    found = case_or_404(request, number)
    try:
        act(found)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return render_case(request, found, status=422, action_error=str(refusal), typed=request.POST, **back)
    if said:
        notices.success(request, said)
    return redirect("portal:case", number=found.number)


@gate(*_WRITERS)
@require_POST
def write(request: KulanzRequest, number: str) -> HttpResponse:
    """A note to the office, with files if wanted; at any time, also after the end (R125, R126)."""
    found = case_or_404(request, number)
    at = clock.now()
    text = typed(request, "body")
    audience = member(Audience, request.POST.get("audience", ""))
    tokens = request.POST.getlist("uploads")
    try:
        tokens = hold_files(request, at)
        message = add_message(
            actor=request.actor,
            case_id=found.pk,
            body=text,
            audience=audience,
            files=taken_files(request, tokens, at),
            at=at,
        )
    except NotAllowed:
        raise
    except Refusal as refusal:
        return render_case(
            request,
            found,
            status=422,
            note_error=str(refusal),
            note_text=text,
            note_audience=request.POST.get("audience", ""),
            held=held_uploads(request, tokens, at),
        )
    discard_draft(actor=request.actor, key=f"case:{found.pk}:note")
    notices.success(request, _("Ihre Nachricht ist angekommen."))
    return redirect(reverse("portal:case", args=[found.number]) + f"#m{message.pk}")


@gate(*_WRITERS)
@require_POST
def keep_note(request: KulanzRequest, number: str) -> HttpResponse:
    """Keep the note that is being typed."""
    found = case_or_404(request, number)
    payload = {name: typed(request, name)[:50_000] for name in ("body", "audience")}
    save_draft(
        actor=request.actor, key=f"case:{found.pk}:note", title=found.number, payload=payload, at=clock.now()
    )
    return HttpResponse(status=204)


@gate(*_WRITERS)
@require_POST
def add_files(request: KulanzRequest, number: str) -> HttpResponse:
    """More photos, videos or documents without a note."""
    at = clock.now()
    audience = Audience.ALL if request.actor.kind is ActorKind.DEALER else None

    def act(found: Case) -> None:
        attach_files(
            actor=request.actor,
            case_id=found.pk,
            files=taken_files(request, hold_files(request, at), at),
            audience=audience,
            at=at,
        )

    return _done(request, number, act, _("Ihre Dateien sind angekommen."))


@gate(*_ASKERS)
@require_POST
def withdraw(request: KulanzRequest, number: str) -> HttpResponse:
    end = withdraw_case if request.actor.kind is ActorKind.CUSTOMER else cancel_case
    return _done(
        request,
        number,
        lambda found: end(
            actor=request.actor, case_id=found.pk, reason=typed(request, "reason"), at=clock.now()
        ),
        _("Der Vorgang ist zurückgezogen."),
    )


@gate(*_ASKERS)
@require_POST
def object_to(request: KulanzRequest, number: str) -> HttpResponse:
    """An objection against a rejected complaint: it is decided anew."""

    def act(found: Case) -> None:
        if not may_object(request.actor, found):
            raise Http404
        object_to_decision(
            actor=request.actor, case_id=found.pk, reason=typed(request, "reason"), at=clock.now()
        )

    return _done(
        request, number, act, _("Ihr Einspruch ist angekommen. Wir entscheiden neu."), opened="object"
    )


@gate(ActorKind.DEALER, ActorKind.TECHNICIAN)
@require_POST
def solve(request: KulanzRequest, number: str) -> HttpResponse:
    """How it was solved, written down by whoever solved it; safety-relevant work says who did it."""
    counts = True

    def act(found: Case) -> None:
        nonlocal counts
        if not may_solve(request.actor, found):
            raise Http404
        counts = tell_solution(
            actor=request.actor,
            case_id=found.pk,
            solution=typed(request, "solution"),
            worked=worked_from(request),
            at=clock.now(),
        )

    answer = _done(request, number, act, "", opened="solve")
    if answer.status_code == HTTPStatus.FOUND:
        if counts:
            notices.success(
                request, _("Die Lösung ist eingetragen. Das Servicebüro schließt den Vorgang ab.")
            )
        else:
            text = _("Ohne gültige Berechtigung gearbeitet: Das gilt nicht als gelöst und wird nachgeprüft.")
            notices.warning(request, text)
    return answer


@gate(ActorKind.CUSTOMER)
@require_POST
def confirm(request: KulanzRequest, number: str) -> HttpResponse:
    """The customer says whether it is solved."""
    return _done(
        request,
        number,
        lambda found: confirm_solution(
            actor=request.actor,
            case_id=found.pk,
            solved=request.POST.get("solved") == "yes",
            reason=typed(request, "reason"),
            at=clock.now(),
        ),
        _("Danke für Ihre Rückmeldung."),
    )


@gate(ActorKind.DEALER)
@require_POST
def set_reference(request: KulanzRequest, number: str) -> HttpResponse:
    """The house's own sign; changed by two at once, both versions are shown."""
    found = case_or_404(request, number)
    mine = typed(request, "dealer_reference")[:80]
    base = typed(request, "base")
    choice = request.POST.get("conflict_dealer_reference", "")
    if choice == "theirs":
        return redirect("portal:case", number=found.number)
    if choice == "mine":
        base = typed(request, "theirs")
    try:
        edit_fields(
            actor=request.actor,
            case_id=found.pk,
            values={"dealer_reference": mine},
            base={"dealer_reference": base},
            at=clock.now(),
        )
    except EditConflict as conflict:
        return render_case(request, found, status=409, conflict=conflict, reference=mine, reference_base=base)
    notices.success(request, _("Ihr Zeichen ist gespeichert."))
    return redirect("portal:case", number=found.number)
