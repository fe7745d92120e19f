"""Brand, language and theme over HTTP."""

from __future__ import annotations

import pytest
from django.http import Http404, HttpRequest
from django.test import RequestFactory

from kulanz.core.tenancy.models import Tenant
from kulanz.core.ui import views
from kulanz.core.ui.errors import ERRORS, error_page

PIXEL = b"\x89PNG\r\n\x1a\n"


def _request(path: str = "/", *, post: dict[str, str] | None = None, **tenant: object) -> HttpRequest:
    factory = RequestFactory()
    request = factory.get(path) if post is None else factory.post(path, post)
    request.tenant = Tenant(name="Nordlicht", **tenant)  # type: ignore[attr-defined]  # as the middleware does
    return request


def test_colours_are_kept_for_good_under_their_version() -> None:
    first = views.brand_css(_request("/ui/brand.css", brand_color="#aa0011"))
    version = first["ETag"].strip('"')
    assert "#aa0011" in first.content.decode()
    assert "immutable" not in first["Cache-Control"]
    again = views.brand_css(_request(f"/ui/brand.css?v={version}", brand_color="#aa0011"))
    assert "immutable" in again["Cache-Control"]
    known = _request("/ui/brand.css", brand_color="#aa0011")
    known.META["HTTP_IF_NONE_MATCH"] = first["ETag"]
    assert views.brand_css(known).status_code == 304


def test_a_logo_can_run_nothing() -> None:
    answer = views.brand_logo(
        _request(logo=b"<svg xmlns='http://www.w3.org/2000/svg'/>", logo_type="image/svg+xml")
    )
    assert "sandbox" in answer["Content-Security-Policy"]
    with pytest.raises(Http404):
        views.brand_logo(_request(logo=PIXEL, logo_type="text/html"))
    with pytest.raises(Http404):
        views.brand_logo(_request())


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_switches_lead_nowhere_else(target: str) -> None:
    for view in (views.set_language, views.set_theme):
        assert view(_request(post={"next": target, "theme": "dark", "language": "en"}))["Location"] == "/"


def test_switches_remember() -> None:
    answer = views.set_theme(_request(post={"next": "/desk/", "theme": "dark"}))
    assert answer["Location"] == "/desk/"
    assert answer.cookies["theme"].value == "dark"
    assert "theme" not in views.set_theme(_request(post={"theme": "pink"})).cookies
    assert views.set_language(_request(post={"language": "en"})).cookies["django_language"].value == "en"
    assert not views.set_language(_request(post={"language": "xx"})).cookies


@pytest.mark.parametrize("status", [*ERRORS, 418, 503])
def test_errors_say_what_happened_and_what_now(status: int) -> None:
    answer = error_page(_request(), status)
    assert answer.status_code == status
    assert "Zur Startseite" in answer.content.decode()
