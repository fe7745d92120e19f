"""Erasing keeps figures and chain, obeys the law's duties to keep, and touches nobody else."""

from __future__ import annotations

import io
import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kulanz.cases.commands.closing import close_case, record_solution
from kulanz.cases.commands.messages import add_message, attach_files
from kulanz.cases.commands.people import mark_spam
from kulanz.cases.commands.recording import NewCase, NewPosition, record_case
from kulanz.cases.models import Case, CaseFile, Message
from kulanz.cases.rules import Audience, ClosedBy, Kind
from kulanz.core.files.commands import store_file
from kulanz.core.files.models import StoredFile
from kulanz.core.files.storage import storage
from kulanz.core.protocol.models import PersonalData, ProtocolEntry
from kulanz.core.protocol.verification import altered_personal_data, broken_entries
from kulanz.core.refusal import NotAllowed
from kulanz.core.search.api import find_documents
from kulanz.masterdata.parties.models import ContactPoint, Party, PartyRoleKind
from kulanz.stages.contact.commands.incoming import store_raw_mail
from kulanz.stages.contact.models import RawMail, RawMailOutcome
from kulanz.workflows.privacy import (
    AlreadyErased,
    ErasureBlocked,
    NameDiffers,
    erase_due,
    erase_person,
    person_of_email,
    preview_erasure,
)
from kulanz.workflows.privacy_export import export_person
from kulanz.workflows.privacy_rules import Duty, duty_of, last_day
from tests.cases.people import AT, People, make_party

pytestmark = pytest.mark.django_db

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001"
    "f61738550000000049454e44ae426082"
)


def a_case(people: People, customer: Party, title: str, **extra: Any) -> Case:
    return record_case(
        actor=people.anna,
        at=AT,
        case=NewCase(
            title=title,
            kind=Kind.INQUIRY,
            customer_id=customer.pk,
            description=f"{customer.name} meldet: {title}",
            **extra,
        ),
    )


def close(people: People, case: Case, at: datetime) -> None:
    record_solution(actor=people.anna, case_id=case.pk, solution="Frau Kunde beraten", at=at)
    close_case(actor=people.anna, case_id=case.pk, closed_by=ClosedBy.ANSWER, at=at)


def figures(people: People) -> dict[str, Any]:
    """Everything a statistic could count."""
    rows = Case.objects.order_by("id").values_list(
        "number", "kind", "step", "claim_status", "waits_for", "severity", "created_at", "closed_at",
        "closed_by", "updated_at", "state_since", "owner", "team", "customer", "dealer", "is_spam",
    )  # fmt: skip
    return {
        "cases": list(rows),
        "messages": list(
            Message.objects.order_by("id").values_list("id", "audience", "direction", "created_at")
        ),
        "mails": Counter(RawMail.objects.values_list("outcome", flat=True)),
        "files": StoredFile.objects.count(),
        "parties": Party.objects.count(),
    }


def everything_holds() -> None:
    assert broken_entries() == []
    assert altered_personal_data() == []


@pytest.mark.parametrize(
    ("facts", "duty"),
    [
        ({}, Duty.NONE),
        ({"has_letter": True}, Duty.LETTER),
        ({"has_letter": True, "has_voucher": True}, Duty.VOUCHER),
        ({"is_open": True}, Duty.OPEN),
        ({"is_open": True, "is_spam": True}, Duty.NONE),
    ],
)
def test_duty(facts: dict[str, bool], duty: Duty) -> None:
    blank = dict.fromkeys(("is_open", "is_spam", "has_voucher", "has_letter"), False)
    assert duty_of(**(blank | facts)) is duty


def test_years_count_from_the_end_of_the_calendar_year() -> None:
    assert last_day(Duty.LETTER, date(2026, 1, 1)) == date(2032, 12, 31)
    assert last_day(Duty.VOUCHER, date(2026, 12, 31)) == date(2034, 12, 31)
    assert last_day(Duty.OPEN, date(2026, 5, 1)) is None


def test_an_open_case_stands_in_the_way(people: People) -> None:
    case = a_case(people, people.karla, "Gasfeder")
    with pytest.raises(ErasureBlocked, match=case.number):
        erase_person(actor=people.otto, party_id=people.karla.pk, confirm="Karla Kunde", at=AT)
    assert ContactPoint.objects.filter(party=people.karla).exists()


