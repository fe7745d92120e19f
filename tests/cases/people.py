"""The people of the tests, with fixed names and rights, and a way to make them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kulanz.core.access.actor import Actor, ActorKind, Channel, Role, Scope
from kulanz.core.access.models import User
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.models import (
    ContactKind,
    ContactPoint,
    Membership,
    Party,
    PartyKind,
    PartyRole,
    PartyRoleKind,
)

AT = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)  # a Monday
PASSWORD = "ein langes Kennwort 7"  # for tests only


def make_party(
    tenant: Tenant,
    name: str,
    *,
    role: PartyRoleKind,
    kind: PartyKind = PartyKind.PERSON,
    email: str = "",
    **fields: Any,
) -> Party:
    party = Party.objects.create(tenant=tenant, kind=kind, name=name, created_at=AT, **fields)
    PartyRole.objects.create(tenant=tenant, party=party, role=role)
    if email:
        ContactPoint.objects.create(
            tenant=tenant,
            party=party,
            kind=ContactKind.EMAIL,
            value=email,
            normalized=email.lower(),
            is_main=True,
        )
    return party


def make_member(tenant: Tenant, email: str, name: str, kind: ActorKind, **fields: Any) -> Membership:
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, PASSWORD, name=name)
    return Membership.objects.create(
        tenant=tenant, user=user, kind=kind.value, name=name, created_at=AT, **fields
    )


@dataclass(frozen=True)
class People:
    """One tenant's cast: Anna works the cases, Lena leads, Otto administers, the dealer Blatt has a
    house account and the clerk Britta, the dealer Fremd must see nothing of Blatt's, Tom is a technician,
    Karla the customer."""

    tenant: Tenant
    anna: Actor
    lena: Actor
    otto: Actor
    blatt: Party
    blatt_house: Actor
    britta: Actor
    fremd: Party
    fremd_house: Actor
    tom: Actor
    tom_party: Party
    karla: Party

    def customer_link(self, case_id: int) -> Actor:
        """Karla on the page her link opens."""
        return Actor(
            tenant_id=self.tenant.pk,
            kind=ActorKind.CUSTOMER,
            name=self.karla.name,
            channel=Channel.PUBLIC,
            person_id=self.karla.pk,
            case_id=case_id,
        )


def make_people(tenant: Tenant, *, domain: str = "nordlicht.test") -> People:
    blatt = make_party(
        tenant,
        "Bürohaus Blatt",
        role=PartyRoleKind.DEALER,
        kind=PartyKind.ORGANISATION,
        email=f"service@blatt.{domain}",
    )
    fremd = make_party(
        tenant,
        "Möbel Fremd",
        role=PartyRoleKind.DEALER,
        kind=PartyKind.ORGANISATION,
        email=f"info@fremd.{domain}",
    )
    tom_party = make_party(tenant, "Tom Trieb", role=PartyRoleKind.SERVICE_PARTNER)
    staff = {
        "anna": (Role.AGENT,),
        "lena": (Role.AGENT, Role.LEAD),
        "otto": (Role.ADMINISTRATOR,),
    }
    names = {"anna": "Anna Amsel", "lena": "Lena Luchs", "otto": "Otto Ober"}
    actors = {
        key: actor_of(
            make_member(
                tenant,
                f"{key}@{domain}",
                names[key],
                ActorKind.STAFF,
                roles=[role.value for role in roles],
            )
        )
        for key, roles in staff.items()
    }
    house = make_member(
        tenant,
        f"haus@blatt.{domain}",
        "Bürohaus Blatt",
        ActorKind.DEALER,
        organisation=blatt,
        is_house_account=True,
        manages_house=True,
    )
    britta = make_member(
        tenant,
        f"britta@blatt.{domain}",
        "Britta Birke",
        ActorKind.DEALER,
        organisation=blatt,
        scope=Scope.OWN.value,
    )
    other = make_member(
        tenant,
        f"haus@fremd.{domain}",
        "Möbel Fremd",
        ActorKind.DEALER,
        organisation=fremd,
        is_house_account=True,
    )
    tom = make_member(tenant, f"tom@{domain}", "Tom Trieb", ActorKind.TECHNICIAN, person=tom_party)
    return People(
        tenant=tenant,
        anna=actors["anna"],
        lena=actors["lena"],
        otto=actors["otto"],
        blatt=blatt,
        blatt_house=actor_of(house),
        britta=actor_of(britta),
        fremd=fremd,
        fremd_house=actor_of(other),
        tom=actor_of(tom),
        tom_party=tom_party,
        karla=make_party(tenant, "Karla Kunde", role=PartyRoleKind.CUSTOMER, email="karla@kundin.test"),
    )
