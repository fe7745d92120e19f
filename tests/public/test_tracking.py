"""The page behind a link: what a customer reads and does there, and what nobody else gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from kulanz.cases.commands.closing import close_case, decide_claim
from kulanz.cases.commands.messages import TAKE_BACK, add_message, attach_files
from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case, CaseFile, Message
from kulanz.cases.rules import Audience, ClaimStatus, ClosedBy, Kind, Step, WaitsFor
from kulanz.core import clock
from kulanz.core.access.models import AccessToken
from kulanz.core.files.commands import store_file
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import ContactPoint
from kulanz.stages.contact.models import Mailbox, OutgoingMail
from kulanz.workflows.closing import close_and_tell
from kulanz.workflows.links import issue_case_link
from tests.cases.people import People, make_people
from tests.conftest import make_tenant
from tests.public.visitor import photo


@dataclass
class Tracked:
    case: Case
    client: Client
    path: str
    people: People

    def page(self) -> str:
        answer = self.client.get(self.path)
        assert answer.status_code == 200
        return str(answer.content.decode())

    def again(self) -> Case:
        self.case.refresh_from_db()
        return self.case


def path_of(url: str) -> str:
    return "/f/" + url.rsplit("/f/", 1)[1]


def track(people: People, client: Client, kind: Kind = Kind.COMPLAINT) -> Tracked:
    at = clock.now() - timedelta(days=1)
    case = record_case(
        actor=people.anna,
        case=NewCase(
            title="Drehstuhl sinkt ab", kind=kind, description="Er sinkt.", customer_id=people.karla.pk
        ),
        at=at,
    )
    url = issue_case_link(case=case, party_id=people.karla.pk, address="karla@kundin.test", at=at)
    return Tracked(case, client, path_of(url), people)


@pytest.fixture
def tracked(people: People, browser: Callable[..., Client]) -> Tracked:
    # As a real browser behind `no-referrer`: no cookie, `Origin: null`.
    return track(people, browser(enforce_csrf_checks=True))


def say(people: People, case: Case, text: str, audience: Audience, **more: Any) -> Message:
    return add_message(
        actor=people.anna,
        case_id=case.pk,
        body=text,
        audience=audience,
        at=clock.now() - timedelta(minutes=5),
        **more,
    )


# --- Reading ----------------------------------------------------------------------------------------------


def test_the_customer_reads_his_own_words_and_nothing_internal(tracked: Tracked) -> None:
    people, case = tracked.people, tracked.case
    say(people, case, "Bitte senden Sie ein Foto.", Audience.CUSTOMER, waits_for=WaitsFor.CUSTOMER)
    say(people, case, "Das ist geheim.", Audience.INTERNAL)
    say(people, case, "Nur für den Händler.", Audience.DEALER)
    say(people, case, "Nur für Tom.", Audience.TECHNICIAN)
    page = tracked.page()
    assert "Wir brauchen noch eine Antwort von Ihnen" in page
    assert "Bitte senden Sie ein Foto." in page
    assert "Er sinkt." in page
    for hidden in ("geheim", "Nur für den Händler", "Nur für Tom", "in Bearbeitung", "Lena Luchs"):
        assert hidden not in page


def test_what_is_not_released_is_not_shown(tracked: Tracked) -> None:
    at = clock.now()
    add_message(
        actor=tracked.people.anna, case_id=tracked.case.pk, body="Gleich.", audience=Audience.CUSTOMER, at=at
    )
    with clock.frozen(at + TAKE_BACK - timedelta(seconds=1)):
        assert "Gleich." not in tracked.page()
    with clock.frozen(at + TAKE_BACK):
        assert "Gleich." in tracked.page()


def test_a_promise_gone_by_reads_today(tracked: Tracked) -> None:
    assert "spätestens am" in tracked.page() or "Wir melden uns heute" in tracked.page()
    Case.objects.filter(pk=tracked.case.pk).update(next_news_on=date(2020, 1, 2))
    page = tracked.page()
    assert "Wir melden uns heute" in page
    assert "2020" not in page
    assert "2. Januar" not in page


def test_the_contact_stands_on_every_page(tracked: Tracked) -> None:
    tenant = tracked.people.tenant
    tenant.contact_team, tenant.contact_phone, tenant.contact_hours = "Serviceteam", "0800 123", "8–17 Uhr"
    tenant.save()
    for path in ("/", "/melden/", "/stand/", "/impressum/", tracked.path, f"{tracked.path}zurueckziehen/"):
        page = tracked.client.get(path).content.decode()
        for piece in ("Serviceteam", "0800 123", "8–17 Uhr"):
            assert piece in page, path


def test_headers_keep_the_link_private(tracked: Tracked) -> None:
    for path in (tracked.path, f"{tracked.path}zurueckziehen/", "/f/abcdefghijklmnopqrstuvwxyz/"):
        answer = tracked.client.get(path)
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"


def everything() -> dict[str, tuple[int, str]]:
    """Every table's number of rows and a digest of all that stands in them."""
    counts = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute("SELECT has_table_privilege(quote_ident(%s), 'SELECT')", [name])
            if not cursor.fetchone()[0]:
                continue  # neither may the application write there
            rows = "string_agg(t::text, '' ORDER BY t::text)"
            cursor.execute(f"SELECT count(*), coalesce(md5({rows}), '') FROM \"{name}\" t")
            counts[name] = cursor.fetchone()
    return counts


