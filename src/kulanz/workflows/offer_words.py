"""What an offer says to its customer, in his language; what he was shown is kept word for word."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from babel.dates import format_date
from babel.numbers import format_decimal

from kulanz.core.money import money_text
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.contact.placeholders import LOCALES
from kulanz.stages.execution.models import ServiceOffer
from kulanz.stages.solution.models import Offer
from kulanz.stages.solution.queries.offers import positions_of

WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("Unser Angebot: {amount} Preisnachlass", "Our offer: a price reduction of {amount}"),
    "amount": ("Betrag", "Amount"),
    "gross": ("{amount} (einschließlich {rate} % Umsatzsteuer)", "{amount} (including {rate}% VAT)"),
    "net": ("{amount} zuzüglich {rate} % Umsatzsteuer", "{amount} plus {rate}% VAT"),
    "untaxed": ("{amount} (ohne Umsatzsteuer)", "{amount} (no VAT)"),
    "for": ("Für", "For"),
    "invoice": ("Rechnung", "Invoice"),
    "until": ("Gültig bis", "Valid until"),
    "number": ("Vorgang", "Case"),
    "means": (
        (
            "Wenn Sie annehmen, behalten Sie die Ware und erhalten von {house} den genannten Betrag. Damit "
            "sind Ihre Ansprüche wegen der hier gemeldeten Mängel erledigt. Andere Mängel und Schäden, auch "
            "solche, die sich erst später zeigen, bleiben davon unberührt."
        ),
        (
            "If you accept, you keep the goods and receive the amount above from {house}. This settles your "
            "claims for the defects reported here. Other defects and damage, including those that show only "
            "later, are not affected."
        ),
    ),
    "declines": (
        "Wenn Sie ablehnen, entsteht Ihnen kein Nachteil: Wir suchen dann mit Ihnen eine andere Lösung.",
        "If you decline, you lose nothing: we will then look for another solution with you.",
    ),
    "said_accepted": (
        "Ich nehme das Angebot über {amount} an.\n{name}",
        "I accept the offer of {amount}.\n{name}",
    ),
    "said_declined": (
        "Ich lehne das Angebot über {amount} ab.\n{name}",
        "I decline the offer of {amount}.\n{name}",
    ),
    "said_countered": (
        "Mein Gegenvorschlag zum Angebot über {amount}: {counter}\n{name}",
        "My counter-proposal to the offer of {amount}: {counter}\n{name}",
    ),
    "remind_subject": (
        "Unser Angebot gilt noch bis {day} ({number})",
        "Our offer is valid until {day} ({number})",
    ),
    "remind_text": (
        (
            "zu Ihrem Vorgang {number} liegt Ihnen unser Angebot über {amount} vor. Es gilt noch bis {day}. "
            "Bitte sagen Sie uns, ob Sie es annehmen."
        ),
        (
            "Your case {number} has an open offer of {amount} from us. It is valid until {day}. Please tell "
            "us whether you accept it."
        ),
    ),
    "to_offer": ("Angebot ansehen und antworten", "View the offer and answer"),
    "task_expired": (
        "Angebot über {amount} ist abgelaufen: nächsten Schritt wählen",
        "Offer of {amount} has expired: choose the next step",
    ),
}


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """Everything the page says about the offer itself. `digest` changes with a single word of it."""

    language: str
    title: str
    facts: tuple[tuple[str, str], ...]
    text: str
    means: str
    declines: str
    withdrawal: str = ""
    """What a consumer reads of his right of withdrawal; empty where there is none."""

    @property
    def full_text(self) -> str:
        facts = "\n".join(f"{label}: {value}" for label, value in self.facts)
        parts = (self.title, facts, self.text, self.means, self.declines, self.withdrawal)
        return "\n\n".join(part for part in parts if part)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.full_text.encode()).hexdigest()


def offer_word(key: str, language: str, **values: str) -> str:
    german, english = WORDS[key]
    # `format` reads the values as they are: a brace in them stays a brace
    return (english if language.startswith("en") else german).format(**values)


def offered_amount(offer: Offer) -> Decimal:
    """As this customer reads it: gross where he is a consumer, net where a business."""
    return offer.gross if offer.shown_gross else offer.net


def amount_words(offer: Offer, language: str) -> str:
    """“120,00 € (einschließlich 19 % Umsatzsteuer)”."""
    return priced(offer, language, shown_gross=offer.shown_gross)


def priced(paid: Offer | CreditNote | ServiceOffer, language: str, *, shown_gross: bool) -> str:
    """Gross as a consumer reads it, or net as a business does, and the tax it holds or comes on top."""
    rate = format_decimal(paid.tax_rate.normalize(), locale=LOCALES.get(language[:2], "de_DE"))
    key = "untaxed" if not paid.tax_rate else "gross" if shown_gross else "net"
    amount = money_text(paid.gross if shown_gross else paid.net, paid.currency, language)
    return offer_word(key, language, amount=amount, rate=rate)


def short_amount(offer: Offer, language: str) -> str:
    return money_text(offered_amount(offer), offer.currency, language)


def last_day(offer: Offer, language: str) -> str:
    return format_date(offer.expires_on, "long", locale=LOCALES.get(language[:2], "de_DE"))


def shown_offer(offer: Offer, language: str) -> ShownOffer:
    """The offer as its customer reads it in this language."""
    language = "en" if language.startswith("en") else "de"
    tenant = Tenant.objects.defer("logo").get(pk=offer.tenant_id)
    positions = positions_of(offer.decision)
    invoices = dict.fromkeys(p.invoice_number for p in positions if p.invoice_number)
    items = [
        f"{format_decimal(p.quantity.normalize(), locale=LOCALES[language])} × {p.label}" for p in positions
    ]
    facts = [
        ("number", f"{offer.case.number}, {offer.case.title}"),
        ("for", "; ".join(items)),
        ("invoice", ", ".join(invoices)),
        ("amount", amount_words(offer, language)),
        ("until", last_day(offer, language)),
    ]
    return ShownOffer(
        language=language,
        title=offer_word("title", language, amount=short_amount(offer, language)),
        facts=tuple((offer_word(key, language), value) for key, value in facts if value),
        text=offer.text,
        means=offer_word("means", language, house=tenant.sender),
        declines=offer_word("declines", language),
    )
