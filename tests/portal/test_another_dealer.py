"""A case gets another dealer: what the office and the one before said to each other stays theirs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kulanz.cases.commands.editing import edit_fields
from kulanz.cases.commands.messages import add_message, attach_files
from kulanz.cases.models import Case, Message
from kulanz.cases.queries.case_page import case_files, case_messages
from kulanz.cases.rules import Audience
from kulanz.core.files.commands import store_file
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.parties.models import Party
from kulanz.workflows.partner_exports import export_cases
from tests.cases.people import AT, People
from tests.exchange.cases.conftest import make_partner
from tests.portal.told import page
from tests.workflows.happening import record
from tests.workflows.hearing import LATER

pytestmark = pytest.mark.usefixtures("afterwards")

SignIn = Callable[[str], Client]
THEIRS = ("Unser Einkaufspreis war Zwetschge", "Dann kulant, Mirabelle", "Quitte.txt", "B-4711")


@pytest.fixture
def case(people: People) -> Case:
    """Blatt's, with words and a file between the house and the office, and a word to the customer."""
    found = record(people, actor=people.blatt_house, dealer_reference="B-4711")
    add_message(actor=people.blatt_house, case_id=found.pk, body=THEIRS[0], at=AT)
    stored = store_file(tenant_id=people.tenant.pk, content=b"Rabatt", name="Quitte.txt", at=AT)
    attach_files(actor=people.blatt_house, case_id=found.pk, files=[stored], at=AT)
    for body, audience in ((THEIRS[1], Audience.DEALER), ("Guten Tag Karla", Audience.CUSTOMER)):
        add_message(actor=people.anna, case_id=found.pk, body=body, audience=audience, at=AT)
    return found


def given_to(people: People, case: Case, dealer: Party, before: Party | None) -> None:
    edit_fields(
        actor=people.anna,
        case_id=case.pk,
        values={"dealer_id": dealer.pk},
        base={"dealer_id": before.pk if before else None},
        at=LATER,
    )


def exported(people: People, code: str, dealer: Party) -> str:
    partner = make_partner(people, code, party_id=dealer.pk)
    with export_cases(partner=partner, at=LATER).content as content:
        return content.read().decode(errors="replace")


def found_by(client: Client, word: str, case: Case) -> bool:
    return case.number in client.get(reverse("portal:home"), {"q": word}).content.decode()


def test_the_next_one_reads_what_is_the_customers(people: People, sign_in: SignIn, case: Case) -> None:
    theirs = sorted(file.pk for file in case_files(people.blatt_house, case, at=LATER))
    shown = page(sign_in("haus@blatt"), case)
    assert [word for word in (*THEIRS, people.blatt_house.name) if word not in shown] == [], "all his"
    sent = exported(people, "blatt", people.blatt)
    assert [word for word in THEIRS[:3] if word not in sent] == []
    assert found_by(sign_in("haus@blatt"), "Mirabelle", case)
    given_to(people, case, people.fremd, people.blatt)
    case.refresh_from_db()
    fremd = sign_in("haus@fremd")
    for told in (page(fremd, case), exported(people, "fremd", people.fremd)):
        assert "Guten Tag Karla" in told
        assert people.blatt_house.name not in told, "who filed it"
        assert [word for word in THEIRS if word in told] == []
    assert not found_by(fremd, "Mirabelle", case)
    assert not found_by(fremd, "Zwetschge", case)
    assert found_by(fremd, "Karla", case)
    assert people.blatt_house.name not in fremd.get(reverse("portal:home")).content.decode()
    for pk in theirs:
        assert fremd.get(reverse("portal:file", args=[pk])).status_code == 404
    assert sign_in("haus@blatt").get(reverse("portal:case", args=[case.number])).status_code == 404


def test_the_office_and_the_one_before_lose_nothing(people: People, sign_in: SignIn, case: Case) -> None:
    before = [message.body for message in case_messages(people.anna, case, at=LATER)]
    given_to(people, case, people.fremd, people.blatt)
    assert [message.body for message in case_messages(people.anna, case, at=LATER)] == before
    entry = ProtocolEntry.objects.filter(event="case.fields_changed").latest("seq")
    assert entry.facts["fields_changed"] == ["dealer_id", "dealer_reference"]
    assert Message.objects.filter(audience="dealer", dealer=people.blatt).count() == 2
    given_to(people, case, people.blatt, people.fremd)
    shown = page(sign_in("haus@blatt"), case)
    assert [word for word in THEIRS[:3] if word not in shown] == [], "it was a mistake, and is as it was"


def test_a_reference_without_a_dealer_is_the_one_who_gets_the_case(people: People) -> None:
    case = record(people, dealer_id=None, dealer_reference="Zettel 7")
    given_to(people, case, people.fremd, None)
    case.refresh_from_db()
    assert case.dealer_reference == "Zettel 7"
