"""Filing, case pages and master data as their users see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kulanz.cases.models import Case
from kulanz.cases.rules import Kind
from kulanz.core import clock
from kulanz.core.access.models import User
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import (
    DealerContract,
    OfficeContact,
    OptionDecision,
    OptionPeriod,
    OptionRound,
    Writer,
)
from kulanz.stages.contact.models import OutgoingMail
from tests.cases.people import AT, People
from tests.contracts.houses import MONDAY, certified, contract, technician_of, under_option_a
from tests.contracts.rounds import DEADLINE, EFFECT, asked
from tests.portal.filing_forms import TOKEN, file
from tests.workflows.happening import record

SignIn = Callable[[str], Client]
READY = ("Eigener Kundendienst oder Werkskundendienst?", "Own service or factory service?")


@pytest.fixture(autouse=True)
def _at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


def filing_page(client: Client, kind: str = "complaint") -> str:
    return client.get(reverse("portal:filing", args=[TOKEN]), {"art": kind}).content.decode()


def test_under_option_b_nobody_chooses_who_goes(people: People, sign_in: SignIn) -> None:
    britta = sign_in("britta@blatt")
    page = filing_page(britta)
    assert "Ihr Haus arbeitet unter Option B" in page
    assert 'name="carried_out_by"' not in page
    forged = file(britta, carried_out_by="dealer")
    assert forged.carried_out_by == "factory"
    assert not forged.participants.exists()


def test_a_certified_house_sends_its_own_technician(people: People, sign_in: SignIn) -> None:
    house = under_option_a(people)
    certified(people, house)
    technician_of(people, house)
    britta = sign_in("britta@blatt")
    page = filing_page(britta, "assembly")
    assert "Tom Trieb – ohne gültiges Zertifikat" in page
    assert "kein gültiges Zertifikat vor" not in page
    case = file(britta, carried_out_by="dealer", technician=people.tom_party.pk)
    assert (case.carried_out_by, case.wished_technician_id) == ("dealer", people.tom_party.pk)


def test_without_the_certificate_the_factory_goes_and_says_why(people: People, sign_in: SignIn) -> None:
    under_option_a(people)
    technician_of(people, people.blatt)
    britta = sign_in("britta@blatt")
    assert "kein gültiges Zertifikat vor" in filing_page(britta)
    case = file(britta, carried_out_by="dealer", technician=people.tom_party.pk)
    assert (case.carried_out_by, case.wished_technician_id) == ("factory", None)
    assert not case.participants.exists()
    assert (
        "sicherheitsrelevant oder als solche anzunehmen"
        in britta.get(reverse("portal:case", args=[case.number])).content.decode()
    )
    entry = ProtocolEntry.objects.get(event="case.execution_settled")
    assert entry.facts == {"wished": "dealer", "carried_out_by": "factory", "why": "not_certified"}
    desk = sign_in("anna@").get(reverse("desk:case", args=[case.number])).content.decode()
    assert "das Haus ist nicht zertifiziert" in desk
    harmless = Article.objects.create(tenant=people.tenant, number="K-1", name="Kissen", safety="none")
    own = file(
        britta, token="k" * 20, carried_out_by="dealer", safety="no", **{"p0-article": str(harmless.pk)}
    )
    assert own.carried_out_by == "dealer", "what is classified as harmless needs no certificate"


def test_only_active_technicians_of_the_own_house_are_offered(people: People, sign_in: SignIn) -> None:
    certified(people, under_option_a(people))
    technician_of(people, people.fremd)
    place = technician_of(people, people.blatt, active=False)
    britta = sign_in("britta@blatt")
    assert "Tom Trieb" not in filing_page(britta)
    place.active = True
    place.save()
    assert "Tom Trieb" in filing_page(britta)


def test_both_sides_read_who_pays_who_writes_and_what_was_agreed(people: People, sign_in: SignIn) -> None:
    contract(people, writer=Writer.OFFICE_FOR_DEALER, response_hours=4)
    case = record(people, kind=Kind.REPAIR)
    portal = sign_in("haus@blatt").get(reverse("portal:case", args=[case.number])).content.decode()
    desk = sign_in("anna@").get(reverse("desk:case", args=[case.number])).content.decode()
    assert "das Servicebüro im Namen Ihres Hauses" in portal
    assert "im Namen des Fachhandelspartners" not in portal, "he reads it himself"
    assert "das Servicebüro im Namen des Fachhandelspartners" in desk
    contract_page = sign_in("haus@blatt").get(reverse("portal:contract")).content.decode()
    assert "das Servicebüro im Namen Ihres Hauses" in contract_page
    for page in (portal, desk):
        assert "vereinbart bis" in page
        assert "der Kunde" in page
    Case.objects.filter(pk=case.pk).update(dealer_part="principal")
    portal = sign_in("haus@blatt").get(reverse("portal:case", args=[case.number])).content.decode()
    assert "Ihr Haus als Auftraggeber" in portal
    assert sign_in("haus@fremd").get(reverse("portal:case", args=[case.number])).status_code == 404


def test_the_composer_says_to_whom_it_goes(people: People, sign_in: SignIn) -> None:
    held = contract(people, writer=Writer.DEALER)
    case = record(people)
    anna = sign_in("anna@")
    url = reverse("desk:addressees", args=[case.number]) + "?audience=customer"
    shown = anna.get(url).content.decode()
    assert "bekommt den Text zum Weitergeben" in shown
    assert "service@blatt.nordlicht.test" in shown
    assert "karla@kundin.test" not in shown
    assert "zum Weitergeben" in anna.get(reverse("desk:letter", args=[case.number])).content.decode()
    held.writer = Writer.OFFICE_FOR_DEALER
    held.save()
    assert "Im Namen von Bürohaus Blatt." in anna.get(url).content.decode()
    form = anna.get(reverse("desk:edit", args=[case.number]))
    names = dict(form.context["base"])
    given = {**form.context["form"].initial, "writer": "office", **{f"base_{n}": v for n, v in names.items()}}
    answer = anna.post(
        reverse("desk:edit", args=[case.number]), {n: v for n, v in given.items() if v is not None}
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]
    case.refresh_from_db()
    assert case.writer == "office"
    assert "karla@kundin.test" in anna.get(url).content.decode()


def test_the_lead_keeps_contract_and_option(people: People, sign_in: SignIn) -> None:
    lena = sign_in("lena@")
    url = reverse("desk:dealer", args=[people.blatt.pk])
    assert (
        lena.post(url, {"number": "HV-1", "writer": "dealer", "delegates_guarantee": "on"}).status_code == 302
    )
    row = DealerContract.objects.get()
    assert (row.writer, row.delegates_guarantee, row.mediates_repairs) == ("dealer", True, False)
    assert lena.post(url, {"writer": "niemand"}).status_code == 422
    option = reverse("desk:dealer_option", args=[people.blatt.pk])
    answer = lena.post(option, {"option": "dealer", "valid_from": str(MONDAY)}, follow=True)
    assert "Solange es fehlt, bleibt die Option A bestehen" in answer.content.decode()
    past = {"option": "factory", "valid_from": str(MONDAY - timedelta(days=1))}
    assert lena.post(option, past).status_code == 422
    assert OptionPeriod.objects.count() == 1
    listed = lena.get(reverse("desk:dealers") + "?option=dealer").content.decode()
    assert "Bürohaus Blatt" in listed
    assert "Möbel Fremd" not in listed
    assert "Möbel Fremd" in lena.get(reverse("desk:dealers") + "?option=factory").content.decode()
    for who in ("anna@",):
        assert sign_in(who).get(url).status_code == 403
    assert lena.get(reverse("desk:dealer", args=[people.karla.pk])).status_code == 404


def test_a_round_from_the_desk(people: People, sign_in: SignIn) -> None:
    lena = sign_in("lena@")
    new = lena.get(reverse("desk:new_option_round"))
    text = new.context["form"].initial["text"]
    assert "Was für beide Optionen gilt" in text
    given = {"title": "Wer fährt?", "text": text, "deadline": str(DEADLINE), "takes_effect_on": str(EFFECT)}
    assert lena.post(reverse("desk:new_option_round"), given).status_code == 302
    row = OptionRound.objects.get()
    letter = lena.get(reverse("desk:preview_option_round", args=[row.pk]))
    assert letter["Content-Type"] == "application/pdf"
    announce = reverse("desk:announce_option_round", args=[row.pk])
    assert lena.post(announce, {"dealers": []}).status_code == 422
    assert lena.post(announce, {"dealers": [str(people.blatt.pk)]}).status_code == 302
    assert OutgoingMail.objects.filter(kind="option").count() == 1
    decision = OptionDecision.objects.get()
    page = lena.get(reverse("desk:option_round", args=[row.pk])).content.decode()
    assert "0 von 1 haben geantwortet (0 %)" in page
    answer = reverse("desk:option_answer", args=[decision.pk])
    assert lena.post(answer, {"option": "dealer"}).status_code == 422
    assert lena.post(answer, {"option": "dealer", "name": "=1+1"}).status_code == 302
    listed = lena.get(reverse("desk:export_option_round", args=[row.pk])).content.decode("utf-8-sig")
    assert "Bürohaus Blatt" in listed
    assert ";=1+1" not in listed, "no cell of a list is a formula"
    paper = lena.post(reverse("desk:option_letter", args=[decision.pk]))
    assert paper["Content-Type"] == "application/pdf"


def test_the_portal_asks_the_manager(people: People, sign_in: SignIn) -> None:
    decision, _secret = asked(people)
    house, britta, fremd = sign_in("haus@blatt"), sign_in("britta@blatt"), sign_in("haus@fremd")
    assert "Wer fährt?" in house.get(reverse("portal:home")).content.decode()
    assert "Bitte entscheiden bis" in house.get(reverse("portal:home")).content.decode()
    asks_another = britta.get(reverse("portal:home")).content.decode()
    assert "Bitte entscheiden" not in asks_another
    assert "In Ihrem Haus entscheidet" in asks_another
    assert "Wer fährt?" not in fremd.get(reverse("portal:home")).content.decode()
    url = reverse("portal:decide")
    assert britta.post(url, {"option": "dealer", "name": "B"}).status_code == 403
    assert fremd.post(url, {"option": "dealer", "name": "F"}).status_code == 404
    assert house.post(url, {"name": "Bernd"}).status_code == 422
    decision.refresh_from_db()
    assert decision.decided_at is None
    assert house.post(url, {"option": "dealer", "name": "Bernd Blatt"}).status_code == 302
    decision.refresh_from_db()
    assert (decision.option, decision.decided_by_name) == ("dealer", "Bernd Blatt")
    assert "Entschieden: Option A" in house.get(reverse("portal:contract")).content.decode()


def test_the_ready_heading_is_in_the_reader_s_language(people: People, sign_in: SignIn) -> None:
    """The office's own stays as it wrote it."""
    decision, secret = asked(people)
    english = {"accept-language": "en"}
    User.objects.update(language="en")
    house, visitor = sign_in("haus@blatt"), Client(headers={"host": people.tenant.host})
    addresses = (
        (house, reverse("portal:home")),
        (house, reverse("portal:contract")),
        (visitor, reverse("public:option", args=[secret])),
    )

    def headings(client: Client, url: str) -> list[bool]:
        page = client.get(url, headers=english).content.decode()
        return [title in page for title in ("Wer fährt?", *READY)]

    assert [headings(*one) for one in addresses] == [[True, False, False]] * 3
    OptionRound.objects.filter(pk=decision.round_id).update(title=READY[0])
    assert [headings(*one) for one in addresses] == [[False, False, True]] * 3


def test_named_contacts_stand_in_the_portal(people: People, sign_in: SignIn) -> None:
    otto = sign_in("otto@")
    url = reverse("desk:admin_office_contacts")
    given = {"area": "Schnittstelle", "person": "Ingo Inger", "email": "ingo@nordlicht.test"}
    assert otto.post(url, {**given, "email": ""}).status_code == 422
    assert otto.post(url, {**given, "email": "falsch"}).status_code == 422
    assert not OfficeContact.objects.exists()
    assert otto.post(url, given).status_code == 302
    for who in ("haus@blatt", "tom@"):
        page = sign_in(who).get(reverse("portal:help")).content.decode()
        assert "Ingo Inger" in page
        assert "Schnittstelle" in page
    row = OfficeContact.objects.get()
    assert otto.post(reverse("desk:admin_drop_office_contact", args=[row.pk])).status_code == 302
    assert "Ingo" not in sign_in("haus@blatt").get(reverse("portal:help")).content.decode()
