"""The front page, the pages the law wants, and what robots may read."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import open_to_all
from kulanz.core.access.http import KulanzRequest


@open_to_all
@require_safe
def home(request: KulanzRequest) -> HttpResponseBase:
    """For guests the ways in; who is signed in goes to his own work."""
    if request.actor.kind is not ActorKind.GUEST:
        return redirect("account:start")
    return render(request, "public/home.html")


@open_to_all
@require_safe
def imprint(request: KulanzRequest) -> HttpResponse:
    return _text_page(request, _("Impressum"), request.tenant.imprint)


@open_to_all
@require_safe
def privacy(request: KulanzRequest) -> HttpResponse:
    return _text_page(request, _("Datenschutz"), request.tenant.privacy_notice)


@open_to_all
@require_safe
def accessibility(request: KulanzRequest) -> HttpResponse:
    return _text_page(request, _("Barrierefreiheit"), request.tenant.accessibility_statement)


def _text_page(request: KulanzRequest, title: Promise, text: str) -> HttpResponse:
    """The tenant's own words: plain text, an empty line begins a paragraph, `# ` a heading."""
    pieces = [piece.strip() for piece in text.replace("\r\n", "\n").split("\n\n")]
    blocks = [
        {"heading": piece[1:].strip() if piece.startswith("#") else "", "text": piece}
        for piece in pieces
        if piece
    ]
    return render(request, "public/text.html", {"title": title, "blocks": blocks})


@open_to_all
@require_safe
def robots(request: KulanzRequest) -> HttpResponse:
    """The front page and the form may be found; nothing that belongs to a case or to people."""
    closed = (
        "/f/",
        "/desk/",
        "/portal/",
        "/konto/",
        "/api/",
        "/einbetten/",
        "/melden/",
        "/stand/",
        "/angebot/",
        "/auftrag/",
    )
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed if path != "/melden/")]
    lines += [f"Disallow: /melden/{word}/" for word in ("fotos", "kontakt", "pruefen", "danke")]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    return response
