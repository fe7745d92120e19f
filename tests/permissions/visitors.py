"""Everyone who might knock: with a login, with a key, with neither."""

from __future__ import annotations

from datetime import datetime
from http.cookies import SimpleCookie

from django.test import Client

from kulanz.core.access.actor import Actor, ActorKind, Role, Scope
from kulanz.core.access.models import User
from kulanz.core.tenancy.context import set_tenant
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.models import PartyKind, PartyRoleKind
from tests.cases.people import People, make_member, make_party
from tests.permissions.holdings import key_of
from tests.permissions.who import Who


def actors_of(people: People) -> dict[str, Actor]:
    tenant = people.tenant
    made = {
        "anna": people.anna,
        "lena": people.lena,
        "otto": people.otto,
        "blatt": people.blatt_house,
        "britta": people.britta,
        "fremd": people.fremd_house,
        "tom": people.tom,
    }
    for name, role in (("quinn", Role.QUALITY), ("finn", Role.FINANCE)):
        member = make_member(
            tenant, f"{name}@nordlicht.test", name.title(), ActorKind.STAFF, roles=[role.value]
        )
        made[name] = actor_of(member)
    for name, kind, role in (
        ("tina", ActorKind.TECHNICIAN, PartyRoleKind.SERVICE_PARTNER),
        ("sigi", ActorKind.SUPPLIER, PartyRoleKind.SUPPLIER),
    ):
        party = make_party(tenant, name.title(), role=role, kind=PartyKind.PERSON)
        made[name] = actor_of(make_member(tenant, f"{name}@nordlicht.test", name.title(), kind, person=party))
    member = make_member(tenant, "karla@kundin.test", "Karla Kunde", ActorKind.CUSTOMER, person=people.karla)
    made["karla"] = actor_of(member)
    return made


_SEES: dict[str, frozenset[str]] = {
    **dict.fromkeys(("anna", "lena", "otto", "quinn", "finn"), frozenset({"own", "hers", "foreign"})),
    "blatt": frozenset({"own", "hers"}),
    "britta": frozenset({"hers"}),
    "fremd": frozenset({"foreign"}),
    "tom": frozenset({"own"}),
    "tina": frozenset(),
    "sigi": frozenset({"own"}),
    "karla": frozenset({"own"}),
}


def visitors_here(
    tenant: Tenant, actors: dict[str, Actor], other_key: str, others: People, at: datetime
) -> dict[str, Who]:
    found = {"guest": Who("guest")}
    for name, actor in actors.items():
        assert (actor.scope is Scope.OWN) == (name == "britta")
        known = Who(name, actor.kind, actor.roles, _SEES[name], cookies=_signed_in(tenant, actor.user_id))
        found[name] = known
        holder = Who(f"{name}'s key", actor.kind, actor.roles, known.sees, key=key_of(actor, at))
        found[holder.name] = holder
    # signed in, but nobody's member here; a key of another tenant; a key that has been taken back
    found["stranger"] = Who("stranger", cookies=_signed_in(tenant, others.anna.user_id))
    found["other tenant's key"] = Who("other tenant's key", key=other_key)
    found["revoked key"] = Who("revoked key", key=key_of(actors["lena"], at, revoked=True))
    return found


def _signed_in(tenant: Tenant, user_id: int | None) -> SimpleCookie:
    client = Client(headers={"host": tenant.host})
    client.force_login(User.objects.get(pk=user_id))
    client.get("/konto/sicherheit/")  # notes the session's use, so that no later request has to
    set_tenant(tenant.pk)
    return client.cookies
