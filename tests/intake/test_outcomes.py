"""What becomes of mails: cases, copies, automatic ones, bounces, loops, floods, ended cases, attachments."""

from __future__ import annotations

from typing import Any

import pytest

from kulanz.cases.commands.claiming import decide_claim
from kulanz.cases.commands.closing import close_case
from kulanz.cases.commands.editing import change_kind
from kulanz.cases.models import Case, CaseFile, Message, Task
from kulanz.cases.rules import ClosedBy, Kind
from kulanz.core.access.actor import system_actor
from kulanz.masterdata.parties.models import ContactPoint, Party
from kulanz.stages.contact.commands import incoming_outcome
from kulanz.stages.contact.models import Mailbox, OutgoingMail, RawMail, RawMailOutcome
from tests.intake.conftest import House
from tests.intake.mails import AT, PDF, PNG, SERVICE, bounce, mail
from tests.intake.test_matching import Snapshot, Take, notes_of


def test_an_unknown_sender_becomes_a_customer_with_a_case(tenant: Any, take: Take) -> None:
    row = take(
        mail("Nele Neu <nele@neu.example>", text="Hello, the chair is broken. Please help us with it.")
    )
    case = Case.objects.get(pk=row.case_id)
    assert row.outcome == RawMailOutcome.NEW_CASE
    assert (case.title, case.channel, case.kind, case.language) == (
        "Drehstuhl quietscht",
        "mail",
        "inquiry",
        "en",
    )
    assert case.customer is not None
    assert (case.customer.name, case.customer.language, case.customer.kind) == ("Nele Neu", "en", "person")
    message = Message.objects.get(pk=row.message_id)
    assert (message.audience, message.direction, message.author_party_id) == (
        "customer",
        "in",
        case.customer_id,
    )
    again = take(mail("nele@neu.example", subject="Noch etwas"))
    assert Party.objects.filter(contact_points__normalized="nele@neu.example").count() == 1
    assert case.number in notes_of(Case.objects.get(pk=again.case_id))


@pytest.mark.parametrize("sender", ["carla@sued.example", "post@sued.example"])
def test_a_dealers_mail_is_the_dealers_case(house: House, take: Take, sender: str) -> None:
    row = take(mail(sender))
    case = Case.objects.get(pk=row.case_id)
    assert (case.dealer_id, case.customer_id) == (house.dealer.pk, None)
    assert Message.objects.get(pk=row.message_id).audience == "dealer"


def test_another_address_for_answers_is_shown_and_not_believed(take: Take) -> None:
    row = take(mail("formular@web.example", headers={"Reply-To": "echt@kunde.example"}))
    assert "echt@kunde.example" in notes_of(Case.objects.get(pk=row.case_id))
    assert not Party.objects.filter(contact_points__normalized="echt@kunde.example").exists()


def test_a_suppliers_mail_makes_no_customer(house: House, take: Take) -> None:
    row = take(mail("qs@rollen.example"))
    case = Case.objects.get(pk=row.case_id)
    assert case.customer_id is None
    assert Message.objects.get(pk=row.message_id).audience == "internal"


def test_a_mail_without_sender_and_subject_is_a_case(take: Take) -> None:
    row = take(mail("", subject="", text=""))
    case = Case.objects.get(pk=row.case_id)
    assert (case.title, case.customer_id) == ("E-Mail ohne Betreff", None)
    assert "keine lesbare Absenderadresse" in notes_of(case)


def test_one_mail_in_two_mailboxes_is_one_case(tenant: Any, take: Take, mailbox: Mailbox) -> None:
    other = Mailbox.objects.create(tenant=tenant, name="Info", address="info@nordlicht.example")
    raw = mail(files=[("foto.png", "image/png", PNG)])
    first = take(raw)
    copy = take(b"Delivered-To: info@nordlicht.example\r\nReceived: from elsewhere\r\n" + raw, other)
    assert (copy.outcome, copy.duplicate_of_id, copy.case_id) == ("duplicate", first.pk, first.case_id)
    assert (Case.objects.count(), CaseFile.objects.count(), Message.objects.count()) == (1, 1, 1)


def test_the_same_bytes_again_are_the_same_row(take: Take) -> None:
    raw = mail()
    assert take(raw).pk == take(raw).pk
    assert Case.objects.count() == 1


def test_different_mails_with_one_message_id_are_all_kept(take: Take) -> None:
    rows = [take(mail(message_id="immer@gleich.example", text=f"Text Nummer {n}")) for n in range(3)]
    assert [row.outcome for row in rows] == ["new_case"] * 3


AUTOMATIC = {
    "vacation": {"Auto-Submitted": "auto-replied"},
    "list": {"List-Id": "<liste.example>"},
    "bulk": {"Precedence": "bulk"},
}


