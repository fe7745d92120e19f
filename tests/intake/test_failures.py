"""Broken mails, failing programs, the quarantine: never a traceback, nothing lost, nothing doubled."""

from __future__ import annotations

from typing import Any

import pytest

from kulanz.cases.models import Case, CaseFile, Message
from kulanz.core.access.actor import Actor, ActorKind, Channel, Role, system_actor
from kulanz.core.files.check import find_inconsistencies
from kulanz.core.files.models import StoredFile
from kulanz.core.files.storage import storage
from kulanz.core.refusal import NotAllowed
from kulanz.stages.contact.commands import incoming
from kulanz.stages.contact.commands.incoming import (
    process_raw_mail,
    process_waiting,
    store_oversize_notice,
    store_raw_mail,
)
from kulanz.stages.contact.commands.incoming_quarantine import discard_quarantined, retry_quarantined
from kulanz.stages.contact.models import Mailbox, RawMail, RawMailOutcome
from kulanz.stages.contact.queries.incoming_quarantine import (
    mail_counts,
    mail_of,
    mail_page,
    open_raw_mail,
)
from kulanz.stages.contact.refusals import MailAlreadySettled, NoSuchMail
from tests.intake.mails import AT, PNG, mail
from tests.intake.test_matching import Take
from tests.mail.broken import broken_mails

BROKEN = dict(broken_mails())


def agent(tenant: Any, *roles: Role) -> Actor:
    return Actor(tenant.pk, ActorKind.STAFF, "Anna Amt", Channel.DESK, roles=frozenset(roles or {Role.AGENT}))


