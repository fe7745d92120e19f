"""A dealer's own tenant: set up from here, entered without a new login, and never both at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case
from kulanz.core.access.models import User
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import InvalidValue, NotAllowed, Refusal
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.commands.brands import BrandFields, save_brand, set_brand_logo
from kulanz.masterdata.parties.models import Membership, Party
from kulanz.masterdata.parties.refusals import HostTaken
from kulanz.stages.contact.commands.outgoing import MailText, Recipient, queue_mail
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.solution.models import Remedy
from kulanz.workflows.dealer_tenants import (
    DealerTenant,
    HasItsOwnAlready,
    NotFromThisHouse,
    OwnHostUnknown,
    PrefixTaken,
    open_dealer_tenant,
    opened_tenant,
)
from tests.cases.people import AT, PASSWORD, People
from tests.contracts.houses import picture
from tests.outgoing.writing import body_of, parsed

HOST = "service.blatt.test"


def opened(people: People, **changes: Any) -> Tenant:
    wanted = {
        "name": "Blatt Service",
        "host": HOST,
        "case_prefix": "bb",
        "administrator_id": people.britta.membership_id,
        **changes.pop("wanted", {}),
    }
    given: dict[str, Any] = {
        "actor": people.otto,
        "dealer_id": people.blatt.pk,
        "working_host": people.tenant.host,
        "at": AT,
        **changes,
    }
    return open_dealer_tenant(wanted=DealerTenant(**wanted), **given).tenant


def test_it_is_set_up_with_the_houses_brand_and_nothing_else(people: People) -> None:
    save_brand(
        actor=people.otto,
        organisation_id=people.blatt.pk,
        fields=BrandFields(brand_color="#8a1020", letterhead_footer="Blatt GmbH"),
        at=AT,
    )
    set_brand_logo(actor=people.otto, organisation_id=people.blatt.pk, content=picture(), at=AT)
    record_case(actor=people.anna, case=NewCase(title="Nur hier", dealer_id=people.blatt.pk), at=AT)
    made = opened(people)
    made.refresh_from_db()
    assert (made.host, made.case_prefix, made.brand_color) == (HOST, "BB", "#8a1020")
    assert made.logo_type == "image/png"
    assert made.letterhead_footer == "Blatt GmbH"
    known = opened_tenant(people.otto, people.blatt.pk)
    assert known is not None
    assert (known.tenant, known.administrator) == (made, people.britta.name)
    with tenant_context(made.pk):
        (administrator,) = Membership.objects.all()
        assert administrator.user.email == "britta@blatt.nordlicht.test"
        assert "administrator" in administrator.roles
        assert not Case.objects.exists()
        assert not Party.objects.exists()
        assert Remedy.objects.exists(), "ready to work"
        assert not OutgoingMail.objects.exists(), "it has nothing to send it with"
    (mail,) = OutgoingMail.objects.filter(kind="invitation")
    assert (mail.tenant_id, mail.membership_id) == (people.tenant.pk, None)
    assert mail.recipient == "britta@blatt.nordlicht.test"
    assert f"http://{HOST}" in body_of(parsed(mail))
    assert not Membership.objects.filter(tenant_id=made.pk).exists(), "nothing of it is seen from here"


def test_refused_it_leaves_nothing_behind(people: People) -> None:
    before = Tenant.objects.count()
    refused: tuple[tuple[type[Refusal], dict[str, Any]], ...] = (
        (NotAllowed, {"actor": people.lena}),
        (NotAllowed, {"actor": people.blatt_house}),
        (NotFromThisHouse, {"wanted": {"administrator_id": people.fremd_house.membership_id}}),
        (NotFromThisHouse, {"wanted": {"administrator_id": people.blatt_house.membership_id}}),
        (NotFromThisHouse, {"wanted": {"administrator_id": people.otto.membership_id}}),
        (HostTaken, {"wanted": {"host": people.tenant.host}}),
        (InvalidValue, {"wanted": {"host": "kein host"}}),
        (InvalidValue, {"wanted": {"case_prefix": "1x"}}),
        (OwnHostUnknown, {"working_host": "localhost"}),
        (PrefixTaken, {"wanted": {"case_prefix": f" {people.tenant.case_prefix.lower()} "}}),
    )
    for refusal, changes in refused:
        with pytest.raises(refusal):
            opened(people, **changes)
    assert Tenant.objects.count() == before
    assert not ProtocolEntry.objects.filter(event="dealer.tenant_opened").exists()
    assert not OutgoingMail.objects.exists()
    assert Membership.objects.get(pk=people.britta.membership_id).roles == []


def test_no_two_numbers_of_the_house_begin_alike(people: People) -> None:
    """Neither this tenant's nor those of the house; how strangers number their cases nobody is told."""
    Tenant.objects.filter(pk=opened(people).pk).update(active=False)
    Tenant.objects.create(
        slug="fremd", name="Ganz andere", host="ganz.andere.test", case_prefix="GA", created_at=AT
    )
    before = Tenant.objects.count()
    with pytest.raises(PrefixTaken) as refused:
        opened(people, wanted={"name": "Blatt Zwei", "host": "zwei.blatt.test"})
    assert str(refused.value).startswith("Mit BB beginnen schon die Vorgangsnummern von „Blatt Service“.")
    assert Tenant.objects.count() == before
    assert opened_tenant(people.otto, people.blatt.pk) is None
    wanted = {"name": "Blatt Zwei", "host": "zwei.blatt.test", "case_prefix": "GA"}
    assert opened(people, wanted=wanted).case_prefix == "GA"