def test_reading_changes_nothing_at_all(tracked: Tracked) -> None:
    """Mail scanners open every link they find, again and again."""
    stored = store_file(
        tenant_id=tracked.case.tenant_id, content=photo().read(), name="a.jpg", at=clock.now()
    )
    (file,) = attach_files(
        actor=tracked.people.anna,
        case_id=tracked.case.pk,
        files=[stored],
        audience=Audience.CUSTOMER,
        at=clock.now(),
    )
    before = everything()
    for address in (
        "",
        "antwort/",
        "geloest/",
        "nicht-geloest/",
        "einspruch/",
        "zurueckziehen/",
        "sprache/",
        "hochladen/",
        f"datei/{file.pk}/",
        f"datei/{file.pk}/bild/",
    ):
        for method in (tracked.client.get, tracked.client.head, tracked.client.options):
            answer = method(f"{tracked.path}{address}")
            assert answer.status_code in (200, 302, 405), address
    for address in ("/stand/", "/stand/gesendet/", "/", "/melden/", "/einbetten/"):
        tracked.client.get(address)
    assert everything() == before


def test_files_are_the_cases_own_and_cleaned(tracked: Tracked) -> None:
    people, tenant_id = tracked.people, tracked.case.tenant_id
    other = record_case(actor=people.anna, case=NewCase(title="Fremd"), at=clock.now())

    def attach(case: Case, audience: Audience) -> CaseFile:
        stored = store_file(tenant_id=tenant_id, content=photo().read(), name="a.jpg", at=clock.now())
        return attach_files(
            actor=people.anna, case_id=case.pk, files=[stored], audience=audience, at=clock.now()
        )[0]

    own = attach(tracked.case, Audience.CUSTOMER)
    answer = tracked.client.get(f"{tracked.path}datei/{own.pk}/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert tracked.client.get(f"{tracked.path}datei/{own.pk}/bild/").status_code == 200
    for hidden in (
        attach(tracked.case, Audience.INTERNAL),
        attach(tracked.case, Audience.DEALER),
        attach(other, Audience.CUSTOMER),
        attach(other, Audience.ALL),
    ):
        assert tracked.client.get(f"{tracked.path}datei/{hidden.pk}/").status_code == 404
        assert tracked.client.get(f"{tracked.path}datei/{hidden.pk}/bild/").status_code == 404
    assert tracked.client.get(f"{tracked.path}datei/999999/").status_code == 404


# --- Links that do not work -------------------------------------------------------------------------------


def test_all_dead_links_look_the_same(tracked: Tracked, browser: Callable[..., Client]) -> None:
    unknown = tracked.client.get("/f/abcdefghijklmnopqrstuvwxyz/")
    assert unknown.status_code == 404
    assert "Link anfordern" in unknown.content.decode()

    def same(answer: Any) -> None:
        assert answer.status_code == 404
        assert answer.content == unknown.content

    token = AccessToken.objects.get(case_id=tracked.case.pk)
    with clock.frozen(clock.now() + timedelta(days=200)):
        same(tracked.client.get(tracked.path))
    AccessToken.objects.filter(pk=token.pk).update(revoked_at=clock.now())
    same(tracked.client.get(tracked.path))
    AccessToken.objects.filter(pk=token.pk).update(revoked_at=None)
    Case.objects.filter(pk=tracked.case.pk).update(is_spam=True)
    same(tracked.client.get(tracked.path))
    same(tracked.client.post(f"{tracked.path}geloest/"))
    Case.objects.filter(pk=tracked.case.pk).update(is_spam=False)
    assert tracked.client.get(tracked.path).status_code == 200
    for odd in ("a", "x" * 300, "%00", "..%2f..", "ä", "'%20OR%201=1"):
        assert tracked.client.get(f"/f/{odd}/").status_code == 404


def test_another_tenants_link_opens_nothing(tracked: Tracked, browser: Callable[..., Client]) -> None:
    other = make_tenant("suedwind", name="Südwind")
    with tenant_context(other.pk):
        theirs = track(make_people(other, domain="suedwind.test"), browser(host=other.host))
        assert theirs.client.get(theirs.path).status_code == 200
    assert tracked.client.get(theirs.path).status_code == 404
    assert theirs.client.get(tracked.path).status_code == 404


def test_a_reply_token_is_no_page(tracked: Tracked) -> None:
    AccessToken.objects.update(purpose="reply")
    assert tracked.client.get(tracked.path).status_code == 404


def test_a_merged_case_leads_to_where_it_went(tracked: Tracked) -> None:
    target = record_case(
        actor=tracked.people.anna,
        case=NewCase(title="Der gemeinsame Vorgang", customer_id=tracked.people.karla.pk),
        at=clock.now(),
    )
    Case.objects.filter(pk=tracked.case.pk).update(merged_into=target)
    assert "Der gemeinsame Vorgang" in tracked.page()
    tracked.client.post(f"{tracked.path}antwort/", {"body": "Hallo"})
    assert Message.objects.get(body="Hallo").case == target
    Case.objects.filter(pk=target.pk).update(is_spam=True)
    assert tracked.client.get(tracked.path).status_code == 404


# --- Acting -----------------------------------------------------------------------------------------------


def test_answering_with_a_photo(tracked: Tracked) -> None:
    say(tracked.people, tracked.case, "Ein Foto bitte", Audience.CUSTOMER, waits_for=WaitsFor.CUSTOMER)
    answer = tracked.client.post(
        f"{tracked.path}antwort/",
        {"body": "Hier <b>ist</b> es", "files": [photo()]},
        headers={"origin": "null"},
    )
    assert answer.status_code == 302
    message = Message.objects.get(direction="in")
    assert (message.audience, message.author_party) == (Audience.CUSTOMER, tracked.people.karla)
    assert message.files.get().name == "stuhl.jpg"
    assert tracked.again().waits_for == WaitsFor.US
    page = tracked.page()
    assert "Hier &lt;b&gt;ist&lt;/b&gt; es" in page
    assert "stuhl.jpg" in page
    # Whoever acts through a mailed link reads its address.
    assert ContactPoint.objects.get(party=tracked.people.karla).verified_at is not None


def test_a_refused_answer_comes_back_whole(tracked: Tracked) -> None:
    bad = photo("virus.exe")
    bad.write(b"MZ\x90\x00" * 50)
    bad.seek(0)
    answer = tracked.client.post(f"{tracked.path}antwort/", {"body": "Mein langer Text", "files": [bad]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Mein langer Text" in page
    assert "virus.exe" in page
    assert not Message.objects.exists()
    assert tracked.client.post(f"{tracked.path}antwort/", {"body": " \x00 "}).status_code == 422
    assert tracked.client.post(f"{tracked.path}antwort/", {"body": "x" * 10_001}).status_code == 422
    assert not Message.objects.exists()


def test_uploads_belong_to_their_link(tracked: Tracked, browser: Callable[..., Client]) -> None:
    content = photo().read()
    headers = {"upload-length": str(len(content)), "upload-metadata": "filename c3R1aGwuanBn"}
    begun = tracked.client.post(f"{tracked.path}hochladen/", headers=headers)
    assert begun.status_code == 201
    tracked.client.patch(
        begun["Location"],
        content,
        content_type="application/offset+octet-stream",
        headers={"upload-offset": "0"},
    )
    token = begun.json()["token"]
    other = track(tracked.people, browser())
    assert other.client.post(f"{other.path}antwort/", {"uploads": [token]}).status_code == 422
    page = tracked.client.post(f"{tracked.path}antwort/", {"uploads": [token], "body": "x" * 10_001})
    assert token in page.content.decode(), "what was uploaded need not be sent again"
    assert tracked.client.post(f"{tracked.path}antwort/", {"uploads": [token]}).status_code == 302
    assert CaseFile.objects.get().name == "stuhl.jpg"


def close(tracked: Tracked) -> None:
    close_and_tell(
        actor=tracked.people.anna,
        case_id=tracked.case.pk,
        closed_by=ClosedBy.ANSWER,
        accepted=True,
        solution="Neue Gasfeder geschickt",
        at=clock.now() - timedelta(minutes=2),
    )


def test_solved(tracked: Tracked) -> None:
    close(tracked)
    page = tracked.page()
    assert "Ist Ihr Problem gelöst?" in page
    assert "Neue Gasfeder geschickt" in page
    assert "Abschlussbrief (PDF)" in page
    assert tracked.client.post(f"{tracked.path}geloest/").status_code == 302
    assert tracked.again().customer_confirmed is True
    assert "Ist Ihr Problem gelöst?" not in tracked.page()
    assert tracked.client.post(f"{tracked.path}geloest/").status_code == 302


def test_not_solved_needs_a_reason_and_reopens(tracked: Tracked) -> None:
    close(tracked)
    assert "Was stimmt noch nicht?" in tracked.client.get(f"{tracked.path}nicht-geloest/").content.decode()
    answer = tracked.client.post(f"{tracked.path}nicht-geloest/", {"reason": " "})
    assert answer.status_code == 422
    assert tracked.again().step == Step.CLOSED
    tracked.client.post(f"{tracked.path}nicht-geloest/", {"reason": "Er sinkt wieder"})
    assert tracked.again().step == Step.IN_PROGRESS


def test_objecting_to_a_rejection(tracked: Tracked) -> None:
    assert tracked.client.get(f"{tracked.path}einspruch/").status_code == 302
    decide_claim(
        actor=tracked.people.anna,
        case_id=tracked.case.pk,
        accepted=False,
        reason="Verschleiß",
        at=clock.now(),
    )
    close_case(
        actor=tracked.people.anna, case_id=tracked.case.pk, closed_by=ClosedBy.REJECTION, at=clock.now()
    )
    page = tracked.page()
    assert "Verschleiß" in page
    assert "Ist Ihr Problem gelöst?" not in page
    assert tracked.client.post(f"{tracked.path}einspruch/", {"reason": ""}).status_code == 422
    tracked.client.post(f"{tracked.path}einspruch/", {"reason": "Der Stuhl ist neu"})
    assert tracked.again().claim_status == ClaimStatus.UNDER_REVIEW
    assert tracked.case.step == Step.IN_PROGRESS


def test_withdrawing(tracked: Tracked) -> None:
    tracked.client.post(f"{tracked.path}zurueckziehen/", {"reason": ""})
    assert tracked.again().step == Step.CANCELLED
    assert "zurückgezogen" in tracked.page()
    assert tracked.client.post(f"{tracked.path}zurueckziehen/").status_code == 302
    assert tracked.again().step == Step.CANCELLED


def test_a_link_is_not_a_flood_gate(tracked: Tracked) -> None:
    with clock.frozen(clock.now().replace(minute=10)):
        for number in range(40):
            assert tracked.client.post(f"{tracked.path}antwort/", {"body": f"{number}"}).status_code == 302
        answer = tracked.client.post(f"{tracked.path}antwort/", {"body": "zu viel"})
    assert answer.status_code == 422
    assert "zu viel" in answer.content.decode()
    assert not Message.objects.filter(body="zu viel").exists()


def test_the_language_of_the_page(tracked: Tracked) -> None:
    answer = tracked.client.post(f"{tracked.path}sprache/", {"language": "en"}, headers={"origin": "null"})
    assert answer.status_code == 302
    assert "We have received your report" in tracked.page()
    tracked.client.post(f"{tracked.path}sprache/", {"language": "../../xx"})
    assert "We have received your report" in tracked.page()


# --- A new link by mail -----------------------------------------------------------------------------------


@pytest.fixture
def mailbox(tenant: Tenant) -> Mailbox:
    return Mailbox.objects.create(
        tenant=tenant, name="Service", address="service@nordlicht.test", is_default=True
    )


@pytest.mark.usefixtures("mailbox")
def test_renewal_answers_alike_and_mails_only_the_owner(tracked: Tracked) -> None:
    number = tracked.case.number
    answers = [
        tracked.client.post("/stand/", {"number": given, "email": email}, headers={"origin": "null"})
        for given, email in (
            (number, "karla@kundin.test"),
            (number, "fremd@irgendwo.test"),
            ("NO-2020-99999", "karla@kundin.test"),
        )
    ]
    assert {(a.status_code, a["Location"], a.content) for a in answers} == {(302, "/stand/gesendet/", b"")}
    mail = OutgoingMail.objects.get(kind="link")
    assert mail.recipient == "karla@kundin.test"


def test_renewal_is_throttled(tracked: Tracked) -> None:
    with clock.frozen(clock.now().replace(minute=10)):
        for number in range(20):
            given = {"number": "NO-2020-00001", "email": f"a{number}@kundin.test"}
            assert tracked.client.post("/stand/", given).status_code == 302
        answer = tracked.client.post("/stand/", given)
    assert answer.status_code == 429
    assert "Von Ihrem Anschluss" in answer.content.decode()


@pytest.mark.parametrize(
    "given", [{}, {"number": "x" * 500, "email": "a@b.test"}, {"number": "\x00", "email": "\x00"}]
)
def test_odd_renewals_are_refused(tracked: Tracked, given: dict[str, str]) -> None:
    assert tracked.client.post("/stand/", given).status_code == 422
    assert tracked.client.get("/stand/?nummer=%00%3Cscript%3E").status_code == 200
