"""Who outside the office hears: the dealer of work without right, the customer of a date that is lifted."""

from __future__ import annotations

from datetime import date, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from kulanz.core.files.storage import storage
from kulanz.core.protocol.working import work_once
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.parties.models import Certificate, NotificationRecipient
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.execution.commands.answering import ExecutorAnswer
from kulanz.stages.execution.commands.commissioning import show_order_link
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.rules.orders import Answer, OrderState
from kulanz.workflows.certificates import revoke
from kulanz.workflows.orders import answer_order
from tests.execution.visits_world import AT
from tests.interlock.conftest import LATER, Scene

DAY = date(2026, 11, 20)
SOON = AT + timedelta(minutes=1)


@pytest.fixture
def dealer(scene: Scene) -> str:
    """Where the dealer hears of changes."""
    address = "service@blatt.test"
    NotificationRecipient.objects.create(
        tenant=scene.world.tenant,
        organisation=scene.world.people.blatt,
        email=address,
        at_changes=True,
        created_at=AT,
    )
    return address


def to(address: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(recipient=address).order_by("pk"))


def text_of(mail: OutgoingMail) -> str:
    with storage().open(mail.storage_key) as stream:
        message: Any = message_from_bytes(stream.read(), policy=policy.default)
    return " ".join(str(message.get_body(("plain",)).get_content()).split())


@pytest.mark.parametrize("kind", [ExecutorKind.FACTORY, ExecutorKind.DEALER, ExecutorKind.FIRM])
def test_the_dealer_hears_of_what_the_desk_enters(scene: Scene, dealer: str, kind: ExecutorKind) -> None:
    order = scene.order(kind)
    scene.done(order)
    (mail,) = to(dealer)
    assert order.case.number in mail.subject
    assert "ohne gültige Berechtigung" in text_of(mail)


def test_the_dealer_hears_of_what_a_firm_reports(scene: Scene, dealer: str) -> None:
    order = scene.order(ExecutorKind.FIRM)
    url = show_order_link(actor=scene.world.people.anna, order_id=order.pk, at=AT)
    given = ExecutorAnswer(answer=Answer.DONE, name="Mona", note="Getauscht", day=DAY - timedelta(days=3))
    answer_order(secret=url.rstrip("/").rpartition("/")[2], given=given, at=LATER)
    (mail,) = to(dealer)
    assert "ohne gültige Berechtigung" in text_of(mail)


def test_work_by_right_writes_to_nobody(scene: Scene, dealer: str) -> None:
    scene.done(scene.order(ExecutorKind.FIRM), scene.world.paula)
    assert to(dealer) == []


@pytest.fixture
def promised(scene: Scene) -> Order:
    """The firm comes on Friday, as the customer was told."""
    world = scene.world
    order = scene.order(ExecutorKind.FIRM)
    scene.entered(
        order, OrderState.CONFIRMED, people=[world.paula.pk], planned_on=DAY, tell_customer=True, at=AT
    )
    OutgoingMail.objects.all().delete()
    return order


def lift(scene: Scene) -> None:
    held = Certificate.objects.get(holder=scene.world.paula.person)
    revoke(actor=scene.world.people.lena, certificate_id=held.pk, reason="Audit", at=SOON)
    for minutes in (1, 2):
        work_once(SOON + timedelta(minutes=minutes), [scene.world.tenant.pk])


def test_the_customer_hears_that_a_date_is_lifted(scene: Scene, promised: Order) -> None:
    lift(scene)
    (mail,) = OutgoingMail.objects.filter(kind="appointment")
    assert mail.subject.startswith("Ihr Termin am Freitag, 20. November 2026 fällt aus")
    assert "Wir melden uns mit einem neuen Vorschlag" in text_of(mail)
    # nothing of whose certificate it was
    assert "Paula" not in text_of(mail)
    assert "Zertifikat" not in text_of(mail)


def test_who_was_told_of_no_date_hears_of_none(scene: Scene) -> None:
    world = scene.world
    order = scene.order(ExecutorKind.FIRM)
    scene.entered(order, OrderState.CONFIRMED, people=[world.paula.pk], planned_on=DAY, at=AT)
    lift(scene)
    order.refresh_from_db()
    assert order.planned_on is None
    assert not OutgoingMail.objects.filter(kind="appointment").exists()
