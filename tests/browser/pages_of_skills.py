"""The pages of technicians, certificates and safety: name, address below the master data."""

from __future__ import annotations

from kulanz.masterdata.parties.models import Certificate, Course, Technician, WorkKind


def skill_pages() -> list[tuple[str, str]]:
    """In the tenant that is open, which has one of each."""
    held = Certificate.objects.filter(revoked_on=None, renewals=None, work_kind__isnull=False)
    certificate = held.order_by("-valid_until")[0].pk
    return [
        ("master-technicians", "techniker/"),
        ("master-new-technician", "techniker/neu/"),
        ("master-technician", f"techniker/{Technician.objects.order_by('pk')[0].pk}/"),
        ("master-certificates", "zertifikate/"),
        ("master-new-certificate", "zertifikate/neu/"),
        ("master-certificate", f"zertifikate/{certificate}/"),
        ("master-renew-certificate", f"zertifikate/{certificate}/erneuern/"),
        ("master-certified-houses", "betriebe/"),
        ("master-work-kinds", "arbeitsarten/"),
        ("master-work-kind", f"arbeitsarten/{WorkKind.objects.order_by('pk')[0].pk}/"),
        ("master-courses", "schulungen/"),
        ("master-course", f"schulungen/{Course.objects.order_by('pk')[0].pk}/"),
        ("master-uncovered", "postleitzahlen/"),
        ("master-unclassified", "einstufung/"),
    ]
