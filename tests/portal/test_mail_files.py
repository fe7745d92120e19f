"""What went along with a mail is named beside it; whoever may read the file finds the link."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kulanz.cases.commands.messages import attach_files, remove_file
from kulanz.cases.models import Case, CaseFile
from kulanz.cases.rules import Audience
from kulanz.core.files.commands import store_file
from kulanz.core.mail.composing import OutgoingFile
from kulanz.stages.contact.models import LetterKind, OutgoingMail
from kulanz.workflows.letters import send_letter
from tests.cases.people import AT, People
from tests.outgoing.writing import parsed, queue
from tests.portal.told import section
from tests.workflows.happening import recipient, record

pytestmark = pytest.mark.usefixtures("afterwards")

SignIn = Callable[[str], Client]


def filed(people: People, case: Case, audience: Audience) -> CaseFile:
    stored = store_file(tenant_id=case.tenant_id, content=b"%PDF-1.7 x", name="Plan.pdf", at=AT)
    (file,) = attach_files(actor=people.anna, case_id=case.pk, files=[stored], audience=audience, at=AT)
    return file


def sent_with(people: People, case: Case, file: CaseFile | None, name: str = "Plan.pdf") -> OutgoingMail:
    attached = OutgoingFile(name, "application/pdf", b"%PDF-1.7 x", file.pk if file else None)
    return queue(people, case, kind="news", text={"subject": "Unser Plan", "files": (attached,)})


def desk(client: Client, case: Case) -> str:
    answer = client.get(reverse("desk:sent", args=[case.number]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_office_and_dealer_find_it_by_name_with_a_link(people: People, sign_in: SignIn) -> None:
    recipient(people, at_changes=True)
    case = record(people)
    file = filed(people, case, Audience.ALL)
    sent_with(people, case, file)
    for shown, path in (
        (section(sign_in("haus@blatt"), case), reverse("portal:file", args=[file.pk])),
        (desk(sign_in("anna@"), case), reverse("desk:file", args=[file.pk])),
    ):
        assert f'<a href="{path}?ansehen" target="_blank" rel="noopener">Plan.pdf</a>' in shown


def test_who_may_not_read_the_file_reads_its_name_alone(people: People, sign_in: SignIn) -> None:
    recipient(people, at_changes=True)
    case = record(people)
    file = filed(people, case, Audience.INTERNAL)
    sent_with(people, case, file)
    client = sign_in("haus@blatt")
    shown = section(client, case)
    assert "Plan.pdf" in shown
    path = reverse("portal:file", args=[file.pk])
    assert path not in shown
    assert client.get(path).status_code == 404
    assert reverse("desk:file", args=[file.pk]) in desk(sign_in("anna@"), case)


def test_what_is_no_file_of_the_case_or_is_gone_has_no_link(people: People, sign_in: SignIn) -> None:
    recipient(people, at_changes=True)
    case = record(people)
    file = filed(people, case, Audience.ALL)
    sent_with(people, case, file)
    remove_file(actor=people.anna, case_file_id=file.pk, reason="falsch", at=AT)
    calendar = OutgoingFile("Termin.ics", "text/calendar", b"BEGIN:VCALENDAR")
    queue(people, case, key="2", text={"subject": "Termin", "files": (calendar,)})
    for shown in (section(sign_in("haus@blatt"), case), desk(sign_in("anna@"), case)):
        assert "Plan.pdf" in shown
        assert "Termin.ics" in shown
        assert f"/{file.pk}/?ansehen" not in shown


def test_a_file_of_another_case_is_never_a_link(people: People, sign_in: SignIn) -> None:
    """Whatever a row says: only the case's own files are opened from it."""
    recipient(people, at_changes=True)
    case, other = record(people), record(people, title="Anderer Vorgang")
    file = filed(people, other, Audience.ALL)
    sent_with(people, case, file)
    assert f"/{file.pk}/?ansehen" not in section(sign_in("haus@blatt"), case)


def test_a_letters_link_leads_the_dealer_to_his_copy(people: People, sign_in: SignIn) -> None:
    recipient(people, at_changes=True)
    case = record(people)
    send_letter(actor=people.anna, case_id=case.pk, kind=LetterKind.FREE, text="Hallo", how="mail", at=AT)
    mail = OutgoingMail.objects.get(kind="letter")
    original = CaseFile.objects.get(pk=mail.files[0]["file"])
    copy = original.copies.get()
    shown = section(sign_in("haus@blatt"), case)
    assert f"/{copy.pk}/?ansehen" in shown
    assert f"/{original.pk}/?ansehen" not in shown
    assert f"/{original.pk}/?ansehen" in desk(sign_in("anna@"), case)


def test_the_number_of_the_file_does_not_leave_with_the_mail(people: People) -> None:
    case = record(people)
    file = filed(people, case, Audience.ALL)
    mail = sent_with(people, case, file)
    assert mail.files == [{"name": "Plan.pdf", "size": 10, "file": file.pk}]
    (attachment,) = parsed(mail).iter_attachments()
    assert {name.lower() for name, _value in attachment.items()} <= {
        "content-type", "content-disposition", "content-transfer-encoding", "mime-version",
    }  # fmt: skip
