"""What the report form refuses, and what it survives."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kulanz.cases.models import Case
from kulanz.core import clock
from kulanz.core.files.models import StoredFile, UploadSession
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Party
from tests.public.visitor import Visitor, photo


def refused(visitor: Visitor, text: str, **extra: str) -> None:
    """Nothing is stored, the page says why and what to do, and the answers are still there."""
    cases, parties, files = Case.objects.count(), Party.objects.count(), StoredFile.objects.count()
    answer = visitor.send(**extra)
    page = answer.content.decode()
    assert answer.status_code == 429
    assert text in page
    assert "0800 123" in page
    assert "Rückenlehne" in page
    assert (Case.objects.count(), Party.objects.count(), StoredFile.objects.count()) == (
        cases,
        parties,
        files,
    )


@pytest.fixture
def phone(tenant: Tenant) -> None:
    tenant.contact_phone = "0800 123"
    tenant.save()


@pytest.mark.usefixtures("phone")
class TestLimits:
    def test_the_trap(self, visitor: Visitor) -> None:
        visitor.fill_in(photo())
        refused(visitor, "Prüffeld", website="http://spam.test")
        assert visitor.send().status_code == 302

    def test_too_quick(self, visitor: Visitor) -> None:
        visitor.fill_in()
        key = visitor.key()
        answer = visitor.client.post("/melden/pruefen/", {"key": key})
        assert answer.status_code == 429
        assert not Case.objects.exists()
        assert visitor.send(key=key).status_code == 302

    def test_one_address(self, visitor: Visitor) -> None:
        with clock.frozen(clock.now().replace(minute=10)):
            for _number in range(5):
                assert visitor.report().status_code == 302
            visitor.fill_in()
            refused(visitor, "Von dieser E-Mail-Adresse")
            visitor.contact["email"] = "andere@pappel.test"
            assert visitor.report().status_code == 302

    def test_one_network(self, visitor: Visitor) -> None:
        with clock.frozen(clock.now().replace(minute=10)):
            for number in range(20):
                visitor.contact["email"] = f"p{number}@pappel.test"
                # A header of the visitor's own does not make him somebody else.
                visitor.client.defaults["HTTP_X_FORWARDED_FOR"] = f"10.0.0.{number}"
                assert visitor.report().status_code == 302
            visitor.contact["email"] = "p99@pappel.test"
            visitor.fill_in()
            refused(visitor, "Von Ihrem Anschluss")

    def test_the_tenants_day(self, tenant: Tenant, visitor: Visitor) -> None:
        tenant.public_daily_limit = 1
        tenant.save()
        assert visitor.report().status_code == 302
        visitor.fill_in()
        refused(visitor, "Heute haben uns so viele")

    def test_the_storage_quota(self, tenant: Tenant, visitor: Visitor) -> None:
        tenant.storage_quota_bytes = 10
        tenant.save()
        visitor.client.post("/melden/", visitor.problem)
        answer = visitor.client.post("/melden/fotos/", {"files": [photo()]})
        assert answer.status_code == 422
        assert "Speicherplatz reicht" in answer.content.decode()
        assert not UploadSession.objects.exists()
        # Without the photo the report still goes through.
        assert visitor.report().status_code == 302


# --- Hostile input ----------------------------------------------------------------------------------------


def test_markup_is_shown_as_text(visitor: Visitor) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    visitor.problem |= {"product": evil, "happened": evil}
    visitor.contact |= {"name": evil, "place": evil, "bought": evil}
    visitor.fill_in()
    page = visitor.client.get("/melden/pruefen/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;" in page
    assert visitor.send().status_code == 302


@pytest.mark.parametrize("field", ["product", "happened"])
def test_huge_answers_are_refused(visitor: Visitor, field: str) -> None:
    visitor.problem[field] = "x" * 200_000
    assert visitor.client.post("/melden/", visitor.problem).status_code == 422


def test_nul_and_odd_characters_do_no_harm(visitor: Visitor) -> None:
    visitor.problem |= {
        "product": "Stu\x00hl",
        "happened": "kaputt\x00 \u202e😀",
    }
    visitor.contact["name"] = "Pe\x00tra"
    assert visitor.report().status_code == 302
    assert Case.objects.get().positions.get().item_text == "Stuhl"


def test_header_lines_in_fields_stay_text(visitor: Visitor) -> None:
    visitor.contact["email"] = "petra@pappel.test\r\nBcc: alle@welt.test"
    assert visitor.client.post("/melden/", visitor.problem).status_code == 302
    visitor.client.post("/melden/fotos/", {})
    assert visitor.client.post("/melden/kontakt/", visitor.contact).status_code == 422
    visitor.contact |= {"email": "petra@pappel.test", "name": "Petra\r\nBcc: alle@welt.test"}
    visitor.report()
    assert not Party.objects.filter(name__contains="\n").exists()


def test_forms_need_their_token(tenant: Tenant, browser: Any) -> None:
    strict = browser(enforce_csrf_checks=True)
    assert strict.post("/melden/", {}).status_code == 403


def test_reading_the_form_stores_nothing(visitor: Visitor) -> None:
    from django.contrib.sessions.models import Session

    assert visitor.client.get("/melden/").status_code == 200
    assert visitor.client.get("/einbetten/").status_code == 200
    assert not Session.objects.exists()


def test_an_old_draft_is_gone(visitor: Visitor) -> None:
    visitor.fill_in()
    key = visitor.key()
    visitor.client.session.flush()
    with clock.frozen(clock.now() + timedelta(hours=25)):
        visitor.client.cookies.clear()
        assert visitor.client.post("/melden/pruefen/", {"key": key})["Location"] == "/melden/"
    assert not Case.objects.exists()
