"""The firm's page behind its link: what it shows, what it answers, and where it opens nothing."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from kulanz.cases.commands.messages import attach_files
from kulanz.cases.models import CaseFile
from kulanz.cases.rules import Audience, WaitsFor
from kulanz.core import clock
from kulanz.core.files.commands import store_file
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.models import Letter, LetterKind, OutgoingMail
from kulanz.stages.execution.commands.commissioning import revoke_order_link, send_order_link, show_order_link
from kulanz.stages.execution.commands.state import cancel_order, change_order_state
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.rules.remedies import DecisionState, OrderKind
from tests.cases.people import make_people
from tests.conftest import make_tenant
from tests.execution.placed import AT, FIRM, Placed, make_placed, waits
from tests.execution.test_placing import link_in

NAME = "Mona Möwe"


class Firm:
    """The firm's browser: no cookies, no scripts, `Origin: null`, CSRF checked as a real server does."""

    def __init__(self, tenant: Tenant, secret: str) -> None:
        self.client = Client(headers={"host": tenant.host, "origin": "null"}, enforce_csrf_checks=True)
        self.path = f"/auftrag/{secret}/"

    def page(self, word: str = "") -> str:
        answer = self.client.get(self.path + (f"{word}/" if word else ""))
        assert answer.status_code == 200
        return str(answer.content.decode())

    def says(self, word: str, **data: Any) -> int:
        with clock.frozen(AT + timedelta(hours=3)):
            answer = self.client.post(f"{self.path}{word}/", {"name": NAME, **data})
        self.body = answer.content.decode()
        return int(answer.status_code)


@pytest.fixture
def order(placed: Placed) -> Order:
    decision = placed.decision(OrderKind.SERVICE, executor=placed.firm)
    return placed.service(decision=decision)


@pytest.fixture
def firm(order: Order, tenant: Tenant) -> Firm:
    return Firm(tenant, link_in(OutgoingMail.objects.get(kind="order")))


def again(order: Order) -> Order:
    return Order.objects.select_related("decision").get(pk=order.pk)


def answers() -> list[ProtocolEntry]:
    return list(ProtocolEntry.objects.filter(event="order.answered").order_by("seq"))


def picture(color: str = "#456") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(out, "JPEG")
    return out.getvalue()


def show_file(placed: Placed, name: str, audience: Audience, content: bytes = b"") -> CaseFile:
    stored = store_file(tenant_id=placed.people.tenant.pk, content=content or picture(), name=name, at=AT)
    (file,) = attach_files(
        actor=placed.people.anna, case_id=placed.case.pk, files=[stored], audience=audience, at=AT
    )
    return file


def test_the_page_shows_this_order_and_nothing_else(placed: Placed, order: Order, firm: Firm) -> None:
    other = placed.order(text="Geheime Lieferung")
    shown = show_file(placed, "gasfeder.jpg", Audience.ALL)
    hidden = show_file(placed, "intern.jpg", Audience.INTERNAL)
    page = firm.page()
    for part in (order.number, "Lange Gasse 7", "0821 4711", "2. Stock", "Gasfeder tauschen", "SN-77"):
        assert part in page
    assert "gasfeder.jpg" in page
    for part in (other.number, "Geheime", "intern.jpg", "karla@kundin.test", placed.case.title):
        assert part not in page
    assert firm.client.get(f"{firm.path}datei/{shown.pk}/").status_code == 200
    assert firm.client.get(f"{firm.path}datei/{shown.pk}/bild/").status_code == 200
    assert firm.client.get(f"{firm.path}datei/{hidden.pk}/").status_code == 404
    assert firm.client.get(f"{firm.path}dokument/").headers["Content-Type"] == "application/pdf"
    assert other.document is not None
    assert firm.client.get(f"{firm.path}datei/{other.document.pk}/").status_code == 404
    answer = firm.client.get(firm.path)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert firm.client.get(f"/f/{firm.path.split('/')[2]}/").status_code == 404, "it opens no case"


def test_looking_changes_nothing(order: Order, firm: Firm) -> None:
    before = ProtocolEntry.objects.count()
    for word in ("", "annehmen", "ablehnen"):
        firm.page(word)
    assert firm.client.get(f"{firm.path}erledigt/").status_code == 302, "not possible yet"
    assert firm.client.get(f"{firm.path}quatsch/").status_code == 404
    assert ProtocolEntry.objects.count() == before
    assert again(order).state == OrderState.HANDED_OVER


