"""One case from its first message to its closing, as every party lives it: browser, mail servers, worker.

A customer reports with a photo; an agent takes it and asks back by mail; the customer answers by replying to
that mail; the dealer watches and adds a note; the agent solves and closes; page and letter say so. What is
internal appears nowhere else.
"""

from __future__ import annotations

import email
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser

from kulanz.cases.models import Case
from kulanz.core.access.actor import Scope
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.parties.models import Membership
from kulanz.stages.contact.mailbox_passwords import set_mailbox_password
from kulanz.stages.contact.models import Mailbox
from tests import passwords
from tests.browser.machine import Person, running_browser
from tests.cases.people import make_people
from tests.conftest import make_tenant
from tests.live import LiveServer, LiveServerFactory
from tests.mail.dovecot import running_dovecot
from tests.mail.smtp_server import Received, running_smtp
from tests.scenarios.mails import Post, body_of, wait_for, words_of

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.dovecot]

SERVICE = "service@nordlicht.test"
CUSTOMER = "petra@pappel.test"
SECRET = "Charge Zwetschge, bekannte Ausfälle"


@pytest.fixture
def post(dovecot_path: str) -> Iterator[Post]:
    with running_dovecot(dovecot_path) as dovecot:

        def deliver(mail: Received) -> None:
            for recipient in mail.recipients:
                dovecot.deliver(mail.raw, user=recipient.partition("@")[0].partition("+")[0])

        with running_smtp(deliver) as smtp:
            yield Post(dovecot, smtp)


@pytest.fixture
def house(live_server_factory: LiveServerFactory, post: Post, settings: Any) -> LiveServer:
    """A running installation with its people and a mailbox on the mail server."""
    server = live_server_factory(
        environment={"SMTP_HOST": post.smtp.host, "SMTP_PORT": str(post.smtp.port), "SMTP_TLS": "none"}
    )
    settings.SECRETS_FOLDER = server.home / "secrets"
    settings.PASSWORD_HASHERS = passwords.READABLE
    with server.opened(), tenant_context(None):
        tenant = make_tenant(host="127.0.0.1", base_url=server.url, created_at=datetime.now(UTC))
        with tenant_context(tenant.pk):
            people = make_people(tenant)
            Membership.objects.filter(pk=people.britta.membership_id).update(scope=Scope.COMPANY.value)
            mailbox = Mailbox.objects.create(
                tenant=tenant,
                name="Service",
                address=SERVICE,
                is_default=True,
                imap_host=post.dovecot.host,
                imap_port=post.dovecot.port,
                imap_security="none",
                imap_user="service",
            )
        set_mailbox_password(mailbox.pk, post.dovecot.password)
    return server


@pytest.fixture
def browser(chromium_path: str) -> Iterator[Browser]:
    with running_browser(chromium_path) as started:
        yield started


def photo(path: Path) -> Path:
    Image.effect_noise((640, 480), 60).convert("RGB").save(path, "JPEG")
    return path


def reply_to(mail: EmailMessage, text: str) -> bytes:
    """What a mail program makes of pressing "Antworten"."""
    answer = EmailMessage()
    answer["From"] = f"Petra Pappel <{CUSTOMER}>"
    answer["To"] = mail["reply-to"] or mail["from"]
    answer["Subject"] = f"Re: {mail['subject']}"
    answer["Message-ID"] = "<antwort-1@pappel.test>"
    answer["In-Reply-To"] = mail["message-id"]
    answer["References"] = mail["message-id"]
    answer["Date"] = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    quoted = "\n".join(f"> {line}" for line in body_of(mail).splitlines())
    answer.set_content(f"{text}\n\nAm 16.11.2026 schrieb Nordlicht Büromöbel:\n{quoted}\n")
    return answer.as_bytes()


