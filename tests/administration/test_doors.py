"""Every screen opens for an administrator and for nobody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from kulanz.cases.commands.configuring import save_assignment_rule
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.interfaces.desk.administration.tenant_forms import SECTIONS
from kulanz.interfaces.desk.administration.urls import urlpatterns
from kulanz.masterdata.parties.commands.access_requests import request_dealer_access
from kulanz.masterdata.parties.models import ClerkRequest, OfficeContact, Team
from kulanz.stages.contact.commands.incoming import store_raw_mail
from kulanz.stages.contact.commands.mailboxes import MailboxAccess, keep_mailbox
from kulanz.stages.contact.commands.text_modules import save_text_module
from kulanz.stages.contact.models import RawMail, RawMailOutcome
from tests.administration.conftest import SignIn
from tests.cases.people import AT, People, make_people
from tests.permissions.partners import partner_file_of, partner_of

pytestmark = pytest.mark.django_db

SHARED_WITH_AGENTS = {
    "admin_quarantine",
    "admin_raw_mail",
    "admin_raw_download",
    "admin_retry_mail",
    "admin_discard_mail",
}


def addresses(people: People) -> dict[str, str]:
    """One address of every route, with objects behind them."""
    team = Team.objects.create(tenant=people.tenant, name="Sitzmöbel")
    rule = save_assignment_rule(actor=people.otto, team_id=team.pk, postcode_prefix="31", at=AT)
    box = keep_mailbox(
        actor=people.otto, address="service@nord.test", name="Service", access=MailboxAccess(), at=AT
    )
    text = save_text_module(actor=people.otto, name="Dank", body_de="Danke, {customer}", at=AT)
    request = request_dealer_access(
        actor=people.otto, company="Haus Neu", name="Nils Neu", email="nils@neu.test", at=AT
    )
    assert request is not None
    mail = store_raw_mail(tenant_id=people.tenant.pk, raw=b"Subject: Hallo\r\n\r\nText", at=AT)
    RawMail.objects.filter(pk=mail.pk).update(outcome=RawMailOutcome.QUARANTINED, reason="zu groß")
    contact = OfficeContact.objects.create(tenant=people.tenant, area="System", person="Nele", phone="1")
    values = {
        "membership_id": people.britta.membership_id,
        "request_id": request.pk,
        "team_id": team.pk,
        "party_id": people.karla.pk,
        "contact_id": people.karla.contact_points.get().pk,
        "address_id": 0,
        "mailbox_id": box.pk,
        "rule_id": rule.pk,
        "text_id": text.pk,
        "transmission_id": 0,
        "mail_id": mail.pk,
        "key_id": 0,
        "exchanged_id": 0,
        "office_contact_id": contact.pk,
        "dealer_id": people.blatt.pk,
        "partner_id": partner_of(people, AT).pk,
        "partner_file_id": partner_file_of(people, AT),
        "kind": "dealer",
        "name": "marke",
        "letter": "query",
        "language": "en",
    }
    found = {}
    for route in urlpatterns:
        wanted = route.pattern.converters
        found[str(route.name)] = reverse(f"desk:{route.name}", kwargs={key: values[key] for key in wanted})
    return found


POSTS_ONLY = (405, 404)


def test_every_screen_opens(people: People, admin: Client) -> None:
    for name, url in addresses(people).items():
        answer = admin.get(url)
        assert answer.status_code == 200 or answer.status_code in POSTS_ONLY, f"{name}: {answer.status_code}"
    for section in SECTIONS:
        assert admin.get(reverse("desk:admin_tenant", args=[section])).status_code == 200
    assert admin.get(reverse("desk:admin_consistency") + "?run=1").status_code == 200
    odd = admin.get(reverse("desk:admin_people"), {"kind": "²"})
    assert (odd.status_code, odd.context["kind"]) == (200, "staff")
    for kind in ("staff", "dealer", "technician", "customer", "supplier"):
        assert admin.get(reverse("desk:admin_people") + f"?kind={kind}&q=a").status_code == 200
        assert admin.get(reverse("desk:admin_invite", args=[kind])).status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_comes_in(people: People, signed_in: SignIn, method: str) -> None:
    urls = addresses(people)
    for actor, expected in (
        (people.anna, 403),
        (people.lena, 403),
        (people.blatt_house, 404),
        (people.tom, 404),
    ):
        client = signed_in(actor)
        for name, url in urls.items():
            if name in SHARED_WITH_AGENTS and expected == 403:
                continue
            assert getattr(client, method)(url).status_code == expected, f"{name} {actor.name}"
    guest = Client(HTTP_HOST=people.tenant.host)
    assert all(getattr(guest, method)(url).status_code == 302 for url in urls.values())
    assert ClerkRequest.objects.filter(state="pending").exists()


def test_agents_decide_about_the_quarantine(people: People, signed_in: SignIn) -> None:
    urls = addresses(people)
    client = signed_in(people.anna)
    assert client.get(urls["admin_quarantine"]).status_code == 200
    download = client.get(urls["admin_raw_download"])
    assert download["Content-Type"] == "text/plain"
    assert download["Content-Disposition"].startswith("attachment")
    assert b"".join(download.streaming_content) == b"Subject: Hallo\r\n\r\nText"
    assert client.post(urls["admin_discard_mail"], {"reason": "Werbung"}).status_code == 302
    assert RawMail.objects.get().outcome == RawMailOutcome.DISCARDED


def test_the_other_tenant_does_not_exist(people: People, admin: Client) -> None:
    other = Tenant.objects.create(
        slug="haus", name="Haus Süd", host="haus.test", case_prefix="HS", created_at=AT
    )
    with tenant_context(other.pk):
        strangers = make_people(other, domain="sued.test")
        urls = addresses(strangers)
    for name, url in urls.items():
        if any(part.isdecimal() for part in url.split("/")):
            assert admin.get(url).status_code in (404, 405), name
            posted = admin.post(url, {"name": "x", "reason": "x", "confirm": "x"})
            assert posted.status_code in (404, 405), name
