"""Which case a mail joins, as whom it speaks there, and whom it must not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kulanz.cases.models import Case, Message, Participant
from kulanz.core.access.models import AccessToken
from kulanz.masterdata.parties.models import NotificationRecipient
from kulanz.stages.contact.models import RawMail, RawMailOutcome
from tests.intake.conftest import House
from tests.intake.mails import AT, mail

Take = Callable[..., RawMail]
Snapshot = Callable[[Case], dict[str, Any]]


def notes_of(case: Case) -> str:
    rows = Message.objects.filter(case=case, audience="internal", author_kind="system")
    return "\n".join(rows.values_list("body", flat=True))


# who -> (what the token is bound to, its address, audience, kind of author, name shown)
WHO: dict[str, tuple[Callable[[House], dict[str, Any]], str, str, str, str]] = {
    "customer": (
        lambda h: {"party_id": h.customer.pk}, "erika@kunde.example", "customer", "customer", "Erika Beispiel"
    ),
    "clerk": (
        lambda h: {"membership_id": h.clerk.pk}, "carla@sued.example", "dealer", "dealer", "Carla Clerk"
    ),
    "dealer's recipient": (
        lambda h: {"party_id": h.dealer.pk}, "post@sued.example", "dealer", "dealer", "Möbelhaus Süd"
    ),
    "technician": (
        lambda h: {"party_id": h.technician.pk}, "theo@technik.example", "technician", "technician",
        "Theo Schraube",
    ),
    "supplier": (
        lambda h: {"party_id": h.supplier.pk}, "qs@rollen.example", "internal", "system", "Rollenwerk"
    ),
    "unnamed reporter": (
        lambda h: {}, "gast@web.example", "customer", "customer", "gast@web.example"
    ),
}  # fmt: skip


@pytest.mark.parametrize("who", WHO)
def test_a_token_speaks_as_its_owner(house: House, take: Take, who: str) -> None:
    whose, address, audience, kind, name = WHO[who]
    to = house.token(address=address, **whose(house))
    row = take(mail(address, to=to, subject="Ganz anderer Betreff"))
    assert (row.outcome, row.case_id) == (RawMailOutcome.APPENDED, house.case.pk)
    message = Message.objects.get(pk=row.message_id)
    assert (message.audience, message.author_kind, message.author_name) == (audience, kind, name)
    assert (message.channel, message.raw_mail_id) == ("mail", row.pk)


def test_a_member_of_staff_writes_an_internal_note_in_his_own_name(house: House, take: Take) -> None:
    to = house.token(membership_id=house.agent.pk, address="anna@nordlicht.example")
    row = take(mail("Anna <anna@nordlicht.example>", to=to, text="Bitte Kulanz prüfen."))
    message = Message.objects.get(pk=row.message_id)
    assert (message.audience, message.direction, message.author_membership_id) == (
        "internal",
        "note",
        house.agent.pk,
    )
    assert message.recipients == []


def test_another_sender_with_the_customers_token_is_shown(house: House, take: Take) -> None:
    to = house.token(party_id=house.customer.pk, address="erika@kunde.example")
    row = take(mail("Max <max@anderswo.example>", to=to))
    message = Message.objects.get(pk=row.message_id)
    assert message.author_name == "Erika Beispiel (über max@anderswo.example)"
    assert message.author_party_id == house.customer.pk
    assert "max@anderswo.example" in notes_of(house.case)


@pytest.mark.parametrize("field", ["in_reply_to", "references"])
def test_references_join_for_participants_only(
    house: House, take: Take, unchanged: Snapshot, field: str
) -> None:
    house.sent()
    header = {"in_reply_to": "In-Reply-To", "references": "References"}[field]
    before = unchanged(house.case)
    stranger = take(mail("Böse <boese@fremd.example>", headers={header: "<ours1@nordlicht.test>"}))
    assert unchanged(house.case) == before
    assert stranger.outcome == RawMailOutcome.NEW_CASE
    assert house.case.number in notes_of(Case.objects.get(pk=stranger.case_id))
    own = take(mail(headers={header: "<ours1@nordlicht.test>"}))
    assert (own.outcome, own.case_id) == (RawMailOutcome.APPENDED, house.case.pk)


def test_references_to_received_mails_count_too(house: House, take: Take) -> None:
    first = take(mail(message_id="erste@kunde.example"))
    second = take(mail(headers={"In-Reply-To": "<erste@kunde.example>"}))
    assert (second.outcome, second.case_id) == (RawMailOutcome.APPENDED, first.case_id)


def test_the_number_in_the_subject_joins_for_participants_only(
    house: House, take: Take, unchanged: Snapshot
) -> None:
    subject = f"Re: {house.case.number.lower().replace('-', ' ')}"
    before = unchanged(house.case)
    stranger = take(mail("boese@fremd.example", subject=subject))
    assert unchanged(house.case) == before
    assert stranger.case_id != house.case.pk
    own = take(mail(subject=subject))
    assert own.case_id == house.case.pk


@pytest.mark.parametrize(
    ("sender", "audience"),
    [
        ("erika@kunde.example", "customer"),
        ("carla@sued.example", "dealer"),
        ("post@sued.example", "dealer"),
        ("theo@technik.example", "technician"),
        ("kopie@sued.example", "dealer"),
    ],
)
def test_participants_are_known_by_their_address(
    house: House, take: Take, sender: str, audience: str
) -> None:
    NotificationRecipient.objects.create(
        tenant=house.tenant, organisation=house.dealer, email="kopie@sued.example", created_at=AT
    )
    row = take(mail(sender, subject=house.case.number))
    assert row.case_id == house.case.pk
    assert Message.objects.get(pk=row.message_id).audience == audience


def revoke(house: House) -> None:
    AccessToken.objects.update(revoked_at=AT)


def leave(house: House) -> None:
    house.clerk.active = False
    house.clerk.save()


def narrow(house: House) -> None:
    house.clerk.scope = "own"
    house.clerk.save()


@pytest.mark.parametrize("change", [revoke, leave, narrow])
def test_a_token_ends_with_the_right_it_stands_for(
    house: House, take: Take, unchanged: Snapshot, change: Callable[[House], None]
) -> None:
    to = house.token(membership_id=house.clerk.pk, address="carla@sued.example")
    change(house)
    before = unchanged(house.case)
    row = take(mail("fremd@irgendwo.example", to=to))
    assert unchanged(house.case) == before
    assert row.case_id != house.case.pk


def test_a_token_ends_when_its_party_leaves_the_case(house: House, take: Take, unchanged: Snapshot) -> None:
    to = house.token(party_id=house.technician.pk, address="theo@technik.example")
    Participant.objects.filter(party=house.technician).delete()
    before = unchanged(house.case)
    take(mail("theo@technik.example", to=to, subject=house.case.number))
    assert unchanged(house.case) == before


def test_a_leaver_is_no_participant_by_his_address(house: House, take: Take, unchanged: Snapshot) -> None:
    leave(house)
    before = unchanged(house.case)
    take(mail("carla@sued.example", subject=house.case.number))
    assert unchanged(house.case) == before


def test_scope_counts_for_mails_too(house: House, take: Take, unchanged: Snapshot) -> None:
    before = unchanged(house.case)
    take(mail("nora@sued.example", subject=house.case.number))
    assert unchanged(house.case) == before


def test_a_sender_line_never_speaks_as_staff(house: House, take: Take, unchanged: Snapshot) -> None:
    house.sent()
    before = unchanged(house.case)
    row = take(
        mail(
            "Anna Amt <anna@nordlicht.example>",
            subject=f"Re: {house.case.number}",
            headers={"In-Reply-To": "<ours1@nordlicht.test>"},
        )
    )
    assert unchanged(house.case) == before
    case = Case.objects.get(pk=row.case_id)
    message = Message.objects.get(pk=row.message_id)
    assert case.customer_id is None
    assert (message.audience, message.author_membership_id, message.author_kind) == (
        "internal",
        None,
        "system",
    )
    assert "nicht bestätigt" in message.author_name
    assert "Adresse unseres Hauses" in notes_of(case)


def test_our_own_mailbox_as_sender_is_no_customer(house: House, take: Take) -> None:
    row = take(mail("service+abc@nordlicht.example"))
    assert Case.objects.get(pk=row.case_id).customer_id is None


def test_a_customers_token_does_not_speak_as_staff(house: House, take: Take) -> None:
    to = house.token(party_id=house.customer.pk, address="erika@kunde.example")
    row = take(mail("anna@nordlicht.example", to=to))
    assert Message.objects.get(pk=row.message_id).author_kind == "customer"


def test_after_a_merge_the_mail_goes_to_the_target(house: House, take: Take) -> None:
    to = house.token(party_id=house.customer.pk, address="erika@kunde.example")
    target = take(mail(subject="Zweiter Vorgang", message_id="zweite@kunde.example"))
    Case.objects.filter(pk=house.case.pk).update(merged_into_id=target.case_id)
    assert take(mail(to=to)).case_id == target.case_id
    assert take(mail(subject=house.case.number)).case_id == target.case_id


def test_spam_is_not_joined(house: House, take: Take, unchanged: Snapshot) -> None:
    Case.objects.filter(pk=house.case.pk).update(is_spam=True)
    to = house.token(party_id=house.customer.pk, address="erika@kunde.example")
    before = unchanged(house.case)
    assert take(mail(to=to, subject=house.case.number)).outcome == RawMailOutcome.NEW_CASE
    assert unchanged(house.case) == before
