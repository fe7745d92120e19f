"""Setting up, passkeys and the change of tenant in a real browser, under the real content policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.account.signing import NEW_PASSWORD
from tests.live import LiveServer

pytestmark = pytest.mark.browser


@pytest.fixture
def chromium(chromium_path: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # sandboxes of build machines have neither a user namespace nor names of ours
        options = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP *.test 127.0.0.1"]
        browser = playwright.chromium.launch(executable_path=chromium_path, args=options)
        yield browser
        browser.close()


def page_in(browser: Any) -> tuple[Any, list[str]]:
    """A new page, and what the browser complained about."""
    page = browser.new_context(locale="de-DE").new_page()
    page.set_default_timeout(15_000)
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


def go_on(page: Any) -> None:
    with page.expect_navigation():
        page.click("main .btn-primary")


def set_up(page: Any, live: LiveServer, base: str) -> None:
    found = re.search(r"code (\S+)", live.output())
    assert found
    page.goto(base)
    page.fill("[name=code]", found[1].lower())
    go_on(page)
    page.fill("[name=name]", "Nordlicht Büromöbel")
    page.fill("[name=case_prefix]", "nb")
    go_on(page)
    page.fill("[name=name]", "Ada Albers")
    page.fill("[name=email]", "ada@nordlicht.test")
    page.fill("[name=password]", NEW_PASSWORD)
    go_on(page)
    go_on(page)  # the brand as it is
    for _step in ("mailbox", "texts"):
        with page.expect_navigation():
            page.click("text=Später")


def sign_out(page: Any, base: str) -> None:
    page.goto(f"{base}/konto/abmelden/")
    go_on(page)


def test_from_an_empty_machine_to_a_passkey(live: LiveServer, chromium: Any) -> None:
    page, complaints = page_in(chromium)
    base = live.url.replace("127.0.0.1", "localhost")  # passkeys need a name
    set_up(page, live, base)
    assert page.url.startswith(f"{base}/desk/")

    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    page.goto(f"{base}/konto/passkeys/neu/")
    page.fill("[name=password]", NEW_PASSWORD)
    go_on(page)
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/konto/ersatzcodes/")

    sign_out(page, base)
    page.click("#passkey_login")
    page.wait_for_url("**/desk/**")

    # with the password it is the second factor
    sign_out(page, base)
    page.fill("[name=login]", "ada@nordlicht.test")
    page.fill("[name=password]", NEW_PASSWORD)
    go_on(page)
    assert page.url.endswith("/konto/zweiter-faktor/eingeben/")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url("**/desk/**")

    page.goto(f"{base}/konto/sicherheit/")
    assert "Passkey 1" in page.inner_text("main")
    assert [text for text in complaints if "Opener-Policy" not in text] == []  # plain http here


def test_over_to_another_tenants_host_and_back(live: LiveServer, chromium: Any) -> None:
    port = live.url.rsplit(":", 1)[1]
    made = live.command(
        *("tenant", "create", "--name", "Nordlicht", "--host", "nordlicht.test", "--prefix", "NB"),
        *("--admin-email", "ada@nordlicht.test", "--admin-name", "Ada", "--password-file", "-"),
        *("--base-url", f"http://nordlicht.test:{port}"),
        stdin=f"{NEW_PASSWORD}\n".encode(),
    )
    assert made.returncode == 0, made.stderr.decode()
    second = live.command(
        *("tenant", "create", "--name", "Südwind", "--host", "suedwind.test", "--prefix", "SW"),
        *("--admin-email", "ada@nordlicht.test", "--admin-name", "Ada"),
        *("--base-url", f"http://suedwind.test:{port}"),
    )
    assert b"existing account" in second.stderr + second.stdout
    twice = live.command(
        *("tenant", "create", "--name", "X", "--host", "suedwind.test", "--prefix", "X"),
        *(
            "--admin-email",
            "x@x.test",
        ),
    )
    assert twice.returncode == 1
    assert b"Host" in twice.stderr
    new = live.command(
        *("tenant", "create", "--name", "Dritter", "--host", "dritter.test", "--prefix", "D"),
        *(
            "--admin-email",
            "eva@dritter.test",
        ),
    )
    told = re.search(rb"at http://dritter\.test:\d+(/konto/einladung/[a-z2-7]{26}/)", new.stderr + new.stdout)
    assert told

    invited, complaints = page_in(chromium)
    invited.goto(f"http://dritter.test:{port}{told[1].decode()}")
    invited.fill("[name=password]", NEW_PASSWORD)
    go_on(invited)
    assert invited.url.startswith(f"http://dritter.test:{port}/desk/")
    assert [text for text in complaints if "Opener-Policy" not in text] == []  # plain http here

    page, complaints = page_in(chromium)
    page.goto(f"http://nordlicht.test:{port}/konto/anmelden/")
    page.fill("[name=login]", "ada@nordlicht.test")
    page.fill("[name=password]", NEW_PASSWORD)
    go_on(page)
    for host in ("suedwind.test", "nordlicht.test"):
        page.goto(page.url.split("/desk/", 1)[0] + "/konto/fuer-wen/")
        name = "Südwind" if host == "suedwind.test" else "Nordlicht"
        page.click(f".pick:has-text('{name}')")
        page.wait_for_url(f"http://{host}:{port}/desk/**")
    assert [text for text in complaints if "Opener-Policy" not in text] == []  # plain http here
