"""What goes to the customer beside messages: our mails, letters, and the links to his page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kulanz.cases.models import Case
from kulanz.cases.permissions import Action, allows
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.access.models import AccessToken
from kulanz.core.files.serving import made_response
from kulanz.core.refusal import Refusal
from kulanz.core.ui.badges import Badge, Tone
from kulanz.interfaces.desk.cases.finding import case_or_404
from kulanz.interfaces.desk.cases.page import render_case
from kulanz.masterdata.parties.models import ContactKind, ContactPoint
from kulanz.stages.contact.models import OutgoingState
from kulanz.stages.contact.permissions import MailAction, may_with_mail
from kulanz.stages.contact.queries.letters import letters_of_case
from kulanz.stages.contact.queries.outgoing import attachments_of, mails_of_case, open_sent_mail
from kulanz.workflows.links import hand_out_case_link, live_links, revoke_case_links


def _state(state: str) -> Badge:
    words = {
        OutgoingState.WAITING: (_("wartet"), Tone.WAIT),
        OutgoingState.SENDING: (_("unterwegs"), Tone.WAIT),
        OutgoingState.SENT: (_("gesendet"), Tone.OK),
        OutgoingState.FAILED: (_("nicht zugestellt"), Tone.DANGER),
        OutgoingState.CANCELLED: (_("nicht gesendet"), Tone.NEUTRAL),
    }
    return Badge(*words[OutgoingState(state)])


@dataclass(frozen=True, slots=True)
class Reachable:
    """The links one address holds: every mail brings one, and any of them opens the page."""

    address: str
    count: int
    expires_at: datetime | None


def _by_address(links: list[AccessToken]) -> list[Reachable]:
    found: dict[str, list[AccessToken]] = {}
    for link in links:
        found.setdefault(link.address, []).append(link)
    return [
        Reachable(
            address,
            len(held),
            None
            if any(link.expires_at is None for link in held)
            else max(link.expires_at for link in held if link.expires_at),
        )
        for address, held in found.items()
    ]


def access_context(request: KulanzRequest, case: Case) -> dict[str, Any]:
    """Mails, letters and links of a case; for the folded part of the side panel."""
    points = ContactPoint.objects.filter(
        party_id=case.customer_id or 0, kind=ContactKind.EMAIL, party__erased_at=None
    )
    mails = mails_of_case(request.actor, case, limit=50)
    attached = attachments_of(request.actor, case, mails)
    return {
        "case": case,
        "mails": [(mail, _state(mail.state), attached.get(mail.pk, ())) for mail in mails],
        "letters": letters_of_case(request.actor, case),
        "links": _by_address(live_links(request.actor, case, at=clock.now())),
        "addresses": list(points.order_by("-is_main", "id").values_list("value", flat=True)),
        "may_open_mails": may_with_mail(request.actor, MailAction.DOWNLOAD),
        "may_work": allows(request.actor, Action.WORK, case),
    }


@gate(ActorKind.STAFF)
@require_GET
def sent(request: KulanzRequest, number: str) -> HttpResponse:
    """The fragment the side panel loads when it is unfolded; a whole page without scripts."""
    case = case_or_404(request, number)
    template = "sent.html" if request.headers.get("HX-Request") else "sent_page.html"
    return render(request, f"desk/cases/{template}", access_context(request, case))


@gate(ActorKind.STAFF)
@require_GET
def sent_mail(request: KulanzRequest, number: str, mail_id: int) -> HttpResponse:
    """A mail exactly as it went out, to be saved; never shown."""
    content = open_sent_mail(request.actor, case_or_404(request, number), mail_id)
    if content is None:
        raise Http404
    with content:
        response = made_response(content.read(), f"{number}-{mail_id}.eml", "message/rfc822")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _answer(request: KulanzRequest, case: Case, **extra: Any) -> HttpResponse:
    """The renewed fragment, or without scripts the page with it unfolded. Its address is shown just once,
    so this answers at once instead of leading on to another page."""
    context = access_context(request, case) | extra
    status = 422 if "access_error" in extra else 200
    if request.headers.get("HX-Request"):
        return render(request, "desk/cases/sent.html", context, status=200)
    return render_case(request, case, status=status, sent_open=True, **context)


@gate(ActorKind.STAFF)
@require_POST
def send_link(request: KulanzRequest, number: str) -> HttpResponse:
    """A new link by mail to one of the customer's addresses."""
    case = case_or_404(request, number)
    address = request.POST.get("address", "")[:254]
    try:
        hand_out_case_link(actor=request.actor, case_id=case.pk, address=address, at=clock.now())
    except Refusal as refusal:
        return _answer(request, case, access_error=str(refusal))
    if request.headers.get("HX-Request"):
        return _answer(request, case, access_done=_("Ein neuer Link ist unterwegs."))
    notices.success(request, _("Ein neuer Link ist unterwegs."))
    return redirect("desk:case", number=case.number)


@gate(ActorKind.STAFF)
@require_POST
def show_link(request: KulanzRequest, number: str) -> HttpResponse:
    """A new link to be read out or copied; shown this once, since only its hash is kept."""
    case = case_or_404(request, number)
    try:
        url = hand_out_case_link(actor=request.actor, case_id=case.pk, by_mail=False, at=clock.now())
    except Refusal as refusal:
        return _answer(request, case, access_error=str(refusal))
    return _answer(request, case, new_link=url)


@gate(ActorKind.STAFF)
@require_POST
def end_links(request: KulanzRequest, number: str) -> HttpResponse:
    """End the links of one address, or all of them."""
    case = case_or_404(request, number)
    address = request.POST.get("address", "")[:254]
    try:
        revoke_case_links(actor=request.actor, case_id=case.pk, address=address, at=clock.now())
    except Refusal as refusal:
        return _answer(request, case, access_error=str(refusal))
    if request.headers.get("HX-Request"):
        return _answer(request, case, access_done=_("Die Links gelten nicht mehr."))
    notices.success(request, _("Die Links gelten nicht mehr."))
    return redirect("desk:case", number=case.number)