def test_one_case_from_first_message_to_closing(
    house: LiveServer, post: Post, browser: Browser, tmp_path: Path
) -> None:
    # The customer reports the problem on a phone, with a photo.
    customer = Person(browser, house.url, viewport={"width": 390, "height": 844})
    page = customer.page
    page.goto("/melden/")
    page.locator("input[name=about][value=defect] + label").click()
    page.fill("[name=product]", "Drehstuhl Alva")
    page.fill("[name=happened]", "Der Stuhl sinkt beim Sitzen langsam ab.")
    page.locator("input[name=safety][value=no] + label").click()
    page.get_by_role("button", name="Weiter").click()
    page.set_input_files("input[type=file]", photo(tmp_path / "stuhl.jpg"))
    page.get_by_text("stuhl.jpg").first.wait_for()
    page.get_by_role("button", name="Weiter").click()
    page.fill("[name=name]", "Petra Pappel")
    page.fill("[name=email]", CUSTOMER)
    page.get_by_role("button", name="Weiter").click()
    page.get_by_text("Drehstuhl Alva").first.wait_for()

    def sent() -> int:
        """Nobody fills in a form as fast as this test: the page asks to wait a moment, as it does robots."""
        if page.get_by_role("button", name="Meldung absenden").count():
            with page.expect_navigation():
                page.get_by_role("button", name="Meldung absenden").click()
        return page.locator(".reference").count()

    wait_for("the confirmation", sent)

    acknowledged = post.to(CUSTOMER, "/f/")
    link = next(word for word in body_of(acknowledged).split() if "/f/" in word)
    assert link.startswith(house.url)
    page.goto(link)
    page.get_by_text("stuhl.jpg").first.wait_for()

    # The agent finds it in the list, takes it, names the dealer, and keeps a thought to herself.
    agent = Person(browser, house.url, viewport={"width": 1440, "height": 900})
    agent.sign_in("anna@nordlicht.test")
    desk = agent.page
    desk.goto("/desk/?view=unassigned")
    desk.locator("td.subject a").first.click()
    case_url = desk.url
    number = case_url.rstrip("/").rsplit("/", 1)[-1]
    desk.wait_for_load_state("networkidle")
    with desk.expect_navigation():
        desk.keyboard.press("t")
    desk.locator(".turn").get_by_text("Anna Amsel").wait_for()
    desk.goto(f"{case_url}bearbeiten/")
    desk.select_option("[name=dealer_id]", label="Bürohaus Blatt")
    desk.locator("form:has([name=dealer_id]) button.btn-primary").first.click()
    desk.wait_for_url(case_url)
    write(agent, "internal", SECRET)
    desk.locator("ol.timeline").get_by_text(SECRET).wait_for()

    # She asks back by mail; ten seconds later it is out.
    before = len(post.smtp.received)
    write(agent, "customer", "Guten Tag Frau Pappel,\nwelche Nummer steht unter dem Sitz?")
    asked = post.to(CUSTOMER, "unter dem Sitz", after=before)
    assert asked["reply-to"]

    # The customer answers by replying to that mail.
    target = str(asked["reply-to"] or asked["from"])
    assert "service+" in target
    post.dovecot.deliver(reply_to(asked, "Darunter steht FJ-4711."), user="service")
    fetched = house.command("mail", "fetch", "--once")
    assert fetched.returncode == 0, (fetched.stdout + fetched.stderr).decode()[-3000:]

    def answered() -> bool:
        desk.goto(case_url)
        return desk.locator("ol.timeline").get_by_text("Darunter steht FJ-4711.").count() > 0

    wait_for("the customer's answer at the desk", answered)
    assert desk.locator(".turn").inner_text().count("Anna Amsel"), "it is the office's turn again"

    # The dealer watches and adds a note.
    dealer = Person(browser, house.url, viewport={"width": 1280, "height": 900})
    dealer.sign_in("britta@blatt.nordlicht.test")
    portal = dealer.page
    portal.goto("/portal/")
    portal.get_by_text("Drehstuhl Alva").first.click()
    portal.get_by_text("Darunter steht FJ-4711.").first.wait_for()
    portal.fill("#note-text", "Wir haben eine Gasfeder auf Lager.")
    portal.locator("form:has(#note-text) button.btn-primary").click()
    portal.get_by_text("Ihre Nachricht ist angekommen").wait_for()
    dealer_url = portal.url.partition("#")[0]

    # The agent reads it, solves and closes.
    desk.goto(case_url)
    desk.get_by_text("Wir haben eine Gasfeder auf Lager.").first.wait_for()
    desk.wait_for_load_state("networkidle")
    desk.keyboard.press("c")
    dialog = desk.locator("#close-dialog")
    dialog.wait_for()
    dialog.locator("label:has(input[name=accepted][value=yes])").click()
    dialog.locator("[name=solution]").fill("Gasfeder getauscht, Teil von Bürohaus Blatt.")
    dialog.get_by_role("button", name="Beenden und Brief senden").click()
    desk.get_by_text("ist beendet").first.wait_for()

    # The customer's page and the letter say so; the dealer reads it too.
    mailed = post.letter_to(CUSTOMER)
    assert "Gasfeder getauscht" in words_of(mailed)
    page.goto(link)
    page.get_by_text("Gasfeder getauscht").first.wait_for()
    assert "Darunter steht FJ-4711." in customer.text()

    def letter() -> Any:
        page.goto(link)
        return page.get_by_role("link", name="Abschlussbrief").count()

    wait_for("the letter", letter)
    address = page.get_by_role("link", name="Abschlussbrief").get_attribute("href")
    pdf = customer.context.request.get(f"{address}").body()
    words = words_of(pdf)
    assert "Gasfeder getauscht" in words
    assert number in words
    portal.goto(dealer_url)
    portal.get_by_text("Gasfeder getauscht").first.wait_for()

    # Internal words are at the desk and nowhere else.
    desk.goto(case_url)
    assert SECRET in agent.text()
    assert SECRET not in customer.text() + dealer.text() + words
    for text in (customer.page.content(), dealer.page.content()):
        assert "Zwetschge" not in text
    portal.goto("/portal/?q=Zwetschge")
    assert number not in dealer.text()
    desk.goto("/desk/suche/?q=Zwetschge")
    assert number in agent.text()
    for received in post.smtp.received:
        mail = email.message_from_bytes(received.raw, policy=default)
        for part in mail.walk():
            if part.get_content_maintype() == "text":
                assert "Zwetschge" not in part.get_content(), received.recipients
    assert agent.complaints + dealer.complaints == []
    assert [text for text in customer.complaints if "422" not in text and "429" not in text] == []
    with house.opened(), tenant_context(None):
        from kulanz.core.tenancy.models import Tenant

        with tenant_context(Tenant.objects.get().pk):
            assert Case.objects.count() == 1


def write(person: Person, audience: str, text: str) -> None:
    """A message or note through the composer, sent by keyboard."""
    composer = person.page.locator("form.composer")
    composer.locator(f"label:has(input[name=audience][value={audience}])").click()
    composer.locator("textarea[name=body]").fill(text)
    with person.page.expect_navigation():
        composer.locator("textarea[name=body]").press("Control+Enter")
