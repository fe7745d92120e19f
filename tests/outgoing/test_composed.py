"""What a queued mail is: composed once, with a reply address and a thread of its recipient's own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kulanz.core.access.models import TokenPurpose
from kulanz.core.access.tokens import find_token
from kulanz.core.mail.addresses import find_tokens
from kulanz.core.protocol.models import Transmission
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.commands import outgoing
from kulanz.stages.contact.commands.outgoing import Recipient
from kulanz.stages.contact.models import Mailbox, OutgoingMail
from tests.cases.people import AT, People
from tests.outgoing.writing import KARLA, body_of, new_case, parsed, queue


def test_the_same_key_again_is_the_same_mail(people: People, mailbox: Mailbox) -> None:
    case = new_case(people)
    first = queue(people, case)
    assert queue(people, case, text={"subject": "anders"}).pk == first.pk
    assert OutgoingMail.objects.count() == 1
    assert Transmission.objects.filter(consumer="smtp").count() == 1


def test_the_reply_address_speaks_for_its_recipient(people: People, mailbox: Mailbox) -> None:
    case = new_case(people)
    reply = str(parsed(queue(people, case))["Reply-To"])
    (found,) = find_tokens([reply.partition("<")[2].rstrip(">")], [mailbox.address])
    token = find_token(found.token, purpose=TokenPurpose.REPLY, at=AT)
    assert token is not None
    assert (token.case_id, token.party_id, token.address) == (case.pk, people.karla.pk, KARLA)


def test_each_mail_continues_the_thread_of_its_recipient_only(people: People, mailbox: Mailbox) -> None:
    case = new_case(people)
    first, second = queue(people, case), queue(people, case, key="two")
    other = queue(people, case, key="three", recipient=Recipient("haus@blatt.test", party_id=people.blatt.pk))
    assert parsed(first)["References"] is None
    assert parsed(second)["In-Reply-To"] == f"<{first.mail_id}>"
    assert parsed(other)["References"] is None


def test_it_comes_from_the_house_and_says_that_a_machine_wrote(people: People, mailbox: Mailbox) -> None:
    Tenant.objects.filter(pk=people.tenant.pk).update(contact_phone="0821 1234", contact_team="Kundenservice")
    case = new_case(people)
    mail = queue(people, case)
    message = parsed(mail)
    assert str(message["From"]) == "Nordlicht Büromöbel <service@nordlicht.test>"
    assert message["Message-ID"] == f"<{mail.mail_id}>"
    assert mail.mail_id.endswith("@nordlicht.test")
    assert message["Auto-Submitted"] == "auto-generated"
    assert "0821 1234" in body_of(message)
    by_hand = queue(people, case, key="two", automatic=False)
    assert parsed(by_hand)["Auto-Submitted"] is None


def test_a_mail_without_a_case_needs_no_entry(people: People) -> None:
    mail = queue(people, None, kind="reset")
    entry = Transmission.objects.get(key=f"smtp:{mail.pk}").entry
    assert (entry.event, entry.stream) == ("mail.queued", f"mail:{mail.pk}")
    assert KARLA not in str(entry.facts)


@pytest.mark.parametrize(
    "hostile",
    [
        "a\r\nBcc: victim@example.test",
        "a\nX-Evil: 1\n\nbody",
        "a\x00\u2028Bcc: v@example.test",
        "=?utf-8?q?=0D=0ABcc:_x?=",
    ],
)
def test_no_text_can_add_a_header(people: People, mailbox: Mailbox, hostile: str) -> None:
    case = new_case(people)
    mail = queue(
        people,
        case,
        text={"subject": hostile, "heading": hostile, "facts": ((hostile, hostile),)},
        recipient=Recipient(KARLA, hostile, "de", party_id=people.karla.pk),
    )
    message = parsed(mail)
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    assert [a.addr_spec for a in message["To"].addresses] == [KARLA]


@pytest.mark.parametrize("address", ["", "nobody", "a@b@c", "x@y\r\nBcc: z@example.test", "ä@example.test"])
def test_what_is_no_address_is_kept_as_failed(people: People, address: str) -> None:
    mail = queue(people, new_case(people), recipient=Recipient(address))
    assert mail.state == "failed"
    assert mail.last_error
    assert not Transmission.objects.filter(consumer="smtp").exists()


def test_a_loop_ends_at_the_budget_of_its_thread(people: People, mailbox: Mailbox) -> None:
    case = new_case(people)
    states = [queue(people, case, key=str(n)).state for n in range(outgoing.PER_THREAD + 3)]
    assert states.count("waiting") == outgoing.PER_THREAD
    assert states[-3:] == ["cancelled"] * 3
    assert queue(people, case, key="by hand", automatic=False).state == "waiting"
    assert queue(people, new_case(people), key="another case").state == "waiting"
    assert queue(people, case, key="tomorrow", at=AT + timedelta(hours=25)).state == "waiting"


def test_one_address_gets_a_limited_number_over_all_cases(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "PER_ADDRESS", 3)
    states = [queue(people, new_case(people), key=str(n)).state for n in range(4)]
    assert states == ["waiting"] * 3 + ["cancelled"]


def test_the_language_is_the_recipients(people: People, mailbox: Mailbox) -> None:
    mail = queue(people, new_case(people), recipient=Recipient(KARLA, "Karla", "en-GB"))
    html = parsed(mail).get_body(("html",))
    assert html is not None
    assert 'lang="en"' in html.get_content()