def test_a_house_gets_one_tenant_of_its_own(people: People) -> None:
    opened(people)
    before = Tenant.objects.count()
    with pytest.raises(HasItsOwnAlready) as refused:
        opened(people, wanted={"name": "Blatt Zwei", "host": "zwei.blatt.test", "case_prefix": "BZ"})
    assert f"„Blatt Service“ unter {HOST}" in str(refused.value)
    assert Tenant.objects.count() == before
    assert ProtocolEntry.objects.filter(event="dealer.tenant_opened").count() == 1
    assert OutgoingMail.objects.filter(kind="invitation").count() == 1


def test_one_login_changes_over_and_sees_one_tenant_at_a_time(people: People) -> None:
    here = record_case(
        actor=people.britta, case=NewCase(title="Fall beim Hersteller", customer_id=people.karla.pk), at=AT
    )
    made = opened(people)
    with tenant_context(made.pk):
        ada = actor_of(Membership.objects.get())
        there = record_case(actor=ada, case=NewCase(title="Fall des anderen Herstellers"), at=AT)
    user = User.objects.get(email="britta@blatt.nordlicht.test")
    assert user.check_password(PASSWORD), "the login stayed as it was"
    portal = Client(headers={"host": people.tenant.host})
    portal.force_login(user)
    page = portal.get(reverse("portal:home")).content.decode()
    assert here.title in page
    assert there.title not in page
    choices = portal.get(reverse("account:choose"))
    shown = choices.content.decode()
    assert "Blatt Service" in shown
    with tenant_context(made.pk):
        target = Membership.objects.get().pk
    leading = portal.post(reverse("account:choose"), {"membership": str(target)})
    assert leading.status_code == 302
    assert leading["Location"].startswith(f"http://{HOST}")
    desk = Client(headers={"host": HOST})
    path = "/" + leading["Location"].split("/", 3)[3]
    arrived = desk.get(path)
    assert arrived.status_code == 302, "no password was asked for"
    listed = desk.get(reverse("desk:worklist") + "?view=all").content.decode()
    assert there.title in listed
    assert here.title not in listed
    assert desk.get(reverse("desk:case", args=[here.number])).status_code == 404
    assert Client(headers={"host": HOST}).get(path).status_code == 410, "the key works once"
    assert portal.get(reverse("portal:case", args=[there.number])).status_code == 404


