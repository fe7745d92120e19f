"""`mail in`: files, folders and maildirs; whose mail it is; what was not stored is said, nothing stops."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from kulanz.cases.models import Case
from kulanz.core.tenancy.context import tenant_context
from kulanz.interfaces.mailbox.quarantine import quarantined, retry
from kulanz.interfaces.mailbox.reading import MailReader
from kulanz.interfaces.mailbox.sources import mail_files
from kulanz.stages.contact.mailbox_passwords import read_mailbox_password, set_mailbox_password
from kulanz.stages.contact.models import Mailbox, RawMail
from kulanz.stages.contact.queries.incoming_mailboxes import choose_mailboxes
from tests.conftest import make_tenant
from tests.intake.mails import AT, SERVICE, mail
from tests.mail.broken import broken_mails


def reader(mailbox: str | None = None) -> MailReader:
    return MailReader(lambda: AT, mailbox)


@pytest.fixture
def other_tenant(tenant: Any) -> Any:
    """A second tenant with a mailbox of its own."""
    other = make_tenant("suedwind")
    with tenant_context(other.pk):
        Mailbox.objects.create(
            tenant=other,
            name="Hilfe",
            address="hilfe@suedwind.example",
            other_addresses=["Info@suedwind.example"],
        )
    return other


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({"To": "service@nordlicht.example"}, ["service@nordlicht.example"]),
        ({"To": "Service <SERVICE+abcdefghijklmnop@Nordlicht.example>"}, ["service@nordlicht.example"]),
        ({"To": "x@y.example", "Cc": "info@suedwind.example"}, ["hilfe@suedwind.example"]),
        ({"To": SERVICE, "Delivered-To": "hilfe@suedwind.example"}, ["hilfe@suedwind.example"]),
        (
            {"To": f"{SERVICE}, hilfe@suedwind.example"},
            ["service@nordlicht.example", "hilfe@suedwind.example"],
        ),
        ({"To": "jemand@anders.example"}, []),
        ({}, []),
    ],
)
def test_the_recipients_decide(
    mailbox: Mailbox, other_tenant: Any, headers: dict[str, str], found: list[str]
) -> None:
    raw = "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode() + b"\r\nText"
    assert [choice.address for choice in choose_mailboxes(raw)] == found


def test_the_only_tenant_gets_what_nobody_is_named_in(tenant: Any, mailbox: Mailbox) -> None:
    assert [choice.mailbox_id for choice in choose_mailboxes(mail(to="x@y.example"))] == [mailbox.pk]
    Mailbox.objects.all().delete()
    assert [choice.mailbox_id for choice in choose_mailboxes(mail(to="x@y.example"))] == [None]


def test_a_mail_nobody_wants_is_refused_with_one_line(mailbox: Mailbox, other_tenant: Any) -> None:
    taking = reader()
    taking.read_stream(io.BytesIO(mail(to="x@y.example")), "standard input")
    assert len(taking.reading.refused) == 1
    assert "--mailbox" in taking.reading.refused[0]
    assert not RawMail.objects.exists()
    named = reader("hilfe@suedwind.example")
    named.read_stream(io.BytesIO(mail(to="x@y.example")), "standard input")
    assert not named.reading.refused
    unknown = reader("gibtesnicht@suedwind.example")
    unknown.read_stream(io.BytesIO(mail()), "standard input")
    assert "gibtesnicht" in unknown.reading.refused[0]


def test_headers_of_any_quality_are_read(mailbox: Mailbox, other_tenant: Any) -> None:
    for name, raw in broken_mails():
        assert isinstance(choose_mailboxes(raw), list), name


def test_tenants_stay_apart(tenant: Any, mailbox: Mailbox, other_tenant: Any) -> None:
    first = reader()
    first.take(mail(to="hilfe@suedwind.example", message_id="eins@kunde.example"), "a")
    first.take(mail(to=SERVICE, headers={"In-Reply-To": "<eins@kunde.example>"}), "b")
    assert Case.objects.count() == 1
    with tenant_context(other_tenant.pk):
        assert Case.objects.count() == 1


def test_folders_and_maildirs_are_read_once(tmp_path: Path, mailbox: Mailbox) -> None:
    box, deep = tmp_path / "in" / "maildir", tmp_path / "in" / "tief" / "er"
    for folder in ("cur", "new", "tmp"):
        (box / folder).mkdir(parents=True)
    deep.mkdir(parents=True)
    (box / "new" / "1.host").write_bytes(mail())
    (box / "cur" / "2.host:2,S").write_bytes(mail())
    (box / "tmp" / "3.host").write_bytes(mail())
    (deep / "vier.EML").write_bytes(mail())
    (deep / "notiz.txt").write_bytes(b"nichts")
    files = list(mail_files([tmp_path / "in", deep / "vier.EML", deep / "notiz.txt", tmp_path / "fehlt.eml"]))
    assert sorted(path.name for path in files) == [
        "1.host",
        "2.host:2,S",
        "fehlt.eml",
        "notiz.txt",
        "vier.EML",
    ]
    taking = reader()
    for path in files:
        taking.read_file(path)
    assert len(taking.reading.refused) == 1
    assert "fehlt.eml" in taking.reading.refused[0]
    assert Case.objects.count() == 4


def test_a_full_disk_is_no_traceback(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kulanz.core.files.storage.LocalStorage.write", full)
    taking = reader()
    taking.take(mail(), "standard input")
    assert taking.reading.refused == ["standard input: not stored (OSError)"]
    assert not RawMail.objects.exists()


def test_the_quarantine_of_all_tenants(mailbox: Mailbox, other_tenant: Any) -> None:
    for address in (SERVICE, "hilfe@suedwind.example"):
        reader(address).take(b"", "leer")
    rows = quarantined()
    assert [row["tenant"] for row in rows] == ["nordlicht", "suedwind"]
    assert retry(rows[1]["tenant_id"], rows[1]["id"], AT)["outcome"] == "quarantined"


def test_passwords_lie_in_files_of_their_owner(folder: Path) -> None:
    set_mailbox_password(7, "geheim ü\n")
    path = folder / "secrets" / "mailbox-7"
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_mailbox_password(7) == "geheim ü\n"
    set_mailbox_password(7, "anders")
    assert (read_mailbox_password(7), list(path.parent.iterdir())) == ("anders", [path])
    set_mailbox_password(7, "")
    assert read_mailbox_password(7) == ""
