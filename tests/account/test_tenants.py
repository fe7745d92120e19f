"""Setting up tenants and changing their own settings."""

from __future__ import annotations

import pytest

from kulanz.core.access.models import User
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import InvalidValue, NotAllowed
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.parties import refusals
from kulanz.masterdata.parties.commands.tenants import change_tenant, create_tenant
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