def test_the_administrator_sets_it_up_on_a_page(people: People) -> None:
    client = Client(headers={"host": people.tenant.host})
    client.force_login(User.objects.get(email="otto@nordlicht.test"))
    url = reverse("desk:admin_dealer_tenant", args=[people.blatt.pk])
    page = client.get(url).content.decode()
    assert "Britta Birke" in page
    assert "haus@blatt" not in page, "a shared login administers nothing"
    given = {"name": "Blatt Service", "host": HOST, "case_prefix": "BB"}
    assert client.post(url, given).status_code == 422
    taken = client.post(
        url, {**given, "host": people.tenant.host, "administrator_id": str(people.britta.membership_id)}
    )
    assert taken.status_code == 422
    alike = client.post(
        url,
        {
            **given,
            "case_prefix": people.tenant.case_prefix,
            "administrator_id": str(people.britta.membership_id),
        },
    )
    assert alike.status_code == 422
    assert f"von „{people.tenant.name}“. Bitte geben Sie etwas anderes an" in alike.content.decode()
    answer = client.post(url, {**given, "administrator_id": str(people.britta.membership_id)})
    assert answer.status_code == 302
    assert Tenant.objects.filter(host=HOST).exists()
    told = client.get(url).content.decode()
    assert f'href="http://{HOST}' in told
    assert "mit einer E-Mail Ihres Mandanten an britta@blatt.nordlicht.test" in told
    assert "Die E-Mail wartet" in told, "nothing goes out here either"
    assert "/einladung/" not in told, "what opens the access is the invited person's alone"
    for shown in (told, client.get(url).content.decode()):
        assert f'href="http://{HOST}' in shown
        assert "Britta Birke" in shown
        assert "Nächster Schritt" in shown
        assert 'name="case_prefix"' not in shown, "nothing more is set up here"
    before = Tenant.objects.count()
    again = client.post(
        url, {**given, "host": "zwei.blatt.test", "administrator_id": str(people.britta.membership_id)}
    )
    assert again.status_code == 422
    assert "Ein zweiter wird nicht angelegt." in again.content.decode()
    assert 'name="case_prefix"' not in again.content.decode()
    assert Tenant.objects.count() == before


def test_the_new_tenant_says_that_its_mails_go_nowhere(people: People, settings: Any) -> None:
    made = opened(people)
    desk = Client(headers={"host": HOST})
    desk.force_login(User.objects.get(email="britta@blatt.nordlicht.test"))
    page = desk.get(reverse("desk:admin")).content.decode()
    assert "Es ist kein Postausgang eingerichtet. Was hier geschrieben wird, bleibt liegen." in page
    with tenant_context(made.pk):
        queue_mail(
            key="one",
            tenant_id=made.pk,
            recipient=Recipient("karla@kunde.test"),
            text=MailText(subject="Hallo", paragraphs=("Guten Tag",)),
            kind="news",
            at=AT,
        )
    page = desk.get(reverse("desk:admin")).content.decode()
    assert "1 wartet: Es ist kein Postausgang eingerichtet." in page
    settings.EMAIL_HOST = "smtp.nordlicht.test"
    assert "kein Postausgang" not in desk.get(reverse("desk:admin")).content.decode()


def test_every_access_is_named_by_house_and_tenant(people: People) -> None:
    made = opened(people)
    user = User.objects.get(email="britta@blatt.nordlicht.test")
    portal = Client(headers={"host": people.tenant.host})
    portal.force_login(user)
    desk = Client(headers={"host": HOST})
    desk.force_login(user)
    for client in (portal, desk):
        page = client.get(reverse("account:choose")).content.decode()
        for house, tenant in ((people.blatt.name, people.tenant.name), (made.name, made.name)):
            assert f'<strong>{house}</strong><span class="small muted">{tenant} · Britta' in page
    assert f"{people.blatt.name} / {people.tenant.name} (Britta" in (
        portal.get(reverse("account:security")).content.decode()
    )


def test_accesses_of_tenants_called_alike_are_told_apart(people: People) -> None:
    made = opened(people, wanted={"name": people.tenant.name})
    portal = Client(headers={"host": people.tenant.host})
    portal.force_login(User.objects.get(email="britta@blatt.nordlicht.test"))
    page = portal.get(reverse("account:choose")).content.decode()
    for tenant in (people.tenant, made):
        assert f"{tenant.name} ({tenant.host}) · Britta" in page
    Tenant.objects.filter(pk=made.pk).update(name="Blatt Service")
    assert f"({HOST})" not in portal.get(reverse("account:choose")).content.decode(), "the names suffice"
