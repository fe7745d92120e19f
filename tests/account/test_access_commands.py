"""Giving, changing, requesting and ending accesses."""

from __future__ import annotations

import pytest
from django.http import Http404

from kulanz.core.access.actor import Actor, ActorKind, Role, Scope
from kulanz.core.access.models import AccessToken, TokenPurpose, User
from kulanz.core.access.tokens import find_token, issue_token
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import InvalidValue, MissingValue, NotAllowed
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.parties import refusals
from kulanz.masterdata.parties.commands.access import change_membership, invite_member
from kulanz.masterdata.parties.commands.access_ending import (
    end_membership,
    remove_house_person,
    renew_house_password,
)
from kulanz.masterdata.parties.commands.access_keys import accept_invitation, find_invitation
from kulanz.masterdata.parties.commands.access_requests import (
    add_house_person,
    approve_clerk,
    decline_clerk,
    request_clerk,
    request_dealer_access,
)
from kulanz.masterdata.parties.models import Affiliation, ClerkRequest, Membership
from tests.account.signing import NEW_PASSWORD
from tests.cases.people import AT, PASSWORD, People, make_people
from tests.conftest import make_tenant


def member(actor: Actor) -> int:
    assert actor.membership_id is not None
    return actor.membership_id


def test_an_invitation_sets_the_first_password_once(people: People) -> None:
    given = invite_member(
        actor=people.otto,
        email=" Nora@Nordlicht.test ",
        name="Nora  Neu",
        kind=ActorKind.STAFF,
        roles=[Role.AGENT],
        at=AT,
    )
    assert given.membership.name == "Nora Neu"
    assert given.secret
    assert find_invitation(secret=given.secret, at=AT).user.email == "nora@nordlicht.test"
    with pytest.raises(InvalidValue):
        accept_invitation(secret=given.secret, password="kurz", at=AT)
    signed = accept_invitation(secret=given.secret, password=NEW_PASSWORD, at=AT)
    assert signed.user.check_password(NEW_PASSWORD)
    with pytest.raises(refusals.LinkNotValid):
        accept_invitation(secret=given.secret, password=NEW_PASSWORD, at=AT)
    entry = ProtocolEntry.objects.get(stream=f"membership:{given.membership.pk}")
    assert entry.event == "membership.invited"
    assert "nora" not in str(entry.facts).lower()


def test_an_invitation_lasts_seven_days(people: People) -> None:
    given = invite_member(
        actor=people.otto, email="n@x.test", name="N", kind=ActorKind.STAFF, roles=[Role.AGENT], at=AT
    )
    token = AccessToken.objects.get(purpose=TokenPurpose.INVITATION)
    assert token.expires_at is not None
    assert (token.expires_at - AT).days == 7
    with pytest.raises(refusals.LinkNotValid):
        find_invitation(secret=given.secret, at=token.expires_at)


def test_who_has_a_password_gets_no_link_that_sets_one(people: People) -> None:
    with tenant_context(make_tenant("suedwind").pk) as _:
        User.objects.create_user("kim@other.test", PASSWORD)
    given = invite_member(
        actor=people.otto,
        email="kim@other.test",
        name="Kim",
        kind=ActorKind.STAFF,
        roles=[Role.AGENT],
        at=AT,
    )
    assert given.secret == ""
    assert not AccessToken.objects.filter(purpose=TokenPurpose.INVITATION).exists()


def test_what_an_invitation_refuses(people: People) -> None:
    def invite(**given: object) -> None:
        values: dict[str, object] = {
            "actor": people.otto,
            "email": "x@y.test",
            "name": "X",
            "kind": ActorKind.STAFF,
            "roles": [Role.AGENT],
            "at": AT,
        }
        invite_member(**{**values, **given})

    for wrong, refusal in (
        ({"email": "kein"}, InvalidValue),
        ({"name": " "}, MissingValue),
        ({"roles": []}, MissingValue),
        ({"actor": people.anna}, NotAllowed),
        ({"actor": people.blatt_house}, NotAllowed),
        ({"email": "anna@nordlicht.test"}, refusals.AlreadyMember),
        ({"kind": ActorKind.DEALER}, refusals.UnknownOrganisation),
        ({"kind": ActorKind.DEALER, "organisation_id": people.karla.pk}, refusals.UnknownOrganisation),
    ):
        with pytest.raises(refusal):
            invite(**wrong)


