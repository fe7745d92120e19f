"""What a dealer gets of its cases: all it may see, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from decimal import Decimal

import pytest
from lxml import etree

from kulanz.cases.commands.messages import add_message, attach_files
from kulanz.cases.commands.recording import NewCase, NewPosition, record_case
from kulanz.cases.models import Case
from kulanz.cases.rules import Audience, Coverage
from kulanz.core.files.commands import store_file
from kulanz.core.files.copies import clean_copy
from kulanz.core.files.models import StoredFile
from kulanz.interfaces.exchange import cases_writing
from kulanz.interfaces.exchange.schema import CASES
from kulanz.masterdata.catalog.models import Article
from kulanz.stages.contact.models import Partner
from kulanz.workflows.partner_exports import Outgoing, export_cases
from tests.cases.people import AT, People
from tests.exchange.cases.conftest import Take, make_partner
from tests.exchange.cases.files import cases_file, new_case, note, valid
from tests.execution.visits_world import AT as VISITS_AT
from tests.execution.visits_world import NINE, make_world
from tests.files.samples import photo as photo_bytes

LATER = AT.replace(hour=10)


@pytest.fixture
def own(people: People) -> Case:
    """A case of Blatt's with something in it for everybody."""
    article = Article.objects.create(
        tenant=people.tenant, number="DS-1", name="Stuhl", cost_price=Decimal("77.31")
    )
    case = record_case(
        actor=people.anna,
        case=NewCase(
            title="Stuhl wackelt",
            customer_id=people.karla.pk,
            dealer_id=people.blatt.pk,
            coverage=Coverage.GOODWILL,
            positions=(NewPosition(article_id=article.pk, price_paid=Decimal(499), tax_rate=Decimal(19)),),
        ),
        at=AT,
    )
    for audience in Audience:
        add_message(
            actor=people.anna, case_id=case.pk, body=f"für {audience.value}", audience=audience, at=AT
        )
    return case


def written(partner: Partner, **how: object) -> tuple[Outgoing, etree._Element]:
    outgoing = export_cases(partner=partner, at=LATER, **how)  # type: ignore[arg-type]  # handed through
    return outgoing, valid(outgoing.content.read())


def texts(root: etree._Element, name: str) -> list[str]:
    return [element.text or "" for element in root.iter(CASES.tag(name))]


def stored(people: People, content: bytes, name: str) -> StoredFile:
    return store_file(tenant_id=people.tenant.pk, content=content, name=name, at=AT)


def test_all_that_the_dealer_may_see(people: People, partner: Partner, own: Case) -> None:
    record_case(actor=people.fremd_house, case=NewCase(title="fremder Vorgang"), at=AT)
    record_case(actor=people.anna, case=NewCase(title="ohne Händler"), at=AT)
    outgoing, root = written(partner)
    assert (outgoing.cases, outgoing.name) == (1, "cases-blatt-20261116T100000Z.xml")
    assert dict(root.attrib) == {"from": "nordlicht", "to": "blatt", "writtenAt": "2026-11-16T10:00:00Z"}
    assert root[0].get("number") == own.number
    assert texts(root, "title") == ["Stuhl wackelt"]
    assert texts(root, "message") == ["für dealer", "für customer", "für all"]
    assert texts(root, "articleNumber") == ["DS-1"]
    assert texts(root, "name") == ["Karla Kunde"]
    said = etree.tostring(root).decode()
    for secret in ("internal", "technician<", "77.31", "499", "goodwill", "fremd", "ohne H"):
        assert secret not in said


def test_what_came_from_the_dealer_bears_his_own_names(partner: Partner, take: Take) -> None:
    take(cases_file(new_case("B-1"), note("N-1", 'reference="B-1"', "Bitte eilen.")))
    _outgoing, root = written(partner)
    assert root[0].get("yourNumber") == "B-1"
    (message,) = root.iter(CASES.tag("message"))
    assert (message.get("yourReference"), message.get("from")) == ("N-1", "dealer")
    assert (message.get("id") or "").startswith(f"{partner.origin}:m")


def test_files_go_out_without_place_and_by_their_audience(
    people: People, partner: Partner, own: Case
) -> None:
    photo = stored(people, photo_bytes("JPEG"), "foto.jpg")
    internal = stored(people, b"Kalkulation", "intern.txt")
    attach_files(actor=people.anna, case_id=own.pk, files=[photo], audience=Audience.ALL, at=AT)
    attach_files(actor=people.anna, case_id=own.pk, files=[internal], audience=Audience.INTERNAL, at=AT)
    _outgoing, root = written(partner)
    (attachment,) = root.iter(CASES.tag("attachment"))
    content = base64.b64decode(attachment.text or "")
    with clean_copy(photo).content as clean:
        assert content == clean.read() != photo_bytes("JPEG")
    assert attachment.get("sha256") == hashlib.sha256(content).hexdigest()
    assert (attachment.get("name"), attachment.get("forAll")) == ("foto.jpg", "true")
    _outgoing, root = written(partner, with_files=False)
    assert not list(root.iter(CASES.tag("attachment")))


def test_a_large_file_lies_beside_the_xml(
    people: People, partner: Partner, own: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases_writing, "MOST_INLINE", 10)
    big = stored(people, b"ein langer Bericht", "Bericht & mehr.txt")
    attach_files(actor=people.anna, case_id=own.pk, files=[big], audience=Audience.DEALER, at=AT)
    outgoing = export_cases(partner=partner, at=LATER)
    assert outgoing.name.endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(outgoing.content.read())) as archive:
        xml, beside = archive.namelist()
        (attachment,) = valid(archive.read(xml)).iter(CASES.tag("attachment"))
        assert (attachment.get("name"), attachment.get("label")) == (beside, "Bericht & mehr.txt")
        assert attachment.get("sha256") == hashlib.sha256(archive.read(beside)).hexdigest()


def test_only_one_case_or_only_what_is_new(partner: Partner, people: People, own: Case) -> None:
    _outgoing, root = written(partner, number="nb-gibts-nicht")
    assert len(root) == 0
    _outgoing, root = written(partner, number=own.number.lower())
    assert len(root) == 1
    _outgoing, root = written(partner, since=AT.date().replace(day=17))
    assert len(root) == 0


def test_who_comes_when(people: People, partner: Partner) -> None:
    world = make_world(people)
    visit = world.planned([world.fritz], NINE)
    theirs = make_partner(people, "fremd", party_id=people.fremd.pk)
    for whose, count in ((partner, 1), (theirs, 0)):
        root = valid(export_cases(partner=whose, at=VISITS_AT).content.read())
        visits = list(root.iter(CASES.tag("visit")))
        assert len(visits) == count
    (told,) = valid(export_cases(partner=partner, at=VISITS_AT).content.read()).iter(CASES.tag("visit"))
    assert dict(told.attrib) == {
        "number": visit.number,
        "kind": "repair",
        "state": "planned",
        "startsAt": "2026-11-17T08:00:00Z",
        "endsAt": "2026-11-17T09:00:00Z",
        "by": world.fritz.person.name,
    }


def test_more_than_a_page(partner: Partner, take: Take) -> None:
    take(cases_file(*(new_case(f"B-{n}") for n in range(5))))
    pages = [export_cases(partner=partner, at=LATER, limit=2, page=page) for page in (1, 2, 3, 4)]
    assert [(page.cases, page.more) for page in pages] == [(2, True), (2, True), (1, False), (0, False)]
    named = [one.get("yourNumber") for page in pages for one in valid(page.content.read())]
    assert sorted(named) == [f"B-{n}" for n in range(5)]
