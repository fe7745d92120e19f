"""The right of withdrawal of whoever orders a service privately (§ 355 BGB): the one place of its words.

Said where he orders, on the offer's PDF and in its confirmation, with the name and contact of whoever offers.
"""

from __future__ import annotations

from typing import Final

from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Address, Party
from kulanz.stages.contact.queries.ways import mail_address
from kulanz.stages.execution.models import ServiceOffer

_WORDS: Final = (
    (
        "Ihr Widerrufsrecht: Sie können diesen Auftrag innerhalb von 14 Tagen ab Vertragsschluss ohne Angabe "
        "von Gründen widerrufen (§ 355 BGB). Der Vertrag ist mit Ihrer Annahme geschlossen. Es genügt eine "
        "eindeutige Erklärung, abgesandt vor Ablauf der Frist, an: {contact}. Vor Ablauf der Frist beginnen "
        "wir nur, wenn Sie das ausdrücklich wünschen."
    ),
    (
        "Your right of withdrawal: you may withdraw from this order within 14 days of the conclusion of the "
        "contract without giving a reason (section 355 of the German Civil Code, BGB). The contract is "
        "concluded when you accept. A clear statement, sent before the period ends, is enough; send it to: "
        "{contact}. We will start before the period ends only if you expressly wish so."
    ),
)


def withdrawal_words(offer: ServiceOffer, language: str) -> str:
    """In the reader's language; empty for a business, which has no such right."""
    if offer.customer.is_business:
        return ""
    german, english = _WORDS
    # `format` reads the values as they are: a brace in them stays a brace
    return (english if language.startswith("en") else german).format(contact=_contact(offer))


def _contact(offer: ServiceOffer) -> str:
    """Name, address and mail of the house the order is placed with: its dealer's, or the tenant's."""
    if offer.made_for_dealer and offer.dealer is not None:
        parts = [offer.dealer.name, *_address(offer.dealer), mail_address(offer.dealer)]
    else:
        tenant = Tenant.objects.defer("logo").get(pk=offer.tenant_id)
        line = tenant.letterhead_sender.strip()
        named = tenant.sender.casefold() in line.casefold()
        parts = ["" if named else tenant.sender, line, tenant.contact_email, tenant.contact_phone]
    return ", ".join(part for part in parts if part)


def _address(dealer: Party) -> list[str]:
    address = Address.objects.filter(party=dealer).order_by("-is_main", "id").first()
    return [] if address is None else [address.street, f"{address.postcode} {address.city}".strip()]