@pytest.mark.parametrize("name", BROKEN)
def test_every_broken_mail_is_a_case_or_in_quarantine(
    take: Take, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    row = take(BROKEN[name])
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")]
    assert row.attempts == 0
    if row.outcome == RawMailOutcome.NEW_CASE:
        assert row.case_id is not None
        assert row.message_id is not None
    else:
        assert row.outcome in (RawMailOutcome.QUARANTINED, RawMailOutcome.AUTOMATIC, RawMailOutcome.BOUNCE)
        assert row.reason
    assert take(BROKEN[name]).pk == row.pk


def test_unreadable_bytes_twice_are_one_entry(tenant: Any, take: Take) -> None:
    other = Mailbox.objects.create(tenant=tenant, name="Info", address="info@nordlicht.example")
    first, copy = take(b""), take(b"", other)
    assert (first.outcome, copy.outcome) == ("quarantined", "duplicate")
    assert first.reason == "Die E-Mail ist leer."


def test_a_failure_rolls_everything_back_and_is_quarantined_after_three(
    tenant: Any, mailbox: Mailbox, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = incoming.decide

    def failing(*args: Any, **kwargs: Any) -> None:
        genuine(*args, **kwargs)
        raise RuntimeError("unexpected")

    monkeypatch.setattr(incoming, "decide", failing)
    row = take(mail(files=[("foto.png", "image/png", PNG)]))
    assert (row.outcome, row.attempts) == ("waiting", 1)
    assert not Case.objects.exists()
    assert not StoredFile.objects.exists()
    assert len(list(storage().keys(tenant.pk))) == 1
    assert process_waiting(tenant_id=tenant.pk, at=AT) == 0
    assert process_waiting(tenant_id=tenant.pk, at=AT) == 1
    row.refresh_from_db()
    assert (row.outcome, row.attempts) == ("quarantined", 3)
    assert "RuntimeError" in row.reason
    monkeypatch.undo()
    done = retry_quarantined(actor=agent(tenant), raw_mail_id=row.pk, at=AT)
    assert done.outcome == "new_case"
    assert (Case.objects.count(), CaseFile.objects.count()) == (1, 1)
    assert not find_inconsistencies(tenant.pk)


def test_waiting_mails_are_swept_up_once(tenant: Any, mailbox: Mailbox) -> None:
    rows = [store_raw_mail(tenant_id=tenant.pk, raw=mail(), at=AT, mailbox_id=mailbox.pk) for _ in range(3)]
    assert process_waiting(tenant_id=tenant.pk, at=AT) == 3
    assert process_waiting(tenant_id=tenant.pk, at=AT) == 0
    assert process_raw_mail(tenant_id=tenant.pk, raw_mail_id=rows[0].pk, at=AT) is None
    assert (Case.objects.count(), Message.objects.filter(direction="in").count()) == (3, 3)


def test_a_foreign_mailbox_is_refused(tenant: Any) -> None:
    with pytest.raises(LookupError):
        store_raw_mail(tenant_id=tenant.pk, raw=mail(), at=AT, mailbox_id=987654)
    assert not RawMail.objects.exists()


def test_an_automatic_mail_becomes_a_case_when_somebody_says_so(tenant: Any, take: Take) -> None:
    row = take(mail(headers={"Precedence": "bulk"}))
    again = retry_quarantined(actor=agent(tenant), raw_mail_id=row.pk, at=AT)
    assert again.outcome == "automatic"
    person = retry_quarantined(actor=agent(tenant), raw_mail_id=row.pk, at=AT, as_person=True)
    assert person.outcome == "new_case"
    with pytest.raises(MailAlreadySettled):
        retry_quarantined(actor=agent(tenant), raw_mail_id=row.pk, at=AT, as_person=True)
    assert Case.objects.count() == 1


def test_a_discarded_mail_leaves_the_list_and_can_come_back(tenant: Any, take: Take) -> None:
    row = take(b"")
    discarded = discard_quarantined(actor=agent(tenant), raw_mail_id=row.pk, at=AT, reason="Leer")
    assert discarded.outcome == "discarded"
    assert not mail_page(agent(tenant)).rows
    assert retry_quarantined(actor=agent(tenant), raw_mail_id=row.pk, at=AT).outcome == "quarantined"


def test_outsiders_neither_see_nor_decide(tenant: Any, take: Take) -> None:
    row = take(b"")
    before = RawMail.objects.filter(pk=row.pk).values().get()
    outsiders = [
        Actor(tenant.pk, ActorKind.DEALER, "Carla", Channel.PORTAL, organisation_id=1),
        Actor(tenant.pk, ActorKind.CUSTOMER, "Erika", Channel.PUBLIC, person_id=1),
        agent(tenant, Role.FINANCE),
    ]
    for actor in outsiders:
        for command in (retry_quarantined, discard_quarantined):
            with pytest.raises(NotAllowed):
                command(actor=actor, raw_mail_id=row.pk, at=AT)
        assert not mail_page(actor).rows
        assert mail_of(actor, row.pk) is None
        assert open_raw_mail(actor, row.pk) is None
        assert mail_counts(actor) == {"waiting": 0, "quarantined": 0}
    assert RawMail.objects.filter(pk=row.pk).values().get() == before
    with pytest.raises(NoSuchMail):
        retry_quarantined(actor=agent(tenant), raw_mail_id=row.pk + 1000, at=AT)


def test_the_list_pages_by_key_and_gives_the_bytes(tenant: Any, take: Take) -> None:
    rows = [take(b"\x00" * n) for n in range(1, 6)]
    first = mail_page(agent(tenant), limit=2)
    second = mail_page(agent(tenant), limit=2, before=first.next_before)
    last = mail_page(agent(tenant), limit=2, before=second.next_before)
    shown = [row.id for page in (first, second, last) for row in page.rows]
    assert shown == sorted((row.pk for row in rows), reverse=True)
    assert last.next_before is None
    assert mail_counts(agent(tenant))["quarantined"] == 5
    opened = open_raw_mail(agent(tenant), rows[2].pk)
    assert opened is not None
    with opened[1] as content:
        assert content.read() == b"\x00\x00\x00"


def test_a_mail_too_large_is_announced(tenant: Any, mailbox: Mailbox) -> None:
    head = b"From: gross@kunde.example\r\nSubject: Video\r\n\r\n"
    for _ in range(2):
        row = store_oversize_notice(
            tenant_id=tenant.pk, head=head, size=90_000_000, mailbox_id=mailbox.pk, at=AT
        )
    shown = mail_page(system_actor(tenant.pk)).rows
    assert [entry.id for entry in shown] == [row.pk]
    assert "85 MB" in shown[0].reason
