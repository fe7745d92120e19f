"""Messages, files, drafts of the case page."""

from __future__ import annotations

import json

from django.contrib import messages as notices
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.cases.commands.drafts import discard_draft, save_draft
from kulanz.cases.commands.messages import add_message, attach_files, remove_file, withdraw_message
from kulanz.cases.models import Message
from kulanz.cases.permissions import Action, allows, visible_to
from kulanz.cases.queries.addressees import addressees
from kulanz.cases.queries.case_page import get_file
from kulanz.cases.queries.writing import writer_kind
from kulanz.cases.rules import Audience, WaitsFor
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.enums import member
from kulanz.core.files.commands import store_file
from kulanz.core.files.models import StoredFile
from kulanz.core.files.uploads import finish_upload
from kulanz.core.refusal import Refusal
from kulanz.core.ui.typed import key_of
from kulanz.interfaces.desk.cases.finding import case_or_404
from kulanz.interfaces.desk.cases.page import composer_of, render_case
from kulanz.masterdata.parties.models import Writer
from kulanz.screens.case_files import case_file_response
from kulanz.screens.uploads import begin_own_upload, continue_own_upload, uploader
from kulanz.stages.contact.queries.text_modules import fill_text_module, text_modules


def _audience(text: str) -> Audience:
    return member(Audience, text) or Audience.INTERNAL


def taken_files(request: KulanzRequest) -> list[StoredFile]:
    """Files of a form: finished resumable uploads (`uploads`) and plain ones (`files`)."""
    at = clock.now()
    tenant_id = request.tenant.pk
    found = [
        finish_upload(tenant_id=tenant_id, token=token, bound_to=uploader(request), at=at)
        for token in request.POST.getlist("uploads")[:40]
    ]
    plain = request.FILES.getlist("files")[:40]
    return found + [
        store_file(tenant_id=tenant_id, content=upload, name=upload.name or "", at=at) for upload in plain
    ]


@gate(ActorKind.STAFF)
@require_POST
def send(request: KulanzRequest, number: str) -> HttpResponse:
    """Send a message or save a note; refused, the text comes back with the reason."""
    case = case_or_404(request, number)
    at = clock.now()
    audience = _audience(request.POST.get("audience", ""))
    # whoever may only write leaves the state alone
    waits = request.POST.get("waits_for", "") if allows(request.actor, Action.WORK, case) else ""
    try:
        message = add_message(
            actor=request.actor,
            case_id=case.pk,
            body=request.POST.get("body", ""),
            audience=audience,
            files=taken_files(request),
            waits_for=member(WaitsFor, waits),
            at=at,
        )
    except Refusal as refusal:
        return render_case(
            request,
            case,
            status=422,
            composer_error=str(refusal),
            composer=composer_of(request.POST),
            audience=audience.value,
        )
    discard_draft(actor=request.actor, key=f"case:{case.pk}:message")
    if message.released_at > at:
        request.session["undo"] = {"message": message.pk, "until": message.released_at.isoformat()}
    return redirect(reverse("desk:case", args=[case.number]) + f"#m{message.pk}")


@gate(ActorKind.STAFF)
@require_POST
def withdraw(request: KulanzRequest, number: str, message_id: int) -> HttpResponse:
    """Take back a message within its ten seconds; its text returns to the composer."""
    case = case_or_404(request, number)
    if not Message.objects.filter(pk=message_id, case=case).exists():
        raise Http404
    at = clock.now()
    try:
        message = withdraw_message(actor=request.actor, message_id=message_id, at=at)
    except Refusal as refusal:
        notices.error(request, str(refusal))
    else:
        save_draft(
            actor=request.actor,
            key=f"case:{case.pk}:message",
            title=case.number,
            payload={"body": message.body, "audience": message.audience, "waits_for": ""},
            at=at,
        )
        notices.success(request, _("Zurückgenommen. Der Text steht wieder im Eingabefeld."))
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect("desk:case", number=case.number)


