"""Addresses that belong to the look: the tenant's colours and logo, language and theme."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_GET, require_POST

from kulanz.core.tenancy.models import Tenant
from kulanz.core.ui.brand import fingerprint, stylesheet

THEMES: Final = ("light", "dark")
THEME_COOKIE: Final = "theme"
YEAR: Final = 365 * 24 * 3600
LOGO_TYPES: Final = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/svg+xml")


def tenant_of(request: HttpRequest) -> Tenant | None:
    """The tenant found by the middleware; None on the first-run page."""
    found = getattr(request, "tenant", None)
    return found if isinstance(found, Tenant) else None


def _cached(request: HttpRequest, version: str, body: bytes, content_type: str) -> HttpResponse:
    etag = f'"{version}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type=content_type)
    response["ETag"] = etag
    exact = request.GET.get("v") == version
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable" if exact else "public, max-age=300"
    return response


@require_GET
def brand_css(request: HttpRequest) -> HttpResponse:
    """The tenant's colours as custom properties, safe to read in light and dark."""
    tenant = tenant_of(request)
    css = stylesheet(tenant.brand_color if tenant else "#1f5f8b")
    return _cached(request, fingerprint(css), css.encode(), "text/css; charset=utf-8")


@require_GET
def brand_logo(request: HttpRequest) -> HttpResponse:
    """The tenant's logo; a drawing may run nothing, whoever opens it by its address."""
    tenant = tenant_of(request)
    if tenant is None or not tenant.logo or tenant.logo_type not in LOGO_TYPES:
        raise Http404
    body = bytes(tenant.logo)
    response = _cached(request, fingerprint(body), body, tenant.logo_type)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def _back(request: HttpRequest) -> HttpResponseRedirect:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if safe else "/")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language for this browser."""
    response = _back(request)
    language = request.POST.get("language", "")
    if check_for_language(language) and language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", secure=request.is_secure()
        )
    return response


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark for this browser; works without scripts."""
    response = _back(request)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        # Not HttpOnly: the script that switches at once writes the same cookie.
        response.set_cookie(THEME_COOKIE, theme, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response