def test_the_name_must_be_typed_and_only_administrators_may(people: People) -> None:
    with pytest.raises(NameDiffers):
        erase_person(actor=people.otto, party_id=people.karla.pk, confirm="Karla", at=AT)
    for actor in (people.anna, people.lena, people.blatt_house, people.tom):
        with pytest.raises(NotAllowed):
            erase_person(actor=actor, party_id=people.karla.pk, confirm="Karla Kunde", at=AT)
        with pytest.raises(NotAllowed):
            export_person(actor=actor, party_id=people.karla.pk, target=io.BytesIO(), at=AT)


def test_erasing_now_and_when_the_law_allows(people: People, django_capture_on_commit_callbacks: Any) -> None:
    nora = make_party(people.tenant, "Nora Nachbar", role=PartyRoleKind.CUSTOMER, email="nora@kundin.test")
    note_only = a_case(people, people.karla, "Anruf wegen Farbe")
    add_message(
        actor=people.anna, case_id=note_only.pk, body="Karla rief an", audience=Audience.INTERNAL, at=AT
    )
    close(people, note_only, AT)
    written = a_case(people, people.karla, "Gasfeder sinkt")
    link = people.customer_link(written.pk)
    add_message(actor=link, case_id=written.pk, body="Ich bin Karla und der Stuhl sinkt", at=AT)
    stored = store_file(tenant_id=people.tenant.pk, content=PNG, name="karla.png", at=AT)
    attach_files(actor=link, case_id=written.pk, files=[stored], at=AT)
    close(people, written, AT + timedelta(days=1))
    others = a_case(people, nora, "Rolle quietscht")
    add_message(actor=people.anna, case_id=others.pk, body="Liebe Nora", audience=Audience.CUSTOMER, at=AT)
    close(people, others, AT)
    before = figures(people)
    nora_before = (
        list(Message.objects.filter(case=others).values()),
        list(PersonalData.objects.filter(entry__stream=others.stream).order_by("pk").values()),
        list(Party.objects.filter(pk=nora.pk).values()),
    )

    plan = preview_erasure(actor=people.otto, party_id=people.karla.pk, at=AT + timedelta(days=2))
    assert [c.number for c in plan.now] == [note_only.number]
    assert [(c.number, c.duty, c.keep_until) for c in plan.kept] == [
        (written.number, Duty.LETTER, date(2032, 12, 31))
    ]
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(
            actor=people.otto, party_id=people.karla.pk, confirm="Karla Kunde", at=AT + timedelta(days=2)
        )

    karla = Party.objects.get(pk=people.karla.pk)
    assert (karla.name, karla.active, karla.erase_on) == ("Karla Kunde", False, date(2033, 1, 1))
    assert not ContactPoint.objects.filter(party=karla).exists()
    note_only.refresh_from_db()
    assert "Karla" not in f"{note_only.title}{note_only.description}{note_only.solution}"
    assert not Message.objects.filter(case=note_only, body__contains="Karla").exists()
    assert Message.objects.filter(case=written, body__contains="Ich bin Karla").exists()
    assert storage().size(stored.key) is not None
    everything_holds()
    assert figures(people) == before

    assert erase_due(people.tenant.pk, datetime(2032, 12, 31, 12, tzinfo=UTC)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_due(people.tenant.pk, datetime(2033, 1, 1, 12, tzinfo=UTC)) == 1
    assert erase_due(people.tenant.pk, datetime(2033, 1, 2, 12, tzinfo=UTC)) == 0

    karla.refresh_from_db()
    assert karla.erased_at is not None
    assert karla.erase_on is None
    assert "Karla" not in karla.name
    written.refresh_from_db()
    assert "Gasfeder" not in written.title
    assert storage().size(stored.key) is None
    file = CaseFile.objects.get(stored=stored)
    assert "karla" not in file.name
    for row in PersonalData.objects.filter(data__isnull=False):
        assert "karla" not in json.dumps(row.data, ensure_ascii=False).lower()
    assert not Message.objects.filter(author_name__contains="Karla").exists()
    assert find_documents(query="Karla", audiences=["all", "internal", "customer", "dealer"]) == []
    assert find_documents(query="Karla", audiences=["all"], collection="p") == []
    everything_holds()
    assert figures(people) == before
    assert nora_before == (
        list(Message.objects.filter(case=others).values()),
        list(PersonalData.objects.filter(entry__stream=others.stream).order_by("pk").values()),
        list(Party.objects.filter(pk=nora.pk).values()),
    )
    with pytest.raises(AlreadyErased):
        preview_erasure(actor=people.otto, party_id=people.karla.pk, at=AT)


def test_vouchers_stay_longer_and_spam_not_at_all(people: People) -> None:
    bought = a_case(
        people,
        people.karla,
        "Rechnung",
        positions=(NewPosition(item_text="Drehstuhl Arve", invoice_number="R-1"),),
    )
    close(people, bought, AT)
    spam = a_case(people, people.karla, "Gewinnspiel")
    mark_spam(actor=people.anna, case_id=spam.pk, spam=True, at=AT)
    plan = preview_erasure(actor=people.otto, party_id=people.karla.pk, at=AT)
    assert {c.number: c.keep_until for c in plan.cases} == {
        bought.number: date(2034, 12, 31),
        spam.number: None,
    }
    assert not plan.blockers


def test_mails_of_the_person_go_and_quarantined_ones_are_asked_about(
    people: People, django_capture_on_commit_callbacks: Any
) -> None:
    raw = b"From: karla@kundin.test\r\nSubject: Hallo\r\n\r\nKarla hier"
    mail = store_raw_mail(tenant_id=people.tenant.pk, raw=raw, at=AT)
    RawMail.objects.filter(pk=mail.pk).update(
        outcome=RawMailOutcome.QUARANTINED, sender="karla@kundin.test", subject="Hallo"
    )
    with pytest.raises(ErasureBlocked, match="Quarantäne"):
        erase_person(actor=people.otto, party_id=people.karla.pk, confirm="Karla Kunde", at=AT)
    RawMail.objects.filter(pk=mail.pk).update(outcome=RawMailOutcome.DISCARDED)
    key = RawMail.objects.get(pk=mail.pk).storage_key
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(actor=people.otto, party_id=people.karla.pk, confirm="Karla Kunde", at=AT)
    left = RawMail.objects.get(pk=mail.pk)
    assert (left.sender, left.subject, left.storage_key) == ("", "", "")
    assert storage().size(key) is None
    assert Party.objects.get(pk=people.karla.pk).erased_at == AT


def test_a_person_with_an_access_loses_it(people: People, django_capture_on_commit_callbacks: Any) -> None:
    from kulanz.core.access.actor import ActorKind, Scope
    from kulanz.masterdata.parties.commands.access import invite_member

    britta = make_party(people.tenant, "Birte Bunt", role=PartyRoleKind.CUSTOMER, email="birte@kundin.test")
    given = invite_member(
        actor=people.otto,
        email="birte@kundin.test",
        name="Birte Bunt",
        kind=ActorKind.CUSTOMER,
        scope=Scope.OWN,
        person_id=britta.pk,
        at=AT,
    )
    assert person_of_email(actor=people.otto, email=" Birte@Kundin.test ").pk == britta.pk
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(actor=people.otto, party_id=britta.pk, confirm="Birte Bunt", at=AT)
    row = given.membership
    row.refresh_from_db()
    row.user.refresh_from_db()
    assert not row.active
    assert "birte" not in f"{row.name} {row.user.email} {row.user.name}".lower()
    assert not row.user.is_active
    entry = ProtocolEntry.objects.filter(stream=f"membership:{row.pk}", event="membership.invited").get()
    assert entry.personal.data is None
    everything_holds()


def test_an_address_that_only_looks_alike_is_somebody_else(people: People) -> None:
    from kulanz.core.access.actor import ActorKind, Role
    from kulanz.masterdata.parties.commands.access import invite_member

    given = invite_member(
        actor=people.otto,
        email="skarla@kundin.test",
        name="Svenja Karla",
        kind=ActorKind.STAFF,
        roles=(Role.AGENT,),
        at=AT,
    )
    erase_person(actor=people.otto, party_id=people.karla.pk, confirm="Karla Kunde", at=AT)
    entry = ProtocolEntry.objects.get(stream=f"membership:{given.membership.pk}")
    assert entry.personal.data["email"] == "skarla@kundin.test"
