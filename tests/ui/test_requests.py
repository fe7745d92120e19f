"""What no browser sends is read like anything else, or refused: never an error of the program."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client

from kulanz.cases.models import Draft
from kulanz.config import wsgi
from kulanz.core.access.models import User
from tests.cases.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(people: People) -> Client:
    client = Client(headers={"host": people.tenant.host})
    client.force_login(User.objects.get(email__startswith="anna@"))
    return client


def test_a_nul_in_a_cookie_is_nobodys_session(people: People) -> None:
    client = Client(headers={"host": people.tenant.host})
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 31 + "\x00"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("as_parts", [False, True])
def test_a_nul_is_taken_out_of_forms(anna: Client, as_parts: bool) -> None:
    path, given = "/desk/entwurf/?key=n%00eu", {"t\x00itle": "a\x00b"}
    if as_parts:
        answer = anna.post(path, given)
    else:
        answer = anna.post(path, urlencode(given), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 204
    draft = Draft.objects.get()
    assert (draft.key, draft.payload) == ("neu", {"title": "ab"})


@pytest.mark.parametrize("charset", ["hex", "idna", "utf-16", "base64", "*=hex''%41"])
def test_no_form_chooses_its_charset(monkeypatch: pytest.MonkeyPatch, charset: str) -> None:
    monkeypatch.setattr(wsgi, "_django", lambda environ, start: [WSGIRequest(environ).POST["name"].encode()])
    body = b"name=Gr%C3%B6%C3%9Fe"
    environ: dict[str, Any] = {"CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
    setup_testing_defaults(environ)
    environ |= {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": f"application/x-www-form-urlencoded; charset={charset}",
    }
    assert wsgi.application(environ, lambda *said: None) == ["Größe".encode()]


def test_a_boundary_is_kept() -> None:
    kept = 'multipart/form-data; boundary="a b"'
    assert wsgi.without_charset(f"{kept}; charset=hex") == kept
    assert wsgi.without_charset("a/b; charset=x; Boundary=ab") == "a/b; Boundary=ab"
    assert wsgi.without_charset("application/json; charset=utf-8") == "application/json"
    assert wsgi.without_charset("") == ""
