"""Filing in a browser: what does not apply is out of sight, and the way back sends no form again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page

from kulanz.cases.models import Case
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from tests import passwords
from tests.browser.machine import Person, running_browser
from tests.cases.people import make_people
from tests.conftest import make_tenant
from tests.contracts.houses import technician_of, under_option_a
from tests.live import LiveServer, LiveServerFactory

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("filing")]

FORM = f"/portal/neu/{'a' * 22}/"


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with running_browser(chromium_path) as started:
        yield started


@pytest.fixture
def server(live_server_factory: LiveServerFactory) -> LiveServer:
    started = live_server_factory()
    with started.opened(), override_settings(PASSWORD_HASHERS=passwords.READABLE):
        with tenant_context(None):
            tenant = make_tenant(host="127.0.0.1")
        with tenant_context(tenant.pk):
            people = make_people(tenant)
            technician_of(people, under_option_a(people))
    return started


def test_a_refused_form_is_found_again_and_never_sent_again(server: LiveServer, browser: Browser) -> None:
    britta = Person(browser, server.url)
    britta.sign_in("britta@blatt.nordlicht.test")
    page = britta.page
    page.goto(f"{FORM}?art=repair")
    the_own_technician_is_asked_for_where_own_people_go(page)

    page.fill("[name=customer_name]", "Karla Kunde")
    send(page)
    assert page.title().startswith("Fehler:")
    page.goto("/portal/hilfe/")
    for come_again in (page.go_back, page.reload):
        come_again()
        assert page.url.endswith(FORM)
        assert page.input_value("[name=customer_name]") == "Karla Kunde"

    page.fill("[name=title]", "Gasfeder tauschen")
    page.check("[name=safety][value=no]")
    send(page)
    filed = page.url
    assert "/portal/vorgang/" in filed
    page.go_back()
    assert page.url == filed, "the form has become this case"
    with server.opened():
        with tenant_context(None):
            tenant = Tenant.objects.get(host="127.0.0.1")
        with tenant_context(tenant.pk):
            assert Case.objects.count() == 1
    refused = "the server responded with a status of 422"
    assert [text for text in britta.complaints if refused not in text] == []


def the_own_technician_is_asked_for_where_own_people_go(page: Page) -> None:
    asked = page.locator("[name=technician]")
    for by, state in (("factory", "hidden"), ("dealer", "visible"), ("factory", "hidden")):
        page.check(f"[name=carried_out_by][value={by}]")
        asked.wait_for(state=state)  # type: ignore[arg-type]  # one of the words it takes


def send(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Vorgang melden").last.click()