@pytest.mark.parametrize("headers", AUTOMATIC.values(), ids=AUTOMATIC)
def test_automatic_mails_begin_nothing(take: Take, headers: dict[str, str]) -> None:
    row = take(mail(headers=headers))
    assert (row.outcome, row.case_id) == (RawMailOutcome.AUTOMATIC, None)
    assert row.reason
    assert not Case.objects.exists()


def test_an_automatic_reply_is_shown_and_changes_nothing(house: House, take: Take) -> None:
    system = system_actor(house.tenant.pk)
    close_case(actor=system, case_id=house.case.pk, closed_by=ClosedBy.ANSWER, solution="Erledigt", at=AT)
    before = Case.objects.filter(pk=house.case.pk).values().get()
    to = house.token(party_id=house.customer.pk, address="erika@kunde.example")
    row = take(mail(to=to, headers={"Auto-Submitted": "auto-replied"}))
    assert (row.outcome, row.case_id) == (RawMailOutcome.APPENDED, house.case.pk)
    assert Message.objects.get(pk=row.message_id).is_automatic
    assert Case.objects.filter(pk=house.case.pk).values().get() == before


def test_a_bounce_marks_the_address_and_tells_the_office(house: House, take: Take) -> None:
    sent = house.sent()
    row = take(bounce(sent.mail_id, "erika@kunde.example"))
    assert (row.outcome, row.case_id) == (RawMailOutcome.BOUNCE, house.case.pk)
    point = ContactPoint.objects.get(normalized="erika@kunde.example")
    assert point.bounced_at == AT
    assert "user unknown" in point.bounce_reason
    assert OutgoingMail.objects.get(pk=sent.pk).state == "failed"
    assert Task.objects.filter(case=house.case).count() == 1
    note = Message.objects.get(pk=row.message_id)
    assert (note.audience, note.is_automatic) == ("internal", True)


def test_a_second_report_makes_no_second_task(house: House, take: Take) -> None:
    sent = house.sent()
    for _ in range(2):
        take(bounce(sent.mail_id, "erika@kunde.example"))
    assert Task.objects.filter(case=house.case).count() == 1


def test_a_reply_proves_that_the_address_is_read(house: House, take: Take) -> None:
    ContactPoint.objects.update(bounced_at=AT, bounce_reason="voll")
    take(
        mail(
            "max@anderswo.example", to=house.token(party_id=house.customer.pk, address="erika@kunde.example")
        )
    )
    point = ContactPoint.objects.get(normalized="erika@kunde.example")
    assert (point.verified_at, point.bounced_at) == (None, AT)
    take(mail(to=house.token(party_id=house.customer.pk, address="erika@kunde.example")))
    point.refresh_from_db()
    assert (point.verified_at, point.bounced_at) == (AT, None)
    assert ContactPoint.objects.get(normalized="post@sued.example").verified_at is None


def test_a_delay_is_no_failure(house: House, take: Take) -> None:
    sent = house.sent()
    take(bounce(sent.mail_id, "erika@kunde.example", action="delayed", status="4.4.1"))
    assert ContactPoint.objects.get(normalized="erika@kunde.example").bounced_at is None
    assert OutgoingMail.objects.get(pk=sent.pk).state == "sent"
    assert not Task.objects.exists()


@pytest.mark.parametrize(("mail_id", "address"), [("fremd@x.example", "erika@kunde.example"), ("", "")])
def test_a_forged_bounce_changes_nothing(
    house: House, take: Take, unchanged: Snapshot, mail_id: str, address: str
) -> None:
    house.sent()
    before = unchanged(house.case)
    row = take(bounce(mail_id, address or "erika@kunde.example"))
    assert row.outcome == RawMailOutcome.BOUNCE
    assert unchanged(house.case) == before
    assert ContactPoint.objects.get(normalized="erika@kunde.example").bounced_at is None
    assert OutgoingMail.objects.get().state == "sent"


def test_a_bounce_about_another_address_marks_nobody_else(house: House, take: Take) -> None:
    sent = house.sent()
    take(bounce(sent.mail_id, "post@sued.example"))
    assert ContactPoint.objects.get(normalized="post@sued.example").bounced_at is None
    assert ContactPoint.objects.get(normalized="erika@kunde.example").bounced_at is None


def test_our_own_mail_coming_back_is_put_away(house: House, take: Take, unchanged: Snapshot) -> None:
    before = unchanged(house.case)
    to = house.token(party_id=house.customer.pk, address="erika@kunde.example")
    row = take(mail(to=to, headers={"X-Kulanz-Tenant": "nordlicht"}))
    assert (row.outcome, row.case_id) == (RawMailOutcome.DISCARDED, None)
    assert unchanged(house.case) == before


