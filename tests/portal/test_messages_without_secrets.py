"""A link somebody wrote into a message is the customer's all the same: who reads along does not get it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.translation import override

from kulanz.cases.commands.messages import add_message
from kulanz.cases.commands.people import add_participant
from kulanz.cases.models import Case, Message, ParticipantRole
from kulanz.cases.queries.case_page import case_messages
from kulanz.cases.rules import Audience
from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.models import Membership
from kulanz.stages.execution.queries.field_contents import messages_of
from kulanz.workflows.links import actor_for_link, issue_case_link
from tests.cases.people import AT, People
from tests.portal.told import page
from tests.workflows.happening import record
from tests.workflows.hearing import LATER, heard

pytestmark = pytest.mark.usefixtures("afterwards")

SignIn = Callable[[str], Client]


def linked(people: People, case: Case) -> str:
    return issue_case_link(case=case, party_id=people.karla.pk, address="", at=AT)


def bodies(actor: Actor, case: Case) -> str:
    with override("de"):
        return "\n".join(f"{m.subject} {m.body}" for m in case_messages(actor, case, at=LATER))


def test_what_the_customer_quotes_and_the_office_pastes(people: People, sign_in: SignIn) -> None:
    case = record(people)
    link = linked(people, case)
    secret = link.rstrip("/").rsplit("/", 1)[1]
    karla = actor_for_link(secret=secret, at=AT)
    assert karla is not None
    add_message(actor=karla, case_id=case.pk, body=f"Ihr Link {link} geht nicht.", at=AT)
    add_message(
        actor=people.anna,
        case_id=case.pk,
        subject=f"Neu: {link}",
        body="Dann bitte den im Betreff.",
        audience=Audience.CUSTOMER,
        at=AT,
    )
    shown = page(sign_in("haus@blatt"), case)
    assert "Ihr Link [persönlicher Link] geht nicht." in shown
    assert "Neu: [persönlicher Link]" in shown
    assert secret not in shown
    # whom it is for reads it, and so does the office
    assert bodies(karla, case).count(secret) == bodies(people.anna, case).count(secret) == 2
    assert Message.objects.filter(body__contains=secret).count() == 1, "kept as it was written"


def test_nor_does_the_technician_get_it(people: People, sign_in: SignIn) -> None:
    case = record(people)
    add_participant(
        actor=people.anna,
        case_id=case.pk,
        party_id=people.tom_party.pk,
        role=ParticipantRole.TECHNICIAN,
        at=AT,
    )
    link = linked(people, case)
    add_message(actor=people.anna, case_id=case.pk, body=f"Siehe {link}", audience=Audience.ALL, at=AT)
    secret = link.rstrip("/").rsplit("/", 1)[1]
    tom = actor_of(Membership.objects.get(user__email__startswith="tom@"))
    (on_the_tablet,) = messages_of(tom, [case.pk], at=LATER)[case.pk]
    assert on_the_tablet.body.startswith("Siehe [")
    assert secret not in bodies(tom, case) + page(sign_in("tom@"), case)
    mails = {mail.to: mail.text for mail in heard() if "Siehe" in mail.text}
    assert {address for address, text in mails.items() if secret in text} == {"karla@kundin.test"}
    assert len(mails) > 1
