"""What every screen of the master data shares: who may in, its side menu."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render

from kulanz.core.access.actor import ActorKind, Role
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.desk.masterdata.sections import groups, menu_of
from kulanz.masterdata.catalog.permissions import KEEPERS
from kulanz.masterdata.parties.permissions_of_skills import CERTIFIERS, TECHNICIAN_KEEPERS

keepers: Final = gate(ActorKind.STAFF, roles=KEEPERS)
# What everybody in the office may look at, and who changes it.
lookers: Final = gate(ActorKind.STAFF, roles=frozenset(Role))
certifiers: Final = gate(ActorKind.STAFF, roles=CERTIFIERS)
technician_keepers: Final = gate(ActorKind.STAFF, roles=TECHNICIAN_KEEPERS)


def show(
    request: KulanzRequest,
    template: str,
    here: str,
    context: Mapping[str, object] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """A page on desk/masterdata/base.html, with the section `here` marked in the side menu."""
    return render(
        request,
        f"desk/masterdata/{template}",
        {**(context or {}), "sections": groups(here, request.actor), "menu_current": menu_of(here)},
        status=status,
    )