def test_another_house_with_the_same_program_may_write(take: Take) -> None:
    person = take(mail(headers={"X-Kulanz-Tenant": "anderes-haus"}))
    robot = take(mail(headers={"X-Kulanz-Tenant": "anderes-haus", "Auto-Submitted": "auto-generated"}))
    assert (person.outcome, robot.outcome) == (RawMailOutcome.NEW_CASE, RawMailOutcome.AUTOMATIC)


def test_a_mail_going_in_circles_is_quarantined(take: Take) -> None:
    row = take(b"Received: from a by b\r\n" * 60 + mail())
    assert row.outcome == RawMailOutcome.QUARANTINED
    assert not Case.objects.exists()


def test_a_flood_from_one_sender_is_quarantined(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming_outcome, "NEW_CASES_PER_HOUR", 2)
    rows = [take(mail("flut@viel.example", subject=f"Nr. {n}")) for n in range(4)]
    other = take(mail("ruhig@wenig.example"))
    assert [row.outcome for row in rows] == ["new_case", "new_case", "quarantined", "quarantined"]
    assert "Zu viele" in rows[2].reason
    assert other.outcome == RawMailOutcome.NEW_CASE


def test_a_reply_reopens_an_ended_case(house: House, take: Take) -> None:
    system = system_actor(house.tenant.pk)
    close_case(actor=system, case_id=house.case.pk, closed_by=ClosedBy.ANSWER, solution="Erledigt", at=AT)
    take(mail(to=house.token(party_id=house.customer.pk, address="erika@kunde.example")))
    case = Case.objects.get(pk=house.case.pk)
    assert (case.step, case.waits_for, case.closed_by) == ("in_progress", "us", "")


def test_a_reply_after_a_rejection_is_an_objection(house: House, take: Take) -> None:
    system = system_actor(house.tenant.pk)
    change_kind(actor=system, case_id=house.case.pk, kind=Kind.COMPLAINT, at=AT)
    decide_claim(actor=system, case_id=house.case.pk, accepted=False, reason="Verschleiß", at=AT)
    close_case(actor=system, case_id=house.case.pk, closed_by=ClosedBy.REJECTION, at=AT)
    take(mail(to=house.token(party_id=house.customer.pk, address="erika@kunde.example")))
    case = Case.objects.get(pk=house.case.pk)
    assert (case.step, case.claim_status) == ("in_progress", "under_review")


def test_a_colleagues_note_does_not_reopen(house: House, take: Take) -> None:
    system = system_actor(house.tenant.pk)
    close_case(actor=system, case_id=house.case.pk, closed_by=ClosedBy.ANSWER, solution="Erledigt", at=AT)
    take(mail("anna@nordlicht.example", to=house.token(membership_id=house.agent.pk)))
    assert Case.objects.get(pk=house.case.pk).step == "closed"


def test_attachments_become_files_and_refused_ones_are_named(take: Take) -> None:
    row = take(
        mail(
            files=[
                ("../../etc/foto\x00.png", "image/png", PNG),
                ("rechnung.pdf", "application/pdf", PDF),
                ("programm.exe", "application/octet-stream", b"MZ\x90\x00" + bytes(200)),
                ("smime.p7s", "application/pkcs7-signature", b"0\x82" + bytes(50)),
            ]
        )
    )
    files = CaseFile.objects.filter(case_id=row.case_id)
    assert sorted(files.values_list("stored__content_type", flat=True)) == ["application/pdf", "image/png"]
    assert all("/" not in name and "\x00" not in name for name in files.values_list("name", flat=True))
    notes = notes_of(Case.objects.get(pk=row.case_id))
    assert "programm.exe" in notes
    assert "smime" not in notes


def test_an_inline_image_is_kept(take: Take) -> None:
    raw = mail(files=[("logo.png", "image/png", PNG)]).replace(
        b"Content-Disposition: attachment", b"Content-ID: <bild>\nContent-Disposition: inline"
    )
    assert CaseFile.objects.filter(case_id=take(raw).case_id).count() == 1


def test_what_is_new_is_shown_and_the_whole_kept(house: House, take: Take) -> None:
    text = "Ja, am Dienstag passt es.\n\nAm 01.11.2026 um 10:00 schrieb Service:\n> Wann passt es Ihnen?\n"
    to = house.token(party_id=house.customer.pk, address="erika@kunde.example")
    row = take(mail(to=to, subject="Re: Termin", text=text, headers={"In-Reply-To": "<x@y.example>"}))
    message = Message.objects.get(pk=row.message_id)
    assert message.body == "Ja, am Dienstag passt es."
    assert "Wann passt es Ihnen?" in message.full_text


def test_the_mailbox_decides_about_team_and_reply(take: Take, mailbox: Mailbox) -> None:
    row = take(mail(to=SERVICE))
    assert RawMail.objects.get(pk=row.pk).mailbox_id == mailbox.pk
