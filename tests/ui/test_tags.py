"""Small signs escape what they are given and say what they mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from kulanz.core import clock
from kulanz.core.tenancy.models import Tenant
from kulanz.core.ui import styleguide
from kulanz.core.ui.badges import Badge, Tone

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


def _render(source: str, **values: Any) -> str:
    with clock.frozen(NOW):
        return Template("{% load ui %}" + source).render(Context(values))


def test_badges() -> None:
    assert (
        _render("{% badge b %}", b=Badge("Offen", Tone.INFO)) == '<span class="badge tone-info">Offen</span>'
    )
    assert "tone-danger" in _render('{% badge "Spät" tone="danger" %}')
    assert "&lt;b&gt;" in _render("{% badge b %}", b="<b>")
    assert _render("{% badge b %}", b=None) == ""


def test_times_use_the_tenants_zone() -> None:
    request = RequestFactory().get("/")
    request.tenant = Tenant(time_zone="America/New_York")  # type: ignore[attr-defined]  # as the middleware does
    html = _render("{% relative_time at %}", at=NOW - timedelta(hours=2), request=request)
    assert "vor 2 Std." in html
    assert "03:00" in html
    assert 'datetime="2026-11-18T08:00:00+00:00"' in html
    assert _render("{% relative_time at %}", at=None) == "–"


def test_blocks_keep_their_body_and_escape_arguments() -> None:
    html = _render(
        "{% bubble author=a audience='internal' at=at %}<p>{{ t }}</p>{% endbubble %}",
        a="<i>",
        t="<u>",
        at=NOW,
    )
    assert "<p>&lt;u&gt;</p>" in html
    assert "<i>" not in html
    assert "Intern" in html


def test_avatars() -> None:
    assert ">KB<" in _render('{% avatar "Katrin Behrens" %}')
    assert ">KB<" in _render('{% avatar "Katrin Behrens (Möbelhaus Sonne)" %}')
    assert ">?<" in _render('{% avatar "" %}')


def test_pager_keeps_filters() -> None:
    request = RequestFactory().get("/", {"team": "nord", "cursor": "old"})
    html = _render('{% pager "new" %}', request=request)
    assert "?team=nord&amp;cursor=new" in html
    assert 'href="?team=nord"' in html


def test_telephone_links() -> None:
    assert _render("{{ n|tel }}", n="+49 (0)5121 / 44 55-0") == "+49512144550"


@pytest.mark.parametrize("name", styleguide.PAGES)
def test_the_style_guide_renders(name: str) -> None:
    request = RequestFactory().get("/")
    html = styleguide.page(request, name).content.decode()
    assert "<h1" in html
    assert 'lang="de"' in html
