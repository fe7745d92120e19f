"""The desk's overviews of skills: where nobody goes, what nobody has classified, and finding people."""

from __future__ import annotations

from datetime import date

from django.test import Client

from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.masterdata.catalog.models import Article, FailureCode
from kulanz.masterdata.parties.commands.technicians import TechnicianFields, change_technician
from kulanz.masterdata.parties.indexing import index_party
from kulanz.masterdata.parties.models import Address, WorkKind
from tests.cases.people import AT
from tests.certificates.conftest import Crew
from tests.certificates.desk_pages import HERE, certify, page, sent
from tests.own_folders import folders  # noqa: F401  # each test has its own


def test_postcodes_nobody_goes_to(crew: Crew, lena: Client) -> None:
    karla = crew.people.karla
    place = Address.objects.create(
        tenant=crew.people.tenant,
        party=karla,
        street="Deich 3",
        postcode="20457",
        city="Hamburg",
        is_main=True,
    )
    case = record_case(
        actor=crew.people.anna,
        case=NewCase(title="Stuhl sinkt", customer_id=karla.pk, place_of_use_id=place.pk),
        at=AT,
    )
    text = page(lena, "postleitzahlen/")
    assert "20457" in text
    assert case.number in text
    assert "In 95 Gebieten ist niemand unterwegs." in text
    change_technician(
        actor=crew.people.lena, technician_id=crew.tom.pk, fields=TechnicianFields(regions="2, 805"), at=AT
    )
    text = page(lena, "postleitzahlen/")
    assert "20457" not in text
    assert "In 85 Gebieten ist niemand unterwegs." in text
    assert "teils" in text
    # Tom has no certificate: for that work nobody goes there
    assert "20457" in page(lena, f"postleitzahlen/?kind={crew.spring.pk}")
    assert "20457" in page(lena, "postleitzahlen/?house=dealer")
    assert f"holder={crew.tom.person_id}" in text
    certify(crew, crew.tom.person, crew.spring, date(2027, 1, 1))
    text = page(lena, f"postleitzahlen/?kind={crew.spring.pk}")
    assert "20457" not in text
    assert "alle haben es" in text


def test_what_nobody_has_classified(crew: Crew, lena: Client) -> None:
    tenant = crew.people.tenant
    articles = [Article.objects.create(tenant=tenant, number=f"A{n:02}", name=f"Teil {n}") for n in range(55)]
    code = FailureCode.objects.create(tenant=tenant, code="F1", name="sinkt ab")
    text = page(lena, "einstufung/")
    assert f"cursor={articles[49].pk}" in text
    assert page(lena, f"einstufung/?cursor={articles[49].pk}").count("<tr data-row>") == 5
    rows = [article.pk for article in articles[:3]]
    sent(lena, "einstufung/einstufen/", {"of": "articles", "row": rows, "safety": "given"})
    assert Article.objects.filter(safety="given").count() == 3
    sent(lena, "einstufung/einstufen/", {"of": "articles", "row": rows, "safety": "vielleicht"})
    assert Article.objects.filter(safety="given").count() == 3
    sent(lena, "einstufung/einstufen/", {"of": "codes", "row": [code.pk], "safety": "none"})
    assert "Alles ist eingestuft" in page(lena, "einstufung/?of=codes")
    WorkKind.objects.filter(pk=crew.sewing.pk).update(safety="")
    assert "Polsterarbeit" in page(lena, "einstufung/?of=kinds")


def test_all_that_fits_is_classified_at_once(crew: Crew, lena: Client) -> None:
    tenant = crew.people.tenant
    Article.objects.bulk_create(
        Article(tenant=tenant, number=f"A{n:04}", name=f"Teil {n}") for n in range(1200)
    )
    Article.objects.create(tenant=tenant, number="B1", name="Gasfeder")
    text = page(lena, "einstufung/?q=Teil")
    assert "Insgesamt sind es 1200" in text
    assert 'name="fits" value="1200"' in text
    newest = Article.objects.get(number="A1199")
    every = {"of": "articles", "q": "Teil", "fits": "1200", "newest": newest.pk, "safety": "none"}
    # another came since the page was shown, in place of one: nobody has seen it
    Article.objects.filter(number="A0000").update(active=False)
    late = Article.objects.create(tenant=tenant, number="C1", name="Teil der Feder")
    answer = lena.post(f"{HERE}einstufung/einstufen/", every, follow=True).content.decode()
    assert "Inzwischen sind es andere, als auf der Seite stand." in answer
    assert not Article.objects.filter(safety="none").exists()
    sent(lena, "einstufung/einstufen/", {**every, "newest": late.pk})
    assert Article.objects.filter(safety="none").count() == 1200
    assert Article.objects.get(number="B1").safety == ""
    # what fits on one page is ticked there
    assert 'name="fits"' not in page(lena, "einstufung/")


def test_more_than_can_be_ticked_are_refused_whole(crew: Crew, lena: Client) -> None:
    tenant = crew.people.tenant
    rows = Article.objects.bulk_create(
        Article(tenant=tenant, number=f"A{n:04}", name=f"Teil {n}") for n in range(501)
    )
    asked = {"of": "articles", "row": [row.pk for row in rows], "safety": "none"}
    answer = lena.post(f"{HERE}einstufung/einstufen/", asked, follow=True).content.decode()
    assert "Bitte höchstens 500 auf einmal ankreuzen. Es ist nichts eingestuft." in answer
    # more than the program reads at all
    asked["row"] = [rows[0].pk] * 1500
    refused = lena.post(f"{HERE}einstufung/einstufen/", asked)
    assert refused.status_code == 400
    assert "wählen Sie weniger aus" in refused.content.decode()
    assert not Article.objects.filter(safety="none").exists()


def test_finding(crew: Crew, lena: Client, anna: Client) -> None:
    for party in (crew.people.blatt, crew.factory):
        index_party(party)
    found = anna.get(f"{HERE}zertifikate/finden/?q=bea").json()["options"]
    assert [(o["value"], o["detail"]) for o in found] == [(str(crew.bea.person_id), "Bürohaus Blatt")]
    houses = lena.get(f"{HERE}techniker/finden/haus/?q=Kundendienst").json()["options"]
    assert [o["label"] for o in houses] == ["Nordlicht Kundendienst"]
