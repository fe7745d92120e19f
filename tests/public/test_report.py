"""Reporting without an account: the way through the steps, what becomes of it, and its limits."""

from __future__ import annotations

from django.test import Client

from kulanz.cases.models import Case, CaseFile, Message
from kulanz.cases.rules import Audience, ClaimStatus, Kind, Safety
from kulanz.core.access.models import AccessToken
from kulanz.core.files.models import UploadSession
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Article, ProductGroup
from kulanz.masterdata.parties.models import Address, ContactPoint, Party
from kulanz.stages.contact.models import Letter
from tests.cases.people import People
from tests.public.visitor import Visitor, photo


def test_a_defect_becomes_a_complaint_with_its_photos(visitor: Visitor) -> None:
    answer = visitor.report(photo(), photo("typenschild.jpg"))
    assert answer.status_code == 302
    assert answer["Location"] == "/melden/danke/"
    case = Case.objects.get()
    assert (case.kind, case.claim_status, case.safety) == (
        Kind.COMPLAINT,
        ClaimStatus.UNDER_REVIEW,
        Safety.YES,
    )
    assert case.channel == "public"
    assert case.title == "Drehstuhl Alva: Die Rückenlehne ist gebrochen. Seit gestern."
    assert case.customer is not None
    assert case.customer.name == "Petra Pappel"
    assert ContactPoint.objects.get(party=case.customer).value == "petra@pappel.test"
    assert case.place_note == "2. Stock"
    assert case.positions.get().item_text == "Drehstuhl Alva"
    files = CaseFile.objects.filter(case=case)
    assert [(f.name, f.audience, f.from_outside) for f in files] == [
        ("stuhl.jpg", Audience.ALL, True),
        ("typenschild.jpg", Audience.ALL, True),
    ]
    page = visitor.client.get("/melden/danke/").content.decode()
    assert case.number in page
    assert "petra@pappel.test" in page
    assert "/f/" not in page, "the link goes by mail only: the address is not proved yet"
    assert "Bitte benutzen Sie das Produkt nicht mehr" in page


def test_a_question_becomes_an_inquiry(visitor: Visitor) -> None:
    visitor.problem |= {"about": "question", "product": "", "safety": "no"}
    visitor.report()
    case = Case.objects.get()
    assert (case.kind, case.claim_status) == (Kind.INQUIRY, None)
    assert not case.positions.exists()


def test_without_mail_the_page_shows_the_link_and_a_letter_waits(visitor: Visitor) -> None:
    visitor.contact = {
        "name": "Olga Ohnemail",
        "phone": "0731 123456",
        "street": "Am Berg 1",
        "postcode": "89073",
        "city": "Ulm",
    }
    visitor.report()
    case = Case.objects.get()
    page = visitor.client.get("/melden/danke/").content.decode()
    link = AccessToken.objects.filter(case_id=case.pk).first()
    assert link is not None
    assert page.count("/f/") >= 2
    assert "<path" in page
    secret = page.split("/f/")[1].split("/")[0]
    assert case.title in visitor.client.get(f"/f/{secret}/").content.decode()
    assert str(case.place_of_use) == "Am Berg 1, 89073 Ulm"
    assert Letter.objects.get(case=case).state == "to_print"


def test_the_product_group_is_kept(tenant: Tenant, visitor: Visitor) -> None:
    group = ProductGroup.objects.create(tenant=tenant, code="S", name="Stühle")
    assert "Stühle" in visitor.client.get("/melden/").content.decode()
    visitor.problem["group"] = str(group.pk)
    visitor.report()
    assert Case.objects.get().positions.get().product_group == group


def test_a_product_typed_in_full_is_the_article(tenant: Tenant, visitor: Visitor) -> None:
    group = ProductGroup.objects.create(tenant=tenant, code="S", name="Stühle")
    alva = Article.objects.create(
        tenant=tenant, number="DR-7", name=visitor.problem["product"], product_group=group
    )
    visitor.report()
    position = Case.objects.get().positions.get()
    assert (position.article, position.item_text) == (alva, alva.name)


