"""What a dealer must not see or do: other houses, colleagues' cases, internal text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kulanz.cases.commands.messages import add_message, attach_files
from kulanz.cases.commands.people import add_participant
from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case, CaseFile, Draft, Message, ParticipantRole
from kulanz.cases.rules import Audience
from kulanz.core import clock
from kulanz.core.access.actor import ActorKind
from kulanz.core.files.commands import store_file
from kulanz.interfaces.portal import listing
from kulanz.interfaces.portal.urls import urlpatterns
from kulanz.masterdata.parties.models import PartyRoleKind
from tests.cases.people import AT, People, make_member, make_party
from tests.portal.filing_forms import TOKEN, file

SignIn = Callable[[str], Client]
ON_CASES = ["write", "keep_note", "add_files", "set_reference", "withdraw", "object", "solve"]


def internal_note(people: People, case: Case) -> CaseFile:
    """A word and a file that nobody outside may find; returns the file."""
    add_message(actor=people.anna, case_id=case.pk, body="Geheimwort Zwetschge", at=clock.now())
    stored = store_file(
        tenant_id=people.tenant.pk, content=b"Zwetschgenliste", name="zwetschge.txt", at=clock.now()
    )
    (row,) = attach_files(
        actor=people.anna, case_id=case.pk, files=[stored], audience=Audience.INTERNAL, at=clock.now()
    )
    return row


def test_another_house_meets_404_everywhere(people: People, sign_in: SignIn) -> None:
    case = file(sign_in("britta@blatt"), files=_text("bericht.txt"))
    (shown,) = CaseFile.objects.filter(case=case)
    stranger = sign_in("haus@fremd")
    assert stranger.get(reverse("portal:case", args=[case.number])).status_code == 404
    assert stranger.get(reverse("portal:file", args=[shown.pk])).status_code == 404
    for name in ON_CASES:
        answer = stranger.post(reverse(f"portal:{name}", args=[case.number]), {"body": "x", "reason": "x"})
        assert answer.status_code == 404, name
    assert not Message.objects.exists()
    for query in ("Armlehne", "AB-77", "Karla", case.number):
        assert _link(case) not in stranger.get(reverse("portal:home"), {"q": query}).content.decode()
    found = stranger.get(reverse("portal:find_customers"), {"q": "Karla"}).json()
    assert found == {"options": []}
    hint = stranger.get(reverse("portal:reference_hint"), {"dealer_reference": "AB-77"})
    assert case.number not in hint.content.decode()


def _link(case: Case) -> str:
    return f'href="{reverse("portal:case", args=[case.number])}"'


def _text(name: str) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, b"ein Bericht", "text/plain")


def test_a_stranger_cannot_take_over_a_customer(people: People, sign_in: SignIn) -> None:
    mine = file(sign_in("britta@blatt"))
    stranger = sign_in("haus@fremd")
    refused = stranger.post(
        reverse("portal:filing", args=["c" * 20]),
        {
            "kind": "inquiry",
            "title": "Frage",
            "customer": mine.customer_id,
            "customer_name": "Karla Kunde",
            "carried_out_by": "factory",
            "dealer_part": "intermediary",
        },
    )
    assert refused.status_code == 422
    theirs = file(stranger, token="d" * 20)
    assert theirs.customer_id != mine.customer_id, "the same address is no reason to join two houses"


def test_scope_own_sees_only_her_own(people: People, sign_in: SignIn) -> None:
    house, britta = sign_in("haus@blatt"), sign_in("britta@blatt")
    theirs = file(house, title="Tisch wackelt", customer_name="Nur Haus", customer_email=None)
    hers = file(britta, token="e" * 20)
    assert britta.get(reverse("portal:case", args=[theirs.number])).status_code == 404
    home = britta.get(reverse("portal:home")).content.decode()
    assert hers.number in home
    assert theirs.number not in home
    assert britta.get(reverse("portal:find_customers"), {"q": "Nur Haus"}).json()["options"] == []
    both = house.get(reverse("portal:home")).content.decode()
    assert hers.number in both
    assert theirs.number in both


def test_internal_text_is_nowhere(people: People, sign_in: SignIn) -> None:
    britta = sign_in("britta@blatt")
    case = file(britta)
    secret = internal_note(people, case)
    page = britta.get(reverse("portal:case", args=[case.number])).content.decode()
    home = britta.get(reverse("portal:home")).content.decode()
    found = britta.get(reverse("portal:home"), {"q": "Zwetschge"}).content.decode()
    for text in (page, home):
        assert "wetschge" not in text
    assert case.number not in found
    assert britta.get(reverse("portal:file", args=[secret.pk])).status_code == 404


def test_others_read_and_answer_only_where_they_take_part(people: People, sign_in: SignIn) -> None:
    case = file(sign_in("britta@blatt"))
    tom = sign_in("tom@")
    assert tom.get(reverse("portal:case", args=[case.number])).status_code == 404
    add_participant(
        actor=people.anna,
        case_id=case.pk,
        party_id=people.tom_party.pk,
        role=ParticipantRole.TECHNICIAN,
        at=clock.now(),
    )
    internal_note(people, case)
    home = tom.get(reverse("portal:home")).content.decode()
    assert case.number in home
    assert "Neuen Vorgang melden" not in home
    page = tom.get(reverse("portal:case", args=[case.number])).content.decode()
    assert "wetschge" not in page
    answer = tom.post(reverse("portal:write", args=[case.number]), {"body": "Bin Dienstag da."})
    assert answer.status_code == 302
    assert Message.objects.get(body="Bin Dienstag da.").audience == "technician"
    assert tom.get(reverse("portal:house")).status_code == 404
    assert tom.get(reverse("portal:new_case")).status_code == 404


@pytest.mark.parametrize("name", [pattern.name for pattern in urlpatterns])
def test_every_address_asks_who_is_there(name: str, people: People, sign_in: SignIn) -> None:
    pattern = next(p for p in urlpatterns if p.name == name)
    given = {"number": "NO-2026-00001", "token": TOKEN}
    arguments = {key: given.get(key, 1) for key in pattern.pattern.converters}
    url = reverse(f"portal:{name}", kwargs=arguments)
    guest = Client(headers={"host": people.tenant.host})
    assert guest.get(url).status_code == 302
    assert guest.post(url).status_code == 302
    staff = sign_in("anna@")
    assert staff.get(url).status_code == 404


def test_drafts_are_ones_own(people: People, sign_in: SignIn) -> None:
    britta, house = sign_in("britta@blatt"), sign_in("haus@blatt")
    britta.post(reverse("portal:draft", args=[TOKEN]), {"kind": "repair", "title": "Halb fertig"})
    assert Draft.objects.count() == 1
    assert "Halb fertig" in britta.get(reverse("portal:home")).content.decode()
    assert "Halb fertig" not in house.get(reverse("portal:home")).content.decode()
    assert house.get(reverse("portal:filing", args=[TOKEN]))["Location"] == reverse("portal:new_case")


@pytest.mark.parametrize("kind", [ActorKind.CUSTOMER, ActorKind.SUPPLIER])
def test_customers_and_suppliers_see_their_cases(kind: ActorKind, people: People, sign_in: SignIn) -> None:
    case = file(sign_in("britta@blatt"))
    party = make_party(people.tenant, "Gast Gerber", role=PartyRoleKind.CUSTOMER)
    make_member(people.tenant, "gast@firma.test", "Gast Gerber", kind, person=party)
    guest = sign_in("gast@")
    url = reverse("portal:case", args=[case.number])
    assert guest.get(url).status_code == 404
    add_participant(
        actor=people.anna,
        case_id=case.pk,
        party_id=party.pk,
        role=ParticipantRole(kind.value),
        at=clock.now(),
    )
    page = guest.get(url).content.decode()
    assert "Armlehne gebrochen" in page
    assert ("Karla Kunde" in page) is (kind is ActorKind.CUSTOMER)
    assert "AB-77" not in page
    assert case.number in guest.get(reverse("portal:home")).content.decode()
    assert guest.post(reverse("portal:set_reference", args=[case.number])).status_code == 404


def test_zero_bytes_break_nothing(people: People, sign_in: SignIn) -> None:
    britta = sign_in("britta@blatt")
    case = file(britta)
    assert britta.get(f"/portal/vorgang/{case.number}%00x/").status_code == 404
    assert britta.post(f"/portal/neu/{TOKEN}%00/verwerfen/").status_code == 404
    assert (
        britta.get(reverse("portal:home"), {"q": "a\x00b", "stand": "\x00", "von": "p\x00"}).status_code
        == 200
    )
    for name in ("write", "set_reference", "withdraw"):
        answer = britta.post(
            reverse(f"portal:{name}", args=[case.number]),
            {"body": "a\x00b", "dealer_reference": "c\x00d", "base": "AB-77", "reason": "e\x00f"},
        )
        assert answer.status_code == 302, name
    assert britta.post(reverse("portal:tell_office"), {"text": "g\x00h"}).status_code == 302
    assert britta.post(reverse("portal:draft", args=["w" * 20]), {"title\x00": "i\x00j"}).status_code == 204


def test_the_list_goes_on_page_by_page(people: People, sign_in: SignIn) -> None:
    britta = sign_in("britta@blatt")
    for number in range(listing.PAGE_SIZE + 3):
        case = NewCase(title=f"Fall {number}", dealer_reference="Serie")
        record_case(actor=people.britta, case=case, at=AT + timedelta(minutes=number))
    record_case(actor=people.fremd_house, case=NewCase(title="fremd", dealer_reference="Serie"), at=AT)
    for wish in ({}, {"q": "serie"}):
        first = britta.get(reverse("portal:home"), wish)
        rest = britta.get(reverse("portal:home"), {**wish, "cursor": first.context["next_cursor"]})
        seen = [row.case.title for page in (first, rest) for row in page.context["rows"]]
        assert seen == [f"Fall {n}" for n in reversed(range(listing.PAGE_SIZE + 3))], wish
        assert not rest.context["next_cursor"]
    assert britta.get(reverse("portal:home"), {"cursor": "gefälscht"}).status_code == 200
