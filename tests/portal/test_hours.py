"""The opening hours in English where they are entered so, else as they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kulanz.cases.rules import Reader
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import OfficeContact
from kulanz.stages.contact.commands.outgoing import Recipient
from kulanz.stages.contact.placeholders import values_for
from tests.cases.people import AT, People
from tests.outgoing.writing import KARLA, body_of, parsed, queue
from tests.workflows.happening import record

SignIn = Callable[[str], Client]
GERMAN, ENGLISH = "Mo–Fr 8–17 Uhr", "Mon–Fri 8 am–5 pm"


@pytest.fixture(autouse=True)
def german_hours(people: People) -> None:
    Tenant.objects.filter(pk=people.tenant.pk).update(contact_phone="0800 123", contact_hours=GERMAN)
    OfficeContact.objects.create(
        tenant=people.tenant, area="Schnittstelle", person="Ina Imker", phone="0800 4", hours=GERMAN
    )


def translate(people: People) -> None:
    Tenant.objects.filter(pk=people.tenant.pk).update(contact_hours_en=ENGLISH)
    OfficeContact.objects.update(hours_en=ENGLISH)


def read(client: Client, path: str, language: str) -> str:
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("translated", [False, True])
def test_pages_and_mails_in_each_language(people: People, sign_in: SignIn, translated: bool) -> None:
    if translated:
        translate(people)
    case = record(people)
    shown = {"de": GERMAN, "en": ENGLISH if translated else GERMAN}
    guest = Client(headers={"host": people.tenant.host})
    for language, hours in shown.items():
        other = ENGLISH if hours == GERMAN else GERMAN
        page = read(guest, reverse("public:home"), language)
        assert hours in page
        assert other not in page
        mail = queue(people, case, key=language, recipient=Recipient(KARLA, "Karla", language))
        assert hours in body_of(parsed(mail))
        assert other not in body_of(parsed(mail))
        values = values_for(case, agent="Anna", reader=Reader.OFFICE, language=language, at=AT)
        assert values["hours"] == hours


def test_the_named_contacts_of_the_portal(people: People, sign_in: SignIn) -> None:
    from kulanz.core.access.models import User

    client = sign_in("britta@blatt")
    translate(people)
    user = User.objects.filter(email__startswith="britta@blatt")
    for language, hours in (("de", GERMAN), ("en", ENGLISH)):
        user.update(language=language)
        assert read(client, reverse("portal:help"), language).count(hours) >= 1
    OfficeContact.objects.update(hours_en="")
    assert GERMAN in read(client, reverse("portal:help"), "en")


def test_an_administrator_enters_them(people: People, sign_in: SignIn) -> None:
    path = reverse("desk:admin_tenant", args=["kontakt"])
    client = sign_in("otto@")
    given = {
        "contact_team": "Service",
        "contact_phone": "1",
        "contact_hours": GERMAN,
        "contact_hours_en": ENGLISH,
    }
    assert client.post(path, given).status_code == 302
    tenant = Tenant.objects.get(pk=people.tenant.pk)
    assert (tenant.contact_hours, tenant.contact_hours_en) == (GERMAN, ENGLISH)
    anna = sign_in("anna@")
    assert anna.post(path, {**given, "contact_hours_en": "never"}).status_code in (403, 404)
    tenant.refresh_from_db()
    assert tenant.contact_hours_en == ENGLISH
