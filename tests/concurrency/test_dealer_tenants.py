"""A dealer's own tenant asked for twice in the same moment, as by a double click."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.commands.tenants import NewTenant
from kulanz.masterdata.parties.models import Party
from kulanz.workflows import dealer_tenants
from kulanz.workflows.dealer_tenants import (
    DealerTenant,
    HasItsOwnAlready,
    OpenedTenant,
    open_dealer_tenant,
    opened_tenant,
)
from tests.cases.people import AT, People
from tests.concurrency.conftest import AtOnce

CLICKS = 2


def asking(people: People, number: int) -> Callable[[], NewTenant]:
    return lambda: open_dealer_tenant(
        actor=people.otto,
        dealer_id=people.blatt.pk,
        wanted=DealerTenant(
            name="Blatt Service",
            host=f"service{number}.blatt.test",
            case_prefix=f"B{chr(65 + number)}",
            administrator_id=people.britta.membership_id or 0,
        ),
        working_host=people.tenant.host,
        at=AT,
    )


def made(people: People) -> int:
    with tenant_context(people.tenant.pk):
        return ProtocolEntry.objects.filter(event="dealer.tenant_opened").count()


def test_of_two_one_is_set_up(people: People, at_once: AtOnce) -> None:
    before = Tenant.objects.count()
    results = at_once(*(asking(people, n) for n in range(CLICKS)))
    assert sorted(type(found).__name__ for found in results) == [
        HasItsOwnAlready.__name__,
        NewTenant.__name__,
    ]
    assert Tenant.objects.count() == before + 1
    assert made(people) == 1


def test_without_the_dealers_lock_both_are(
    people: People, at_once: AtOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: both look before either has made one."""
    looked = threading.Barrier(CLICKS)

    def look(actor: Actor, dealer_id: int) -> OpenedTenant | None:
        found = opened_tenant(actor, dealer_id)
        looked.wait(30)
        return found

    monkeypatch.setattr(
        dealer_tenants, "lock_dealer", lambda _tenant_id, dealer_id: Party.objects.get(pk=dealer_id)
    )
    monkeypatch.setattr(dealer_tenants, "opened_tenant", look)
    results = at_once(*(asking(people, n) for n in range(CLICKS)))
    assert [type(found) for found in results] == [NewTenant] * CLICKS
    assert made(people) == CLICKS
