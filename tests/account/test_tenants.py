"""Setting up tenants and changing their own settings."""

from __future__ import annotations

import pytest

from kulanz.core.access.models import User
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import InvalidValue, NotAllowed
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties import refusals
from kulanz.masterdata.parties.commands.tenants import change_tenant, clean_subdivision, create_tenant
from kulanz.masterdata.parties.models import Membership
from tests.account.signing import NEW_PASSWORD
from tests.cases.people import AT, People


@pytest.mark.django_db
def test_a_tenant_is_set_up_with_team_and_administrator() -> None:
    made = create_tenant(
        name="Küstenlicht Möbel",
        host="https://service.kuestenlicht.test:8000/",
        case_prefix="kl",
        admin_email="ada@kuestenlicht.test",
        admin_name="Ada",
        admin_password=NEW_PASSWORD,
        at=AT,
        only_first=True,
    )
    assert made.tenant.host == "service.kuestenlicht.test"
    assert made.tenant.case_prefix == "KL"
    assert made.administrator.secret == ""
    assert User.objects.get(email="ada@kuestenlicht.test").check_password(NEW_PASSWORD)
    with tenant_context(made.tenant.pk):
        assert Membership.objects.get().roles == ["administrator", "agent", "lead"]
        assert ProtocolEntry.objects.filter(stream="tenant", event="tenant.created").exists()
    given = {"case_prefix": "X", "admin_email": "a@b.test", "admin_name": "A", "at": AT}
    with pytest.raises(refusals.TenantAlreadyThere):
        create_tenant(name="Zweiter", host="zwei.test", only_first=True, **given)
    with pytest.raises(refusals.HostTaken):
        create_tenant(name="Zweiter", host="service.kuestenlicht.test", **given)
    for wrong in (
        {"host": "a b"},
        {"host": "zwei.test", "case_prefix": "1X"},
        {"host": "zwei.test", "time_zone": "X"},
    ):
        with pytest.raises(InvalidValue):
            create_tenant(**{"name": "Zweiter", **given, **wrong})
    second = create_tenant(name="Zweiter", host="zwei.test", **given)
    assert second.administrator.secret


def test_administrators_change_their_own_tenant(people: People) -> None:
    changed = change_tenant(
        actor=people.otto, changes={"brand_color": "#225577", "second_factor_required": True}, at=AT
    )
    assert changed.second_factor_required
    with pytest.raises(InvalidValue):
        change_tenant(actor=people.otto, changes={"brand_color": "rot"}, at=AT)
    with pytest.raises(NotAllowed):
        change_tenant(actor=people.lena, changes={"name": "X"}, at=AT)
    with pytest.raises(ValueError, match="not changeable"):
        change_tenant(actor=people.otto, changes={"host": "x.test"}, at=AT)


def test_one_rule_says_which_states_there_are(people: People) -> None:
    """For setting up and for changing, and for a country that moves away from under its state."""
    assert clean_subdivision(" nw ", country="DE") == "NW"
    assert clean_subdivision("", country="DE") == ""
    # of a country whose holidays nobody knows
    assert clean_subdivision("xx", country="QQ") == "XX"
    change_tenant(actor=people.otto, changes={"country": "DE", "subdivision": "by"}, at=AT)
    entries = ProtocolEntry.objects.filter(stream="tenant").count()
    for changes in ({"subdivision": "ZZ"}, {"country": "CH"}):
        with pytest.raises(refusals.UnknownSubdivision, match="Dieses Bundesland kennen wir nicht"):
            change_tenant(actor=people.otto, changes=changes, at=AT)
    tenant = Tenant.objects.get(pk=people.tenant.pk)
    assert (tenant.country, tenant.subdivision) == ("DE", "BY")
    assert ProtocolEntry.objects.filter(stream="tenant").count() == entries
    house = {"name": "Zweiter", "host": "zwei.test", "case_prefix": "X", "admin_name": "A", "at": AT}
    with pytest.raises(refusals.UnknownSubdivision):
        create_tenant(admin_email="a@b.test", subdivision="QQ", **house)
    assert not Tenant.objects.filter(host="zwei.test").exists()
    # whose state was never a known one still changes everything else
    Tenant.objects.filter(pk=people.tenant.pk).update(subdivision="ZZ")
    assert change_tenant(actor=people.otto, changes={"name": "Nordlicht"}, at=AT).subdivision == "ZZ"
