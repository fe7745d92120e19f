"""The dealer's page of technicians and certificates: his own, and nobody else's."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kulanz.core import clock
from kulanz.masterdata.parties.commands.certifying import Evidence, issue_certificate
from kulanz.masterdata.parties.models import Certificate, Party
from tests.cases.people import AT
from tests.certificates.conftest import Crew
from tests.desk.conftest import client_of

URL = "/portal/haus/techniker/"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def certify(crew: Crew, holder: Party, work: int | None = None, **more: Any) -> Certificate:
    given: dict[str, Any] = {
        "issued_on": date(2026, 1, 10),
        "evidence": Evidence(b"Zertifikat auf Papier", "zertifikat.txt"),
        **more,
    }
    return issue_certificate(actor=crew.people.lena, holder_id=holder.pk, work_kind_id=work, at=AT, **given)


@pytest.fixture
def blatt(crew: Crew) -> Client:
    return client_of(crew.people.blatt_house, crew.people.tenant)


def page(client: Client) -> str:
    with clock.frozen(AT):
        answer = client.get(URL)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_who_may_do_what_today(crew: Crew, blatt: Client) -> None:
    certify(crew, crew.people.blatt, number="B-7")
    certify(crew, crew.bea.person, crew.spring.pk, number="Z-1")
    certify(crew, crew.fritz.person, crew.spring.pk, number="Z-2")
    text = page(blatt)
    assert "Bea Birke" in text
    assert "2028-01-09" in text
    assert "gültig" in text
    assert text.count("may-yes") == 2
    assert "Fritz" not in text
    assert "Tom" not in text
    assert "Z-2" not in text


def test_without_the_house_nobody_may(crew: Crew, blatt: Client) -> None:
    certify(crew, crew.bea.person, crew.spring.pk)
    text = page(blatt)
    assert "Ihr Haus ist nicht als Betrieb zertifiziert" in text
    assert "Bürohaus Blatt ist als Betrieb nicht zertifiziert." in text
    # what is not safety-relevant she may
    assert text.count("may-yes") == 1


def test_ended_and_ending(crew: Crew, blatt: Client) -> None:
    today = date(2026, 11, 16)
    certify(crew, crew.bea.person, crew.spring.pk, valid_until=today - timedelta(days=1))
    certify(crew, crew.bea.person, crew.sewing.pk, valid_until=today + timedelta(days=12))
    text = page(blatt)
    assert "abgelaufen" in text
    assert "endet in 12 Tagen" in text


def test_evidence_is_for_its_own_house_only(crew: Crew, blatt: Client) -> None:
    own = certify(crew, crew.bea.person, crew.spring.pk)
    house = certify(crew, crew.people.blatt)
    foreign = certify(crew, crew.fritz.person, crew.spring.pk)
    factory = certify(crew, crew.tom.person, crew.spring.pk)
    bare = certify(crew, crew.bea.person, crew.sewing.pk, evidence=None)

    def status(client: Client, row: Certificate) -> int:
        return client.get(f"/portal/haus/nachweis/{row.pk}/").status_code

    assert [status(blatt, row) for row in (own, house, foreign, factory, bare)] == [200, 200, 404, 404, 404]
    fremd = client_of(crew.people.fremd_house, crew.people.tenant)
    assert [status(fremd, row) for row in (own, house, foreign)] == [404, 404, 200]
    tom = client_of(crew.people.tom, crew.people.tenant)
    assert status(tom, factory) == 404
    assert Client(headers={"host": crew.people.tenant.host}).get(URL).status_code == 302


def test_a_person_who_left_the_house_takes_his_papers_along(crew: Crew, blatt: Client) -> None:
    row = certify(crew, crew.bea.person, crew.spring.pk)
    crew.bea.active = False
    crew.bea.save()
    assert "Bea Birke" not in page(blatt)
    assert blatt.get(f"/portal/haus/nachweis/{row.pk}/").status_code == 404
