from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from tests.cases.people import PASSWORD, People


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def test_staff_and_dealers_begin_where_their_work_is(people: People, browser: Callable[..., Client]) -> None:
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
