"""Everything `kulanz check` looks at, as one list of findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kulanz.config.consistency.numbers import number_findings
from kulanz.config.consistency.remedies import remedy_findings
from kulanz.config.consistency.tenants import mixed_tenants
from kulanz.core.files.check import find_inconsistencies
from kulanz.core.protocol.queue import figures
from kulanz.core.protocol.verification import altered_personal_data, broken_entries
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.core.tenancy.rowsecurity import unprotected_tables, unsafe_role
from kulanz.stages.contact.models import RawMail, RawMailOutcome
from kulanz.stages.improvement.queries.facts import stale_cases
from kulanz.stages.improvement.queries.sales import stale_months

# More of one kind say nothing new.
SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be; `info` is only worth knowing."""

    what: str
    detail: str
    tenant: str = ""
    info: bool = False

    def as_json(self) -> dict[str, str | bool]:
        return {"what": self.what, "detail": self.detail, "tenant": self.tenant, "info": self.info}


def whole_findings() -> Iterator[Finding]:
    """What concerns the installation as a whole."""
    reason = unsafe_role()
    if reason:
        yield Finding("unsafe login", reason)
    for table in unprotected_tables():
        yield Finding("unprotected table", f"{table} has a tenant but no forced row-level security")
    for detail in mixed_tenants():
        yield Finding("mixed tenants", detail)


def tenant_findings(tenant: Tenant, *, hashes: bool = False) -> Iterator[Finding]:
    """What concerns one tenant. With `hashes` the content of every file is read as well."""
    with tenant_context(tenant.pk):
        for what, detail, info in (
            *_law(tenant),
            *_files(tenant, hashes=hashes),
            *_protocol(),
            *_queues(tenant),
            *number_findings(tenant.pk),
            *remedy_findings(tenant.pk),
            *_statistics(tenant),
        ):
            yield Finding(what, detail, tenant.slug, info)


Line = tuple[str, str, bool]


def _law(tenant: Tenant) -> Iterator[Line]:
    if not tenant.active:
        return
    for name, text in (("imprint", tenant.imprint), ("privacy notice", tenant.privacy_notice)):
        if not text.strip():
            yield f"no {name}", f"the pages of {tenant.host} need one", False


def _files(tenant: Tenant, *, hashes: bool) -> Iterator[Line]:
    found = find_inconsistencies(tenant.pk, verify_hashes=hashes)
    for one in found[:SHOWN]:
        row = f" (file {one.file_id})" if one.file_id else ""
        yield f"file: {one.problem.value.replace('_', ' ')}", f"{one.key}{row}", False
    if len(found) > SHOWN:
        yield "file", f"{len(found) - SHOWN} more", False


def _protocol() -> Iterator[Line]:
    for _entry, stream, seq in broken_entries(SHOWN):
        yield "broken protocol chain", f"{stream}, entry {seq}", False
    for entry_id in altered_personal_data(SHOWN):
        yield "altered personal data", f"entry {entry_id}", False


def _queues(tenant: Tenant) -> Iterator[Line]:
    stuck = figures(tenant.pk)["stuck"]
    if stuck:
        yield "stuck transmissions", f"{stuck}; see the administration's queue", False
    quarantined = RawMail.objects.filter(outcome=RawMailOutcome.QUARANTINED).count()
    if quarantined:
        yield "mails in quarantine", f"{quarantined}; see `kulanz quarantine list`", True


def _statistics(tenant: Tenant) -> Iterator[Line]:
    """What is still on its way to the statistics is no fault yet: `info` while the queue is not empty."""
    waiting = figures(tenant.pk)["waiting"] > 0
    if cases := stale_cases(tenant.pk):
        yield "statistics differ", f"{len(cases)} cases, such as case {cases[0]}", waiting
    if months := stale_months(tenant.pk):
        yield "sales totals differ", ", ".join(f"{month:%Y-%m}" for month in months[:SHOWN]), False