def test_errors_stand_at_the_field_and_lose_nothing(visitor: Visitor) -> None:
    answer = visitor.client.post("/melden/", {"product": "Tisch", "happened": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Fehler:" in page
    assert 'value="Tisch"' in page
    assert "Bitte beschreiben Sie in ein paar Worten" in page
    assert 'href="#id_about_0"' in page
    visitor.client.post("/melden/", visitor.problem)
    visitor.client.post("/melden/fotos/", {})
    page = visitor.client.post("/melden/kontakt/", {"name": "Petra", "phone": "12"}).content.decode()
    assert "Telefonnummer mit Vorwahl" in page
    assert 'value="Petra"' in page
    page = visitor.client.post("/melden/kontakt/", {"name": "Petra"}).content.decode()
    assert "wie wir Sie erreichen" in page
    page = visitor.client.post("/melden/kontakt/", {"name": "Petra", "city": "Ulm"}).content.decode()
    assert page.count("Für die Anschrift fehlt noch diese Angabe") >= 2


def test_going_back_and_changing_keeps_everything(visitor: Visitor) -> None:
    visitor.fill_in(photo())
    assert "Drehstuhl Alva" in visitor.client.get("/melden/").content.decode()
    assert "stuhl.jpg" in visitor.client.get("/melden/fotos/").content.decode()
    answer = visitor.client.post("/melden/?aendern=1", {**visitor.problem, "product": "Sessel"})
    assert answer["Location"] == "/melden/pruefen/"
    page = visitor.client.get("/melden/pruefen/").content.decode()
    assert "Sessel" in page
    assert "stuhl.jpg" in page
    assert "petra@pappel.test" in page


def test_jumping_ahead_leads_to_the_first_open_question(visitor: Visitor) -> None:
    for word in ("fotos", "kontakt", "pruefen"):
        assert visitor.client.get(f"/melden/{word}/")["Location"] == "/melden/"
        assert visitor.client.post(f"/melden/{word}/")["Location"] == "/melden/"
    assert visitor.client.get("/melden/danke/")["Location"] == "/melden/"
    assert visitor.client.get("/melden/irgendwas/").status_code == 404
    assert not Case.objects.exists()


def test_sent_twice_it_is_one_case(visitor: Visitor) -> None:
    visitor.fill_in(photo())
    key = visitor.key()
    assert visitor.send(key=key)["Location"] == "/melden/danke/"
    assert visitor.send(key=key)["Location"] == "/melden/danke/"
    assert Case.objects.count() == 1
    visitor.fill_in()
    assert visitor.send()["Location"] == "/melden/danke/"
    assert Case.objects.count() == 2


def test_a_file_may_be_taken_out_again(visitor: Visitor) -> None:
    visitor.client.post("/melden/", visitor.problem)
    visitor.client.post("/melden/fotos/", {"files": [photo("a.jpg"), photo("b.jpg")]})
    token = UploadSession.objects.get(name="a.jpg")
    page = visitor.client.get("/melden/fotos/").content.decode()
    first = page.split('name="remove" value="')[1].split('"')[0]
    page = visitor.client.post("/melden/fotos/", {"remove": first}).content.decode()
    assert "a.jpg" not in page
    assert "b.jpg" in page
    assert not UploadSession.objects.filter(pk=token.pk).exists()


def test_a_wrong_file_is_named_and_the_others_stay(visitor: Visitor) -> None:
    visitor.client.post("/melden/", visitor.problem)
    bad = photo("böse.exe")
    bad.write(b"MZ\x90\x00" * 100)
    bad.seek(0)
    answer = visitor.client.post("/melden/fotos/", {"files": [photo("gut.jpg"), bad]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "böse.exe" in page
    assert "gut.jpg" in page


def test_uploads_in_pieces(visitor: Visitor) -> None:
    visitor.client.post("/melden/", visitor.problem)
    content = photo().read()
    headers = {"upload-length": str(len(content)), "upload-metadata": "filename c3R1aGwuanBn"}
    begun = visitor.client.post("/melden/hochladen/", headers=headers)
    assert begun.status_code == 201
    part = visitor.client.patch(
        begun["Location"],
        content,
        content_type="application/offset+octet-stream",
        headers={"upload-offset": "0"},
    )
    assert part.status_code == 204
    # Somebody else's session cannot use it.
    stranger = Client(headers={"host": visitor.client.defaults.get("HTTP_HOST", "nordlicht.test")})
    assert stranger.head(begun["Location"]).status_code == 404
    visitor.client.post("/melden/fotos/", {"uploads": [begun.json()["token"], "unbekannt"]})
    visitor.client.post("/melden/kontakt/", visitor.contact)
    visitor.send()
    assert CaseFile.objects.get().name == "stuhl.jpg"


# --- A known customer -------------------------------------------------------------------------------------


def test_a_known_customer_is_neither_changed_nor_told(people: People, visitor: Visitor) -> None:
    visitor.contact = {
        "name": "Karl Anders",
        "email": "KARLA@kundin.test",
        "phone": "0731 99999",
        "street": "Neue Str. 1",
        "postcode": "10115",
        "city": "Berlin",
        "bought": "Möbelhaus X",
    }
    parties = Party.objects.count()
    visitor.report()
    case = Case.objects.get()
    assert case.customer == people.karla
    people.karla.refresh_from_db()
    assert people.karla.name == "Karla Kunde"
    assert Party.objects.count() == parties
    assert ContactPoint.objects.filter(party=people.karla).count() == 1
    assert not Address.objects.filter(party=people.karla).exists()
    note = Message.objects.get(case=case)
    assert note.audience == Audience.INTERNAL
    for piece in ("Karl Anders", "0731 99999", "Neue Str. 1, 10115 Berlin", "Möbelhaus X"):
        assert piece in note.body
    assert "Karla Kunde" not in visitor.client.get("/melden/danke/").content.decode()


def test_a_dealers_address_does_not_make_him_the_customer(people: People, visitor: Visitor) -> None:
    visitor.contact["email"] = "service@blatt.nordlicht.test"
    visitor.report()
    assert Case.objects.get().customer != people.blatt
