"""Whose face something wears: the tenant's own, or that of one dealer, never of another (R025, R118)."""

from __future__ import annotations

from dataclasses import dataclass

from kulanz.core.files.commands import read_file
from kulanz.core.files.refusals import ContentMissing
from kulanz.core.pdf.letters import Letterhead
from kulanz.core.tenancy.models import Tenant
from kulanz.core.ui.brand import fingerprint
from kulanz.masterdata.parties.models import Address, ContactKind, ContactPoint, HouseBrand, Party


@dataclass(frozen=True, slots=True)
class Face:
    """Name, colours, logo and letterhead of a house."""

    name: str
    color: str
    accent: str
    logo: bytes = b""
    logo_type: str = ""
    sender_line: str = ""
    footer: str = ""
    phone: str = ""
    hours: str = ""
    brand_id: int | None = None
    """The row its logo and colours come from; None: nothing was set, or it is the tenant's."""
    version: str = ""
    """Of that row; see `version_of`."""

    def letterhead(self) -> Letterhead:
        return Letterhead(
            sender=self.name,
            sender_line=self.sender_line or self.name,
            footer=self.footer,
            color=self.color,
            logo=self.logo or None,
            logo_type=self.logo_type,
        )


def face_of_tenant(tenant: Tenant) -> Face:
    """`tenant` loaded with its logo."""
    return Face(
        name=tenant.sender,
        color=tenant.brand_color,
        accent=tenant.accent_color,
        logo=bytes(tenant.logo or b""),
        logo_type=tenant.logo_type if tenant.logo else "",
        sender_line=tenant.letterhead_sender,
        footer=tenant.letterhead_footer,
        phone=tenant.contact_phone,
        hours=tenant.contact_hours,
    )


def face_of_dealer(dealer: Party, tenant: Tenant) -> Face:
    """The dealer's own; colours nobody chose are the tenant's, texts never."""
    row = HouseBrand.objects.filter(organisation=dealer).select_related("logo").first()
    brand = row or HouseBrand(organisation=dealer)
    logo, logo_type = _logo(brand)
    return Face(
        name=brand.sender_name or dealer.name,
        color=brand.brand_color or tenant.brand_color,
        accent=brand.accent_color or tenant.accent_color,
        logo=logo,
        logo_type=logo_type,
        sender_line=brand.letterhead_sender or _return_address(dealer),
        footer=brand.letterhead_footer,
        phone=_phone(dealer),
        brand_id=brand.pk,
        version=version_of(brand, tenant) if brand.pk else "",
    )


def version_of(brand: HouseBrand, tenant: Tenant) -> str:
    """Changes with the look; whoever does not see the look anyway cannot guess it."""
    logo = str(brand.logo.sha256) if brand.logo is not None else ""
    return fingerprint(
        str(brand.pk), brand.changed_at.isoformat(), logo, brand.brand_color or tenant.brand_color
    )


def _logo(brand: HouseBrand) -> tuple[bytes, str]:
    if brand.logo is None:
        return b"", ""
    try:
        with read_file(brand.logo) as content:
            return content.read(), brand.logo.content_type
    except ContentMissing:
        return b"", ""


def _return_address(dealer: Party) -> str:
    address = Address.objects.filter(party=dealer).order_by("-is_main", "id").first()
    parts = (dealer.name, address.street, f"{address.postcode} {address.city}".strip()) if address else ()
    return " · ".join(part for part in parts if part)


def _phone(dealer: Party) -> str:
    points = ContactPoint.objects.filter(party=dealer, kind=ContactKind.PHONE).order_by("-is_main", "id")
    return points.values_list("value", flat=True).first() or ""
