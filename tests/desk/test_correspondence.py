"""What goes out beside messages and what comes in by mail: ready texts, letters, links, raw mails."""

from __future__ import annotations

import base64
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from kulanz.cases.commands.messages import MailOrigin, add_message
from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case, CaseFile, Message
from kulanz.cases.rules import Audience
from kulanz.core.access.models import AccessToken
from kulanz.core.files.commands import store_file
from kulanz.core.files.storage import storage
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.parties.models import ContactPoint
from kulanz.stages.contact.commands.text_modules import save_text_module
from kulanz.stages.contact.models import Letter, OutgoingMail, RawMail
from tests.cases.people import AT, People
from tests.desk.conftest import client_of


@pytest.fixture
def case(people: People) -> Case:
    return record_case(
        actor=people.blatt_house, at=AT, case=NewCase(title="Gasfeder sinkt ab", customer_id=people.karla.pk)
    )


def url(case: Case, rest: str = "") -> str:
    return f"/desk/vorgang/{case.number}/{rest}"


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "#357").save(out, "PNG")
    return out.getvalue()


def test_ready_texts_come_filled_for_their_readers(people: People, case: Case, anna: Client) -> None:
    for name, audience in (("Foto anfordern", None), ("Nur Händler", Audience.DEALER)):
        save_text_module(
            actor=people.lena,
            name=name,
            shortcut=name[:4].lower(),
            body_de="Guten Tag {customer}, zu {number}.",
            body_en="Dear {customer}, about {number}.",
            audience=audience,
            at=AT,
        )
    found = anna.get(url(case, "textbausteine/"), {"audience": "customer"}).json()["options"]
    assert [o["text"] for o in found] == [f"Guten Tag Karla Kunde, zu {case.number}."]
    people.karla.language = "en"
    people.karla.save(update_fields=["language"])
    found = anna.get(url(case, "textbausteine/"), {"audience": "customer", "q": "FOTO"}).json()["options"]
    assert [o["text"] for o in found] == [f"Dear Karla Kunde, about {case.number}."]
    found = anna.get(url(case, "textbausteine/"), {"audience": "dealer", "q": "nur"}).json()["options"]
    assert [o["label"] for o in found] == ["Nur Händler (nur)"]


def test_a_letter_is_looked_at_before_it_exists(people: People, case: Case, anna: Client) -> None:
    text = {"kind": "free", "subject": "Ersatzteil", "text": "Die Gasfeder kommt am Montag."}
    before = ProtocolEntry.objects.count()
    seen = anna.post(url(case, "brief/vorschau/"), text)
    assert seen["Content-Type"] == "application/pdf"
    assert seen.content.startswith(b"%PDF")
    assert (Letter.objects.count(), CaseFile.objects.count()) == (0, 0)
    assert ProtocolEntry.objects.count() == before
    empty = anna.post(url(case, "brief/"), {"kind": "free", "subject": "Ersatzteil", "text": " "})
    assert empty.status_code == 422
    assert "Ersatzteil" in empty.content.decode()
    assert anna.post(url(case, "brief/"), text).status_code == 302
    assert Letter.objects.get().state == "mailed"
    assert "Brief per E-Mail" in anna.get(url(case)).content.decode()


def test_letters_without_an_address_wait_for_the_printer(people: People, case: Case, anna: Client) -> None:
    ContactPoint.objects.filter(party=people.karla).delete()
    assert "Zu drucken" in anna.get(url(case, "brief/")).content.decode()
    anna.post(url(case, "brief/"), {"kind": "confirmation", "subject": "", "text": ""})
    letter = Letter.objects.get()
    assert letter.state == "to_print"
    assert "Karla Kunde" in anna.get("/desk/briefe/").content.decode()
    assert anna.get("/desk/").context["menu_counts"]["letters"] == 1
    otto = client_of(people.otto, people.tenant)
    assert otto.post("/desk/briefe/gedruckt/", {"letter": letter.pk}).status_code == 403
    assert anna.post("/desk/briefe/gedruckt/", {"letter": letter.pk}).status_code == 302
    letter.refresh_from_db()
    assert letter.state == "printed"
    assert "Brief gedruckt" in anna.get(url(case, "protokoll/")).content.decode()


