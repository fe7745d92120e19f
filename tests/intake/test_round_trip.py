"""A mail comes in, our acknowledgement goes out, its reply address brings the answer back into the case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kulanz.cases.models import Case, Message
from kulanz.core.files.storage import storage
from kulanz.core.mail.parsing import parse
from kulanz.core.protocol.working import work_once
from kulanz.masterdata.parties.models import ContactPoint
from kulanz.stages.contact.models import OutgoingMail
from tests.intake.mails import AT, mail
from tests.intake.test_matching import Take


def test_the_answer_to_our_mail_finds_the_case(tenant: Any, take: Take) -> None:
    case = Case.objects.get(pk=take(mail("Nele Neu <nele@neu.example>")).case_id)
    work_once(AT + timedelta(seconds=30))
    sent = OutgoingMail.objects.get(case=case)
    assert sent.recipient == "nele@neu.example"
    with storage().open(sent.storage_key) as content:
        ours = parse(content.read())
    assert ours.reply_to.startswith("service+")
    answer = take(
        mail("nele@neu.example", to=ours.reply_to, subject="Re: Danke", text="Noch ein Foto folgt.")
    )
    assert answer.case_id == case.pk
    assert Message.objects.get(pk=answer.message_id).author_name == "Nele Neu"
    assert ContactPoint.objects.get(normalized="nele@neu.example").verified_at == AT
    with storage().open(sent.storage_key) as content:
        returned = take(content.read())
    assert (returned.outcome, Case.objects.count()) == ("discarded", 1)