def test_another_tenants_house_and_members_do_not_exist(people: People) -> None:
    other = make_tenant("suedwind")
    with tenant_context(other.pk):
        theirs = make_people(other, domain="suedwind.test")
    with pytest.raises(refusals.UnknownOrganisation):
        invite_member(
            actor=people.otto,
            email="x@y.test",
            name="X",
            kind=ActorKind.DEALER,
            organisation_id=theirs.blatt.pk,
            at=AT,
        )
    for command in (end_membership, renew_house_password):
        with pytest.raises(Http404):
            command(actor=people.otto, membership_id=member(theirs.blatt_house), at=AT)


def test_rights_change_and_the_last_administrator_stays(people: People) -> None:
    row = change_membership(
        actor=people.otto,
        membership_id=member(people.anna),
        name="Anna Amsel",
        roles=[Role.QUALITY, Role.AGENT],
        scope=Scope.TEAM,
        team_id=None,
        at=AT,
    )
    assert row.roles == ["agent", "quality"]
    with pytest.raises(refusals.LastAdministrator):
        change_membership(
            actor=people.otto,
            membership_id=member(people.otto),
            name="Otto",
            roles=[Role.AGENT],
            scope=Scope.COMPANY,
            team_id=None,
            at=AT,
        )
    with pytest.raises(refusals.LastAdministrator):
        end_membership(actor=people.otto, membership_id=member(people.otto), at=AT)


def test_a_leaver_takes_nothing_along(people: People) -> None:
    britta = Membership.objects.get(pk=member(people.britta))
    secret, _token = issue_token(
        tenant_id=people.tenant.pk,
        purpose=TokenPurpose.API,
        at=AT,
        lifetime=None,
        membership_id=britta.pk,
    )
    mailed, _token = issue_token(
        tenant_id=people.tenant.pk,
        purpose=TokenPurpose.CASE_PAGE,
        at=AT,
        lifetime=None,
        address=britta.user.email,
    )
    ended = end_membership(actor=people.blatt_house, membership_id=britta.pk, reason="zum Monatsende", at=AT)
    assert not ended.membership.active
    assert find_token(secret, purpose=TokenPurpose.API, at=AT) is None
    assert find_token(mailed, purpose=TokenPurpose.CASE_PAGE, at=AT) is None
    # she knew the password of the house
    (renewed,) = ended.renewed
    house = User.objects.get(email="haus@blatt.nordlicht.test")
    assert renewed.membership.user_id == house.pk
    assert not house.has_usable_password()
    accept_invitation(secret=renewed.secret, password=NEW_PASSWORD, at=AT)
    with pytest.raises(refusals.AccessEnded):
        end_membership(actor=people.otto, membership_id=britta.pk, at=AT)


def test_who_may_end_whose_access(people: People) -> None:
    with pytest.raises(Http404):
        end_membership(actor=people.fremd_house, membership_id=member(people.britta), at=AT)
    with pytest.raises(NotAllowed):
        end_membership(actor=people.britta, membership_id=member(people.blatt_house), at=AT)
    with pytest.raises(NotAllowed):
        end_membership(actor=people.anna, membership_id=member(people.britta), at=AT)
    with pytest.raises(Http404):
        end_membership(actor=people.blatt_house, membership_id=member(people.anna), at=AT)
    with pytest.raises(NotAllowed):
        end_membership(actor=people.lena, membership_id=member(people.anna), at=AT)
    assert end_membership(actor=people.lena, membership_id=member(people.britta), at=AT)


