"""What a customer does on his case's page, and how he gets a new link to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from kulanz.cases.commands.claiming import decide_claim
from kulanz.cases.commands.closing import close_case
from kulanz.cases.models import CaseFile, Message
from kulanz.cases.rules import Audience, ClaimStatus, ClosedBy, Step, WaitsFor
from kulanz.core import clock
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import ContactPoint
from kulanz.stages.contact.models import Mailbox, OutgoingMail
from kulanz.workflows.closing import close_and_tell
from tests.public.tracked import Tracked, say, track
from tests.public.visitor import photo


def test_answering_with_a_photo(tracked: Tracked) -> None:
    say(tracked.people, tracked.case, "Ein Foto bitte", Audience.CUSTOMER, waits_for=WaitsFor.CUSTOMER)
    answer = tracked.client.post(
        f"{tracked.path}antwort/",
        {"body": "Hier <b>ist</b> es", "files": [photo()]},
        headers={"origin": "null"},
    )
    assert answer.status_code == 302
    message = Message.objects.get(direction="in")
    assert (message.audience, message.author_party) == (Audience.CUSTOMER, tracked.people.karla)
    assert message.files.get().name == "stuhl.jpg"
    assert tracked.again().waits_for == WaitsFor.US
    page = tracked.page()
    assert "Hier &lt;b&gt;ist&lt;/b&gt; es" in page
    assert "stuhl.jpg" in page
    # Whoever acts through a mailed link reads its address.
    assert ContactPoint.objects.get(party=tracked.people.karla).verified_at is not None


def test_a_refused_answer_comes_back_whole(tracked: Tracked, folders: Path) -> None:
    bad = photo("virus.exe")
    bad.write(b"MZ\x90\x00" * 50)
    bad.seek(0)
    given = {"body": "Mein langer Text", "files": [photo(), bad]}
    answer = tracked.client.post(f"{tracked.path}antwort/", given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Mein langer Text" in page
    assert "virus.exe" in page
    assert not [path for path in folders.rglob("*") if path.is_file()], "nothing is left behind"
    assert not Message.objects.exists()
    assert tracked.client.post(f"{tracked.path}antwort/", {"body": " \x00 "}).status_code == 422
    assert tracked.client.post(f"{tracked.path}antwort/", {"body": "x" * 10_001}).status_code == 422
    assert not Message.objects.exists()


def test_uploads_belong_to_their_link(tracked: Tracked, browser: Callable[..., Client]) -> None:
    content = photo().read()
    headers = {"upload-length": str(len(content)), "upload-metadata": "filename c3R1aGwuanBn"}
    begun = tracked.client.post(f"{tracked.path}hochladen/", headers=headers)
    assert begun.status_code == 201
    tracked.client.patch(
        begun["Location"],
        content,
        content_type="application/offset+octet-stream",
        headers={"upload-offset": "0"},
    )
    token = begun.json()["token"]
    other = track(tracked.people, browser())
    assert other.client.post(f"{other.path}antwort/", {"uploads": [token]}).status_code == 422
    page = tracked.client.post(f"{tracked.path}antwort/", {"uploads": [token], "body": "x" * 10_001})
    assert token in page.content.decode(), "what was uploaded need not be sent again"
    assert tracked.client.post(f"{tracked.path}antwort/", {"uploads": [token]}).status_code == 302
    assert CaseFile.objects.get().name == "stuhl.jpg"


def close(tracked: Tracked) -> None:
    close_and_tell(
        actor=tracked.people.anna,
        case_id=tracked.case.pk,
        closed_by=ClosedBy.ANSWER,
        accepted=True,
        solution="Neue Gasfeder geschickt",
        at=clock.now() - timedelta(minutes=2),
    )


def test_solved(tracked: Tracked) -> None:
    close(tracked)
    page = tracked.page()
    assert "Ist Ihr Problem gelöst?" in page
    assert "Neue Gasfeder geschickt" in page
    assert "Abschlussbrief (PDF)" in page
    assert tracked.client.post(f"{tracked.path}geloest/").status_code == 302
    assert tracked.again().customer_confirmed is True
    assert "Ist Ihr Problem gelöst?" not in tracked.page()
    assert tracked.client.post(f"{tracked.path}geloest/").status_code == 302


def test_not_solved_needs_a_reason_and_reopens(tracked: Tracked) -> None:
    close(tracked)
    assert "Was stimmt noch nicht?" in tracked.client.get(f"{tracked.path}nicht-geloest/").content.decode()
    answer = tracked.client.post(f"{tracked.path}nicht-geloest/", {"reason": " "})
    assert answer.status_code == 422
    assert tracked.again().step == Step.CLOSED
    tracked.client.post(f"{tracked.path}nicht-geloest/", {"reason": "Er sinkt wieder"})
    assert tracked.again().step == Step.IN_PROGRESS


def test_objecting_to_a_rejection(tracked: Tracked) -> None:
    assert tracked.client.get(f"{tracked.path}einspruch/").status_code == 302
    decide_claim(
        actor=tracked.people.anna,
        case_id=tracked.case.pk,
        accepted=False,
        reason="Verschleiß",
        at=clock.now(),
    )
    close_case(
        actor=tracked.people.anna, case_id=tracked.case.pk, closed_by=ClosedBy.REJECTION, at=clock.now()
    )
    page = tracked.page()
    assert "Verschleiß" in page
    assert "Ist Ihr Problem gelöst?" not in page
    assert tracked.client.post(f"{tracked.path}einspruch/", {"reason": ""}).status_code == 422
    tracked.client.post(f"{tracked.path}einspruch/", {"reason": "Der Stuhl ist neu"})
    assert tracked.again().claim_status == ClaimStatus.UNDER_REVIEW
    assert tracked.case.step == Step.IN_PROGRESS


def test_withdrawing(tracked: Tracked) -> None:
    tracked.client.post(f"{tracked.path}zurueckziehen/", {"reason": ""})
    assert tracked.again().step == Step.CANCELLED
    assert "zurückgezogen" in tracked.page()
    assert tracked.client.post(f"{tracked.path}zurueckziehen/").status_code == 302
    assert tracked.again().step == Step.CANCELLED


def test_a_link_is_not_a_flood_gate(tracked: Tracked) -> None:
    with clock.frozen(clock.now().replace(minute=10)):
        for number in range(40):
            assert tracked.client.post(f"{tracked.path}antwort/", {"body": f"{number}"}).status_code == 302
        answer = tracked.client.post(f"{tracked.path}antwort/", {"body": "zu viel"})
    assert answer.status_code == 422
    assert "zu viel" in answer.content.decode()
    assert not Message.objects.filter(body="zu viel").exists()


def test_the_language_of_the_page(tracked: Tracked) -> None:
    answer = tracked.client.post(f"{tracked.path}sprache/", {"language": "en"}, headers={"origin": "null"})
    assert answer.status_code == 302
    assert "We have received your request" in tracked.page()
    tracked.client.post(f"{tracked.path}sprache/", {"language": "../../xx"})
    assert "We have received your request" in tracked.page()


# --- A new link by mail -----------------------------------------------------------------------------------


@pytest.fixture
def mailbox(tenant: Tenant) -> Mailbox:
    return Mailbox.objects.create(
        tenant=tenant, name="Service", address="service@nordlicht.test", is_default=True
    )


@pytest.mark.usefixtures("mailbox")
def test_renewal_answers_alike_and_mails_only_the_owner(tracked: Tracked) -> None:
    number = tracked.case.number
    answers = [
        tracked.client.post("/stand/", {"number": given, "email": email}, headers={"origin": "null"})
        for given, email in (
            (number, "karla@kundin.test"),
            (number, "fremd@irgendwo.test"),
            ("NO-2020-99999", "karla@kundin.test"),
        )
    ]
    assert {(a.status_code, a["Location"], a.content) for a in answers} == {(302, "/stand/gesendet/", b"")}
    mail = OutgoingMail.objects.get(kind="link")
    assert mail.recipient == "karla@kundin.test"


def test_renewal_is_throttled(tracked: Tracked) -> None:
    with clock.frozen(clock.now().replace(minute=10)):
        for number in range(20):
            given = {"number": "NO-2020-00001", "email": f"a{number}@kundin.test"}
            assert tracked.client.post("/stand/", given).status_code == 302
        answer = tracked.client.post("/stand/", given)
    assert answer.status_code == 429
    assert "Von Ihrem Anschluss" in answer.content.decode()


@pytest.mark.parametrize(
    "given", [{}, {"number": "x" * 500, "email": "a@b.test"}, {"number": "\x00", "email": "\x00"}]
)
def test_odd_renewals_are_refused(tracked: Tracked, given: dict[str, str]) -> None:
    assert tracked.client.post("/stand/", given).status_code == 422
    assert tracked.client.get("/stand/?nummer=%00%3Cscript%3E").status_code == 200
