"""What the device keeps to start without network: page, worker, manifest and words, none with data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET

from kulanz.core.access.gates import open_to_all
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.field.door import tour_gate
from kulanz.interfaces.field.precache import shell_of
from kulanz.interfaces.field.words import words_in
from kulanz.workflows.brands import show_brand

WORKER: Final = (Path(__file__).parent / "worker.js").read_text(encoding="utf-8")


@require_GET
@tour_gate
def page(request: KulanzRequest) -> HttpResponseBase:
    """The frame of the app. It is kept on the device, so it holds nothing about anybody."""
    # nor a dealer's colours: they come with the day, and the frame's own are kept for no network
    show_brand(request, None)
    return render(request, "field/shell.html", {"version": shell_of(request.tenant).version})


@require_GET
@open_to_all
def worker(request: KulanzRequest) -> HttpResponseBase:
    """The service worker with the list of what it keeps; a byte that differs makes devices renew it."""
    shell = shell_of(request.tenant)
    head = (
        f"const VERSION = {json.dumps(shell.version)};\n"
        f"const SHELL = {json.dumps(shell.addresses, indent=1)};\n"
        f"const START = {json.dumps(reverse('field:home'))};\n"
    )
    answer = HttpResponse(head + WORKER, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_GET
@open_to_all
def manifest(request: KulanzRequest) -> HttpResponseBase:
    """How the app looks among the other apps of the device."""
    tenant = request.tenant
    start = reverse("field:home")
    with translation.override(tenant.language):
        words = words_in(tenant.language)
    description = {
        "name": f"{words['app']} – {tenant.name}",
        "short_name": words["app"],
        "id": start,
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "lang": tenant.language,
        "background_color": "#ffffff",
        "theme_color": tenant.brand_color,
        "icons": [
            {"src": static(f"field/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png",
             "purpose": purpose}
            for size in (192, 512)
            for purpose in ("any", "maskable")
        ],
    }  # fmt: skip
    answer = JsonResponse(description, content_type="application/manifest+json")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_GET
@open_to_all
def words(request: KulanzRequest, language: str) -> HttpResponseBase:
    """The words in one language."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    answer = JsonResponse(words_in(language))
    answer["Cache-Control"] = "no-cache"
    return answer