@gate(ActorKind.STAFF)
@require_GET
def show_addressees(request: KulanzRequest, number: str) -> HttpResponse:
    """To whom a message of the chosen audience would go."""
    case = case_or_404(request, number)
    audience = _audience(request.GET.get("audience", ""))
    return render(
        request,
        "desk/cases/addressees.html",
        {
            "addressees": addressees(case, audience),
            "audience": audience.value,
            "case": case,
            "in_dealers_name": writer_kind(case) is Writer.OFFICE_FOR_DEALER,
        },
    )


@gate(ActorKind.STAFF)
@require_GET
def find_text_modules(request: KulanzRequest, number: str) -> HttpResponse:
    """Ready texts for the chosen readers, filled with the case's data in the language of who gets them."""
    case = case_or_404(request, number)
    audience = _audience(request.GET.get("audience", ""))
    wanted = request.GET.get("q", "")[:80].strip().casefold()
    modules = [
        m
        for m in text_modules(request.actor, audience=audience)
        if wanted in m.name.casefold() or m.shortcut.startswith(wanted) or wanted in m.body_de.casefold()
    ]
    # the shortcut typed in full comes first
    modules.sort(key=lambda m: (m.shortcut != wanted, m.name.casefold()))
    to = addressees(case, audience)
    language = (to[0].language if to else "") or case.language
    at = clock.now()
    options = []
    for module in modules[:12]:
        filled = fill_text_module(
            module, case, actor=request.actor, audience=audience, language=language, at=at
        )
        start = " ".join(filled.body.split())[:90]
        options.append(
            {
                "value": str(module.pk),
                "label": f"{module.name} ({module.shortcut})" if module.shortcut else module.name,
                "detail": start,
                "text": filled.body,
            }
        )
    return JsonResponse({"options": options})


@gate(ActorKind.STAFF)
@require_POST
def add_files(request: KulanzRequest, number: str) -> HttpResponse:
    """Add files without a message."""
    case = case_or_404(request, number)
    try:
        attach_files(
            actor=request.actor,
            case_id=case.pk,
            files=taken_files(request),
            audience=_audience(request.POST.get("audience", "")),
            at=clock.now(),
        )
    except Refusal as refusal:
        return render_case(
            request, case, status=422, files_error=str(refusal), files_form=composer_of(request.POST)
        )
    return redirect("desk:case", number=case.number)


@gate(ActorKind.STAFF)
@require_POST
def drop_file(request: KulanzRequest, number: str, file_id: int) -> HttpResponse:
    """Take a file out of the case's view."""
    case = case_or_404(request, number)
    row = get_file(request.actor, file_id, at=clock.now())
    if row is None or row.case_id != case.pk:
        raise Http404
    remove_file(
        actor=request.actor, case_file_id=file_id, reason=request.POST.get("reason", ""), at=clock.now()
    )
    return redirect("desk:case", number=case.number)


@gate(ActorKind.STAFF)
@require_GET
def file(request: KulanzRequest, file_id: int) -> HttpResponseBase:
    """The original, as sent, or with `?kopie` its cleaned copy."""
    return case_file_response(request, file_id, as_copy="kopie" in request.GET, at=clock.now())


@gate(ActorKind.STAFF)
@require_POST
def begin_upload(request: KulanzRequest) -> HttpResponse:
    return begin_own_upload(request, "desk:upload")


@gate(ActorKind.STAFF)
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload(request: KulanzRequest, token: str) -> HttpResponse:
    return continue_own_upload(request, token)


@gate(ActorKind.STAFF)
@require_POST
def draft(request: KulanzRequest) -> HttpResponse:
    """Keep what is being typed: the form's own fields, under its key."""
    key = request.GET.get("key", "")[:80]
    if not key or (key.startswith("case:") and not _own_case(request, key)):
        raise Http404
    payload = {
        name: request.POST.get(name, "")[:50_000]
        for name in list(request.POST)[:60]
        if name != "csrfmiddlewaretoken"
    }
    if len(json.dumps(payload)) > 200_000:
        return JsonResponse({"detail": _("Der Entwurf ist zu lang.")}, status=413)
    save_draft(actor=request.actor, key=key, title="", payload=payload, at=clock.now())
    return HttpResponse(status=204)


def _own_case(request: KulanzRequest, key: str) -> bool:
    return visible_to(request.actor).filter(pk=key_of(key.split(":")[1]) or 0).exists()
