"""The guided tour of a dealer's first visit."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from kulanz.masterdata.parties.models import Membership
from tests.cases.people import People

SignIn = Callable[[str], Client]


def shows(client: Client, query: str = "") -> bool:
    return "data-tour-steps" in client.get(reverse("portal:home") + query).content.decode()


def test_shown_until_it_was_seen_and_again_when_asked_for(people: People, sign_in: SignIn) -> None:
    britta = sign_in("britta@blatt")
    assert shows(britta)
    assert shows(britta)
    assert britta.post(reverse("portal:end_tour")).status_code == 302
    assert not shows(britta)
    assert shows(britta, "?rundgang=1")
    seen = Membership.objects.get(pk=people.britta.membership_id).tour_seen_at
    britta.post(reverse("portal:end_tour"))
    assert Membership.objects.get(pk=people.britta.membership_id).tour_seen_at == seen


def test_each_person_has_his_own(people: People, sign_in: SignIn) -> None:
    sign_in("britta@blatt").post(reverse("portal:end_tour"))
    assert shows(sign_in("haus@fremd"))


def test_only_dealers_are_shown_round(people: People, sign_in: SignIn) -> None:
    tom = sign_in("tom@")
    assert not shows(tom, "?rundgang=1")
    assert tom.post(reverse("portal:end_tour")).status_code == 404
