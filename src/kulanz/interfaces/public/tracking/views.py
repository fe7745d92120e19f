"""What a customer reads and does on his case's page. Reading changes nothing; every act is a POST."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.contrib import messages as notices
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kulanz.cases.commands.messages import add_message
from kulanz.cases.commands.reopening import confirm_solution, object_to_decision
from kulanz.cases.models import Case
from kulanz.cases.rules import ClaimStatus, Step
from kulanz.core.access.throttle import hit
from kulanz.core.files.models import StoredFile
from kulanz.core.files.refusals import UploadNotFound
from kulanz.core.files.uploads import find_upload
from kulanz.core.refusal import Refusal
from kulanz.interfaces.public.linked import choose_language
from kulanz.interfaces.public.reporting.forms import LONGEST_ANSWER
from kulanz.interfaces.public.tracking.files import TooManyActs
from kulanz.interfaces.public.tracking.link import Visit, through_link
from kulanz.interfaces.public.tracking.page import case_view
from kulanz.workflows.taking_files import take_files
from kulanz.workflows.withdrawing import why_not_withdrawn, withdraw_case

MOST_FILES: Final = 10
ACTS_AN_HOUR: Final = 40


class TextTooLong(Refusal):
    message = gettext_lazy("Der Text ist zu lang. Möglich sind bis zu %(most)s Zeichen.")
    field = "body"


class TooManyFiles(Refusal):
    message = gettext_lazy("Bitte senden Sie höchstens %(count)s Dateien auf einmal.")
    field = "files"


@through_link("GET", "HEAD")
def show(visit: Visit) -> HttpResponseBase:
    return case_view(visit)


@through_link("POST")
def answer(visit: Visit) -> HttpResponseBase:
    """Write to the service, with or without photos."""
    body = visit.request.POST.get("body", "")
    try:
        with transaction.atomic():
            _count(visit)
            if len(body) > LONGEST_ANSWER:
                raise TextTooLong(most=LONGEST_ANSWER)
            message = add_message(
                actor=visit.actor,
                case_id=visit.case.pk,
                body=body,
                files=_taken_files(visit),
                at=visit.at,
            )
    except Refusal as refusal:
        return case_view(
            visit, 422, error=str(refusal), body=body[: 2 * LONGEST_ANSWER], kept=_still_there(visit)
        )
    notices.success(visit.request, _("Danke, Ihre Nachricht ist bei uns."))
    return redirect(reverse("public:case", args=[visit.token]) + f"#m{message.pk}")


def _count(visit: Visit) -> None:
    if not hit("link_acts", visit.key, limit=ACTS_AN_HOUR, window_seconds=3600, at=visit.at):
        raise TooManyActs


def _taken_files(visit: Visit) -> list[StoredFile]:
    """What a script has uploaded before, and what came with the form."""
    tokens = list(dict.fromkeys(visit.request.POST.getlist("uploads")))
    plain = visit.request.FILES.getlist("files")
    if len(tokens) + len(plain) > MOST_FILES:
        raise TooManyFiles(count=MOST_FILES)
    return take_files(
        tenant_id=visit.request.tenant.pk, tokens=tokens, owner=visit.key, plain=plain, at=visit.at
    )


def _still_there(visit: Visit) -> list[tuple[str, str]]:
    """Uploads a refused form named, so that they need not be sent again: (token, name)."""
    found = []
    for token in visit.request.POST.getlist("uploads")[:MOST_FILES]:
        try:
            upload = find_upload(
                tenant_id=visit.request.tenant.pk, token=token, bound_to=visit.key, at=visit.at
            )
        except UploadNotFound:
            continue
        found.append((token, upload.name))
    return found


# --- Questions with a reason: one page each ---------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """An act that needs a page of its own. `possible` says when the page makes sense."""

    title: str | Promise
    text: str | Promise
    label: str | Promise
    button: str | Promise
    done: str | Promise
    possible: Callable[[Case], bool]
    needs_reason: bool = True
    danger: bool = False


NOT_SOLVED: Final = Question(
    title=gettext_lazy("Das Problem ist noch nicht gelöst"),
    text=gettext_lazy("Das tut uns leid. Wir nehmen den Vorgang wieder auf und melden uns bei Ihnen."),
    label=gettext_lazy("Was stimmt noch nicht?"),
    button=gettext_lazy("Vorgang wieder öffnen"),
    done=gettext_lazy("Danke. Wir arbeiten weiter daran."),
    possible=lambda case: case.step == Step.CLOSED and case.customer_confirmed is not True,
)
OBJECTION: Final = Question(
    title=gettext_lazy("Einspruch einlegen"),
    text=gettext_lazy(
        "Sie sind mit unserer Entscheidung nicht einverstanden? Dann prüfen wir sie von neuem."
    ),
    label=gettext_lazy("Warum sind Sie nicht einverstanden?"),
    button=gettext_lazy("Einspruch absenden"),
    done=gettext_lazy("Wir prüfen die Entscheidung noch einmal."),
    possible=lambda case: case.claim_status == ClaimStatus.REJECTED,
)
WITHDRAWAL: Final = Question(
    title=gettext_lazy("Möchten Sie die Meldung zurückziehen?"),
    text=gettext_lazy(
        "Wir arbeiten dann nicht weiter daran. Sie können jederzeit eine neue Meldung schicken."
    ),
    label=gettext_lazy("Möchten Sie uns sagen, warum?"),
    button=gettext_lazy("Meldung zurückziehen"),
    done=gettext_lazy("Die Meldung ist zurückgezogen."),
    possible=lambda case: case.is_open,
    needs_reason=False,
    danger=True,
)


def _asked(visit: Visit, question: Question, act: Callable[[str], object]) -> HttpResponseBase:
    """Ask on GET, act on POST; what is no longer possible leads back to the case."""
    back = reverse("public:case", args=[visit.token])
    if not question.possible(visit.case):
        return redirect(back)
    reason, error = "", ""
    if visit.request.method == "POST":
        reason = visit.request.POST.get("reason", "").replace("\x00", "")
        try:
            with transaction.atomic():
                _count(visit)
                if len(reason) > LONGEST_ANSWER:
                    raise TextTooLong(most=LONGEST_ANSWER)
                act(reason)
        except Refusal as refusal:
            error = str(refusal)
        else:
            notices.success(visit.request, str(question.done))
            return redirect(back)
    context = {"visit": visit, "question": question, "reason": reason[: 2 * LONGEST_ANSWER], "error": error}
    return render(visit.request, "public/case/question.html", context, status=422 if error else 200)


@through_link("POST")
def solved(visit: Visit) -> HttpResponseBase:
    """“Yes, it is solved”: one press."""
    try:
        with transaction.atomic():
            _count(visit)
            confirm_solution(actor=visit.actor, case_id=visit.case.pk, solved=True, reason="", at=visit.at)
    except Refusal as refusal:
        notices.error(visit.request, str(refusal))
    else:
        notices.success(visit.request, _("Danke für Ihre Rückmeldung. Schön, dass es gelöst ist."))
    return redirect("public:case", token=visit.token)


@through_link("GET", "HEAD", "POST")
def not_solved(visit: Visit) -> HttpResponseBase:
    return _asked(
        visit,
        NOT_SOLVED,
        lambda reason: confirm_solution(
            actor=visit.actor, case_id=visit.case.pk, solved=False, reason=reason, at=visit.at
        ),
    )


@through_link("GET", "HEAD", "POST")
def objection(visit: Visit) -> HttpResponseBase:
    return _asked(
        visit,
        OBJECTION,
        lambda reason: object_to_decision(
            actor=visit.actor, case_id=visit.case.pk, reason=reason, at=visit.at
        ),
    )


@through_link("GET", "HEAD", "POST")
def withdrawal(visit: Visit) -> HttpResponseBase:
    """Where it cannot end at once any more, the way to write to the service stands there instead."""
    refused = why_not_withdrawn(visit.case) if visit.case.is_open else None
    if refused is not None:
        status = 409 if visit.request.method == "POST" else 200
        context = {"visit": visit, "question": WITHDRAWAL, "instead": str(refused)}
        return render(visit.request, "public/case/write_instead.html", context, status=status)
    return _asked(
        visit,
        WITHDRAWAL,
        lambda reason: withdraw_case(actor=visit.actor, case_id=visit.case.pk, reason=reason, at=visit.at),
    )


@through_link("POST")
def language(visit: Visit) -> HttpResponseBase:
    """The language of these pages, kept in a cookie: the common switch cannot be used from here, because
    it checks where a request comes from and pages behind a link do not tell."""
    return choose_language(visit.request, redirect("public:case", token=visit.token))
