"""The quarantine of all tenants, for the command line of whoever runs the installation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kulanz.core.access.actor import system_actor
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.commands.incoming_quarantine import retry_quarantined
from kulanz.stages.contact.queries.incoming_quarantine import mail_page

_PAGE = 500


def quarantined() -> list[dict[str, Any]]:
    """What lies there, newest first within each tenant."""
    found: list[dict[str, Any]] = []
    for tenant_id, slug in Tenant.objects.order_by("id").values_list("pk", "slug"):
        with tenant_context(tenant_id):
            before: int | None = None
            while True:
                page = mail_page(system_actor(tenant_id), before=before, limit=_PAGE)
                found += [{"tenant": slug, "tenant_id": tenant_id, **row.as_json()} for row in page.rows]
                before = page.next_before
                if before is None:
                    break
    return found


def retry(tenant_id: int, raw_mail_id: int, at: datetime) -> dict[str, Any]:
    """Take one mail in again; what became of it."""
    with tenant_context(tenant_id):
        row = retry_quarantined(actor=system_actor(tenant_id), raw_mail_id=raw_mail_id, at=at)
        return {
            "id": row.pk,
            "outcome": row.outcome,
            "reason": row.reason,
            "case": row.case.number if row.case else "",
        }
