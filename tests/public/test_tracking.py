"""The page behind a link: what a customer reads there, and what nobody else gets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test import Client

from kulanz.cases.commands.messages import TAKE_BACK, add_message, attach_files
from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case, CaseFile, Message
from kulanz.cases.rules import Audience, WaitsFor
from kulanz.core import clock
from kulanz.core.access.models import AccessToken
from kulanz.core.files.commands import store_file
from kulanz.core.tenancy.context import tenant_context
from tests.cases.people import make_people
from tests.conftest import make_tenant
from tests.public.tracked import Tracked, say, track
from tests.public.visitor import photo


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
