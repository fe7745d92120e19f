"""What pages behind a link share: the reader's language, and the cookie in which he chooses another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kulanz.core.access.gates import open_to_all

PublicView = Callable[..., HttpResponseBase]


@contextmanager
def readers_language(request: HttpRequest, language: str) -> Iterator[None]:
    """The language he chose here before, else the one we know of him."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        yield
        return
    with override("en" if language.startswith("en") else "de"):
        yield


def choose_language(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Keep the language he asked for; anything else changes nothing."""
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


def behind_a_link(view: PublicView, *methods: str) -> PublicView:
    """Open to everybody who has the link, with these methods."""
    # csrf_exempt: the link itself is the right to act, no cookie is. And pages sent with `no-referrer` post
    # with `Origin: null`, which the check would refuse.
    limited: PublicView = require_http_methods(list(methods))(view)
    return csrf_exempt(open_to_all(limited))
