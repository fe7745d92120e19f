"""The dealer reads what went to his customer, all of it and nothing else, and never what opens a page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kulanz.cases.commands.messages import add_message
from kulanz.cases.commands.people import add_participant
from kulanz.cases.models import Case, ParticipantRole
from kulanz.cases.rules import Audience
from kulanz.masterdata.parties.models import Party
from kulanz.stages.contact.commands.outgoing import Recipient
from kulanz.stages.contact.models import LetterKind, OutgoingMail, OutgoingState
from kulanz.workflows.letters import send_letter
from kulanz.workflows.told_mails import AT_ONCE
from tests.cases.people import AT, People
from tests.outgoing.writing import KARLA, queue
from tests.portal.told import page, section
from tests.workflows.happening import recipient, record
from tests.workflows.hearing import LATER

pytestmark = pytest.mark.usefixtures("afterwards")

SignIn = Callable[[str], Client]
SECTION = "Das ging an Ihren Kunden"


def to_dealer(people: People) -> Recipient:
    return Recipient("britta@blatt.nordlicht.test", "Britta Birke", membership_id=people.britta.membership_id)


# --- who reads what -----------------------------------------------------------------------------------------


def test_he_sees_exactly_his_customers_mails_newest_first(people: People, sign_in: SignIn) -> None:
    recipient(people, at_creation=True, at_changes=True, at_closing=True)
    case, other = record(people), record(people, title="Anderer Vorgang")
    queue(people, case, key="1", text={"subject": "Erste Nachricht", "paragraphs": ("Guten <b>Tag</b>",)})
    queue(people, case, key="2", text={"subject": "Zweite Nachricht"})
    queue(people, other, key="3", text={"subject": "Fremder Vorgang"})
    queue(
        people, case, key="4", text={"subject": "An Anna"}, kind="staff", recipient=Recipient("anna@x.test")
    )
    house = Recipient("post@blatt.test", party_id=people.blatt.pk)
    queue(people, case, key="5", text={"subject": "An das Haus"}, kind="news", recipient=house)
    OutgoingMail.objects.filter(key="1").update(state=OutgoingState.SENT, sent_at=LATER)
    OutgoingMail.objects.filter(key="2").update(state=OutgoingState.FAILED)
    shown = section(sign_in("haus@blatt"), case)
    assert shown.index("Zweite Nachricht") < shown.index("Erste Nachricht")
    assert "Guten &lt;b&gt;Tag&lt;/b&gt;" in shown
    assert KARLA in shown
    assert ">gesendet<" in shown
    assert "unzustellbar" in shown
    for foreign in ("Fremder Vorgang", "An Anna", "An das Haus", "anna@x.test", "post@blatt.test"):
        assert foreign not in shown, foreign


def test_nobody_else_reads_it(people: People, sign_in: SignIn) -> None:
    case = record(people)
    queue(people, case, text={"subject": "Nur für Karla"})
    add_participant(
        actor=people.anna,
        case_id=case.pk,
        party_id=people.tom_party.pk,
        role=ParticipantRole.TECHNICIAN,
        at=AT,
    )
    url = reverse("portal:case", args=[case.number])
    for stranger in ("haus@fremd", "britta@blatt"):
        answer = sign_in(stranger).get(url)
        assert answer.status_code == 404, stranger
        assert "Nur für Karla" not in answer.content.decode()
    technician = page(sign_in("tom@"), case)
    assert SECTION not in technician
    assert "Nur für Karla" not in technician
    assert "Nur für Karla" in page(sign_in("haus@blatt"), case)


def test_a_clerk_reads_it_in_her_own_case(people: People, sign_in: SignIn) -> None:
    hers = record(people, actor=people.britta)
    theirs = record(people, actor=people.blatt_house)
    queue(people, hers, key="hers", text={"subject": "Zu ihrem Vorgang"})
    queue(people, theirs, key="theirs", text={"subject": "Zum anderen"})
    Case.objects.filter(pk=theirs.pk).update(merged_into=hers)
    shown = section(sign_in("britta@blatt"), hers)
    assert "Zu ihrem Vorgang" in shown
    assert "Zum anderen" not in shown, "merged into hers, but not hers to see"
    assert "Zum anderen" in section(sign_in("haus@blatt"), hers)


def test_letters_on_paper_are_there_too(people: People, sign_in: SignIn) -> None:
    case = record(people)
    for kind in (LetterKind.FREE, LetterKind.CONFIRMATION):
        send_letter(actor=people.anna, case_id=case.pk, kind=kind, text="Ein Wort", how="print", at=AT)
    shown = section(sign_in("haus@blatt"), case)
    assert shown.count("wartet auf den Druck") == 2
    assert "· Brief ·" in " ".join(shown.split())
    assert shown.count("Brief als PDF") == 2


def test_an_answer_to_a_former_address_counts_only_as_the_customers(people: People, sign_in: SignIn) -> None:
    case = record(people)
    message = add_message(actor=people.anna, case_id=case.pk, body="Hallo", audience=Audience.ALL, at=AT)
    message.recipients = [
        {"email": "alt@kundin.test", "name": "Karla", "kind": "customer"},
        {"email": "alt@tom.test", "name": "Tom", "kind": "technician"},
    ]
    message.save(update_fields=["recipients"])
    for key in ("alt@kundin.test", "alt@tom.test"):
        queue(people, case, key=key, message=message, recipient=Recipient(key), text={"subject": f"an {key}"})
    shown = section(sign_in("haus@blatt"), case)
    assert "an alt@kundin.test" in shown
    assert "alt@tom.test" not in shown


def test_of_an_erased_customer_nothing_personal_is_left(people: People, sign_in: SignIn) -> None:
    case = record(people)
    queue(people, case, key="1", text={"subject": "Geheime Kundin"})
    queue(people, case, key="2", kind="pass_on", recipient=to_dealer(people), text={"subject": "An Geheime"})
    before = section(sign_in("haus@blatt"), case)
    assert "Geheime Kundin" in before
    assert "An Geheime" in before
    Party.objects.filter(pk=people.karla.pk).update(erased_at=LATER)
    shown = section(sign_in("haus@blatt"), case)
    assert shown.count("gelöscht") == 2
    for personal in ("Geheime", KARLA, "alles ist gut"):
        assert personal not in shown, personal


# --- many ---------------------------------------------------------------------------------------------------


def test_many_mails_cost_no_more_queries_and_come_in_pages(people: People, sign_in: SignIn) -> None:
    case, client = record(people), sign_in("haus@blatt")
    for number in range(2):
        queue(people, case, key=str(number), text={"subject": f"Nr. {number:02}."})
    page(client, case)
    with CaptureQueriesContext(connection) as few:
        page(client, case)
    for number in range(2, AT_ONCE + 4):
        queue(people, case, key=str(number), automatic=False, text={"subject": f"Nr. {number:02}."})
    with CaptureQueriesContext(connection) as many:
        first = section(client, case)
    assert len(many) == len(few)
    newest = OutgoingMail.objects.order_by("-pk")[AT_ONCE - 1]
    older = section(client, case, f"?gesendet_vor={newest.pk}.")
    assert f"gesendet_vor={newest.pk}." in first
    subjects = [f"Nr. {number:02}." for number in range(AT_ONCE + 4)]
    assert [s for s in subjects if f"<strong>{s}<" in first] == subjects[4:]
    assert [s for s in subjects if f"<strong>{s}<" in older] == subjects[:4]
    for nonsense in ("x", "99999999999999999999999999.1", "-1.-1", "1.2.3", "%00.²"):
        assert (
            client.get(reverse("portal:case", args=[case.number]) + f"?gesendet_vor={nonsense}").status_code
            == 200
        )
