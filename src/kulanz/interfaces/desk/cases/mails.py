"""Mails of a case: what a message that came by mail was, its look, its raw bytes, and what we sent."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kulanz.cases.models import CaseFile, Message
from kulanz.cases.permissions import files_visible_to, messages_visible_to
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.files.copies import clean_copy
from kulanz.core.files.refusals import FileRefusal
from kulanz.core.files.serving import disposition
from kulanz.core.mail.model import ParseFailed
from kulanz.core.mail.sandbox import parse_limited
from kulanz.interfaces.desk.cases.finding import case_or_404
from kulanz.masterdata.parties.models import ContactKind, ContactPoint
from kulanz.stages.contact.permissions import MailAction, may_with_mail, raw_mails_visible_to
from kulanz.stages.contact.queries.incoming_quarantine import open_raw_mail

# A stranger's page: no script, no form, nothing fetched from anywhere, an origin of its own.
_POLICY: Final = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; "
    "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_SHOWN: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_MOST_PICTURES: Final = 30
_MOST_BYTES: Final = 12_000_000
_CID: Final = re.compile(r'(<img\b[^>]*?\bsrc=")cid:([^"]{1,500})(")', re.IGNORECASE)
_BLOCK: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class MailFacts:
    """What the office should see of a mail beside its text."""

    sender: str
    is_foreign: bool
    """The address is none of those we know of its author."""
    may_download: bool


def mail_facts(actor: Actor, messages: Sequence[Message]) -> dict[int, MailFacts]:
    """Message id → facts, for messages that came by mail; no query where there are none."""
    mailed = [m for m in messages if m.raw_mail_id is not None]
    if not mailed or not may_with_mail(actor, MailAction.VIEW):
        return {}
    senders = dict(
        raw_mails_visible_to(actor).filter(pk__in=[m.raw_mail_id for m in mailed]).values_list("pk", "sender")
    )
    known: dict[int, set[str]] = {}
    authors = {m.author_party_id for m in mailed if m.author_party_id}
    if authors:
        points = ContactPoint.objects.filter(party_id__in=authors, kind=ContactKind.EMAIL)
        for party_id, address in points.values_list("party_id", "normalized"):
            known.setdefault(party_id, set()).add(address)
    may_download = may_with_mail(actor, MailAction.DOWNLOAD)
    found = {}
    for m in mailed:
        sender = senders.get(m.raw_mail_id or 0, "")
        own = known.get(m.author_party_id or 0, set())
        found[m.pk] = MailFacts(sender, bool(own and sender) and sender.lower() not in own, may_download)
    return found


def _message_or_404(request: KulanzRequest, number: str, message_id: int) -> Message:
    case = case_or_404(request, number)
    message = messages_visible_to(request.actor, case).filter(pk=message_id).first()
    if message is None:
        raise Http404
    return message


@gate(ActorKind.STAFF)
@require_GET
def mail_page(request: KulanzRequest, number: str, message_id: int) -> HttpResponse:
    """The mail as its sender laid it out: cleaned, its own pictures only, in a sandbox of its own."""
    message = _message_or_404(request, number, message_id)
    response = render(
        request,
        "desk/cases/mail_page.html",
        {"message": message, "body": _with_pictures(request.actor, message)},
    )
    response["Content-Security-Policy"] = _POLICY
    response["Referrer-Policy"] = "no-referrer"
    return response


def _with_pictures(actor: Actor, message: Message) -> str:
    """The cleaned HTML with the pictures it carried along; what was removed from the case stays away."""
    names = list(dict.fromkeys(found[2] for found in _CID.finditer(message.html)))[:_MOST_PICTURES]
    pictures = _pictures(actor, message, names) if names else {}

    def picture(found: re.Match[str]) -> str:
        return f"{found[1]}{pictures.get(found[2], 'data:,')}{found[3]}"

    return _CID.sub(picture, message.html)


def _pictures(actor: Actor, message: Message, names: list[str]) -> dict[str, str]:
    """Content-ID → data address of the file of the case that holds this picture."""
    opened = open_raw_mail(actor, message.raw_mail_id or 0)
    if opened is None:
        return {}
    with opened[1] as source:
        raw = source.read()
    try:
        parsed = parse_limited(raw)
    except ParseFailed:
        return {}
    wanted = {a.content_id.strip("<>"): a for a in parsed.attachments if a.content_id}
    files = {
        file.stored.sha256: file
        for file in files_visible_to(actor, message.case).filter(message=message).select_related("stored")
    }
    found: dict[str, str] = {}
    room = _MOST_BYTES
    for name in names:
        attachment = wanted.get(name)
        file = files.get(hashlib.sha256(attachment.data).hexdigest()) if attachment else None
        address = _data_address(file, room) if file is not None else ""
        if address:
            room -= len(address)
            found[name] = address
    return found


def _data_address(file: CaseFile, room: int) -> str:
    if file.stored.content_type not in _SHOWN or file.stored.size > room:
        return ""
    try:
        copy = clean_copy(file.stored)
    except FileRefusal:
        return ""
    with copy.content as content:
        text = base64.b64encode(content.read()).decode()
    return f"data:{copy.kind.content_type};base64,{text}" if copy.kind.content_type in _SHOWN else ""


@gate(ActorKind.STAFF)
@require_GET
def raw_mail(request: KulanzRequest, number: str, message_id: int) -> HttpResponseBase:
    """The mail exactly as received, to be saved; never shown."""
    message = _message_or_404(request, number, message_id)
    opened = open_raw_mail(request.actor, message.raw_mail_id) if message.raw_mail_id else None
    if opened is None:
        raise Http404
    mail, content = opened

    def blocks() -> Iterator[bytes]:
        with content:
            while block := content.read(_BLOCK):
                yield block

    response = StreamingHttpResponse(blocks(), content_type="message/rfc822")
    response["Content-Length"] = str(mail.size)
    response["Content-Disposition"] = disposition(f"{number}-{mail.pk}.eml", inline=False)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