def test_from_accepting_to_done(placed: Placed, order: Order, firm: Firm) -> None:
    assert firm.says("annehmen") == 302
    assert again(order).state == OrderState.CONFIRMED
    assert firm.says("termin", day="2026-11-24", planned_at="09:00", planned_until="12:00") == 302
    dated = again(order)
    assert (str(dated.planned_on), str(dated.planned_at), str(dated.planned_until)) == (
        "2026-11-24",
        "09:00:00",
        "12:00:00",
    )
    letter = Letter.objects.get(kind=LetterKind.SERVICE_NOTICE)
    assert letter.case == placed.case
    assert "09:00–12:00" in firm.page()
    assert (
        firm.says("erledigt", note="Gasfeder getauscht", day="2026-11-16", hours="1,5", amount="240,50")
        == 302
    )
    done = again(order)
    assert (done.state, str(done.done_on)) == (OrderState.DONE, "2026-11-16")
    assert done.decision is not None
    assert done.decision.state == DecisionState.DONE
    last = answers()[-1]
    assert (last.facts["hours"], last.facts["amount"], last.facts["currency"]) == ("1.5", "240.50", "EUR")
    assert last.personal.data["who"] == NAME
    assert last.personal.data["actor"] == f"{NAME} (Montage Möwe)"
    page = firm.page()
    assert "erledigt" in page
    assert "Lange Gasse" not in page, "who is done needs the address no longer"
    assert firm.client.get(f"{firm.path}dokument/").status_code == 404


def test_a_double_click_is_one_answer(placed: Placed, order: Order, firm: Firm) -> None:
    for _click in range(2):
        assert firm.says("annehmen", day="2026-11-24") == 302
    assert len(answers()) == 1
    assert Letter.objects.filter(kind=LetterKind.SERVICE_NOTICE).count() == 1
    for _click in range(2):
        assert firm.says("vergeblich", note="Niemand da", day="2026-11-16") == 302
    assert len(answers()) == 2
    for _click in range(2):
        assert firm.says("erledigt", note="getauscht", day="2026-11-16") == 302
    assert len(answers()) == 3
    assert ProtocolEntry.objects.filter(event="order.state_changed", facts__state="done").count() == 1


def test_another_date_replaces_the_first(order: Order, firm: Firm) -> None:
    firm.says("annehmen", day="2026-11-24", planned_at="09:00", planned_until="12:00")
    firm.says("termin", day="2026-11-25")
    dated = again(order)
    assert (str(dated.planned_on), dated.planned_at) == ("2026-11-25", None)
    assert Letter.objects.filter(kind=LetterKind.SERVICE_NOTICE).count() == 2


def test_declining_fails_the_order_and_the_office_is_next(placed: Placed, order: Order, firm: Firm) -> None:
    placed.case.waits_for = WaitsFor.TECHNICIAN
    placed.case.save(update_fields=["waits_for"])
    assert firm.says("ablehnen", note="  ") == 422
    assert firm.says("ablehnen", note="Zu weit weg") == 302
    failed = again(order)
    assert (failed.state, failed.failure) == (OrderState.FAILED, "Zu weit weg")
    assert waits(placed.case) == WaitsFor.US
    assert "zurückgegeben" in firm.page()
    assert firm.says("annehmen") == 302
    assert again(order).state == OrderState.FAILED, "what has ended stays as it is"
    assert len(answers()) == 1


def test_a_futile_visit_keeps_the_order_open(placed: Placed, order: Order, firm: Firm) -> None:
    firm.says("annehmen", day="2026-11-16")
    assert firm.says("vergeblich", note="Niemand da", day="2026-11-16") == 302
    found = again(order)
    assert (found.state, found.planned_on) == (OrderState.CONFIRMED, None)
    assert waits(placed.case) == WaitsFor.US
    assert "Wann kommen Sie?" in firm.page()


@pytest.mark.parametrize(
    ("word", "data"),
    [
        ("annehmen", {"name": " "}),
        ("annehmen", {"day": "2026-11-15"}),
        ("annehmen", {"day": "irgendwann"}),
        ("annehmen", {"day": "2026-11-24", "planned_at": "12:00", "planned_until": "09:00"}),
        ("annehmen", {"day": "2026-11-24", "planned_until": "09:00"}),
        ("termin", {}),
        ("erledigt", {"day": "2026-11-16"}),
        ("erledigt", {"day": "2026-11-17", "note": "fertig"}),
        ("erledigt", {"day": "2026-11-16", "note": "fertig", "hours": "viele"}),
        ("erledigt", {"day": "2026-11-16", "note": "fertig", "hours": "-1"}),
        ("erledigt", {"day": "2026-11-16", "note": "fertig", "amount": "1e9"}),
        ("erledigt", {"day": "2026-11-16", "note": "x" * 5000}),
        ("vergeblich", {"day": "2026-11-16"}),
    ],
)
def test_a_refused_answer_comes_back_and_changes_nothing(
    order: Order, firm: Firm, word: str, data: dict[str, str]
) -> None:
    before = ProtocolEntry.objects.count()
    assert firm.says(word, **data) == 422
    assert "Fehler:" in firm.body
    if "note" in data:
        assert data["note"][:20] in firm.body
    assert ProtocolEntry.objects.count() == before
    assert again(order).state == OrderState.HANDED_OVER


