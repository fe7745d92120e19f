"""The form inside the brand's own site, and the pages around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kulanz.cases.models import Case
from kulanz.core.tenancy.models import Tenant
from kulanz.workflows.embedding import embed_snippet, frame_ancestors
from tests.cases.people import PASSWORD, People
from tests.public.visitor import Visitor, photo


class WithoutCookies(Client):
    """A browser that withholds cookies in frames, and a server that insists on CSRF tokens."""

    def request(self, **request: Any) -> Any:
        self.cookies.clear()
        return super().request(**request)


@pytest.fixture
def framed(tenant: Tenant) -> Visitor:
    tenant.embed_origins = ["https://www.nordlicht-moebel.example", "https://*.partner.example:8443"]
    tenant.save()
    client = WithoutCookies(headers={"host": tenant.host}, enforce_csrf_checks=True)
    return Visitor(client, prefix="/einbetten/")


def test_a_report_without_any_cookie(framed: Visitor) -> None:
    framed.fill_in(photo())
    key = framed.key()
    answer = framed.send(key=key)
    assert answer["Location"] == f"{framed.prefix}danke/"
    assert not answer.cookies
    case = Case.objects.get()
    assert case.files.get().name == "stuhl.jpg"
    page = framed.client.get(f"{framed.prefix}danke/")
    assert case.number in page.content.decode()
    assert framed.send(key=key)["Location"] == f"{framed.prefix}danke/"
    assert Case.objects.count() == 1


def test_only_the_tenants_sites_may_frame_it(framed: Visitor, tenant: Tenant) -> None:
    answer = framed.client.get("/einbetten/")
    assert not answer.cookies
    assert "X-Frame-Options" not in answer
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors https://www.nordlicht-moebel.example https://*.partner.example:8443" in policy
    assert "script-src 'self'" in policy
    for path in ("/", "/melden/", "/stand/", "/impressum/"):
        closed = framed.client.get(path)
        assert "frame-ancestors 'none'" in closed["Content-Security-Policy"]
        assert closed["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "origin",
    ["https://a.example; script-src *", "*", "javascript:alert(1)", "https://a b", "https://a.example/x"],
)
def test_what_is_no_origin_does_not_reach_the_header(tenant: Tenant, origin: str) -> None:
    tenant.embed_origins = [origin]
    assert frame_ancestors(tenant) == ["'none'"]


def test_a_forged_or_foreign_address_begins_anew(framed: Visitor, browser: Callable[..., Client]) -> None:
    framed.fill_in()
    for token in ("gefälscht", "abc:def:ghi", framed.prefix.split("/")[2][:-1] + "x"):
        answer = framed.client.get(f"/einbetten/{token}/fotos/")
        assert answer["Location"] == "/einbetten/"
    # Somebody's ordinary session is not reached from here.
    own = Visitor(browser())
    own.fill_in()
    page = framed.client.get("/einbetten/").content.decode()
    assert "Drehstuhl" not in page


def test_the_language_is_the_frames(framed: Visitor) -> None:
    page = framed.client.get("/einbetten/?sprache=en").content.decode()
    assert '<html lang="en"' in page
    answer = framed.client.post("/einbetten/?sprache=en", framed.problem)
    assert '<html lang="en"' in framed.client.get(answer["Location"]).content.decode()
    assert framed.client.get("/einbetten/?sprache=%00").status_code == 200


def test_the_snippet(tenant: Tenant, browser: Callable[..., Client]) -> None:
    tenant.base_url = "https://service.nordlicht.example/"
    snippet = embed_snippet(tenant)
    assert 'src="https://service.nordlicht.example/einbetten/kulanz.js"' in snippet
    assert 'href="https://service.nordlicht.example/melden/"' in snippet
    script = browser().get("/einbetten/kulanz.js")
    assert script["Content-Type"].startswith("text/javascript")
    assert "/einbetten/" in script.content.decode()


# --- The pages around ---------------------------------------------------------------------------------------


def test_the_front_page_leads_everybody_on(people: People, browser: Callable[..., Client]) -> None:
    client = browser()
    page = client.get("/").content.decode()
    for address in ("/melden/", "/stand/", "/konto/start/"):
        assert f'href="{address}"' in page
    assert client.login(email="anna@nordlicht.test", password=PASSWORD)
    assert client.get("/")["Location"] == "/konto/start/"


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/impressum/", "imprint"),
        ("/datenschutz/", "privacy_notice"),
        ("/barrierefreiheit/", "accessibility_statement"),
    ],
)
def test_legal_pages(tenant: Tenant, browser: Callable[..., Client], path: str, field: str) -> None:
    assert "noch nicht hinterlegt" in browser().get(path).content.decode()
    setattr(tenant, field, "# Wer wir sind\r\n\r\nErste Zeile\nZweite <b>Zeile</b>\n\nLetzter Absatz")
    tenant.save()
    page = browser().get(path).content.decode()
    assert "<h2>Wer wir sind</h2>" in page
    assert "Erste Zeile<br>Zweite &lt;b&gt;Zeile&lt;/b&gt;" in page
    assert len(re.findall(r"<p[^>]*>Letzter Absatz</p>", page)) == 1


def test_robots(browser: Callable[..., Client]) -> None:
    lines = browser().get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /f/" in lines
    assert "Disallow: /" not in lines
    assert "Disallow: /melden/" not in lines