def test_a_link_is_shown_once_mailed_and_ended(people: People, case: Case, anna: Client) -> None:
    shown = anna.post(url(case, "zugang/zeigen/"), headers={"HX-Request": "true"}).content.decode()
    assert "/f/" in shown
    assert "/f/" not in anna.get(url(case, "versand/")).content.decode()
    anna.post(url(case, "zugang/senden/"), {"address": "karla@kundin.test"})
    assert OutgoingMail.objects.filter(case=case, kind="link", recipient="karla@kundin.test").count() == 1
    assert "karla@kundin.test" in anna.get(url(case, "versand/")).content.decode()
    foreign = anna.post(url(case, "zugang/senden/"), {"address": "fremd@anderswo.test"})
    assert foreign.status_code == 422
    assert not OutgoingMail.objects.filter(recipient="fremd@anderswo.test").exists()
    anna.post(url(case, "zugang/beenden/"))
    assert not AccessToken.objects.filter(case_id=case.pk, purpose="case_page", revoked_at=None).exists()
    otto = client_of(people.otto, people.tenant)
    for path in ("zugang/zeigen/", "zugang/senden/", "zugang/beenden/"):
        assert otto.post(url(case, path), {"address": "karla@kundin.test"}).status_code == 422
    assert not AccessToken.objects.filter(case_id=case.pk, purpose="case_page", revoked_at=None).exists()


def mailed(people: People, case: Case, html: str, *, sender: str = "karla@kundin.test") -> Message:
    image = picture()
    raw = (
        b"From: <" + sender.encode() + b">\r\nSubject: Bild\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nHallo\r\n"
        b"--b\r\nContent-Type: image/png\r\nContent-ID: <bild1@post>\r\n"
        b'Content-Disposition: inline; filename="bild.png"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    )
    raw += base64.encodebytes(image).replace(b"\n", b"\r\n") + b"--b--\r\n"
    key, sha256, size = storage().write(case.tenant_id, iter([raw]))
    row = RawMail.objects.create(
        tenant_id=case.tenant_id,
        storage_key=key,
        sha256=sha256,
        size=size,
        received_at=AT,
        outcome="appended",
        sender=sender,
        case=case,
    )
    file = store_file(tenant_id=case.tenant_id, content=image, name="bild.png", at=AT)
    return add_message(
        actor=people.customer_link(case.pk),
        case_id=case.pk,
        body="Hallo",
        at=AT,
        files=[file],
        mail=MailOrigin(raw_mail_id=row.pk, subject="Bild", full_text="Hallo\n> alt", html=html),
    )


def test_a_mail_is_shown_in_a_sandbox_with_its_own_pictures_only(
    people: People, case: Case, anna: Client
) -> None:
    html = '<p>Hallo <b>Sie</b></p><img src="cid:bild1@post"><img src="cid:unbekannt">'
    message = mailed(people, case, html)
    answer = anna.get(url(case, f"nachricht/{message.pk}/ansicht/"))
    text = answer.content.decode()
    assert "<b>Sie</b>" in text
    assert "data:image/png;base64," in text
    assert "cid:" not in text
    policy = answer["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "img-src data:;" in policy
    assert "script" not in policy
    CaseFile.objects.filter(message=message).update(removed_at=AT)
    assert "data:image/png" not in anna.get(url(case, f"nachricht/{message.pk}/ansicht/")).content.decode()


def test_the_raw_mail_is_saved_and_never_shown(people: People, case: Case, anna: Client) -> None:
    message = mailed(people, case, "")
    answer = anna.get(url(case, f"nachricht/{message.pk}/original/"))
    assert answer["Content-Type"] == "message/rfc822"
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer).startswith(b"From: <karla@kundin.test>")
    quiet = add_message(actor=people.anna, case_id=case.pk, body="Notiz", at=AT)
    assert anna.get(url(case, f"nachricht/{quiet.pk}/original/")).status_code == 404
    other = record_case(actor=people.fremd_house, at=AT, case=NewCase(title="Anderer"))
    assert anna.get(url(other, f"nachricht/{message.pk}/original/")).status_code == 404
    dealer = client_of(people.blatt_house, people.tenant)
    assert dealer.get(url(case, f"nachricht/{message.pk}/original/")).status_code == 404


def test_another_senders_address_is_pointed_out(people: People, case: Case, anna: Client) -> None:
    mailed(people, case, "")
    assert "nicht hinterlegt" not in anna.get(url(case)).content.decode()
    mailed(people, case, "", sender="jemand@anderswo.test")
    assert "Gesendet von jemand@anderswo.test" in anna.get(url(case)).content.decode()
