"""A partner's file read at once, for the command line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from kulanz.core.access.actor import system_actor
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.interfaces.exchange.cases_archive import opened
from kulanz.interfaces.exchange.cases_scanning import survey
from kulanz.interfaces.exchange.cases_working import work_through
from kulanz.interfaces.exchange.parsing import Unacceptable
from kulanz.stages.contact.commands.partners import receive_file
from kulanz.stages.contact.models import Partner, PartnerFile


class NoSuchPartner(LookupError):
    """The tenant or partner that was named does not exist; the text says which."""


def find_partner(*, tenant: str | None, code: str | None, file: Path | None = None) -> Partner:
    """The partner of this code, or the one whose name stands in the file. Raises NoSuchPartner, OSError."""
    tenants = Tenant.objects.filter(active=True).order_by("id")
    if tenant:
        tenants = tenants.filter(slug=tenant)
    found = list(tenants.defer("logo")[:2])
    if len(found) != 1:
        wrong = f"there is no tenant {tenant}" if tenant else "name the tenant with --tenant"
        known = Tenant.objects.filter(active=True).order_by("id").values_list("slug", flat=True)[:20]
        raise NoSuchPartner(f"{wrong} (there is: {', '.join(known) or 'none'})")
    if not code and file is not None:
        code = _sender(file)
    with tenant_context(found[0].pk):
        partner = (
            Partner.objects.select_related("party").filter(tenant_id=found[0].pk, code=code or "").first()
        )
    if partner is None:
        with tenant_context(found[0].pk):
            codes = (
                Partner.objects.filter(tenant_id=found[0].pk).order_by("code").values_list("code", flat=True)
            )
            partners = ", ".join(codes[:20]) or "none"
        wrong = f"{found[0].slug} has no partner {code or ''}".strip()
        raise NoSuchPartner(f"{wrong} (there is: {partners})")
    return partner


def _sender(path: Path) -> str:
    with path.open("rb") as content:
        try:
            found = opened(content, path.stat().st_size)
            return survey(found.xml).sender
        except Unacceptable as wrong:
            raise NoSuchPartner(f"{path}: {wrong.problems[0].texts()[1]}") from None


def take_now(*, partner: Partner, path: Path, at: datetime) -> PartnerFile:
    """Receive the file and read all of it. Raises Refusal, OSError."""
    with path.open("rb") as content, tenant_context(partner.tenant_id):
        file, _new = receive_file(
            actor=system_actor(partner.tenant_id),
            partner_id=partner.pk,
            way="command",
            name=path.name,
            content=content,
            at=at,
        )
    return work_through(tenant_id=partner.tenant_id, file_id=file.pk, at=at)
