"""The two folders of a connection, and which ones may be used.

By default they lie below the installation's home, one folder a tenant. Elsewhere only below the roots that
whoever runs the installation has named, and there too in a folder with the tenant's short name, so that no
tenant can reach another's files.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import InvalidValue, Refusal
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.models import Partner
from kulanz.stages.execution.models import ErpConnection


class SharedFolder(Refusal):
    """What lies in a folder belongs to one partner."""

    message = _("Diesen Ordner benutzt schon ein anderer Partner.")
    field = "folder_in"


@dataclass(frozen=True, slots=True)
class Folders:
    """Where one tenant's files go out and come in. `own`: below our own home, made when missing."""

    tenant: str
    out: Path
    into: Path
    own: bool


def folders_of(connection: ErpConnection) -> Folders:
    """Raises InvalidValue naming the field when a folder may not be used (any more)."""
    return folders_at(connection.tenant_id, connection.folder_out or "out", connection.folder_in or "in")


def folders_of_partner(partner: Partner) -> Folders:
    """The same for a partner; left empty, two folders below its code. Raises InvalidValue."""
    own = f"partner/{partner.code}"
    out, into = partner.folder_out or f"{own}/out", partner.folder_in or f"{own}/in"
    found = folders_at(partner.tenant_id, out, into)
    for other in Partner.objects.filter(tenant_id=partner.tenant_id).exclude(pk=partner.pk or 0):
        # a tenant that has lost a folder since is not this partner's matter
        with contextlib.suppress(InvalidValue):
            name = f"partner/{other.code}"
            theirs = folders_at(
                other.tenant_id, other.folder_out or f"{name}/out", other.folder_in or f"{name}/in"
            )
            if any(_overlap(a, b) for a in (found.out, found.into) for b in (theirs.out, theirs.into)):
                raise SharedFolder
    return found


def _overlap(one: Path, other: Path) -> bool:
    """Also where one lies in the other: what is put away there would be read as somebody else's."""
    return one == other or one in other.parents or other in one.parents


def folders_at(tenant_id: int, given_out: str, given_in: str) -> Folders:
    """Raises InvalidValue naming the field."""
    slug = Tenant.objects.get(pk=tenant_id).slug
    home = home_of(slug)
    out = _allowed(slug, given_out, "folder_out")
    into = _allowed(slug, given_in, "folder_in")
    if out == into or out in into.parents or into in out.parents:
        raise InvalidValue("folder_in", _("Die beiden Ordner dürfen nicht ineinander liegen."))
    return Folders(slug, out, into, own=home in out.parents and home in into.parents)


def home_of(slug: str) -> Path:
    """A tenant's own folder below the installation's home."""
    return _real(settings.EXCHANGE_FOLDER) / slug


def _real(path: Path) -> Path:
    # Follows links as far as there is something: what counts is where the files really lie.
    return Path(os.path.realpath(path))


def _allowed(slug: str, given: str, field: str) -> Path:
    home = home_of(slug)
    roots = [home, *(_real(root) / slug for root in settings.EXCHANGE_ROOTS)]
    path = home if "\x00" in given else _real(home / given)
    if path in roots or not any(root in path.parents for root in roots):
        raise InvalidValue(
            field,
            _("Dieser Ordner ist nicht erlaubt. Erlaubt sind Ordner unterhalb von: %(roots)s"),
            roots=", ".join(str(root) for root in roots),
        )
    return path
