"""The pages of a report: what is wrong, photos, who and where, check and send, thanks."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date, datetime
from typing import IO, Any, Final, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from kulanz.cases.rules import Safety
from kulanz.core import clock
from kulanz.core.access.throttle import hit
from kulanz.core.enums import member
from kulanz.core.files.refusals import FileRefusal, UploadNotFound
from kulanz.core.files.uploads import (
    append_chunk,
    begin_upload,
    cancel_upload,
    find_upload,
    received_bytes,
)
from kulanz.core.refusal import Refusal
from kulanz.core.ui.typed import key_of
from kulanz.interfaces.public.limits import network_place
from kulanz.interfaces.public.reporting.drafts import MOST_FILES, AddedFile, Draft
from kulanz.interfaces.public.reporting.flow import (
    CHECK,
    CONTACT,
    DONE,
    PHOTOS,
    PROBLEM,
    Flow,
    session_store,
)
from kulanz.interfaces.public.reporting.forms import DEFECT, ContactForm, ProblemForm
from kulanz.interfaces.public.reporting.qr import qr_code
from kulanz.interfaces.public.tracking.page import spoken_day
from kulanz.masterdata.parties.commands.recording import NewAddress
from kulanz.workflows.reporting import Origin, PublicReport, report_problem, wait_for_turn

UPLOADS_AN_HOUR: Final = 120


class TooManyFiles(Refusal):
    message = _("Mehr als %(count)s Dateien können Sie hier nicht mitschicken.")
    field = "files"


class TooManyUploadsFromHere(Refusal):
    message = _("Von Ihrem Anschluss kamen gerade sehr viele Dateien. Bitte versuchen Sie es später wieder.")
    field = "files"


def problem(flow: Flow) -> HttpResponseBase:
    request = flow.request
    if request.method == "POST":
        form = ProblemForm(request.POST, actor=flow.guest)
        if form.is_valid():
            flow.draft.begin(clock.now())
            flow.draft.keep(PROBLEM, form.cleaned_data)
            return flow.go_on(PROBLEM)
        return flow.page("problem", 422, form=form)
    answers = flow.draft.answers(PROBLEM)
    return flow.page("problem", form=ProblemForm(initial=answers or {}, actor=flow.guest))


def photos(flow: Flow) -> HttpResponseBase:
    request, draft = flow.request, flow.draft
    if request.method != "POST":
        return flow.page("photos", error="")
    at = clock.now()
    kept, error = _announced(flow, at), ""
    unwanted = request.POST.get("remove", "")
    for file in [file for file in kept if file.token == unwanted]:
        kept.remove(file)
        _forget(flow, file, at)
    for upload in request.FILES.getlist("files")[: MOST_FILES + 1]:
        try:
            kept.append(_received(flow, upload, len(kept), at))
        except Refusal as refusal:
            error = str(refusal)
    if len(kept) > MOST_FILES:
        error = str(TooManyFiles(count=MOST_FILES))
        kept = kept[:MOST_FILES]
    draft.keep_files(kept)
    if error or unwanted:
        flow.save()
        return flow.page("photos", 422 if error else 200, error=error)
    draft.keep(PHOTOS, {"seen": "1"})
    return flow.go_on(PHOTOS)


def _announced(flow: Flow, at: datetime) -> list[AddedFile]:
    """What is kept already, and what a script has uploaded meanwhile, each once and only when complete."""
    kept = flow.draft.files
    known = {file.token for file in kept}
    for token in flow.request.POST.getlist("uploads")[: 2 * MOST_FILES]:
        if token in known:
            continue
        try:
            upload = find_upload(
                tenant_id=flow.request.tenant.pk, token=token, bound_to=flow.draft.upload_owner, at=at
            )
        except UploadNotFound:
            continue
        if received_bytes(upload) == upload.size:
            known.add(token)
            kept.append(AddedFile(token, upload.name, upload.size))
    return kept


def _received(flow: Flow, upload: UploadedFile[Any], already: int, at: datetime) -> AddedFile:
    """A file that came with the form, kept like one a script has sent."""
    if already >= MOST_FILES:
        raise TooManyFiles(count=MOST_FILES)
    count_upload(flow, at)
    given: dict[str, Any] = {
        "tenant_id": flow.request.tenant.pk,
        "bound_to": flow.draft.upload_owner,
        "at": at,
    }
    size, offset = int(upload.size or 0), 0
    content = cast(IO[bytes], upload)
    token = begin_upload(name=upload.name or "", size=size, **given)
    try:
        while offset < size:
            offset = append_chunk(token=token, offset=offset, chunk=content, **given)
    except FileRefusal:
        cancel_upload(token=token, **given)
        raise
    return AddedFile(token, upload.name or "", size)


def count_upload(flow: Flow, at: datetime) -> None:
    place = f"{flow.request.tenant.pk}:{network_place(flow.request)}"
    if not hit("report_upload", place, limit=UPLOADS_AN_HOUR, window_seconds=3600, at=at):
        raise TooManyUploadsFromHere


def _forget(flow: Flow, file: AddedFile, at: datetime) -> None:
    with contextlib.suppress(UploadNotFound):  # gone by itself
        cancel_upload(
            tenant_id=flow.request.tenant.pk, token=file.token, bound_to=flow.draft.upload_owner, at=at
        )


def contact(flow: Flow) -> HttpResponseBase:
    request = flow.request
    if request.method == "POST":
        form = ContactForm(request.POST)
        if form.is_valid():
            flow.draft.keep(CONTACT, form.cleaned_data)
            return flow.go_on(CONTACT)
        return flow.page("contact", 422, form=form)
    return flow.page("contact", form=ContactForm(initial=flow.draft.answers(CONTACT) or {}))


def check(flow: Flow) -> HttpResponseBase:
    if flow.request.method != "POST":
        return _check_page(flow)
    key = flow.request.POST.get("key", "")
    wait_for_turn(key)
    # The other submission may have been sent while this one waited.
    if (
        flow.store.session_key
        and Draft(session_store(flow.store.session_key), flow.request.tenant.pk).sent.get("key") == key
    ):
        return flow.go(DONE)
    if key != flow.draft.key:
        return flow.go(CHECK)
    at = clock.now()
    origin = Origin(
        place=network_place(flow.request),
        seconds=flow.draft.seconds(at),
        trap=flow.request.POST.get("website", ""),
    )
    report = _report(flow)
    try:
        reported = report_problem(tenant=flow.request.tenant, report=report, origin=origin, at=at)
    except Refusal as refusal:
        status = 422 if refusal.field else 429
        return _check_page(flow, status, error=str(refusal))
    promised = reported.case.next_news_on
    flow.draft.finish(
        number=reported.case.number,
        link=reported.link,
        email=report.email,
        safety=report.safety.value,
        next_news=promised.isoformat() if promised else "",
    )
    return flow.go(DONE)


def _check_page(flow: Flow, status: int = 200, error: str = "") -> HttpResponseBase:
    answers = flow.draft.answers(PROBLEM) or {}
    problem_form = ProblemForm(answers, actor=flow.guest)
    about = dict(problem_form.fields["about"].choices)  # type: ignore[attr-defined]  # a ChoiceField
    safety = dict(problem_form.fields["safety"].choices)  # type: ignore[attr-defined]  # a ChoiceField
    return flow.page(
        "check",
        status,
        error=error,
        problem=answers,
        contact=flow.draft.answers(CONTACT) or {},
        about=about.get(answers.get("about", "")),
        safety=safety.get(answers.get("safety", "")),
    )


def _report(flow: Flow) -> PublicReport:
    problem, contact = flow.draft.answers(PROBLEM) or {}, flow.draft.answers(CONTACT) or {}
    group = problem.get("group", "")
    return PublicReport(
        defect=problem.get("about") == DEFECT,
        happened=problem.get("happened", ""),
        product=problem.get("product", ""),
        product_group_id=key_of(group),
        safety=member(Safety, problem.get("safety")) or Safety.UNKNOWN,
        name=contact.get("name", ""),
        email=contact.get("email", ""),
        phone=contact.get("phone", ""),
        address=NewAddress(
            street=contact.get("street", ""),
            postcode=contact.get("postcode", ""),
            city=contact.get("city", ""),
            country=flow.request.tenant.country,
        ),
        place=contact.get("place", ""),
        bought_from=contact.get("bought", ""),
        language=flow.language,
        uploads=tuple(file.token for file in flow.draft.files),
        upload_owner=flow.draft.upload_owner,
    )


def done(flow: Flow) -> HttpResponseBase:
    sent = flow.draft.sent
    if not sent:
        return flow.go(PROBLEM)
    qr = qr_code(sent["link"]) if sent.get("link") else None
    promised = sent.get("next_news", "")
    return flow.page(
        "done",
        sent=sent,
        unsafe=sent.get("safety") == Safety.YES,
        qr=qr,
        next_news=spoken_day(date.fromisoformat(promised)) if promised else "",
    )


HANDLERS: Final[dict[str, Callable[[Flow], HttpResponseBase]]] = {
    PROBLEM: problem,
    PHOTOS: photos,
    CONTACT: contact,
    CHECK: check,
    DONE: done,
}


def answer(flow: Flow, step: str) -> HttpResponseBase:
    """One step's page; who jumps ahead, or whose draft has ended, is led to the first open question."""
    if step not in (PROBLEM, DONE) and not (flow.draft.exists and flow.reachable(step)):
        sent_again = step == CHECK and flow.request.method == "POST" and flow.draft.sent
        if not sent_again:
            return flow.go(flow.first_open_step())
    return HANDLERS[step](flow)
