"""The two folders of a connection, and which ones may be used.

By default they lie below the installation's home, one folder a tenant. Elsewhere only below the roots that
whoever runs the installation has named, and there too in a folder with the tenant's short name, so that no
tenant can reach another's files.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import InvalidValue
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.execution.models import ErpConnection


@dataclass(frozen=True, slots=True)
class Folders:
    """Where one tenant's files go out and come in. `own`: below our own home, made when missing."""

    tenant: str
    out: Path
    into: Path
    own: bool


def folders_of(connection: ErpConnection) -> Folders:
    """Raises InvalidValue naming the field when a folder may not be used (any more)."""
    slug = Tenant.objects.get(pk=connection.tenant_id).slug
    home = home_of(slug)
    out = _allowed(slug, connection.folder_out or "out", "folder_out")
    into = _allowed(slug, connection.folder_in or "in", "folder_in")
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