def test_a_clerk_is_requested_and_approved(people: People) -> None:
    row = request_clerk(actor=people.blatt_house, name="Bodo Buche", email="bodo@blatt.test", at=AT)
    with pytest.raises(refusals.AlreadyRequested):
        request_clerk(actor=people.britta, name="Bodo", email="BODO@blatt.test", at=AT)
    with pytest.raises(refusals.AlreadyMember):
        request_clerk(actor=people.blatt_house, name="B", email="britta@blatt.nordlicht.test", at=AT)
    for nobody in (people.anna, people.blatt_house):
        with pytest.raises(NotAllowed):
            approve_clerk(actor=nobody, request_id=row.pk, at=AT)
    given = approve_clerk(actor=people.lena, request_id=row.pk, at=AT)
    assert given.membership.organisation_id == people.blatt.pk
    assert given.secret
    assert Affiliation.objects.filter(organisation=people.blatt, person__name="Bodo Buche").exists()
    with pytest.raises(refusals.AlreadyDecided):
        decline_clerk(actor=people.lena, request_id=row.pk, reason="doch nicht", at=AT)


def test_a_request_is_declined_with_a_reason(people: People) -> None:
    row = request_clerk(actor=people.blatt_house, name="Bodo", email="bodo@blatt.test", at=AT)
    with pytest.raises(MissingValue):
        decline_clerk(actor=people.lena, request_id=row.pk, reason=" ", at=AT)
    assert (
        decline_clerk(actor=people.lena, request_id=row.pk, reason="unbekannt", at=AT).reason == "unbekannt"
    )
    with pytest.raises(NotAllowed):
        request_clerk(actor=people.tom, name="Bodo", email="bodo@blatt.test", at=AT)


def test_a_new_firm_asks_once_and_gets_its_house(people: People) -> None:
    from kulanz.core.access.actor import guest_actor

    guest = guest_actor(people.tenant.pk)
    asked = {"company": "Büro Neu", "name": "Nele", "email": "nele@neu.test", "at": AT}
    row = request_dealer_access(actor=guest, **asked)
    assert row is not None
    assert request_dealer_access(actor=guest, **asked) is None
    with pytest.raises(refusals.UnknownOrganisation):
        approve_clerk(actor=people.otto, request_id=row.pk, at=AT)
    given = approve_clerk(
        actor=people.otto, request_id=row.pk, organisation_id=people.fremd.pk, manages_house=True, at=AT
    )
    assert given.membership.manages_house
    assert ClerkRequest.objects.get(pk=row.pk).organisation_id == people.fremd.pk


def test_the_people_of_a_house_account(people: People) -> None:
    bodo = add_house_person(actor=people.blatt_house, name="Bodo Buche", at=AT)
    assert add_house_person(actor=people.blatt_house, name="bodo buche", at=AT).pk == bodo.pk
    with pytest.raises(NotAllowed):
        add_house_person(actor=people.fremd_house, name="X", organisation_id=people.blatt.pk, at=AT)
    with pytest.raises(NotAllowed):
        add_house_person(actor=people.britta, name="X", at=AT)
    renewed = remove_house_person(
        actor=people.blatt_house, person_id=bodo.pk, organisation_id=people.blatt.pk, at=AT
    )
    assert len(renewed) == 1
    with pytest.raises(Http404):
        remove_house_person(
            actor=people.blatt_house, person_id=bodo.pk, organisation_id=people.blatt.pk, at=AT
        )


def test_a_house_password_is_renewed_only_where_there_is_one(people: People) -> None:
    with pytest.raises(refusals.NotAHouseAccount):
        renew_house_password(actor=people.otto, membership_id=member(people.britta), at=AT)
    assert renew_house_password(
        actor=people.blatt_house, membership_id=member(people.blatt_house), at=AT
    ).secret
