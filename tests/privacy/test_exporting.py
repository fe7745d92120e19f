"""What is handed over about a person, and both ways of the command line."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kulanz.cases.commands.messages import add_message, attach_files
from kulanz.cases.models import Case, Message
from kulanz.cases.rules import Audience
from kulanz.core.files.commands import store_file
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.parties.models import Party, PartyRoleKind
from kulanz.stages.contact.commands.incoming import store_raw_mail
from kulanz.stages.contact.models import RawMail
from kulanz.workflows.privacy_export import export_name, export_person
from tests.cases.people import AT, People, make_party
from tests.privacy.test_erasing import PNG, a_case

pytestmark = pytest.mark.django_db


def test_export_holds_everything_and_nothing_of_others(people: People) -> None:
    nora = make_party(people.tenant, "Nora Nachbar", role=PartyRoleKind.CUSTOMER, email="nora@kundin.test")
    case = a_case(people, people.karla, "Gasfeder sinkt")
    link = people.customer_link(case.pk)
    add_message(actor=link, case_id=case.pk, body="Der Stuhl sinkt", at=AT)
    add_message(actor=people.anna, case_id=case.pk, body="Nur intern", audience=Audience.INTERNAL, at=AT)
    stored = store_file(tenant_id=people.tenant.pk, content=PNG, name="karla.png", at=AT)
    attach_files(actor=link, case_id=case.pk, files=[stored], at=AT)
    a_case(people, nora, "Rolle quietscht")
    raw = b"From: karla@kundin.test\r\nSubject: Hallo\r\n\r\nKarla hier"
    mail = store_raw_mail(tenant_id=people.tenant.pk, raw=raw, at=AT)
    RawMail.objects.filter(pk=mail.pk).update(sender="karla@kundin.test")

    target = io.BytesIO()
    done = export_person(actor=people.otto, party_id=people.karla.pk, target=target, at=AT)
    assert done.cases == 1
    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
        texts = {name: archive.read(name) for name in names}
    person = json.loads(texts["person.json"])
    assert person["person"]["name"] == "Karla Kunde"
    assert person["contacts"][0]["value"] == "karla@kundin.test"
    facts = json.loads(texts[f"vorgaenge/{case.number}/vorgang.json"])
    assert [m["body"] for m in facts["messages"]] == ["Der Stuhl sinkt"]
    assert "Nur intern" in texts[f"vorgaenge/{case.number}/intern/notizen.json"].decode()
    assert "Nur intern" not in texts["auskunft.txt"].decode()
    assert PNG in texts.values()
    assert raw in texts.values()
    whole = b"".join(texts.values())
    assert b"Nora" not in whole
    assert ProtocolEntry.objects.filter(stream=f"party:{people.karla.pk}", event="person.exported").exists()


def test_the_days_are_the_tenants_own(people: People) -> None:
    case = a_case(people, people.karla, "Gasfeder sinkt")
    link = people.customer_link(case.pk)
    add_message(actor=link, case_id=case.pk, body="Der Stuhl sinkt", at=AT)
    midnight = datetime(2026, 11, 22, 23, 16, tzinfo=UTC)
    Case.objects.filter(pk=case.pk).update(created_at=midnight)
    Message.objects.update(created_at=midnight)
    target = io.BytesIO()
    export_person(actor=people.otto, party_id=people.karla.pk, target=target, at=midnight)
    with zipfile.ZipFile(target) as archive:
        told = archive.read("auskunft.txt").decode()
    assert "erfasst am 23.11.2026" in told
    assert "23.11.2026 Karla Kunde:" in told
    assert export_name(people.karla, midnight).endswith("-2026-11-23.zip")


def test_command_line(
    people: People, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from kulanz.config.cli import privacy

    monkeypatch.setattr(privacy, "product", contextlib.nullcontext)

    def run(*typed: str) -> int:
        parser = argparse.ArgumentParser()
        privacy.add_arguments(parser)
        return privacy.run(parser.parse_args([*typed, "--tenant", people.tenant.slug]))

    target = tmp_path / "karla.zip"
    assert run("export", "--email", "karla@kundin.test", "--to", str(target)) == 0
    assert target.stat().st_mode & 0o077 == 0
    assert zipfile.is_zipfile(target)
    assert run("erase", "--party", str(people.karla.pk)) == 0
    assert Party.objects.get(pk=people.karla.pk).erased_at is None
    assert "Karla Kunde" in capsys.readouterr().out
    assert run("erase", "--party", str(people.karla.pk), "--yes") == 0
    assert Party.objects.get(pk=people.karla.pk).erased_at is not None
    assert run("export", "--party", "999999") == 1
