"""Whatever mails the product composes: what a dealer reads of them opens nothing of his customer's."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

import kulanz
from kulanz.cases.commands.messages import add_message
from kulanz.cases.commands.state import set_waiting
from kulanz.cases.rules import Audience, WaitsFor
from kulanz.core.access import tokens
from kulanz.core.access.redacting import without_secrets
from kulanz.core.mail.composing import MailLink
from kulanz.masterdata.parties.models import Writer
from kulanz.stages.contact.models import LetterKind, Mailbox, OutgoingMail
from kulanz.workflows.appointment_mails import send_appointment
from kulanz.workflows.letters import send_letter
from kulanz.workflows.links import hand_out_case_link
from kulanz.workflows.told_mails import TO_CUSTOMERS, TO_OTHERS
from tests.cases.people import AT, People
from tests.contracts.houses import contract
from tests.execution.visits_world import make_world
from tests.outgoing.writing import KARLA, queue
from tests.portal.told import page, section
from tests.workflows.happening import close, record
from tests.workflows.hearing import LATER, work

pytestmark = pytest.mark.usefixtures("afterwards")

SignIn = Callable[[str], Client]
INSTEAD = "[persönlicher Link des Kunden]"


def test_nothing_the_product_composes_gives_the_customers_rights_away(
    people: People, sign_in: SignIn, issued: list[str]
) -> None:
    Mailbox.objects.create(
        tenant=people.tenant, name="Service", address="service@nordlicht.test", is_default=True
    )
    world = make_world(people)
    case = world.case
    work(LATER)
    add_message(actor=people.anna, case_id=case.pk, body="Bitte um Geduld", audience=Audience.CUSTOMER, at=AT)
    set_waiting(actor=people.anna, case_id=case.pk, waits_for=WaitsFor.SUPPLIER, at=LATER)
    visit = world.planned()
    send_appointment(actor=people.anna, visit_id=visit.pk, at=AT)
    send_letter(actor=people.anna, case_id=case.pk, kind=LetterKind.FREE, text="Ein Wort", at=AT)
    hand_out_case_link(actor=people.anna, case_id=case.pk, address=KARLA, at=AT)
    work(LATER)
    mails = OutgoingMail.objects.filter(case=case, recipient=KARLA)
    assert set(mails.values_list("kind", flat=True)) == TO_CUSTOMERS - {"pass_on", "report"}
    shown = section(sign_in("haus@blatt"), case)
    for mail in mails:
        assert mail.subject in shown, mail.kind
    assert "Bitte um Geduld" in shown
    assert shown.count(INSTEAD) >= len(mails) - 1, "each but the bare news has its link"
    assert len(issued) > len(mails), "links and addresses to answer at"
    whole = page(sign_in("haus@blatt"), case).lower()
    assert [secret for secret in issued if secret in whole] == []


@pytest.mark.parametrize("kind", sorted(TO_CUSTOMERS))
def test_each_kind_loses_what_opens_something(people: People, sign_in: SignIn, kind: str) -> None:
    case = record(people)
    secret = tokens.new_secret()
    url = f"https://nordlicht.test/termin/{secret}/"
    queue(
        people,
        case,
        kind=kind,
        text={
            "subject": f"Frist {secret}",
            "paragraphs": (f"Hier: {url}.", f"service+{secret}@nordlicht.test", f"laut {secret.upper()}"),
            "facts": (("Ihre Seite", f"{url}#write"),),
            "link": MailLink("Zum Termin", url),
        },
    )
    shown = section(sign_in("haus@blatt"), case)
    assert secret not in shown.lower()
    assert shown.count(INSTEAD) == 2 + 5, "the subject stands there twice"
    assert f"Hier: {INSTEAD}." in shown, "the rest of the text is as the customer got it"


@pytest.mark.parametrize("kind", sorted(TO_OTHERS))
def test_mails_to_others_are_not_his_customers(people: People, sign_in: SignIn, kind: str) -> None:
    case = record(people)
    queue(people, case, kind=kind, text={"subject": "Zwetschge"})
    assert OutgoingMail.objects.filter(subject="Zwetschge", case=case).count() == 1
    assert "Zwetschge" not in page(sign_in("haus@blatt"), case)


def test_what_he_passes_on_himself_is_named_so(people: People, sign_in: SignIn, issued: list[str]) -> None:
    contract(people, writer=Writer.DEALER)
    case = record(people)
    work(LATER)
    close(people, case)
    work(LATER)
    shown = section(sign_in("haus@blatt"), case)
    assert "zum Weitergeben durch Sie" in shown
    assert "vielen Dank für Ihre Anfrage" in shown
    assert "service@blatt.nordlicht.test" in shown
    assert issued
    assert [secret for secret in issued if secret in shown] == []


@given(
    secret=st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=26, max_size=26),
    before=st.sampled_from(
        ["", "https://h.test/f/", "(http://h:8000/angebot/", "a+", "?next=%2Ff%2F", "„", "_"]
    ),
    after=st.sampled_from(["", "/", "/antwort/?x=1#w", "@h.test", ".", ")", "“", "_", "%2Fantwort"]),
    upper=st.booleans(),
)
def test_no_secret_survives_in_any_place(secret: str, before: str, after: str, upper: bool) -> None:
    told = secret.upper() if upper else secret
    clean = without_secrets(f"Guten Tag {before}{told}{after} Ende", "–")
    assert secret not in clean.lower()
    assert clean.startswith("Guten Tag")
    assert clean.endswith("Ende")


def test_words_and_other_addresses_stay() -> None:
    text = (
        "Rechtsschutzversicherungen: https://dhl.test/?nr=00340434161094 (NL-2026-00001), Tel. 030 23125 100"
    )
    assert without_secrets(text, "–") == text


def test_every_kind_of_mail_is_known() -> None:
    """A new kind has to be given to the customers or to the others."""
    found: set[str] = set()
    for path in Path(kulanz.__file__).parent.rglob("*.py"):
        source = path.read_text()
        if "queue_mail" not in source and "News(" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            values: list[ast.expr] = []
            match node:
                case ast.Call(func=ast.Name(id="queue_mail" | "News" | "_news")):
                    values = [k.value for k in node.keywords if k.arg == "kind"] or node.args[1:2]
                case ast.Assign(targets=[ast.Name(id="kind")], value=ast.IfExp() as value):
                    values = [value]
            for value in values:
                found |= {n.value for n in ast.walk(value) if isinstance(n, ast.Constant)}
    assert {"acknowledgement", "news", "answer", "staff", "order"} <= found
    assert found - {"pass_on"} == (TO_CUSTOMERS | TO_OTHERS) - {"pass_on"}
