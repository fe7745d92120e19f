"""The interface for machines: what a key may do, and what it may not."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case, CaseFile, Message
from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.core.access.models import TokenPurpose
from kulanz.core.access.tokens import issue_token, revoke_tokens
from kulanz.core.files.models import StoredFile
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Membership, Party
from tests.cases.people import AT, People, make_people


@pytest.fixture
def people(tenant: Tenant) -> People:
    return make_people(tenant)


def key_of(actor: Actor) -> str:
    secret, _row = issue_token(
        tenant_id=actor.tenant_id,
        purpose=TokenPurpose.API,
        at=clock.now(),
        lifetime=timedelta(days=1),
        membership_id=actor.membership_id,
    )
    return secret


class Caller:
    def __init__(self, tenant: Tenant, key: str) -> None:
        self.client = Client(headers={"authorization": f"Bearer {key}", "host": tenant.host})

    def get(self, path: str, **data: Any) -> Any:
        return self.client.get(f"/api/v1{path}", data)

    def post(self, path: str, body: Any) -> Any:
        return self.client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")


def test_a_dealer_records_reads_and_writes(people: People) -> None:
    dealer = Caller(people.tenant, key_of(people.blatt_house))
    answer = dealer.post(
        "/cases",
        {
            "title": "Armlehne gebrochen",
            "kind": "complaint",
            "dealer_reference": "B-77",
            "customer": {"name": "Karl Käufer", "email": "karl@kunde.test"},
            "positions": [{"item_text": "Stuhl Arve", "quantity": "2"}],
        },
    )
    assert answer.status_code == 201, answer.content
    number = answer.json()["number"]
    case = Case.objects.get(number=number)
    assert (case.dealer_id, case.claim_status, case.channel) == (people.blatt.pk, "under_review", "api")
    assert dealer.post(f"/cases/{number}/messages", {"body": "Bitte bald."}).status_code == 201
    found = dealer.get("/cases", q="armlehne").json()["cases"]
    assert [row["number"] for row in found] == [number]
    assert dealer.get(f"/cases/{number}").json()["messages"][0]["body"] == "Bitte bald."


def test_a_known_address_is_no_oracle_for_dealers(people: People) -> None:
    before = Party.objects.count()
    dealer = Caller(people.tenant, key_of(people.blatt_house))
    dealer.post("/cases", {"title": "x", "customer": {"name": "Wer", "email": "karla@kundin.test"}})
    assert Party.objects.count() == before + 1
    agent = Caller(people.tenant, key_of(people.anna))
    answer = agent.post("/cases", {"title": "y", "customer": {"name": "Wer", "email": "Karla@Kundin.test"}})
    assert answer.json()["customer"] == "Karla Kunde"


def test_foreign_cases_do_not_exist(people: People) -> None:
    case = record_case(actor=people.blatt_house, case=NewCase(title="Geheim"), at=AT)
    other = Caller(people.tenant, key_of(people.fremd_house))
    messages = Message.objects.count()
    upload = SimpleUploadedFile("a.txt", b"hallo")
    assert other.get(f"/cases/{case.number}").status_code == 404
    assert other.post(f"/cases/{case.number}/messages", {"body": "x"}).status_code == 404
    assert other.client.post(f"/api/v1/cases/{case.number}/files", {"file": upload}).status_code == 404
    assert other.get("/cases").json()["cases"] == []
    assert Message.objects.count() == messages
    assert not StoredFile.objects.exists()


def test_internal_notes_stay_inside(people: People) -> None:
    case = record_case(actor=people.blatt_house, case=NewCase(title="Geheim"), at=AT)
    agent, dealer = (Caller(people.tenant, key_of(a)) for a in (people.anna, people.blatt_house))
    agent.post(f"/cases/{case.number}/messages", {"body": "Nur für uns", "audience": "internal"})
    assert "Nur für uns" not in dealer.get(f"/cases/{case.number}").content.decode()
    refused = dealer.post(f"/cases/{case.number}/messages", {"body": "x", "audience": "internal"})
    assert (refused.status_code, refused.json()["code"]) == (409, "audience_not_allowed")


def test_files_come_back_to_whoever_may_read_them(people: People) -> None:
    case = record_case(actor=people.blatt_house, case=NewCase(title="Mit Anlage"), at=AT)
    dealer = Caller(people.tenant, key_of(people.blatt_house))
    sent = dealer.client.post(
        f"/api/v1/cases/{case.number}/files", {"file": SimpleUploadedFile("notiz.txt", b"Guten Tag")}
    )
    assert sent.status_code == 201, sent.content
    assert b"".join(dealer.client.get(sent.json()["url"])) == b"Guten Tag"
    other = Caller(people.tenant, key_of(people.fremd_house))
    assert other.client.get(sent.json()["url"]).status_code == 404


def test_a_refused_file_leaves_nothing(people: People) -> None:
    case = record_case(actor=people.blatt_house, case=NewCase(title="x"), at=AT)
    dealer = Caller(people.tenant, key_of(people.blatt_house))
    bad = SimpleUploadedFile("seite.html", b"<html><script>alert(1)</script></html>")
    answer = dealer.client.post(f"/api/v1/cases/{case.number}/files", {"file": bad})
    assert answer.status_code == 422
    assert not CaseFile.objects.exists()
    assert not StoredFile.objects.exists()


def test_keys_end_with_the_access(people: People) -> None:
    key = key_of(people.anna)
    agent = Caller(people.tenant, key)
    assert agent.get("/me").json()["name"] == "Anna Amsel"
    Membership.objects.filter(pk=people.anna.membership_id).update(active=False)
    assert agent.get("/me").status_code == 401
    Membership.objects.filter(pk=people.anna.membership_id).update(active=True)
    revoke_tokens(at=clock.now(), membership_id=people.anna.membership_id)
    assert agent.get("/me").status_code == 401


def test_guessing_is_limited(people: People) -> None:
    codes = [Caller(people.tenant, f"falscherschluessel{n}").get("/me").status_code for n in range(32)]
    assert codes[:30] == [401] * 30
    assert codes[-1] == 429


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        "{}",
        '{"title": ""}',
        '{"title": " "}',
        '{"title": "x", "kind": "unknown"}',
        '{"title": "x", "positions": [{"item_text": "y", "quantity": 0}]}',
        '{"title": "x", "positions": [{}]}',
    ],
)
def test_bad_bodies_are_refused_and_change_nothing(people: People, body: str) -> None:
    dealer = Caller(people.tenant, key_of(people.blatt_house))
    answer = dealer.client.post("/api/v1/cases", body, content_type="application/json")
    assert answer.status_code in (400, 409, 422), answer.content
    assert not Case.objects.exists()


def test_the_documentation_is_served_here(people: People) -> None:
    client = Client(headers={"host": people.tenant.host})
    document = client.get("/api/v1/openapi.json").json()
    assert "/api/v1/cases/{number}/messages" in document["paths"]
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert b"http" not in page.content.replace(b"http-equiv", b"")


def test_what_no_table_can_hold_is_left_out(people: People) -> None:
    dealer = Caller(people.tenant, key_of(people.blatt_house))
    position = {"article_number": "\x00", "item_text": "Stu\x00hl", "symptom": "\x00knarrt"}
    answer = dealer.post("/cases", {"title": "Arm\x00lehne", "positions": [position]})
    assert answer.status_code == 201, answer.content
    case = Case.objects.get()
    assert (case.title, case.positions.get().item_text) == ("Armlehne", "Stuhl")
    assert dealer.post(f"/cases/{case.number}/messages", {"body": "\x00"}).status_code == 422
    assert dealer.get("/cases", q="\x00").status_code == 200
    assert Message.objects.count() == 0
