"""The same form sent by several people, or presses, at the same moment goes out once."""

from __future__ import annotations

from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import CaseFile
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.tenancy.context import tenant_context
from kulanz.stages.contact.models import Letter, LetterKind, OutgoingMail
from kulanz.workflows.letters import send_letter
from tests.cases.people import AT, People
from tests.concurrency.conftest import AtOnce

PRESSES = 4


def test_one_form_pressed_at_once_is_one_letter(people: People, at_once: AtOnce) -> None:
    with tenant_context(people.tenant.pk):
        case = record_case(actor=people.anna, case=NewCase(title="Stuhl", customer_id=people.karla.pk), at=AT)

    def press(key: str) -> Letter:
        return send_letter(actor=people.anna, case_id=case.pk, kind=LetterKind.PHOTO_REQUEST, at=AT, key=key)

    made = at_once(*(lambda: press("form") for _ in range(PRESSES)))
    assert len({letter.pk for letter in made}) == 1
    with tenant_context(people.tenant.pk):
        assert Letter.objects.count() == CaseFile.objects.filter(copy_of=None).count() == 1
        assert OutgoingMail.objects.filter(kind="letter").count() == 1
        assert ProtocolEntry.objects.filter(event="case.letter_sent").count() == 1
    # the control: without a common key each press is a letter of its own
    at_once(*(lambda key=str(n): press(key) for n in range(PRESSES)))  # type: ignore[misc]  # bound at once
    with tenant_context(people.tenant.pk):
        assert Letter.objects.count() == 1 + PRESSES
