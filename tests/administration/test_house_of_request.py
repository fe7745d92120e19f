"""A firm asks for its first access: its house is made from the request, and the way leads back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kulanz.core.access.models import User
from kulanz.masterdata.parties.models import ClerkRequest, ClerkRequestState, Membership, Party
from tests.cases.people import AT, People


@pytest.fixture
def asked(people: People) -> ClerkRequest:
    return ClerkRequest.objects.create(
        tenant=people.tenant,
        company="Neubau Möbel GmbH",
        name="Nele Neu",
        email="nele@neubau.test",
        phone="0221 4711",
        requested_by="Nele Neu",
        requested_at=AT,
    )


def signed_in(people: People, who: str) -> Client:
    client = Client(headers={"host": people.tenant.host})
    client.force_login(User.objects.get(email__startswith=who))
    return client


def given(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "organisation",
        "name": "Neubau Möbel GmbH",
        "roles": ["dealer"],
        "email": "nele@neubau.test",
        "phone": "0221 4711",
        **changes,
    }


def test_the_house_is_made_from_the_request_and_back(people: People, asked: ClerkRequest) -> None:
    otto = signed_in(people, "otto@")
    url = reverse("desk:admin_new_party") + f"?antrag={asked.pk}"
    assert url in otto.get(reverse("desk:admin_requests")).content.decode()
    form = otto.get(url)
    assert form.context["form"].initial == given()
    page = form.content.decode()
    assert 'value="Neubau Möbel GmbH"' in page
    assert "Aus dem Antrag von Nele Neu." in page
    answer = otto.post(url, given())
    assert answer.status_code == 302
    house = Party.objects.get(name="Neubau Möbel GmbH")
    assert answer["Location"].startswith(reverse("desk:admin_requests"))
    back = otto.get(answer["Location"].partition("#")[0]).content.decode()
    assert f'value="Neubau Möbel GmbH" data-combobox-value="{house.pk}"' in back
    asked.refresh_from_db()
    assert asked.state == ClerkRequestState.PENDING, "nobody is let in by making a house"
    assert (
        otto.post(reverse("desk:admin_approve", args=[asked.pk]), {"organisation": house.pk}).status_code
        == 302
    )
    assert Membership.objects.get(user__email="nele@neubau.test").organisation == house


def test_refused_it_keeps_what_was_typed_and_makes_nothing(people: People, asked: ClerkRequest) -> None:
    otto = signed_in(people, "otto@")
    before = Party.objects.count()
    url = reverse("desk:admin_new_party") + f"?antrag={asked.pk}"
    answer = otto.post(url, given(email="keine Adresse"))
    assert answer.status_code == 422
    assert "keine Adresse" in answer.content.decode()
    assert signed_in(people, "lena@").post(url, given()).status_code == 403
    assert Party.objects.count() == before


def test_a_decided_request_fills_in_nothing(people: People, asked: ClerkRequest) -> None:
    ClerkRequest.objects.filter(pk=asked.pk).update(state=ClerkRequestState.DECLINED)
    otto = signed_in(people, "otto@")
    for known in (str(asked.pk), "0", "x", "9" * 30):
        page = otto.get(reverse("desk:admin_new_party"), {"antrag": known})
        assert page.status_code == 200
        assert "Neubau" not in page.content.decode()
