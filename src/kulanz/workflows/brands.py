"""Which brand somebody sees: the tenant's, or that of the dealer he belongs to (R025, R118).

A dealer's people see their own house on the portal, its technicians on the tablet, its customers on the page
of their case and in everything written to them. The addresses of logo and colours hold a digest of what they
show: whoever does not see a brand anyway cannot guess them.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.tenancy.models import Tenant
from kulanz.core.ui.brand import PageBrand, set_brand_source
from kulanz.masterdata.parties.models import HouseBrand, Party, Technician
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.contact.faces import Face, face_of_dealer, version_of
from kulanz.stages.contact.senders import writer_of

_KEPT = "_kulanz_page_brand"


def brand_for(actor: Actor) -> Face | None:
    """The brand of the house this person works for; None: the tenant's own stands."""
    dealer_id = _house_of(actor)
    if dealer_id is None:
        return None
    row = HouseBrand.objects.filter(tenant_id=actor.tenant_id, organisation_id=dealer_id).first()
    dealer = Party.objects.filter(pk=dealer_id, active=True).first() if row is not None else None
    return face_of_dealer(dealer, Tenant.objects.get(pk=actor.tenant_id)) if dealer is not None else None


def _house_of(actor: Actor) -> int | None:
    if actor.kind is ActorKind.DEALER:
        return actor.organisation_id
    if actor.kind is not ActorKind.TECHNICIAN:
        return None
    houses = Technician.objects.filter(
        tenant_id=actor.tenant_id,
        person_id=actor.person_id or 0,
        house=House.DEALER.value,
        active=True,
    )
    found = set(houses.values_list("organisation_id", flat=True)[:2])
    # who works for several houses shows none of them
    return found.pop() if len(found) == 1 else None


def brand_of_case(case: Case) -> PageBrand | None:
    """What the customer sees on the page of his case; None: the tenant's own."""
    sender = writer_of(case)
    return None if sender.is_office else page_brand(sender.face)


def page_brand(face: Face) -> PageBrand:
    """The face as a page shows it."""
    if face.brand_id is None:
        return PageBrand(face.name, "", "", face.phone)
    return _page_brand(face.brand_id, face.version, face.name, has_logo=bool(face.logo), phone=face.phone)


def _page_brand(brand_id: int, version: str, name: str, *, has_logo: bool, phone: str) -> PageBrand:
    where = {"brand_id": brand_id, "version": version}
    return PageBrand(
        name=name,
        css_url=reverse("public:house_css", kwargs=where),
        logo_url=reverse("public:house_logo", kwargs=where) if has_logo else "",
        phone=phone,
    )


def page_brand_for(actor: Actor, tenant: Tenant) -> PageBrand | None:
    """The brand on every page of this person; one statement, and no file is read."""
    dealer_id = _house_of(actor)
    if dealer_id is None:
        return None
    rows = HouseBrand.objects.filter(
        tenant_id=actor.tenant_id, organisation_id=dealer_id, organisation__active=True
    )
    row = rows.select_related("organisation", "logo").first()
    if row is None:
        return None
    name = row.sender_name or row.organisation.name
    return _page_brand(row.pk, version_of(row, tenant), name, has_logo=row.logo_id is not None, phone="")


def show_brand(request: HttpRequest, brand: PageBrand | None) -> None:
    """Let this request's page wear the brand, whoever asks for it."""
    setattr(request, _KEPT, brand)


def face_behind(tenant: Tenant, brand_id: int, version: str) -> Face | None:
    """The brand at an address, if its digest is that of what it shows now."""
    row = HouseBrand.objects.filter(tenant_id=tenant.pk, pk=brand_id).select_related("organisation").first()
    if row is None:
        return None
    face = face_of_dealer(row.organisation, Tenant.objects.get(pk=tenant.pk))
    return face if face.version == version else None


def _of_request(request: HttpRequest) -> PageBrand | None:
    """Looked up once a request."""
    if not hasattr(request, _KEPT):
        actor, tenant = getattr(request, "actor", None), getattr(request, "tenant", None)
        if isinstance(actor, Actor) and isinstance(tenant, Tenant):
            show_brand(request, page_brand_for(actor, tenant))
        else:
            show_brand(request, None)
    found: PageBrand | None = getattr(request, _KEPT)
    return found


def install() -> None:
    """Called once at start-up."""
    set_brand_source(_of_request)
