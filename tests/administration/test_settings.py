"""What an administrator changes holds, is in the protocol, and a refusal loses nothing typed."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from kulanz.cases.calendar import news_days
from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import AssignmentRule, StateWording
from kulanz.cases.rules import Kind, Reader, Step, WaitsFor
from kulanz.cases.wording import state_text
from kulanz.core.access.models import AccessToken, TokenPurpose
from kulanz.core.access.tokens import find_token
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Membership, Party, Team
from kulanz.stages.contact.models import Mailbox, OutgoingMail, TextModule
from tests.administration.conftest import SignIn
from tests.cases.people import AT, People

pytestmark = pytest.mark.django_db


def events(stream: str) -> list[str]:
    return list(ProtocolEntry.objects.filter(stream=stream).order_by("seq").values_list("event", flat=True))


def picture(kind: str) -> io.BytesIO:
    target = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(target, kind)
    target.seek(0)
    target.name = "logo.bin"
    return target


def test_brand_and_logo(people: People, admin: Client) -> None:
    url = reverse("desk:admin_tenant", args=["marke"])
    colours = {"brand_color": "#0a5c36", "accent_color": "#c8742b"}
    assert admin.post(url, colours | {"logo": picture("WEBP")}).status_code == 302
    tenant = Tenant.objects.get(pk=people.tenant.pk)
    assert (tenant.brand_color, tenant.logo_type) == ("#0a5c36", "image/png")
    script = io.BytesIO(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    script.name = "logo.png"
    refused = admin.post(url, colours | {"logo": script})
    assert refused.status_code == 422
    assert "PNG, JPEG oder WebP" in refused.content.decode()
    assert admin.post(reverse("desk:admin_drop_logo")).status_code == 302
    assert Tenant.objects.get(pk=people.tenant.pk).logo_type == ""
    assert events("tenant") == ["tenant.changed"] * 3


def test_a_state_nobody_knows_is_refused(people: People, admin: Client) -> None:
    """Holidays and with them every promised day hang on it."""
    url = reverse("desk:admin_tenant", args=["allgemein"])
    given = {"name": "Nordlicht", "language": "de", "country": "DE", "time_zone": "Europe/Berlin"}
    given |= {"currency": "EUR"}
    before = Tenant.objects.get(pk=people.tenant.pk).subdivision
    refused = admin.post(url, given | {"subdivision": "ZZ"})
    assert refused.status_code == 422
    assert "Dieses Bundesland kennen wir nicht" in refused.content.decode()
    assert Tenant.objects.get(pk=people.tenant.pk).subdivision == before
    assert events("tenant") == []
    assert admin.post(url, given | {"subdivision": "ni"}).status_code == 302
    assert Tenant.objects.get(pk=people.tenant.pk).subdivision == "NI"


def test_host_keeps_the_old_one(people: People, admin: Client) -> None:
    before = people.tenant.host
    url = reverse("desk:admin_tenant", args=["adresse"])
    values = {"host": "service.nord.test", "other_hosts": "", "base_url": "https://service.nord.test/"}
    assert admin.post(url, values).status_code == 302
    tenant = Tenant.objects.get(pk=people.tenant.pk)
    assert (tenant.host, tenant.other_hosts) == ("service.nord.test", [before])
    assert tenant.base_url == "https://service.nord.test"
    wrong = admin.post(url, values | {"host": "kein host!"})
    assert wrong.status_code == 422
    assert "kein host!" in wrong.content.decode()


def test_letter_preview_is_a_pdf(people: People, admin: Client) -> None:
    answer = admin.post(reverse("desk:admin_letter_preview"), {"letterhead_footer": "Nord GmbH\n\nBank"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_inviting_changing_and_ending(people: People, admin: Client) -> None:
    url = reverse("desk:admin_invite", args=["staff"])
    values = {"email": "nils@nordlicht.test", "name": "Nils Neu", "roles": ["agent"], "language": "de"}
    assert admin.post(url, values | {"roles": []}).status_code == 422
    assert admin.post(url, values).status_code == 302
    row = Membership.objects.get(name="Nils Neu")
    assert row.roles == ["agent"]
    assert OutgoingMail.objects.filter(recipient="nils@nordlicht.test", kind="invitation").count() == 1
    again = admin.post(url, values)
    assert again.status_code == 422
    assert "schon einen solchen Zugang" in again.content.decode()
    person = reverse("desk:admin_person", args=[row.pk])
    assert admin.post(person, {"name": "Nils Neu", "roles": ["lead"]}).status_code == 302
    row.refresh_from_db()
    assert row.roles == ["lead"]
    assert admin.post(reverse("desk:admin_invite_again", args=[row.pk])).status_code == 302
    assert admin.post(reverse("desk:admin_end_access", args=[row.pk]), {"reason": "weg"}).status_code == 302
    row.refresh_from_db()
    assert not row.active
    assert events(f"membership:{row.pk}") == [
        "membership.invited",
        "membership.changed",
        "membership.ended",
    ]


def test_the_last_administrator_stays(people: People, admin: Client) -> None:
    own = people.otto.membership_id
    answer = admin.post(reverse("desk:admin_end_access", args=[own]))
    assert answer.status_code == 422
    assert "Administration" in answer.content.decode()
    assert Membership.objects.get(pk=own).active


def test_a_key_is_shown_once(people: People, admin: Client) -> None:
    member = people.anna.membership_id
    shown = admin.post(reverse("desk:admin_new_key", args=[member]), {"label": "Webshop", "days": "365"})
    assert shown["Cache-Control"] == "no-store"
    key = AccessToken.objects.get(purpose=TokenPurpose.API)
    secret = shown.context["secret"]
    found = find_token(secret, purpose=TokenPurpose.API, at=AT)
    assert found is not None
    assert found.pk == key.pk
    assert secret not in admin.get(reverse("desk:admin_person", args=[member])).content.decode()
    assert (
        admin.post(reverse("desk:admin_drop_key", args=[people.lena.membership_id, key.pk])).status_code
        == 404
    )
    assert admin.post(reverse("desk:admin_drop_key", args=[member, key.pk])).status_code == 302
    assert find_token(secret, purpose=TokenPurpose.API, at=AT) is None
    assert events(f"membership:{member}") == ["membership.api_key_issued", "membership.api_key_revoked"]


def test_wording_and_back(people: People, admin: Client) -> None:
    case = record_case(
        actor=people.anna, at=AT, case=NewCase(title="Stuhl", kind=Kind.INQUIRY, customer_id=people.karla.pk)
    )
    url = reverse("desk:admin_wording")
    values = {"reader": "customer", "language": "de", "text_0": "Wir haben Ihre Nachricht"}
    preview = admin.post(reverse("desk:admin_wording_preview"), values, headers={"HX-Trigger-Name": "text_0"})
    assert "Wir haben Ihre Nachricht" in preview.content.decode()
    assert not StateWording.objects.exists()
    assert admin.post(url, values).status_code == 302
    assert state_text(case, Reader.CUSTOMER) == "Wir haben Ihre Nachricht"
    assert state_text(case, Reader.DEALER) != "Wir haben Ihre Nachricht"
    assert admin.post(url, values).status_code == 302
    assert admin.post(url, values | {"text_0": ""}).status_code == 302
    assert state_text(case, Reader.CUSTOMER) == "Ihr Anliegen ist bei uns angekommen"
    assert events("tenant") == ["tenant.wording_changed", "tenant.wording_changed"]


def test_promised_days_all_or_none(people: People, admin: Client) -> None:
    url = reverse("desk:admin_promises")
    assert admin.post(url, {"recorded-us": "3", "in_progress-us": "4"}).status_code == 302
    assert news_days(people.tenant.pk, Step.RECORDED, WaitsFor.US) == 3
    refused = admin.post(url, {"recorded-us": "5", "in_progress-us": "bald"})
    assert refused.status_code == 422
    assert 'value="bald"' in refused.content.decode()
    assert news_days(people.tenant.pk, Step.RECORDED, WaitsFor.US) == 3
    assert admin.post(url, {}).status_code == 302
    assert news_days(people.tenant.pk, Step.RECORDED, WaitsFor.US) == 1


def test_assignment_table_and_its_order(people: People, admin: Client) -> None:
    admin.post(reverse("desk:admin_teams"), {"name": "Nord", "active": "1"})
    admin.post(reverse("desk:admin_teams"), {"name": "Stühle", "active": "1"})
    assert admin.post(reverse("desk:admin_teams"), {"name": "nord", "active": "1"}).status_code == 422
    north, chairs = Team.objects.get(name="Nord"), Team.objects.get(name="Stühle")
    url = reverse("desk:admin_assignment")
    assert admin.post(url, {"team": north.pk}).status_code == 302
    assert admin.post(url, {"team": chairs.pk, "kind": "repair"}).status_code == 302
    assert admin.post(url, {"team": ""}).status_code == 422
    last = AssignmentRule.objects.get(team=chairs)
    admin.post(reverse("desk:admin_move_rule", args=[last.pk]), {"to": "up"})
    assert [rule.team for rule in AssignmentRule.objects.all()] == [chairs, north]
    case = record_case(
        actor=people.anna, at=AT, case=NewCase(title="x", kind=Kind.REPAIR, customer_id=people.karla.pk)
    )
    assert case.team == chairs
    admin.post(reverse("desk:admin_drop_rule", args=[last.pk]))
    assert AssignmentRule.objects.count() == 1


def test_text_modules_check_placeholders(people: People, admin: Client) -> None:
    url = reverse("desk:admin_new_text")
    refused = admin.post(url, {"name": "Dank", "body_de": "Danke {kunde}"})
    assert refused.status_code == 422
    assert "{kunde}" in refused.content.decode()
    assert admin.post(url, {"name": "Dank", "body_de": "Danke {customer}", "active": "on"}).status_code == 302
    row = TextModule.objects.get()
    preview = admin.post(reverse("desk:admin_text_preview"), {"body_de": "Danke {customer}"})
    assert "Danke Maria Muster" in preview.content.decode()
    assert admin.post(reverse("desk:admin_drop_text", args=[row.pk])).status_code == 302


def test_mailbox(people: People, admin: Client) -> None:
    values = {
        "address": "service@nord.test",
        "host": "127.0.0.1",
        "port": "1",
        "security": "none",
        "folder": "INBOX",
        "password": "geheim",
        "active": "on",
    }
    assert admin.post(reverse("desk:admin_new_mailbox"), values).status_code == 302
    box = Mailbox.objects.get()
    page = admin.get(reverse("desk:admin_mailbox", args=[box.pk])).content.decode()
    assert "geheim" not in page
    tried = admin.post(reverse("desk:admin_try_mailbox", args=[box.pk]), follow=True)
    assert "service@nord.test" in tried.content.decode()
    assert "mailbox" in events("tenant")[0]


def test_parties(people: People, admin: Client) -> None:
    url = reverse("desk:admin_party", args=[people.karla.pk])
    assert admin.post(url, {"name": "", "roles": ["customer"], "language": "de"}).status_code == 422
    values = {"name": "Karla König", "roles": ["customer", "supplier"], "language": "de", "active": "on"}
    assert admin.post(url, values).status_code == 302
    assert admin.post(f"{url}kontakt/", {"kind": "email", "value": "unsinn"}).status_code == 422
    assert admin.post(f"{url}kontakt/", {"kind": "phone", "value": "05121 77"}).status_code == 302
    address = {"a-street": "Weg 1", "a-postcode": "31134", "a-city": "Hildesheim", "a-country": "DE"}
    assert admin.post(f"{url}anschrift/", address).status_code == 302
    karla = Party.objects.get(pk=people.karla.pk)
    assert karla.name == "Karla König"
    assert karla.addresses.get().is_main
    found = admin.get(reverse("desk:admin_parties") + "?q=könig")
    assert "Karla König" in found.content.decode()
    assert events(f"party:{karla.pk}") == ["party.changed"] * 3


def test_export_and_erasure_by_screen(people: People, admin: Client, signed_in: SignIn) -> None:
    zipped = admin.post(reverse("desk:admin_export", args=[people.karla.pk]))
    with zipfile.ZipFile(io.BytesIO(b"".join(zipped.streaming_content))) as archive:
        assert "person.json" in archive.namelist()
    url = reverse("desk:admin_erase", args=[people.karla.pk])
    assert admin.get(url).status_code == 200
    assert admin.post(url, {"confirm": "Karl"}).status_code == 422
    assert Party.objects.get(pk=people.karla.pk).erased_at is None
    assert admin.post(url, {"confirm": "Karla Kunde"}).status_code == 302
    assert Party.objects.get(pk=people.karla.pk).erased_at is not None
    assert admin.get(url).status_code == 404
    assert signed_in(people.anna).post(url, {"confirm": "x"}).status_code == 403
