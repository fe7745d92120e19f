"""Sessions, leavers, choosing whom one acts for, other tenants, the second factor."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from kulanz.core import clock
from kulanz.core.access.models import AccessToken, TokenPurpose, User
from kulanz.core.tenancy.context import set_tenant, tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.commands.access_ending import end_membership, renew_house_password
from kulanz.masterdata.parties.commands.access_requests import add_house_person
from kulanz.masterdata.parties.models import Membership
from tests.account.signing import NEW_PASSWORD, sign_in
from tests.cases.people import AT, PASSWORD, People, make_people
from tests.conftest import make_tenant

Browser = Callable[..., Client]
SECURITY = "/konto/sicherheit/"


def signed_in(browser: Browser, email: str, host: str = "", agent: str = "") -> Client:
    client = browser(host=host, HTTP_USER_AGENT=agent) if agent else browser(host=host)
    assert sign_in(client, email).status_code == 302
    return client


@pytest.fixture
def elsewhere(people: People) -> Tenant:
    """A second tenant with people of its own, where Anna has an access too."""
    other = make_tenant("suedwind", name="Südwind")
    with tenant_context(other.pk):
        make_people(other, domain="suedwind.test")
        anna = User.objects.get(email="anna@nordlicht.test")
        Membership.objects.create(
            tenant=other, user=anna, kind="staff", roles=["agent"], name="Anna bei Südwind", created_at=AT
        )
    return other


def test_the_security_page_lists_and_ends_sessions(people: People, browser: Browser) -> None:
    office = signed_in(browser, "anna@nordlicht.test", agent="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0")
    phone = signed_in(browser, "anna@nordlicht.test", agent="Mozilla/5.0 (iPhone) Safari/604.1")
    page = office.get(SECURITY).content.decode()
    assert "Firefox, Windows" in page
    assert "Safari, iPhone" in page
    (ident,) = re.findall(r"anmeldungen/(\d+)/beenden", page)
    stranger = signed_in(browser, "lena@nordlicht.test")
    assert stranger.post(reverse("account:end_session", args=[ident])).status_code == 404
    assert phone.get(SECURITY).status_code == 200
    assert office.post(reverse("account:end_session", args=[ident])).status_code == 302
    assert phone.get(SECURITY)["Location"].startswith(reverse("account_login"))
    third = signed_in(browser, "anna@nordlicht.test")
    office.post(reverse("account:end_other_sessions"))
    assert third.get(SECURITY).status_code == 302
    assert office.get(SECURITY).status_code == 200


def test_a_new_password_ends_the_other_sessions(people: People, browser: Browser) -> None:
    here, there = (signed_in(browser, "anna@nordlicht.test") for _ in range(2))
    answer = here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert answer["Location"] == SECURITY
    assert here.get(SECURITY).status_code == 200
    assert there.get(SECURITY).status_code == 302


def test_a_leaver_is_out_with_the_next_request(people: People, browser: Browser) -> None:
    britta = signed_in(browser, "britta@blatt.nordlicht.test")
    house = signed_in(browser, "haus@blatt.nordlicht.test")
    assert britta.get(SECURITY).status_code == 200
    ended = end_membership(actor=people.otto, membership_id=people.britta.membership_id or 0, at=clock.now())
    assert britta.get(SECURITY)["Location"].startswith(reverse("account_login"))
    # the shared password she knew, and who is signed in with it
    assert house.get(SECURITY)["Location"].startswith(reverse("account_login"))
    assert "stimmen nicht" in sign_in(browser(), "haus@blatt.nordlicht.test").content.decode()
    link = reverse("account:invitation", args=[ended.renewed[0].secret])
    assert browser().post(link, {"password": NEW_PASSWORD}).status_code == 302
    # she can still sign in, but there is nothing for her
    assert sign_in(browser(), "britta@blatt.nordlicht.test").status_code == 302
    again = signed_in(browser, "britta@blatt.nordlicht.test")
    assert again.get(reverse("account:start")).status_code == 403


def test_a_renewed_house_password_ends_all_its_sessions(people: People, browser: Browser) -> None:
    clients = [signed_in(browser, "haus@blatt.nordlicht.test") for _ in range(3)]
    renew_house_password(
        actor=people.otto, membership_id=people.blatt_house.membership_id or 0, at=clock.now()
    )
    assert {client.get(SECURITY).status_code for client in clients} == {302}


def test_who_sits_at_the_house_account(people: People, browser: Browser) -> None:
    bodo = add_house_person(actor=people.blatt_house, name="Bodo Buche", at=AT)
    client = signed_in(browser, "haus@blatt.nordlicht.test")
    assert client.get(reverse("account:start"))["Location"] == reverse("account:person")
    url = reverse("account:person")
    assert "Bodo Buche" in client.get(url).content.decode()
    assert client.post(url, {"person": str(people.karla.pk)}).status_code == 200
    assert client.get(SECURITY).wsgi_request.actor.clerk_id is None
    assert client.post(url, {"person": str(bodo.pk)}).status_code == 302
    actor = client.get(SECURITY).wsgi_request.actor
    assert actor.clerk_id == bodo.pk
    assert actor.name == "Bodo Buche (Bürohaus Blatt)"
    assert client.post(url, {"name": " "}).status_code == 422
    client.post(url, {"name": "Berta Birnbaum", "next": "https://boese.test/"})
    assert client.get(SECURITY).wsgi_request.actor.name.startswith("Berta Birnbaum")
    client.post(url, {"person": "none"})
    assert client.get(reverse("account:start"))["Location"] != url
    assert signed_in(browser, "britta@blatt.nordlicht.test").get(url).status_code == 404


@pytest.mark.parametrize(
    "target", ["²", "desk:worklist", "account_logout", "x" * 3000, "//boese.test/", "-1"]
)
def test_what_is_no_address_leads_nowhere(people: People, browser: Browser, target: str) -> None:
    client = signed_in(browser, "haus@blatt.nordlicht.test")
    url = reverse("account:person")
    answer = client.post(url, {"person": "none", "next": target})
    assert (answer.status_code, answer["Location"]) == (302, reverse("account:start"))
    assert client.post(url, {"person": "none", "next": "/portal/"})["Location"] == "/portal/"


def test_one_person_for_two_houses_says_for_which(people: People, browser: Browser) -> None:
    user = User.objects.get(email="britta@blatt.nordlicht.test")
    second = Membership.objects.create(
        tenant=people.tenant,
        user=user,
        kind="dealer",
        organisation=people.fremd,
        name="Britta",
        created_at=AT,
    )
    client = signed_in(browser, user.email)
    assert client.get(reverse("account:start"))["Location"] == reverse("account:choose")
    page = client.get(reverse("account:choose")).content.decode()
    assert "Bürohaus Blatt" in page
    assert "Möbel Fremd" in page
    client.post(reverse("account:choose"), {"membership": str(second.pk)})
    assert client.get(SECURITY).wsgi_request.actor.organisation_id == people.fremd.pk
    for foreign in (people.anna.membership_id, 0, "x", 10**30):
        answer = client.post(reverse("account:choose"), {"membership": str(foreign)})
        assert answer.status_code == 404


def test_changing_to_another_tenant_works_once(people: People, elsewhere: Tenant, browser: Browser) -> None:
    client = signed_in(browser, "anna@nordlicht.test")
    page = client.get(reverse("account:choose"))
    assert "http://suedwind.test" in page["Content-Security-Policy"]
    with tenant_context(elsewhere.pk):
        there = Membership.objects.get(user__email="anna@nordlicht.test")
    answer = client.post(reverse("account:choose"), {"membership": str(there.pk)})
    target = urlsplit(answer["Location"])
    assert target.hostname == "suedwind.test"
    new = browser(host=elsewhere.host)
    # a key of one tenant is worth nothing at another
    assert browser().get(target.path).status_code == 410
    assert new.get(target.path)["Location"] == reverse("account:start")
    actor = new.get(SECURITY).wsgi_request.actor
    assert (actor.tenant_id, actor.name) == (elsewhere.pk, "Anna bei Südwind")
    assert new.session.session_key != client.session.session_key
    assert browser(host=elsewhere.host).get(target.path).status_code == 410
    assert client.get(SECURITY).wsgi_request.actor.tenant_id == people.tenant.pk


def test_a_change_key_is_late_foreign_or_ended(people: People, elsewhere: Tenant, browser: Browser) -> None:
    client = signed_in(browser, "anna@nordlicht.test")
    with tenant_context(elsewhere.pk):
        there = Membership.objects.get(user__email="anna@nordlicht.test")
        lena = Membership.objects.get(user__email="lena@suedwind.test")

    def key() -> str:
        answer = client.post(reverse("account:choose"), {"membership": str(there.pk)})
        return urlsplit(answer["Location"]).path

    assert client.post(reverse("account:choose"), {"membership": str(lena.pk)}).status_code == 404
    late = key()
    with tenant_context(elsewhere.pk):
        token = AccessToken.objects.get(purpose=TokenPurpose.TENANT_SWITCH)
        assert token.expires_at is not None
        assert token.expires_at - token.created_at == timedelta(seconds=30)
        AccessToken.objects.update(expires_at=clock.now())
    assert browser(host=elsewhere.host).get(late).status_code == 410
    # in somebody else's browser it must not turn him into Anna
    other = signed_in(browser, "lena@suedwind.test", host=elsewhere.host)
    assert other.get(key()).status_code == 403
    assert other.get(SECURITY).wsgi_request.actor.name == "Lena Luchs"
    ended = key()
    with tenant_context(elsewhere.pk):
        Membership.objects.filter(pk=there.pk).update(active=False)
    assert browser(host=elsewhere.host).get(ended).status_code == 410


def test_the_other_tenants_sessions_and_pages_stay_closed(
    people: People, elsewhere: Tenant, browser: Browser
) -> None:
    client = signed_in(browser, "lena@nordlicht.test")
    other = Client(headers={"host": elsewhere.host})
    other.cookies = client.cookies
    assert other.get(SECURITY)["Location"].startswith(reverse("account_login"))
    assert other.get(reverse("account:start")).status_code == 403
    assert "Nordlicht Büromöbel" in other.get(reverse("account:start")).content.decode()
    assert Client(headers={"host": "unbekannt.test"}).get(reverse("account_login")).status_code == 404


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def set_up_app(client: Client) -> str:
    url = reverse("mfa_activate_totp")
    assert client.get(url)["Location"].startswith(reverse("account_reauthenticate"))
    client.post(f"{reverse('account_reauthenticate')}?next={url}", {"password": PASSWORD})
    page = client.get(url)
    assert "data:image/svg+xml" in page.content.decode()
    secret = str(page.context["form"].secret)
    answer = client.post(url, {"code": code_of(secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    return secret


def test_the_second_factor_is_set_up_and_asked_for(people: People, browser: Browser) -> None:
    client = signed_in(browser, "anna@nordlicht.test")
    secret = set_up_app(client)
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored
    codes = client.get(reverse("mfa_view_recovery_codes"))
    spare = codes.context["unused_codes"][0]
    assert spare in codes.content.decode()
    new = browser()
    assert sign_in(new, "anna@nordlicht.test")["Location"] == reverse("mfa_authenticate")
    assert new.get(SECURITY).status_code == 302
    assert "stimmt nicht" in new.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    assert new.post(reverse("mfa_authenticate"), {"code": spare})["Location"] == reverse("account:start")
    assert new.get(SECURITY).status_code == 200
    third = browser()
    sign_in(third, "anna@nordlicht.test")
    assert "stimmt nicht" in third.post(reverse("mfa_authenticate"), {"code": spare}).content.decode()


def test_guessing_codes_ends(people: People, browser: Browser) -> None:
    set_up_app(signed_in(browser, "anna@nordlicht.test"))
    text = ""
    for number in range(12):
        client = browser(REMOTE_ADDR=f"10.0.0.{number}")
        sign_in(client, "anna@nordlicht.test")
        text = client.post(reverse("mfa_authenticate"), {"code": "000000"}).content.decode()
    assert "Zu viele Versuche" in text


def test_where_it_is_required_nothing_comes_before_it(people: People, browser: Browser) -> None:
    Tenant.objects.filter(pk=people.tenant.pk).update(second_factor_required=True)
    client = signed_in(browser, "anna@nordlicht.test")
    page = reverse("account:second_factor")
    assert client.get("/desk/")["Location"] == page
    assert client.get("/desk/", headers={"hx-request": "true"})["HX-Redirect"] == page
    assert client.get(page).status_code == 200
    # a dealer is not asked
    assert signed_in(browser, "britta@blatt.nordlicht.test").get(SECURITY).status_code == 200
    set_up_app(client)
    assert client.get("/desk/").status_code == 200
    # and the last one stays
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert "verlangt einen zweiten Faktor" in answer.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()


def test_language_and_mails_are_a_persons_own(people: People, browser: Browser) -> None:
    client = signed_in(browser, "anna@nordlicht.test")
    client.post(reverse("account:language"), {"language": "en"})
    assert User.objects.get(email="anna@nordlicht.test").language == "en"
    assert client.cookies["django_language"].value == "en"
    wishes = {"assigned": "always", "message": "never", "follow_up": "never", "overdue": "away"}
    client.post(reverse("account:news"), wishes)
    set_tenant(people.tenant.pk)
    assert Membership.objects.get(pk=people.anna.membership_id).news == wishes
    assert client.post(reverse("account:news"), {**wishes, "assigned": "x"}).status_code == 404
