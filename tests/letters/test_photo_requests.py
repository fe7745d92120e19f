"""Asking for photos with one press, and finding the cases that wait for them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.closing import cancel_case
from kulanz.cases.commands.messages import attach_files, remove_file
from kulanz.cases.commands.reopening import reopen_case
from kulanz.cases.models import Case
from kulanz.cases.refusals import CaseEnded
from kulanz.core import clock
from kulanz.core.files.commands import store_file
from kulanz.stages.contact.commands.photo_requests import settle_photo_requests
from kulanz.stages.contact.models import Letter, LetterKind
from kulanz.stages.contact.queries.letters import cases_waiting_for_photos
from kulanz.workflows.letters import send_letter
from tests.cases.people import AT, People
from tests.letters.reading import mail_of, part_of, url
from tests.outgoing.writing import new_case
from tests.workflows.hearing import forget, heard, work


def test_a_photo_request_is_one_press_and_the_customers_turn(
    people: People, case: Case, anna: Client
) -> None:
    forget()
    page = anna.get(url(case)).content.decode()
    (token,) = re.findall(rf'{url(case, "brief/fotos/")}".*?name="token" value="(\w+)"', page)
    for _ in range(2):
        said = anna.post(url(case, "brief/fotos/"), {"token": token}, follow=True).content.decode()
        assert "Fotoanforderung geht per E-Mail an karla@kundin.test." in said
    letter = Letter.objects.get()
    case.refresh_from_db()
    assert (case.step, case.waits_for) == ("in_progress", "customer")
    assert case.next_news_on is not None
    assert case.next_news_on > local_date(people.tenant, clock.now())
    link = re.search(r"http://nordlicht\.test\S*/f/(\S+?)/?#files", part_of(mail_of(letter), "plain"))
    assert link is not None
    opened = Client(headers={"host": people.tenant.host}).get(f"/f/{link[1].strip('/')}/")
    assert 'id="files"' in opened.content.decode()
    # the letter tells the new state itself: no second mail about it
    assert [told.kind for told in heard()] == ["letter"]
    assert list(cases_waiting_for_photos(people.anna)) == [case]
    assert list(cases_waiting_for_photos(people.blatt_house)) == []


def test_waiting_ends_with_a_file_from_outside_and_begins_with_the_next_request(
    people: People, case: Case
) -> None:
    def ask(days: int) -> None:
        send_letter(
            actor=people.anna, case_id=case.pk, kind=LetterKind.PHOTO_REQUEST, at=AT + timedelta(days=days)
        )

    def add_photo(days: int, *, by_customer: bool = True) -> None:
        at = AT + timedelta(days=days)
        file = store_file(tenant_id=case.tenant_id, content=b"Foto", name="foto.txt", at=at)
        actor = people.customer_link(case.pk) if by_customer else people.anna
        attach_files(actor=actor, case_id=case.pk, files=[file], at=at)

    other = new_case(people)
    add_photo(0)
    ask(1)
    add_photo(2, by_customer=False)
    assert list(cases_waiting_for_photos(people.anna)) == [case]
    add_photo(3)
    assert list(cases_waiting_for_photos(people.anna)) == []
    case.refresh_from_db()
    assert case.waits_for == "us"
    ask(4)
    send_letter(actor=people.anna, case_id=other.pk, kind=LetterKind.PHOTO_REQUEST, at=AT)
    assert set(cases_waiting_for_photos(people.anna)) == {case, other}
    Case.objects.filter(pk=other.pk).update(step="cancelled")
    assert list(cases_waiting_for_photos(people.anna)) == [case]


def test_requests_settled_long_ago_cost_nothing_and_come_back(people: People, case: Case) -> None:
    send_letter(actor=people.anna, case_id=case.pk, kind=LetterKind.PHOTO_REQUEST, at=AT)
    letter, day = Letter.objects.get(), timedelta(days=1)
    assert settle_photo_requests(tenant_id=case.tenant_id, at=AT + 9 * day) == 0
    cancel_case(actor=people.anna, case_id=case.pk, reason="doppelt", at=AT + day)
    assert list(cases_waiting_for_photos(people.anna)) == []
    assert settle_photo_requests(tenant_id=case.tenant_id, at=AT + day * 1.5) == 0
    assert settle_photo_requests(tenant_id=case.tenant_id, at=AT + 3 * day) == 1
    reopen_case(actor=people.anna, case_id=case.pk, reason="doch nicht", at=AT + 4 * day)
    work(AT + 5 * day)
    letter.refresh_from_db()
    assert letter.photos_due
    assert list(cases_waiting_for_photos(people.anna)) == [case]
    at = AT + 5 * day
    file = store_file(tenant_id=case.tenant_id, content=b"Foto", name="foto.txt", at=at)
    (row,) = attach_files(actor=people.customer_link(case.pk), case_id=case.pk, files=[file], at=at)
    assert settle_photo_requests(tenant_id=case.tenant_id, at=AT + 7 * day) == 1
    remove_file(actor=people.anna, case_file_id=row.pk, reason="falscher Stuhl", at=AT + 8 * day)
    work(AT + 8 * day)
    assert list(cases_waiting_for_photos(people.anna)) == [case]


def test_nobody_is_asked_about_an_ended_case(people: People, case: Case, anna: Client) -> None:
    anna.post(url(case, "stornieren/"), {"reason": "doppelt"})
    with pytest.raises(CaseEnded):
        send_letter(actor=people.anna, case_id=case.pk, kind=LetterKind.PHOTO_REQUEST, at=AT)
    assert "Fotos anfordern" not in anna.get(url(case)).content.decode()
    assert Letter.objects.count() == 0
