"""The places of the field app: name and address, on the tablet of a technician with a tour today."""

from __future__ import annotations

from kulanz.core import clock
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Membership
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.rules.visits import ON_PLAN


def field_pages(tenant: Tenant, email: str) -> list[tuple[str, str]]:
    """In the tenant that is open; what is still to be done stands on the tablet."""
    person = Membership.objects.get(tenant=tenant, user__email=email).person_id
    open_ones = Visit.objects.filter(
        crew__technician__person_id=person, state__in=[state.value for state in ON_PLAN]
    )
    visit = open_ones.filter(starts_at__date__gte=clock.now().date()).order_by("starts_at")[0].pk
    return [
        ("field-tour", "/feld/"),
        ("field-visit", f"/feld/#/besuch/{visit}"),
        ("field-arrival", f"/feld/#/besuch/{visit}/bericht/ankunft"),
        ("field-parts", f"/feld/#/besuch/{visit}/bericht/teile"),
        ("field-signature", f"/feld/#/besuch/{visit}/bericht/unterschrift"),
        ("field-unsent", "/feld/#/offen"),
        ("field-settings", "/feld/#/einstellungen"),
    ]
