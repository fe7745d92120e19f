"""Two at the same moment: one gets it, and nobody is left outside."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from kulanz.core.access.actor import ActorKind, Role
from kulanz.core.access.models import User
from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.commands.access import invite_member
from kulanz.masterdata.parties.commands.access_ending import end_membership
from kulanz.masterdata.parties.commands.access_keys import accept_invitation, begin_switch, finish_switch
from kulanz.masterdata.parties.models import Membership
from tests.account.signing import NEW_PASSWORD
from tests.cases.people import AT, make_member
from tests.conftest import make_tenant


def at_once(tenant: Tenant, *works: Callable[[], object]) -> list[str]:
    """What became of each: "done", or the name of the refusal; anything else fails the test."""
    start = threading.Barrier(len(works))
    said = [""] * len(works)

    def run(number: int, work: Callable[[], object]) -> None:
        try:
            start.wait(10)
            with tenant_context(tenant.pk):
                work()
            said[number] = "done"
        except Refusal as refused:
            said[number] = type(refused).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(said)


@pytest.fixture
def house(committed_db: str) -> Tenant:
    return make_tenant()


def test_of_two_administrators_who_end_each_other_one_stays(house: Tenant) -> None:
    with tenant_context(house.pk):
        pair = [
            make_member(house, f"{name}@nordlicht.test", name, ActorKind.STAFF, roles=["administrator"])
            for name in ("otto", "olga")
        ]
    actors = [actor_of(member) for member in pair]
    said = at_once(
        house,
        lambda: end_membership(actor=actors[0], membership_id=pair[1].pk, at=AT),
        lambda: end_membership(actor=actors[1], membership_id=pair[0].pk, at=AT),
    )
    assert said == ["LastAdministrator", "done"]
    with tenant_context(house.pk):
        assert Membership.objects.filter(active=True).count() == 1


def test_keys_work_once_also_at_the_same_moment(house: Tenant) -> None:
    with tenant_context(house.pk):
        otto = actor_of(
            make_member(house, "otto@nordlicht.test", "Otto", ActorKind.STAFF, roles=["administrator"])
        )
        given = invite_member(
            actor=otto, email="neu@x.test", name="Neu", kind=ActorKind.STAFF, roles=[Role.AGENT], at=AT
        )
        _tenant, key = begin_switch(user_id=otto.user_id or 0, membership_id=otto.membership_id or 0, at=AT)
    accept = [lambda: accept_invitation(secret=given.secret, password=NEW_PASSWORD, at=AT)] * 2
    assert at_once(house, *accept) == ["LinkNotValid", "done"]
    assert at_once(house, *[lambda: finish_switch(secret=key, at=AT)] * 2) == ["LinkNotValid", "done"]


def test_two_tenants_invite_one_new_address(house: Tenant) -> None:
    other = make_tenant("suedwind")
    actors = []
    for tenant in (house, other):
        with tenant_context(tenant.pk):
            email = f"otto@{tenant.slug}.test"
            actors.append(
                actor_of(make_member(tenant, email, "Otto", ActorKind.STAFF, roles=["administrator"]))
            )

    def invite(number: int) -> object:
        actor = actors[number]
        with tenant_context(actor.tenant_id):
            return invite_member(
                actor=actor, email="neu@x.test", name="N", kind=ActorKind.STAFF, roles=[Role.AGENT], at=AT
            )

    assert at_once(house, lambda: invite(0), lambda: invite(1)) == ["done", "done"]
    assert User.objects.filter(email="neu@x.test").count() == 1
