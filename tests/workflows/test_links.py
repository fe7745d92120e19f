"""Links to a case: for one case and one person, expiring, revocable, renewed by mail."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from kulanz.cases.commands.closing import close_case
from kulanz.cases.commands.editing import edit_fields
from kulanz.cases.commands.people import add_participant
from kulanz.cases.models import Case, ParticipantRole
from kulanz.cases.permissions import visible_to
from kulanz.cases.rules import ClosedBy
from kulanz.core.access.actor import ActorKind
from kulanz.core.refusal import NotAllowed
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Affiliation, ContactPoint, Party
from kulanz.stages.contact.models import OutgoingMail
from kulanz.workflows import links
from kulanz.workflows.links import (
    actor_for_link,
    issue_case_link,
    live_links,
    prove_address,
    renew_case_link,
    revoke_case_links,
)
from tests.cases.people import AT, People
from tests.outgoing.writing import KARLA, new_case
from tests.workflows.hearing import forget, heard, work


def secret_in(url: str) -> str:
    found = re.search(r"[a-z2-7]{26}", url)
    assert found is not None
    return found[0]


def link(people: People, case: Case) -> str:
    return secret_in(issue_case_link(case=case, party_id=people.karla.pk, address=KARLA, at=AT))


def test_a_link_opens_exactly_its_case_for_its_person(people: People) -> None:
    case, other = new_case(people), new_case(people)
    actor = actor_for_link(secret=link(people, case), at=AT)
    assert actor is not None
    assert (actor.kind, actor.person_id, actor.case_id) == (ActorKind.CUSTOMER, people.karla.pk, case.pk)
    assert list(visible_to(actor)) == [case]
    assert other not in visible_to(actor)


def test_the_link_leads_to_the_configured_host(people: People) -> None:
    Tenant.objects.filter(pk=people.tenant.pk).update(base_url="https://service.nordlicht.test/")
    url = issue_case_link(case=new_case(people), party_id=None, address=KARLA, at=AT)
    assert url.startswith("https://service.nordlicht.test/")


def test_it_expires_and_sooner_after_closing(people: People) -> None:
    case = new_case(people)
    secret = link(people, case)
    assert actor_for_link(secret=secret, at=AT + links.LIFETIME - timedelta(seconds=1))
    assert actor_for_link(secret=secret, at=AT + links.LIFETIME) is None
    close_case(actor=people.anna, case_id=case.pk, closed_by=ClosedBy.ANSWER, solution="x", at=AT)
    work()
    assert actor_for_link(secret=secret, at=AT + links.AFTER_CLOSING - timedelta(seconds=1))
    assert actor_for_link(secret=secret, at=AT + links.AFTER_CLOSING) is None


@pytest.mark.parametrize("secret", ["", "x", "a" * 26, "../../etc", "\x00" * 26])
def test_what_is_no_link_opens_nothing(people: People, secret: str) -> None:
    assert actor_for_link(secret=secret, at=AT) is None


def test_the_office_can_end_links(people: People) -> None:
    case = new_case(people)
    secret = link(people, case)
    assert len(live_links(people.anna, case, at=AT)) == 1
    with pytest.raises(NotAllowed):
        revoke_case_links(actor=people.fremd_house, case_id=case.pk, at=AT)
    assert revoke_case_links(actor=people.anna, case_id=case.pk, at=AT, address=KARLA) == 1
    assert actor_for_link(secret=secret, at=AT) is None
    assert revoke_case_links(actor=people.anna, case_id=case.pk, at=AT) == 0


def test_who_is_not_the_customer_any_more_comes_in_no_more(people: People) -> None:
    """The case was given to the wrong one, or he sold the thing: its new customer's data is not for him."""
    case = new_case(people)
    secret = link(people, case)
    other = Party.objects.create(tenant=people.tenant, name="Nachfolger GmbH", created_at=AT)
    edit_fields(
        actor=people.anna,
        case_id=case.pk,
        values={"customer_id": other.pk},
        base={"customer_id": people.karla.pk},
        at=AT,
    )
    assert actor_for_link(secret=secret, at=AT) is None
    works_there = Affiliation.objects.create(
        tenant=people.tenant, person=people.karla, organisation=other, active=True
    )
    assert actor_for_link(secret=secret, at=AT) is not None
    works_there.delete()
    assert actor_for_link(secret=secret, at=AT) is None
    add_participant(
        actor=people.anna, case_id=case.pk, party_id=people.karla.pk, role=ParticipantRole.CUSTOMER, at=AT
    )
    assert actor_for_link(secret=secret, at=AT) is not None


def test_an_erased_person_comes_in_no_more(people: People) -> None:
    secret = link(people, new_case(people))
    Party.objects.filter(pk=people.karla.pk).update(erased_at=AT)
    assert actor_for_link(secret=secret, at=AT) is None


def test_a_new_link_goes_only_to_the_address_of_the_case(people: People) -> None:
    case = new_case(people)
    forget()
    for number, address in [
        (case.number, "fremd@example.test"),
        ("NO-2026-99999", KARLA),
        (case.number, "kein mail"),
        (case.number, "anna@nordlicht.test"),
    ]:
        renew_case_link(tenant_id=people.tenant.pk, number=number, address=address, at=AT)
    assert heard() == []
    renew_case_link(
        tenant_id=people.tenant.pk, number=f" {case.number.lower()} ", address="Karla@Kundin.test", at=AT
    )
    (told,) = heard()
    assert told.to == KARLA
    assert actor_for_link(secret=secret_in(told.text.partition("http")[2]), at=AT)


def test_new_links_are_limited_by_the_hour(people: People) -> None:
    case = new_case(people)
    forget()
    for _ in range(10):
        renew_case_link(tenant_id=people.tenant.pk, number=case.number, address=KARLA, at=AT)
    assert OutgoingMail.objects.count() == links.RENEWALS_PER_HOUR


def test_acting_through_a_link_proves_the_address(people: People) -> None:
    secret = link(people, new_case(people))
    point = ContactPoint.objects.get(normalized=KARLA)
    actor_for_link(secret=secret, at=AT)
    point.refresh_from_db()
    assert point.verified_at is None
    assert prove_address(secret=secret, at=AT)
    point.refresh_from_db()
    assert point.verified_at == AT
