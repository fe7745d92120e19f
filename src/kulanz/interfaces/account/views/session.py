"""What this browser's session remembers about whom a person acts for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from kulanz.core.access.http import KulanzRequest
from kulanz.core.tenancy.context import set_tenant, tenant_context
from kulanz.masterdata.parties.actors import choices_of, memberships_of
from kulanz.masterdata.parties.commands.access_keys import SignIn
from kulanz.masterdata.parties.middleware import SESSION_CLERK, SESSION_MEMBERSHIP

SESSION_CHOICES: Final = "choices"
SESSION_NO_CLERK: Final = "no_clerk"
BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True, slots=True)
class Choice:
    """One access as its owner reads it, everywhere alike: the house he acts for, the tenant, his name there.

    The house is an organisation, or the tenant itself for its own people. The host is named where two tenants
    are called alike.
    """

    membership_id: int
    tenant_name: str
    host: str
    house: str
    name: str
    is_here: bool
    is_current: bool


def choices_for(request: KulanzRequest) -> list[Choice]:
    """Everything this person may act as, here first."""
    user_id = request.user.pk
    if user_id is None:
        return []
    set_tenant(request.tenant.pk, user_id=user_id)
    found_choices = choices_of(user_id)
    houses = _houses(user_id, {choice.tenant_id for choice in found_choices})
    # reading what others keep left the setting that lists one's own rows
    set_tenant(request.tenant.pk, user_id=user_id)
    by_name: dict[str, set[int]] = {}
    for choice in found_choices:
        by_name.setdefault(choice.tenant_name.casefold(), set()).add(choice.tenant_id)
    found = [
        Choice(
            membership_id=choice.membership_id,
            tenant_name=choice.tenant_name,
            host=choice.tenant_host if len(by_name[choice.tenant_name.casefold()]) > 1 else "",
            house=houses.get(choice.membership_id, choice.tenant_name),
            name=choice.label,
            is_here=choice.tenant_id == request.tenant.pk,
            is_current=choice.membership_id == request.actor.membership_id,
        )
        for choice in found_choices
    ]
    return sorted(found, key=lambda choice: not choice.is_here)


def _houses(user_id: int, tenant_ids: set[int]) -> dict[int, str]:
    """The organisations his own accesses belong to, each read within its tenant."""
    houses: dict[int, str] = {}
    for tenant_id in sorted(tenant_ids):
        with tenant_context(tenant_id):
            houses |= {
                m.pk: m.organisation.name
                for m in memberships_of(user_id, tenant_id)
                if m.organisation is not None
            }
    return houses


def act_as(request: HttpRequest, membership_id: int) -> None:
    """Go on as this membership; who uses a house account says his name anew."""
    request.session[SESSION_MEMBERSHIP] = membership_id
    for key in (SESSION_CLERK, SESSION_NO_CLERK):
        request.session.pop(key, None)


def sign_in(request: HttpRequest, signed: SignIn) -> None:
    """A fresh session for this person as this membership."""
    request.session.flush()
    login(request, signed.user, backend=BACKEND)
    act_as(request, signed.membership.pk)


def safe_next(request: HttpRequest) -> str:
    """Where the form said to go on, if it is a page of this host."""
    target = request.POST.get("next", "") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe and target.startswith("/") else ""
