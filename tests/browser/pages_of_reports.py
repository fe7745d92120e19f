"""The pages of service reports and devices: name and address at the desk."""

from __future__ import annotations

from kulanz.core.tenancy.models import Tenant
from kulanz.stages.execution.models import ServiceReport


def report_pages(tenant: Tenant) -> list[tuple[str, str]]:
    """In the tenant that is open, whose technicians have reported; the report that says most."""
    reports = ServiceReport.objects.filter(tenant=tenant).select_related("visit__case")
    told = reports.filter(safety="unsafe").order_by("pk").first() or reports.order_by("pk")[0]
    return [
        ("desk-reports", "berichte/"),
        ("desk-report", f"berichte/{told.number}/"),
        ("desk-case-reported", f"vorgang/{told.visit.case.number}/"),
        ("desk-devices", "geraete/"),
    ]