def test_what_is_typed_is_only_shown(order: Order, firm: Firm) -> None:
    firm.says("annehmen", name="<script>alert(1)</script>")
    assert "<script>alert" not in firm.page("termin")
    assert "&lt;script&gt;" in firm.page("termin"), "the name as it was typed last"


def test_links_that_open_nothing(placed: Placed, order: Order, firm: Firm, tenant: Tenant) -> None:
    for secret in ("abcdefghijklmnopqrstuvwxyz", "x", "a" * 200, "%00%00%00%00%00%00%00%00%00%00"):
        stranger = Firm(tenant, secret)
        assert stranger.client.get(stranger.path).status_code == 404
        assert stranger.says("annehmen") == 404
    revoke_order_link(actor=placed.people.anna, order_id=order.pk, at=AT)
    page = firm.client.get(firm.path)
    assert page.status_code == 404
    assert "gilt nicht" in page.content.decode()
    assert "Lange Gasse" not in page.content.decode()
    assert firm.says("annehmen") == 404
    assert again(order).state == OrderState.HANDED_OVER


def test_a_new_link_ends_the_old_one(placed: Placed, order: Order, firm: Firm, tenant: Tenant) -> None:
    url = show_order_link(actor=placed.people.anna, order_id=order.pk, at=AT)
    assert firm.client.get(firm.path).status_code == 404
    newer = Firm(tenant, url.rstrip("/").rsplit("/", 1)[-1])
    assert order.number in newer.page()
    send_order_link(actor=placed.people.anna, order_id=order.pk, at=AT)
    assert newer.client.get(newer.path).status_code == 404
    assert OutgoingMail.objects.filter(kind="order", recipient=FIRM).count() == 2


def test_a_link_ends_by_itself(firm: Firm) -> None:
    with clock.frozen(AT + timedelta(days=181)):
        assert firm.client.get(firm.path).status_code == 404


def test_a_cancelled_order_says_so_and_mails_the_firm(placed: Placed, order: Order, firm: Firm) -> None:
    cancel_order(actor=placed.people.anna, order_id=order.pk, reason="Kunde hat getauscht", at=AT)
    assert "storniert" in firm.page()
    assert firm.says("annehmen") == 302
    assert again(order).state == OrderState.CANCELLED
    mail = OutgoingMail.objects.get(subject__startswith="Storniert")
    assert mail.recipient == FIRM
    assert not answers()


def test_another_tenant_opens_nothing_with_it(firm: Firm, order: Order) -> None:
    other = make_tenant("suedwind")
    with tenant_context(other.pk):
        make_placed(make_people(other, domain="suedwind.test"))
    stranger = Firm(other, firm.path.split("/")[2])
    assert stranger.client.get(stranger.path).status_code == 404
    assert stranger.says("annehmen") == 404


def test_the_page_speaks_the_firms_language(placed: Placed, order: Order, firm: Firm) -> None:
    assert placed.firm.party is not None
    placed.firm.party.language = "en"
    placed.firm.party.save()
    assert 'lang="en"' in firm.page()
    firm.client.post(f"{firm.path}sprache/", {"language": "de"})
    assert 'lang="de"' in firm.page()


def test_placed_again_it_can_be_answered_anew(
    placed: Placed, order: Order, firm: Firm, tenant: Tenant
) -> None:
    firm.says("ablehnen", note="Zu weit weg")
    change_order_state(actor=placed.people.anna, order_id=order.pk, state=OrderState.RECORDED, at=AT)
    assert again(order).state == OrderState.HANDED_OVER
    assert firm.client.get(firm.path).status_code == 404
    newest = OutgoingMail.objects.filter(kind="order").order_by("-pk")[0]
    newer = Firm(tenant, link_in(newest))
    assert newer.says("ablehnen", note="Zu weit weg") == 302
    assert again(order).state == OrderState.FAILED
    assert len(answers()) == 2
