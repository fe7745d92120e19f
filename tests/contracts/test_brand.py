"""A house's face: cleaned, readable, shown to its own people and customers, and to nobody else."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from kulanz.cases.models import Case
from kulanz.core.files.models import StoredFile
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import InvalidValue, NotAllowed
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.commands.brands import (
    BrandFields,
    remove_brand_logo,
    save_brand,
    set_brand_logo,
)
from kulanz.masterdata.parties.models import HouseBrand, Writer
from kulanz.masterdata.parties.refusals_of_contracts import ColourHardToRead, NotADealer
from kulanz.stages.contact.faces import face_of_dealer
from kulanz.workflows.brands import brand_for, page_brand
from kulanz.workflows.links import issue_case_link
from tests.cases.people import AT, People, make_people
from tests.conftest import make_tenant
from tests.contracts.houses import contract, picture, technician_of
from tests.workflows.happening import record

RED, BLUE = "#8a1020", "#10408a"
SignIn = Callable[[str], Client]


@pytest.fixture
def brands(people: People) -> None:
    for dealer, name, color in ((people.blatt, "Blatt Büro", RED), (people.fremd, "Fremd Möbel", BLUE)):
        save_brand(
            actor=people.otto,
            organisation_id=dealer.pk,
            fields=BrandFields(brand_color=color, sender_name=name),
            at=AT,
        )
        set_brand_logo(actor=people.otto, organisation_id=dealer.pk, content=picture(color), at=AT)


def test_the_logo_is_encoded_anew(people: People) -> None:
    with_more = picture() + b"<script>alert(1)</script>"
    row = set_brand_logo(actor=people.blatt_house, organisation_id=people.blatt.pk, content=with_more, at=AT)
    face = face_of_dealer(people.blatt, people.tenant)
    assert b"script" not in face.logo
    assert Image.open(io.BytesIO(face.logo)).size == (60, 20)
    first = row.logo_id
    set_brand_logo(actor=people.blatt_house, organisation_id=people.blatt.pk, content=picture(BLUE), at=AT)
    assert StoredFile.objects.get(pk=first).state == StoredFile.State.ERASED
    remove_brand_logo(actor=people.blatt_house, organisation_id=people.blatt.pk, at=AT)
    assert face_of_dealer(people.blatt, people.tenant).logo == b""
    changed = ProtocolEntry.objects.filter(event="house.brand_changed").order_by("id")
    assert [e.facts["fields"] for e in changed] == [["logo"], ["logo"], ["logo"]]


def test_refused_brands_change_nothing(people: People) -> None:
    house = people.blatt.pk
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg'></svg>"
    # few bytes, and as many pixels as would take a process its memory
    huge = picture(size=(6000, 6000))
    assert len(huge) < 2 * 1024 * 1024
    for content in (b"", b"GIF89a", drawing, b"\x89PNG\r\n\x1a\nkaputt", huge):
        with pytest.raises(InvalidValue):
            set_brand_logo(actor=people.otto, organisation_id=house, content=content, at=AT)
    for refusal, fields in (
        (ColourHardToRead, BrandFields(brand_color="#ffee88")),
        (InvalidValue, BrandFields(brand_color="rot")),
        (InvalidValue, BrandFields(accent_color="#12")),
    ):
        with pytest.raises(refusal):
            save_brand(actor=people.otto, organisation_id=house, fields=fields, at=AT)
    for actor in (people.anna, people.britta, people.fremd_house, people.tom):
        with pytest.raises(NotAllowed):
            save_brand(actor=actor, organisation_id=house, fields=BrandFields(), at=AT)
    with pytest.raises(NotADealer):
        save_brand(actor=people.otto, organisation_id=people.karla.pk, fields=BrandFields(), at=AT)
    assert not HouseBrand.objects.exists()


@pytest.mark.usefixtures("brands")
def test_who_sees_which_brand(people: People, sign_in: SignIn) -> None:
    def shown(client: Client, url: str) -> str:
        return client.get(url).content.decode()

    home = reverse("portal:home")
    own = page_brand(face_of_dealer(people.blatt, Tenant.objects.get(pk=people.tenant.pk)))
    other = page_brand(face_of_dealer(people.fremd, Tenant.objects.get(pk=people.tenant.pk)))
    blatt, fremd, anna = (sign_in(who) for who in ("britta@blatt", "haus@fremd", "anna@"))
    assert own.css_url in shown(blatt, home)
    assert own.logo_url in shown(blatt, home)
    assert "Blatt Büro" in shown(blatt, home)
    assert other.css_url in shown(fremd, home)
    assert own.css_url not in shown(fremd, home)
    assert own.css_url not in shown(anna, reverse("desk:worklist"))
    css = blatt.get(own.css_url)
    assert RED in css.content.decode()
    assert css["Content-Type"].startswith("text/css")
    logo = blatt.get(own.logo_url)
    assert logo["Content-Type"] == "image/png"
    version = own.css_url.split("/")[-2]
    for path in (own.css_url, own.logo_url):
        assert blatt.get(path.replace(version, "0" * 16)).status_code == 404
        assert blatt.get(path.replace(version, other.css_url.split("/")[-2])).status_code == 404


@pytest.mark.usefixtures("brands")
def test_a_technician_wears_the_brand_of_the_one_house_he_works_for(people: People) -> None:
    assert brand_for(people.tom) is None
    place = technician_of(people, people.blatt)
    face = brand_for(people.tom)
    assert face is not None
    assert (face.name, face.color) == ("Blatt Büro", RED)
    technician_of(people, people.fremd)
    assert brand_for(people.tom) is None, "of two houses neither"
    place.active = False
    place.save()
    face = brand_for(people.tom)
    assert face is not None
    assert face.name == "Fremd Möbel"
    assert brand_for(people.anna) is None


@pytest.mark.usefixtures("brands")
def test_the_customers_page_wears_the_face_of_who_writes(people: People) -> None:
    held = contract(people, writer=Writer.OFFICE_FOR_DEALER)
    case = record(people)
    foreign = record(people, dealer_id=people.fremd.pk)
    client = Client(headers={"host": people.tenant.host})

    def page(of: Case) -> str:
        url = issue_case_link(case=of, party_id=people.karla.pk, address="", at=AT)
        return client.get("/f/" + url.rstrip("/").rsplit("/", 1)[-1] + "/").content.decode()

    own = page_brand(face_of_dealer(people.blatt, Tenant.objects.get(pk=people.tenant.pk)))
    shown = page(case)
    assert own.logo_url in shown
    assert "Blatt Büro" in shown
    assert "Nordlicht Büromöbel</title>" not in shown
    for writer, wears in ((Writer.DEALER, True), (Writer.OFFICE, False)):
        held.writer = writer
        held.save()
        assert (own.logo_url in page(case)) == wears
    assert own.logo_url not in page(foreign)
    assert "Blatt" not in page(foreign)


@pytest.mark.usefixtures("brands")
def test_another_tenant_does_not_serve_it(people: People) -> None:
    own = page_brand(face_of_dealer(people.blatt, Tenant.objects.get(pk=people.tenant.pk)))
    other = make_tenant("suedlicht")
    with tenant_context(other.pk):
        make_people(other, domain="suedlicht.test")
    assert Client(headers={"host": other.host}).get(own.css_url).status_code == 404


def test_the_manager_changes_it_in_the_portal(people: People, sign_in: SignIn) -> None:
    url = reverse("portal:brand")
    house = sign_in("haus@blatt")
    logo = io.BytesIO(picture(RED))
    logo.name = "logo.png"
    answer = house.post(url, {"brand_color": RED, "sender_name": "Blatt Büro", "logo": logo})
    assert answer.status_code == 302
    row = HouseBrand.objects.get()
    assert (row.organisation_id, row.brand_color, row.logo_id is not None) == (people.blatt.pk, RED, True)
    refused = house.post(url, {"brand_color": "#ffee88", "sender_name": "Neu"})
    assert refused.status_code == 422
    assert "hebt sich von Weiß zu wenig ab" in refused.content.decode()
    assert sign_in("britta@blatt").post(url, {"brand_color": BLUE}).status_code == 403
    row.refresh_from_db()
    assert (row.brand_color, row.sender_name) == (RED, "Blatt Büro")
    house.post(url, {"remove_logo": "1"})
    row.refresh_from_db()
    assert row.logo_id is None
