"""The pages of the desk and the portal, and the interface for machines."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case
from kulanz.core.access.models import TokenPurpose
from kulanz.core.access.tokens import issue_token
from kulanz.core.files.storage import storage
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.interfaces.api import exchange
from kulanz.interfaces.exchange.cases_working import work_waiting
from kulanz.masterdata.parties.models import Membership
from kulanz.stages.contact.commands import partners
from kulanz.stages.contact.models import Partner, PartnerFile
from tests.cases.people import AT, People
from tests.exchange.cases.conftest import Take
from tests.exchange.cases.files import cases_file, new_case, valid
from tests.exchange.conftest import SignIn

OFFICE = "/desk/verwaltung/austausch/"
PORTAL = "/portal/austausch/"


def xml(content: bytes, name: str = "b.xml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/xml")


def renews_itself_until_read(client: Client, url: str, people: People) -> None:
    """The page asks for its own part, which asks again only while the file is being read."""
    asks = f'hx-get="{url}" hx-trigger="every 3s" hx-swap="outerHTML"'
    assert asks in client.get(url).content.decode()
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div class="stack" id="exchanged-file"')
    assert asks in part
    work_waiting(people.tenant.pk, AT)
    for headers in ({}, {"HX-Request": "true"}):
        page = client.get(url, headers=headers).content.decode()
        assert "hx-trigger" not in page[page.index('id="exchanged-file"') :]
        assert "Ergebnis als XML" in page


def key_of(people: People, membership_id: int | None) -> dict[str, str]:
    key, _row = issue_token(
        tenant_id=people.tenant.pk,
        purpose=TokenPurpose.API,
        at=AT,
        lifetime=None,
        membership_id=membership_id,
    )
    return {"Authorization": f"Bearer {key}"}


def test_an_administrator_sets_a_partner_up(people: People, signed_in: SignIn) -> None:
    desk = signed_in(people.otto)
    assert "Noch kein Partner" in desk.get(OFFICE).content.decode()
    empty = desk.get(f"{OFFICE}neu/").content.decode()
    assert '<option value="" selected>– bitte wählen –</option>' in empty
    assert desk.post(f"{OFFICE}neu/", {"party": "", "code": "blatt", "active": "on"}).status_code == 422
    form = {"party": people.blatt.pk, "code": "blatt!", "active": "on"}
    refused = desk.post(f"{OFFICE}neu/", form)
    assert refused.status_code == 422
    assert "Das Kürzel besteht aus" in refused.content.decode()
    assert not Partner.objects.exists()
    assert desk.post(f"{OFFICE}neu/", {**form, "code": "blatt"}).status_code == 302
    partner = Partner.objects.get()
    assert (partner.code, partner.party_id, partner.active) == ("blatt", people.blatt.pk, True)
    page = desk.get(f"{OFFICE}{partner.pk}/").content.decode()
    assert "from=&quot;blatt&quot; to=&quot;nordlicht&quot;" in page or 'from="blatt" to="nordlicht"' in page
    changed = {"party": people.blatt.pk, "code": "blatt", "folder_in": "/etc", "reads_folder": "on"}
    refused = desk.post(f"{OFFICE}{partner.pk}/", changed)
    assert refused.status_code == 422
    assert "Dieser Ordner ist nicht erlaubt" in refused.content.decode()
    partner.refresh_from_db()
    assert (partner.folder_in, partner.reads_folder) == ("", False)


def test_the_office_reads_a_file_for_the_partner(people: People, partner: Partner, signed_in: SignIn) -> None:
    desk = signed_in(people.otto)
    sent = desk.post(f"{OFFICE}{partner.pk}/einlesen/", {"file": xml(cases_file(new_case("B-1"), "<note/>"))})
    file = PartnerFile.objects.get()
    assert sent.headers["Location"] == f"{OFFICE}datei/{file.pk}/"
    renews_itself_until_read(desk, f"{OFFICE}datei/{file.pk}/", people)
    page = desk.get(f"{OFFICE}datei/{file.pk}/").content.decode()
    assert "NO-2026-00001" in page
    assert "B-1" in page
    assert "teilweise übernommen" in page
    only = desk.get(f"{OFFICE}datei/{file.pk}/?nur=abgewiesen").content.decode()
    assert "NO-2026-00001" not in only
    assert "blatt" in desk.get(OFFICE).content.decode()
    valid(desk.get(f"{OFFICE}datei/{file.pk}/ergebnis/").content)
    exported = desk.get(f"{OFFICE}{partner.pk}/vorgaenge/")
    assert valid(b"".join(exported)).get("to") == "blatt"  # type: ignore[arg-type]  # streamed
    assert Case.objects.get().created_by_name == people.blatt.name


def test_a_dealer_uploads_and_downloads(people: People, partner: Partner, signed_in: SignIn) -> None:
    portal = signed_in(people.blatt_house)
    assert portal.post(f"{PORTAL}hochladen/", {}).status_code == 422
    portal.post(f"{PORTAL}hochladen/", {"file": xml(cases_file(new_case("B-1")))})
    file = PartnerFile.objects.get()
    assert "wird gleich gelesen" in portal.get(f"{PORTAL}datei/{file.pk}/").content.decode()
    renews_itself_until_read(portal, f"{PORTAL}datei/{file.pk}/", people)
    page = portal.get(f"{PORTAL}datei/{file.pk}/").content.decode()
    assert "B-1" in page
    assert "NO-2026-00001" in page
    assert "b.xml" in portal.get(PORTAL).content.decode()
    root = valid(b"".join(portal.get(f"{PORTAL}vorgaenge/")))  # type: ignore[arg-type]  # streamed
    assert [(e.get("number"), e.get("yourNumber")) for e in root] == [("NO-2026-00001", "B-1")]
    assert Case.objects.get().created_by_membership_id == people.blatt_house.membership_id


def test_the_case_says_that_it_came_as_a_file_in_the_portal_and_by_whom(
    people: People, partner: Partner, signed_in: SignIn
) -> None:
    Membership.objects.filter(pk=people.blatt_house.membership_id).update(name="Bodo Blatt")
    portal, desk = signed_in(people.blatt_house), signed_in(people.anna)
    portal.post(f"{PORTAL}hochladen/", {"file": xml(cases_file(new_case("B-1")))})
    work_waiting(people.tenant.pk, AT)
    case = Case.objects.get()
    assert case.created_by_name == f"Bodo Blatt, {people.blatt.name}"
    story = desk.get(f"/desk/vorgang/{case.number}/protokoll/").content.decode()
    assert "als Datei im Portal" in story
    assert "über die Schnittstelle" not in story
    assert case.created_by_name in story


def test_a_file_that_is_known_says_that_nothing_changed(
    people: People, partner: Partner, signed_in: SignIn
) -> None:
    portal, desk = signed_in(people.blatt_house), signed_in(people.otto)
    content = cases_file(new_case("B-1"))
    unchanged = "Diese Datei war schon da. Diesmal hat sich nichts geändert"

    def again(client: Client, url: str, sent: bytes = content) -> str:
        return client.post(url, {"file": xml(sent)}, follow=True).content.decode()

    assert "schon da" not in again(portal, f"{PORTAL}hochladen/")
    assert "ist schon da und wird noch gelesen" in again(portal, f"{PORTAL}hochladen/")
    work_waiting(people.tenant.pk, AT)
    before = ProtocolEntry.objects.count()
    assert unchanged in again(portal, f"{PORTAL}hochladen/")
    assert unchanged in again(desk, f"{OFFICE}{partner.pk}/einlesen/")
    assert (PartnerFile.objects.count(), ProtocolEntry.objects.count()) == (1, before)

    # the same record in other bytes is another file, and changes nothing either
    again(portal, f"{PORTAL}hochladen/", content + b"\n")
    work_waiting(people.tenant.pk, AT)
    file = PartnerFile.objects.latest("pk")
    assert (file.taken, file.known, Case.objects.count()) == (0, 1, 1)
    for client, url in ((portal, f"{PORTAL}datei/{file.pk}/"), (desk, f"{OFFICE}datei/{file.pk}/")):
        page = client.get(url).content.decode()
        assert "Alles in dieser Datei war schon bekannt; es hat sich nichts geändert." in page
    first, second = portal.get(PORTAL).context["files"]
    assert [str(badge.label) for _file, badge in (first, second)] == ["schon bekannt", "übernommen"]


def test_who_has_no_exchange_reads_how_to_get_one(people: People, signed_in: SignIn, take: Take) -> None:
    take(cases_file(new_case("B-1")))
    file = PartnerFile.objects.get()
    stranger = signed_in(people.fremd_house)
    assert "noch nicht eingerichtet" in stranger.get(PORTAL).content.decode()
    assert stranger.get(f"{PORTAL}datei/{file.pk}/").status_code == 404
    assert stranger.get(f"{PORTAL}vorgaenge/").status_code == 403
    clerk = signed_in(people.britta)
    assert "Ihr Zugang zeigt nur einen Teil" in clerk.get(PORTAL).content.decode()
    assert clerk.get(f"{PORTAL}datei/{file.pk}/ergebnis/").status_code == 404
    assert clerk.post(f"{PORTAL}hochladen/", {"file": xml(cases_file(new_case("B-2")))}).status_code == 422
    assert PartnerFile.objects.count() == 1


def test_the_interface_takes_a_file_as_it_comes(people: People, partner: Partner) -> None:
    client = Client(headers={"host": people.tenant.host})
    key = key_of(people, people.blatt_house.membership_id)
    content = cases_file(new_case("B-1"))
    sent = client.post(
        "/api/v1/exchange/files?name=b.xml", content, content_type="application/xml", headers=key
    )
    assert (sent.status_code, sent.json()["state"], sent.json()["known"]) == (202, "waiting", False)
    work_waiting(people.tenant.pk, AT)
    url = sent.json()["url"]
    assert client.get(url, headers=key).json()["taken"] == 1
    again = client.post("/api/v1/exchange/files", content, content_type="application/xml", headers=key)
    assert (again.status_code, again.json()["known"], again.json()["id"]) == (200, True, sent.json()["id"])
    assert valid(client.get(f"{url}/results", headers=key).content)[0].get("number") == "NO-2026-00001"
    fetched = client.get("/api/v1/exchange/cases?number=NO-2026-00001", headers=key)
    assert len(valid(b"".join(fetched))) == 1  # type: ignore[arg-type]  # streamed
    empty = client.post("/api/v1/exchange/files", b"", content_type="application/xml", headers=key)
    assert (empty.status_code, empty.json()["code"]) == (409, "partner_file_empty")


def test_a_number_that_is_not_one_s_own_is_not_found(people: People, partner: Partner, take: Take) -> None:
    take(cases_file(new_case("B-1")))
    other = record_case(actor=people.fremd_house, case=NewCase(title="fremder Vorgang"), at=AT)
    client = Client(headers={"host": people.tenant.host})
    key = key_of(people, people.blatt_house.membership_id)
    answers = []
    for number in (other.number, "NO-9999-1", "nul%00l"):
        answer = client.get(f"/api/v1/exchange/cases?number={number}", headers=key)
        assert answer.status_code == 404
        answers.append(answer.json())
    assert (
        answers
        == [
            {
                "code": "no_such_case",
                "detail": "Diesen Vorgang gibt es nicht oder Sie haben keinen Zugriff darauf.",
                "field": "",
            }
        ]
        * 3
    )
    own = Case.objects.get(dealer_reference="B-1").number
    for query, count in ((f"number={own.lower()}", 1), (f"number={own}&since=2099-01-01", 0), ("page=99", 0)):
        answer = client.get(f"/api/v1/exchange/cases?{query}", headers=key)
        assert answer.status_code == 200
        assert len(valid(b"".join(answer))) == count  # type: ignore[arg-type]  # streamed


def test_another_house_s_key_reaches_nothing(people: People, take: Take) -> None:
    file = take(cases_file(new_case("B-1")))
    client = Client(headers={"host": people.tenant.host})
    for member in (people.fremd_house, people.britta, people.anna):
        key = key_of(people, member.membership_id)
        assert client.get(f"/api/v1/exchange/files/{file.pk}", headers=key).status_code == 404
        assert client.get(f"/api/v1/exchange/files/{file.pk}/results", headers=key).status_code == 404
        assert client.get("/api/v1/exchange/cases", headers=key).status_code == 409
        posted = client.post("/api/v1/exchange/files", b"<x/>", content_type="application/xml", headers=key)
        assert posted.status_code == 409
    assert client.get("/api/v1/exchange/cases").status_code == 401
    assert PartnerFile.objects.count() == 1


def test_too_large_a_body_is_not_kept(
    people: People, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(headers={"host": people.tenant.host})
    key = key_of(people, people.blatt_house.membership_id)
    monkeypatch.setattr(partners, "MOST_BYTES", 1000)
    sent = client.post("/api/v1/exchange/files", b"x" * 2000, content_type="application/xml", headers=key)
    assert (sent.status_code, sent.json()["code"]) == (409, "partner_file_too_large")
    assert list(storage().keys(people.tenant.pk)) == []


def test_the_interface_says_where_more_cases_are(
    people: People, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(cases_file(*(new_case(f"B-{n}") for n in range(3))))
    monkeypatch.setattr(exchange, "MOST_AT_ONCE", 2)
    client = Client(headers={"host": people.tenant.host})
    key = key_of(people, people.blatt_house.membership_id)
    first = client.get("/api/v1/exchange/cases?files=false", headers=key)
    assert first["Link"] == '</api/v1/exchange/cases?files=false&page=2>; rel="next"'
    second = client.get("/api/v1/exchange/cases?files=false&page=2", headers=key)
    assert "Link" not in second
    found = [one.get("number") or "" for page in (first, second) for one in valid(b"".join(page))]
    assert sorted(found) == [case.number for case in Case.objects.order_by("number")]
    assert client.get("/api/v1/exchange/cases?page=0", headers=key).status_code == 422
