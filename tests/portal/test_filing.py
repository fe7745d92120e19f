"""Filing: drafts, errors that lose nothing, customers and technicians from what is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kulanz.cases.models import Case, CaseFile, Draft, Participant
from kulanz.cases.permissions import visible_to
from kulanz.masterdata.catalog.commands.articles import create_article
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.commands.access_requests import add_house_person
from kulanz.masterdata.parties.models import Party
from tests.cases.people import AT, People
from tests.contracts.houses import certified, technician_of, under_option_a
from tests.portal.filing_forms import TOKEN, file, form

SignIn = Callable[[str], Client]


def test_a_draft_survives_and_is_gone_when_sent(people: People, sign_in: SignIn) -> None:
    britta = sign_in("britta@blatt")
    url = reverse("portal:draft", args=[TOKEN])
    sent = form(dealer_part="principal", delivered_on="2026-03-01", **{"p1-item": "Tisch Watt"})
    assert britta.post(url, sent).status_code == 204
    again = sign_in("britta@blatt")
    assert "Armlehne gebrochen" in again.get(reverse("portal:home")).content.decode()
    page = again.get(reverse("portal:filing", args=[TOKEN])).content.decode()
    for text in ("Armlehne gebrochen", "Drehstuhl Fjord", "Tisch Watt", "Karla Kunde", "AB-77"):
        assert text in page
    case = file(again, **{"p1-item": "Tisch Watt"})
    assert sorted(p.item_text for p in case.positions.all()) == ["Drehstuhl Fjord", "Tisch Watt"]
    assert not Draft.objects.filter(key__startswith="new:").exists()
    assert britta.post(url, sent).status_code == 204, "a late save of the sent form"
    assert not Draft.objects.filter(key__startswith="new:").exists()


def test_goods_of_tomorrow_have_not_arrived(people: People, sign_in: SignIn) -> None:
    britta = sign_in("britta@blatt")
    sent = form(**{"p0-delivered_on": "2031-01-01"})
    answer = britta.post(reverse("portal:filing", args=[TOKEN]), sent)
    assert answer.status_code == 422
    assert "Das Lieferdatum liegt in der Zukunft." in answer.content.decode()
    assert not Case.objects.exists()


def test_all_that_is_wrong_is_said_at_once(people: People, sign_in: SignIn) -> None:
    sent = form(customer_phone="abc", postcode="1", **{"p0-delivered_on": "2031-01-01"})
    answer = sign_in("britta@blatt").post(reverse("portal:filing", args=[TOKEN]), sent)
    assert answer.status_code == 422
    for said in ("Telefonnummer mit Ziffern", "Diese Postleitzahl gibt es", "liegt in der Zukunft"):
        assert said in answer.content.decode()
    assert not Case.objects.exists()


def country_of(case: Case) -> str:
    assert case.place_of_use is not None
    return case.place_of_use.country


def test_the_place_may_be_in_another_country(people: People, sign_in: SignIn) -> None:
    britta = sign_in("britta@blatt")
    page = britta.get(reverse("portal:filing", args=[TOKEN]) + "?art=complaint").content.decode()
    assert page.partition('name="country"')[2].partition("</select>")[0].count('<option value="DE"') == 1
    assert country_of(file(britta, country="AT", postcode="5020", city="Salzburg")) == "AT"
    sent = form(country="Kakanien", customer_name="Ulrich")
    assert britta.post(reverse("portal:filing", args=["b" * 22]), sent).status_code == 422
    assert Case.objects.count() == 1
    assert country_of(file(britta, "c" * 22, customer_name="Zuhause", customer_email="z@z.test")) == "DE"


def test_a_draft_can_be_thrown_away(people: People, sign_in: SignIn) -> None:
    britta = sign_in("britta@blatt")
    britta.post(reverse("portal:draft", args=[TOKEN]), form())
    britta.post(reverse("portal:drop_draft", args=[TOKEN]))
    assert not Draft.objects.exists()


def test_an_error_loses_nothing_not_even_the_file(people: People, sign_in: SignIn) -> None:
    britta = sign_in("britta@blatt")
    upload = SimpleUploadedFile("messprotokoll.txt", b"12 mm", "text/plain")
    answer = britta.post(
        reverse("portal:filing", args=[TOKEN]),
        form(title="", safety=None, customer_email="karla(at)kundin", files=upload),
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Bitte sagen Sie in einem Satz, worum es geht." in page
    assert "auch „Das weiß ich nicht“" in page
    assert "karla(at)kundin" in page
    assert "messprotokoll.txt" in page
    assert not Case.objects.exists()
    kept = britta.get(reverse("portal:filing", args=[TOKEN])).content.decode()
    for text in ("Drehstuhl Fjord", "karla(at)kundin", "messprotokoll.txt"):
        assert text in kept, "whoever comes back finds what was sent"
    token = answer.context["held"][0].token
    without = britta.post(
        reverse("portal:filing", args=[TOKEN]), form(uploads=token, drop_upload=token, title="")
    )
    assert without.status_code == 200
    assert "messprotokoll.txt" not in without.content.decode()
    assert "karla.neu@kundin.test" in without.content.decode()
    case = file(britta, uploads=token)
    assert CaseFile.objects.get(case=case).name == "messprotokoll.txt"


def test_a_file_that_may_not_come_is_refused_beside_the_files(people: People, sign_in: SignIn) -> None:
    britta = sign_in("britta@blatt")
    program = SimpleUploadedFile("bild.jpg", b"MZ\x90\x00" + b"\x00" * 200, "image/jpeg")
    answer = britta.post(reverse("portal:filing", args=[TOKEN]), form(files=program))
    assert answer.status_code == 422
    assert answer.context["files_error"]
    assert "Armlehne gebrochen" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_customer_of_an_earlier_case_is_offered_and_taken(people: People, sign_in: SignIn) -> None:
    britta = sign_in("britta@blatt")
    first = file(britta)
    (option,) = britta.get(reverse("portal:find_customers"), {"q": "karla"}).json()["options"]
    assert option["value"] == str(first.customer_id)
    second = file(
        britta,
        token="f" * 20,
        customer=option["value"],
        customer_email=None,
        customer_phone=None,
        street=None,
        postcode=None,
        city=None,
    )
    assert second.customer_id == first.customer_id
    assert second.place_of_use_id == first.place_of_use_id
    third = file(britta, token="g" * 20, street="Hafenweg 9")
    assert third.customer_id == first.customer_id, "the same name and address: the same customer"
    assert third.place_of_use_id != first.place_of_use_id
    fourth = file(
        britta, token="l" * 20, customer_email=None, customer_phone="040/12 34 56", street="Am Wall 1"
    )
    assert fourth.customer_id == first.customer_id
    namesake = {"customer_email": None, "customer_phone": None, "street": "Am Moor 2"}
    other = file(britta, token="m" * 20, **namesake)
    assert other.customer_id != first.customer_id, "a name alone is not enough"


def test_only_a_sentence_is_needed_for_a_question(people: People, sign_in: SignIn) -> None:
    britta = sign_in("britta@blatt")
    answer = britta.post(
        reverse("portal:filing", args=[TOKEN]),
        {
            "kind": "inquiry",
            "title": "Welche Rollen für Parkett?",
            "carried_out_by": "factory",
            "dealer_part": "intermediary",
        },
    )
    assert answer.status_code == 302
    case = Case.objects.get()
    assert (case.kind, case.customer, case.claim_status) == ("inquiry", None, None)


def test_parts_are_chosen_by_what_is_reported(people: People, sign_in: SignIn) -> None:
    britta = sign_in("britta@blatt")
    for kind, part in (("complaint", "intermediary"), ("assembly", "principal")):
        page = britta.get(reverse("portal:filing", args=[TOKEN]), {"art": kind})
        assert page.context["form"]["dealer_part"].value() == part
    assert "Könnte sich jemand verletzen?" not in page.content.decode()


def test_an_article_of_the_catalog(people: People, sign_in: SignIn) -> None:
    article = create_article(actor=people.lena, number="FJ-1", name="Drehstuhl Fjord", at=AT)
    britta = sign_in("britta@blatt")
    (option,) = britta.get(reverse("portal:find_articles"), {"q": "fjo"}).json()["options"]
    assert option == {"value": str(article.pk), "label": "Drehstuhl Fjord", "detail": "FJ-1"}
    case = file(britta, **{"p0-article": option["value"]})
    assert case.positions.get().article_id == article.pk


def test_own_technician_sees_the_case(people: People, sign_in: SignIn) -> None:
    certified(people, under_option_a(people))
    technician_of(people, people.blatt)
    britta = sign_in("britta@blatt")
    assert (
        "Tom Trieb" in britta.get(reverse("portal:filing", args=[TOKEN]), {"art": "repair"}).content.decode()
    )
    case = file(britta, carried_out_by="dealer", technician=people.tom_party.pk)
    assert Participant.objects.get(case=case).party_id == people.tom_party.pk
    assert case.wished_technician_id == people.tom_party.pk
    assert visible_to(people.tom).filter(pk=case.pk).exists()


def test_the_own_technician_is_taken_only_where_the_own_people_work(people: People, sign_in: SignIn) -> None:
    certified(people, under_option_a(people))
    technician_of(people, people.blatt)
    britta = sign_in("britta@blatt")
    said = "Tom Trieb ist nicht als Techniker eingetragen"
    for by, taken in (("factory", False), ("dealer", True)):
        changes = {"carried_out_by": by, "technician": people.tom_party.pk}
        answer = britta.post(reverse("portal:filing", args=[by * 4]), form(**changes), follow=True)
        case = Case.objects.latest("pk")
        assert (case.carried_out_by, case.wished_technician_id) == (
            by,
            people.tom_party.pk if taken else None,
        )
        assert Participant.objects.filter(case=case).exists() is taken
        assert visible_to(people.tom).filter(pk=case.pk).exists() is taken
        assert (said in answer.content.decode()) is not taken
    page = britta.get(reverse("portal:filing", args=[TOKEN]), {"art": "repair"}).content.decode()
    before, _own, asked = page.partition('class="own-technician"')
    assert 'name="technician"' not in before, "what the style keeps out of sight for the factory service"
    assert 'name="technician"' in asked


def test_the_house_account_is_asked_who_files(people: People, sign_in: SignIn) -> None:
    person = add_house_person(actor=people.blatt_house, name="Bernd Blatt", at=AT)
    house = sign_in("haus@blatt")
    refused = house.post(reverse("portal:filing", args=[TOKEN]), form())
    assert refused.status_code == 422
    assert "Bitte wählen Sie, wer meldet." in refused.content.decode()
    case = file(house, filed_by=str(person.pk))
    assert case.created_by_clerk_id == person.pk
    assert case.created_by_name == "Bernd Blatt (Bürohaus Blatt)"
    page = house.get(reverse("portal:home")).content.decode()
    head, _rest = page.split("</header>", 1)
    assert '<span class="user-name">Bernd Blatt</span>' in head, "the house's name stands beside it already"
    assert "Sie handeln als <strong>Bernd Blatt (Bürohaus Blatt)</strong>" in head
    assert f'href="{reverse("account:person")}?next={reverse("portal:home")}"' in head
    other = file(house, token="h" * 20, title="Zweiter Fall")
    assert other.created_by_clerk_id == person.pk, "asked once, remembered"
    mine = house.get(reverse("portal:home"), {"von": f"p{person.pk}"}).content.decode()
    assert case.number in mine


@pytest.mark.parametrize(
    "typed", ["DR-1110", "dr-1110", "Bürodrehstuhl  Arvo mit Netzrücken", "Arvo task chair"]
)
def test_a_product_typed_in_full_is_the_article(people: People, sign_in: SignIn, typed: str) -> None:
    arvo = Article.objects.create(
        tenant=people.tenant,
        number="DR-1110",
        name="Bürodrehstuhl Arvo mit Netzrücken",
        name_en="Arvo task chair",
    )
    position = file(sign_in("britta@blatt"), **{"p0-item": typed}).positions.get()
    assert (position.article, position.item_text) == (arvo, arvo.name)


@pytest.mark.parametrize("typed", ["Bürodrehstuhl", "Arvo X", "Doppelt", "AUS-1"])
def test_what_is_not_one_article_stays_in_words(people: People, sign_in: SignIn, typed: str) -> None:
    for number, name, active in (
        ("DR-1110", "Bürodrehstuhl Arvo", True),
        ("A-1", "Doppelt", True),
        ("A-2", "Doppelt", True),
        ("AUS-1", "Alt", False),
    ):
        Article.objects.create(tenant=people.tenant, number=number, name=name, active=active)
    position = file(sign_in("britta@blatt"), **{"p0-item": typed}).positions.get()
    assert (position.article, position.item_text) == (None, typed)


def test_the_same_sign_is_hinted_at(people: People, sign_in: SignIn) -> None:
    britta = sign_in("britta@blatt")
    case = file(britta)
    hint = britta.get(reverse("portal:reference_hint"), {"dealer_reference": "AB-77"}).content.decode()
    assert case.number in hint
    assert file(britta, token="k" * 20).pk != case.pk, "a hint, not a wall"


def test_search_by_number_sign_and_customer(people: People, sign_in: SignIn) -> None:
    britta = sign_in("britta@blatt")
    case = file(britta)
    home = reverse("portal:home")
    assert britta.get(home, {"q": case.number})["Location"] == reverse("portal:case", args=[case.number])
    for words in ("AB-77", "karla", "Fjord", "armlehne"):
        assert case.number in britta.get(home, {"q": words}).content.decode(), words
    assert "Nichts gefunden" in britta.get(home, {"q": "Zeppelin"}).content.decode()


def test_nobody_is_recorded_twice_when_the_case_is_refused(people: People, sign_in: SignIn) -> None:
    before = Party.objects.count()
    britta = sign_in("britta@blatt")
    answer = britta.post(reverse("portal:filing", args=[TOKEN]), form(customer_phone="keine Ziffern"))
    assert answer.status_code == 422
    assert "Bitte eine Telefonnummer mit Ziffern angeben." in answer.content.decode()
    assert Party.objects.count() == before
