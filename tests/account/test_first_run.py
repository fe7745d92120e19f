"""The first set-up in the browser and on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kulanz.core.access.models import User
from kulanz.core.mail.mailbox import ImapReason, ImapSettings, MailboxUnreachable
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.first_run import first_run_code, is_right_code
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Membership, Team
from kulanz.stages.contact.mailbox_passwords import read_mailbox_password
from kulanz.stages.contact.models import Mailbox
from tests.account.signing import NEW_PASSWORD

HOUSE = {
    "name": "Küstenlicht Möbel",
    "host": "service.kuestenlicht.test",
    "case_prefix": "kl",
    "country": "DE",
    "subdivision": "SH",
    "language": "de",
}
PERSON = {"name": "Ada Albers", "email": "ada@kuestenlicht.test", "password": NEW_PASSWORD}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.fixture
def secrets(tmp_path: Path, settings: object) -> Path:
    settings.SECRETS_FOLDER = tmp_path / "secrets"
    return settings.SECRETS_FOLDER


def go_through(client: Client, code: str) -> None:
    assert client.post(reverse("account:first_run"), {"code": code.lower()}).status_code == 302
    assert client.post(reverse("account:first_run_house"), HOUSE).status_code == 302


@pytest.mark.django_db
def test_an_empty_installation_is_set_up_step_by_step(
    secrets: Path, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    code = first_run_code()
    client = Client(headers={"host": "service.kuestenlicht.test:8123"})
    for path in ("/", "/desk/", "/konto/anmelden/", "/f/abc/"):
        assert client.get(path)["Location"] == reverse("account:first_run")
    assert client.get(reverse("account:first_run")).status_code == 200
    # without the code no further step opens
    for name in ("first_run_house", "first_run_administrator"):
        assert client.post(reverse(f"account:{name}"), HOUSE)["Location"] == reverse("account:first_run")
    assert client.post(reverse("account:first_run"), {"code": "ABCD"}).status_code == 422
    assert client.post(reverse("account:first_run"), {"code": code})["Location"] == reverse(
        "account:first_run_house"
    )
    assert client.post(reverse("account:first_run_house"), {**HOUSE, "case_prefix": "1"}).status_code == 422
    unknown = client.post(reverse("account:first_run_house"), {**HOUSE, "subdivision": "QQ"})
    assert unknown.status_code == 422
    assert "Dieses Bundesland kennen wir nicht" in unknown.content.decode()
    assert client.post(reverse("account:first_run_house"), HOUSE).status_code == 302
    url = reverse("account:first_run_administrator")
    assert client.post(url, {**PERSON, "password": "kurz"}).status_code == 422
    assert not Tenant.objects.exists()
    assert not User.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, PERSON)["Location"] == reverse("account:set_up_brand")
    tenant = Tenant.objects.get()
    assert (tenant.case_prefix, tenant.base_url) == ("KL", "http://service.kuestenlicht.test:8123")
    assert not is_right_code(code)
    # signed in as the administrator; the code's pages are gone for everybody
    brand = reverse("account:set_up_brand")
    assert client.get(brand).status_code == 200
    for name in ("first_run", "first_run_house", "first_run_administrator"):
        assert client.get(reverse(f"account:{name}")).status_code == 404
    assert Client(headers={"host": "x.test"}).get(brand)["Location"].startswith(reverse("account_login"))
    wrong = SimpleUploadedFile("logo.png", b"<html>")
    assert client.post(brand, {"brand_color": "#226644", "logo": wrong}).status_code == 422
    logo = SimpleUploadedFile("logo.png", PNG)
    assert client.post(brand, {"brand_color": "#226644", "logo": logo})["Location"] == reverse(
        "account:set_up_mailbox"
    )
    tenant.refresh_from_db()
    assert (tenant.brand_color, tenant.logo_type) == ("#226644", "image/png")

    tried: list[ImapSettings] = []

    def answer(given: ImapSettings) -> str:
        tried.append(given)
        if len(tried) == 1:
            raise MailboxUnreachable(ImapReason.LOGIN, "")
        return "INBOX: 0, new: 0"

    monkeypatch.setattr("kulanz.interfaces.account.views.set_up.test_connection", answer)
    box = {
        "address": "service@kuestenlicht.test",
        "host": "imap.test",
        "port": "993",
        "security": "tls",
        "password": "geheim",
    }
    refused = client.post(reverse("account:set_up_mailbox"), box)
    assert refused.status_code == 422
    assert "abgelehnt" in refused.content.decode()
    assert client.post(reverse("account:set_up_mailbox"), box)["Location"] == reverse("account:set_up_texts")
    with tenant_context(tenant.pk):
        mailbox = Mailbox.objects.get()
        assert mailbox.is_default
        assert read_mailbox_password(mailbox.pk) == "geheim"
        assert Team.objects.get().name == "Service"
        assert Membership.objects.get().name == "Ada Albers"
    texts = {"imprint": "Küstenlicht GmbH", "privacy_notice": "Wir …"}
    assert client.post(reverse("account:set_up_texts"), texts)["Location"] == reverse("account:start")
    assert Tenant.objects.get().imprint == "Küstenlicht GmbH"


@pytest.mark.django_db
def test_of_two_set_ups_at_once_one_wins(secrets: Path) -> None:
    code = first_run_code()
    clients = [Client(headers={"host": "service.test"}) for _ in range(2)]
    for client in clients:
        go_through(client, code)
    url = reverse("account:first_run_administrator")
    assert clients[0].post(url, PERSON).status_code == 302
    assert clients[1].post(url, {**PERSON, "email": "eva@x.test"}).status_code == 404
    assert Tenant.objects.count() == 1


@pytest.mark.django_db
def test_the_code_cannot_be_guessed(secrets: Path) -> None:
    code = first_run_code()
    for number in range(21):
        client = Client(headers={"host": "service.test"}, REMOTE_ADDR=f"10.0.{number}.1")
        client.post(reverse("account:first_run"), {"code": "AAAA-BBBB-CCCC-DDDD"})
    client = Client(headers={"host": "service.test"}, REMOTE_ADDR="10.2.2.2")
    answer = client.post(reverse("account:first_run"), {"code": code})
    assert answer.status_code == 422
    assert "Zu viele Versuche" in answer.content.decode()


@pytest.mark.django_db
def test_without_a_code_file_nobody_gets_in(secrets: Path) -> None:
    client = Client(headers={"host": "service.test"})
    assert client.post(reverse("account:first_run"), {"code": "----"}).status_code == 422


@pytest.mark.django_db
def test_inactive_tenants_do_not_open_the_set_up(secrets: Path) -> None:
    from tests.conftest import make_tenant

    make_tenant(active=False)
    client = Client(headers={"host": "nordlicht.test"})
    assert client.get(reverse("account:first_run")).status_code == 404
    assert client.get("/").status_code == 404
