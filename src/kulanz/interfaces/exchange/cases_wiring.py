"""What the rest of the program asks of the format of cases, registered at start-up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.models import Tenant
from kulanz.interfaces.exchange.cases_packing import packed
from kulanz.interfaces.exchange.cases_results import results_bytes
from kulanz.interfaces.exchange.cases_writing import Writer
from kulanz.interfaces.exchange.folders import folders_of_partner
from kulanz.stages.contact.models import Partner
from kulanz.stages.contact.partner_ways import PartnerFolders, register_folders
from kulanz.workflows.partner_exports import Format, Outgoing, register_format


def register() -> None:
    register_folders(PartnerFolders(check=_check, places=_places))
    register_format(Format(write=_write, results=results_bytes))


def _check(partner: Partner) -> None:
    folders_of_partner(partner)


def _places(partner: Partner) -> tuple[str, str]:
    folders = folders_of_partner(partner)
    return str(folders.into), str(folders.out)


def _write(
    partner: Partner,
    actor: Actor,
    cases: Sequence[Case] | QuerySet[Case],
    at: datetime,
    with_files: bool,
) -> Outgoing:
    slug = Tenant.objects.values_list("slug", flat=True).get(pk=partner.tenant_id)
    found = cases.iterator(chunk_size=200) if isinstance(cases, QuerySet) else cases
    written = Writer(partner, actor, slug, at, with_files=with_files).write(found)
    name, content, content_type = packed(written, f"cases-{partner.code}-{at:%Y%m%dT%H%M%SZ}")
    return Outgoing(name, content, content_type, written.cases)
