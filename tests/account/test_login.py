"""Signing in and out, forgotten passwords, limits against guessing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kulanz.core.access.models import ThrottleCounter, User
from kulanz.core.access.tokens import issue_token
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.parties.models import Membership
from kulanz.stages.contact.models import OutgoingMail
from tests.account.signing import NEW_PASSWORD, sign_in
from tests.cases.people import PASSWORD, People, make_member
from tests.conftest import make_tenant

Browser = Callable[..., Client]


def test_staff_and_dealers_begin_where_their_work_is(people: People, browser: Browser) -> None:
    client = browser()
    page = client.get(reverse("account_login"))
    assert page.status_code == 200
    assert people.tenant.name in page.content.decode()
    answer = sign_in(client, "anna@nordlicht.test")
    assert answer.status_code == 302
    assert answer["Location"] == reverse("account:start")
    assert client.get(answer["Location"])["Location"] == "/desk/"
    assert client.post(reverse("account_logout"))["Location"] == reverse("account_login")
    assert client.get(reverse("account:start"))["Location"] == reverse("account_login")


def test_a_wanted_page_comes_after_signing_in_but_only_one_of_ours(people: People, browser: Browser) -> None:
    answer = sign_in(browser(), "anna@nordlicht.test", next="/desk/suche/")
    assert answer["Location"] == "/desk/suche/"
    answer = sign_in(browser(), "anna@nordlicht.test", next="https://boese.test/")
    assert answer["Location"] == reverse("account:start")


def test_wrong_password_and_unknown_address_read_the_same(people: People, browser: Browser) -> None:
    def plain(answer: Any, email: str) -> str:
        text = answer.content.decode().replace(email, "EMAIL")
        return re.sub(r'(value|content)="[A-Za-z0-9]{64}"', "TOKEN", text)

    known = sign_in(browser(), "anna@nordlicht.test", "falsch")
    unknown = sign_in(browser(), "ines@nordlicht.test", "falsch")
    assert known.status_code == unknown.status_code == 200
    assert plain(known, "anna@nordlicht.test") == plain(unknown, "ines@nordlicht.test")


def test_guessing_ends_for_known_and_unknown_over_all_clients(people: People, browser: Browser) -> None:
    for email in ("anna@nordlicht.test", "ines@nordlicht.test"):
        for number in range(10):
            answer = sign_in(browser(REMOTE_ADDR=f"10.0.{number}.1"), email, "falsch")
            assert "Zu viele Versuche" not in answer.content.decode()
        answer = sign_in(browser(REMOTE_ADDR="10.9.9.9"), email)
        assert re.search(r"Zu viele Versuche, bitte in \d+ Minuten? noch einmal", answer.content.decode())
        assert "_auth_user_id" not in answer.wsgi_request.session
    # counted in the database, so a restart or another process changes nothing
    assert ThrottleCounter.objects.filter(count=11).count() == 2


def test_one_address_may_not_try_many_accounts(people: People, browser: Browser) -> None:
    client = browser(REMOTE_ADDR="10.1.1.1")
    for number in range(60):
        sign_in(client, f"wer{number}@nordlicht.test", "falsch")
    assert "Zu viele Versuche" in sign_in(client, "anna@nordlicht.test").content.decode()
    assert sign_in(browser(REMOTE_ADDR="10.1.1.2"), "anna@nordlicht.test").status_code == 302


def test_rightful_use_never_fills_the_limit(people: People, browser: Browser) -> None:
    for _number in range(12):
        assert sign_in(browser(), "haus@blatt.nordlicht.test").status_code == 302


def test_who_has_no_access_here_reads_so_and_goes_in_no_circles(people: People, browser: Browser) -> None:
    User.objects.create_user("fremd@sonst.test", PASSWORD)
    client = browser()
    sign_in(client, "fremd@sonst.test")
    answer = client.get("/desk/", follow=True)
    assert answer.status_code == 403
    assert "keinen Zugang" in answer.content.decode()


def reset_mail(email: str) -> OutgoingMail | None:
    return OutgoingMail.objects.filter(kind="password_reset", recipient=email).first()


def link_in(mail: OutgoingMail, start: str) -> str:
    from email import message_from_bytes, policy

    from kulanz.core.files.storage import storage

    with storage().open(mail.storage_key) as file:
        message = message_from_bytes(file.read(), policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    found = re.search(rf"http://[^/\s]+({start}\S+)", body.get_content())
    assert found, body.get_content()
    return found[1]


def ask_reset(client: Client, email: str) -> Any:
    return client.post(reverse("account_reset_password"), {"email": email}, follow=True)


def test_a_forgotten_password_is_replaced_by_mail(people: People, browser: Browser) -> None:
    client = browser()
    answer = ask_reset(client, "Anna@nordlicht.test")
    assert "Postfach" in answer.content.decode()
    mail = reset_mail("anna@nordlicht.test")
    assert mail is not None
    path = link_in(mail, "/konto/")
    client = browser(host="irgendein.host")
    page = client.get(path, follow=True)
    assert "Neues Passwort festlegen" in page.content.decode()
    url = page.redirect_chain[-1][0]
    wrong = client.post(url, {"password1": "kurz", "password2": "kurz"})
    assert "10" in wrong.content.decode()
    done = client.post(url, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True)
    assert "gilt" in done.content.decode()
    assert sign_in(browser(), "anna@nordlicht.test", NEW_PASSWORD).status_code == 302
    used = browser().get(path, follow=True)
    assert "gilt nicht mehr" in used.content.decode()


def test_asking_for_a_reset_tells_nobody_whether_there_is_an_account(
    people: People, browser: Browser
) -> None:
    other = make_tenant("suedwind", name="Südwind")
    with tenant_context(other.pk):
        make_member(other, "nur@suedwind.test", "Nur", people.anna.kind, roles=["agent"])
    pages = {ask_reset(browser(), e).content.decode() for e in ("anna@nordlicht.test", "ines@x.test")}
    texts = {re.sub(r'(value|content)="[A-Za-z0-9]{64}"', "TOKEN", page) for page in pages}
    assert len(texts) == 1
    assert reset_mail("ines@x.test") is None
    # no account of this tenant: the house does not write to other houses' people
    ask_reset(browser(), "nur@suedwind.test")
    assert reset_mail("nur@suedwind.test") is None


def test_resets_are_limited(people: People, browser: Browser) -> None:
    for _number in range(5):
        ask_reset(browser(), "anna@nordlicht.test")
    for email in ("anna@nordlicht.test",):
        assert "Zu viele Versuche" in ask_reset(browser(), email).content.decode()
    assert OutgoingMail.objects.filter(kind="password_reset").count() == 5


@pytest.mark.parametrize("name", ["account_signup", "account_email"])
def test_there_is_no_sign_up(name: str) -> None:
    from django.urls import NoReverseMatch

    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_an_invitation_opens_sets_the_password_and_signs_in(people: People, browser: Browser) -> None:
    from kulanz.core import clock
    from kulanz.core.access.models import TokenPurpose

    user = User.objects.create_user("neu@nordlicht.test", None)
    member = Membership.objects.create(
        tenant=people.tenant, user=user, kind="staff", roles=["agent"], name="Neu", created_at=clock.now()
    )
    secret, token = issue_token(
        tenant_id=people.tenant.pk,
        purpose=TokenPurpose.INVITATION,
        at=clock.now(),
        lifetime=None,
        membership_id=member.pk,
        user_id=user.pk,
    )
    url = reverse("account:invitation", args=[secret])
    client = browser()
    page = client.get(url)
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-referrer" not in page.content.decode(), "its form would come from nowhere"
    assert "no-store" in page["Cache-Control"]
    assert client.post(url, {"password": "kurz"}).status_code == 422
    token.refresh_from_db()
    assert token.used_at is None
    assert client.post(url, {"password": NEW_PASSWORD})["Location"] == reverse("account:start")
    assert client.get("/desk/").status_code == 200
    assert browser().get(url).status_code == 410
    assert browser().get(reverse("account:invitation", args=["abcdefghijkl"])).status_code == 410


def test_a_firm_applies_for_an_access(people: People, browser: Browser) -> None:
    from kulanz.masterdata.parties.models import ClerkRequest

    given = {"company": "Büro Neu", "name": "Nele", "email": "nele@neu.test"}
    for _again in range(2):
        answer = browser().post(reverse("account:apply"), given, follow=True)
        assert "angekommen" in answer.content.decode()
    assert ClerkRequest.objects.get().company == "Büro Neu"
    assert browser().post(reverse("account:apply"), {"company": "X"}).status_code == 422
