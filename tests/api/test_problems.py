"""Errors that no command raised: the same shape as every refusal, in the language asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from kulanz.cases.models import Case
from tests.api.test_cases import Caller, key_of
from tests.cases.people import People, make_people

LANGUAGES = ("de", "en")
SENTENCES = {
    401: (
        "Der Schlüssel fehlt, ist falsch oder gilt nicht mehr.",
        "The key is missing, wrong or no longer valid.",
    ),
    404: ("Unter dieser Adresse gibt es nichts.", "There is nothing at this address."),
    405: (
        "Diese Methode gibt es an dieser Adresse nicht. Möglich ist: GET",
        "This method does not exist at this address. Possible: GET",
    ),
    400: ("Diese Anfrage ist nicht lesbar.", "This request cannot be read."),
    413: ("Diese Anfrage ist zu groß.", "This request is too large."),
    415: (
        "Den Inhaltstyp dieser Anfrage nimmt diese Adresse nicht an.",
        "This address does not take the content type of this request.",
    ),
}
CODES = {
    401: "no_valid_key", 404: "no_such_address", 405: "wrong_method", 400: "bad_request", 413: "too_large",
    415: "wrong_content_type",
}  # fmt: skip


@pytest.fixture
def people(tenant: Any) -> People:
    return make_people(tenant)


@pytest.fixture
def anna(people: People) -> Client:
    return Caller(people.tenant, key_of(people.anna)).client


def told(answer: Any, status: int, language: str) -> None:
    """The whole body is as it should be."""
    assert answer.status_code == status, answer.content
    sentence = SENTENCES[status][LANGUAGES.index(language)]
    assert answer.json() == {"code": CODES[status], "detail": sentence, "field": ""}


@pytest.mark.parametrize("language", LANGUAGES)
def test_errors_before_any_view_have_the_shape_of_refusals(
    people: People, anna: Client, language: str, settings: Any
) -> None:
    asked = {"accept-language": language}
    stranger = Client(headers={"host": people.tenant.host, **asked})
    unknown = stranger.get("/api/v1/me")
    told(unknown, 401, language)
    assert unknown["WWW-Authenticate"] == "Bearer"
    told(stranger.get("/api/v1/me", headers={"authorization": "Bearer falsch"}), 401, language)
    wrong = anna.delete("/api/v1/me", headers=asked)
    told(wrong, 405, language)
    assert wrong["Allow"] == "GET"
    told(anna.get("/api/v1/gibtesnicht", headers=asked), 404, language)
    told(anna.get("/api/", headers=asked), 404, language)
    told(anna.get("/schema/gibtesnicht.xsd", headers=asked), 404, language)
    post = {"content_type": "application/json", "headers": asked}
    told(anna.post("/api/v1/cases", "{", **post), 400, language)
    told(anna.post("/api/v1/cases", {"title": "Formular"}, headers=asked), 415, language)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    told(anna.post("/api/v1/cases", json.dumps({"title": "x" * 100}), **post), 413, language)
    assert not Case.objects.exists()


def test_german_is_the_language_of_whoever_asks_for_none(people: People, anna: Client) -> None:
    told(Client(headers={"host": people.tenant.host}).get("/api/v1/me"), 401, "de")
    told(anna.put("/api/v1/me"), 405, "de")


def test_a_browser_gets_the_page_it_knows(people: People, anna: Client) -> None:
    answer = anna.get("/api/v1/gibtesnicht", headers={"accept": "text/html,*/*"})
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("body", "code", "field", "german", "english"),
    [
        ({}, "missing_value", "title", "Diese Angabe fehlt: title", "This value is missing: title"),
        (
            {"title": "x", "positions": [{}, {"quantity": 0}]},
            "invalid_value",
            "positions.1.quantity",
            "Dieser Wert ist nicht gültig: positions.1.quantity",
            "This value is not valid: positions.1.quantity",
        ),
        (
            "title",
            "invalid_value",
            "",
            "Der Inhalt der Anfrage fehlt oder hat nicht die beschriebene Form.",
            "The body of the request is missing or does not have the form described.",
        ),
    ],
)
def test_a_body_that_does_not_fit_names_what(
    anna: Client, body: object, code: str, field: str, german: str, english: str
) -> None:
    for language, sentence in (("de", german), ("en", english)):
        answer = anna.post(
            "/api/v1/cases",
            json.dumps(body),
            content_type="application/json",
            headers={"accept-language": language},
        )
        assert answer.status_code == 422
        found = answer.json()
        assert (found["code"], found["field"], found["detail"]) == (code, field, sentence)
        assert [one["field"] for one in found["errors"]] == [field]
    assert not Case.objects.exists()


def test_a_query_that_does_not_fit_names_what(anna: Client) -> None:
    answer = anna.get("/api/v1/cases", {"size": "viele"})
    assert (answer.status_code, answer.json()["field"]) == (422, "size")
    assert answer.json()["detail"] == "Dieser Wert ist nicht gültig: size"
