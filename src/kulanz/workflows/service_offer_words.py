"""What an offer of maintenance says to its customer, in his language; what he was shown is kept."""

from __future__ import annotations

from typing import Final

from babel.dates import format_date
from babel.numbers import format_decimal

from kulanz.core.money import money_text
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Address
from kulanz.stages.contact.placeholders import LOCALES
from kulanz.stages.execution.models import ServiceOffer
from kulanz.workflows.offer_words import ShownOffer, priced
from kulanz.workflows.withdrawal_words import withdrawal_words

WORDS: Final[dict[str, tuple[str, str]]] = {
    "maintenance": ("Wartung", "maintenance"),
    "cleaning": ("Reinigung", "cleaning"),
    "inspection": ("Prüfung", "inspection"),
    "title": ("Unser Angebot: {kind}", "Our offer: {kind}"),
    "number": ("Angebot", "Offer"),
    "what": ("Leistung", "Service"),
    "pieces": ("Stückzahl", "Number of items"),
    "place": ("Ort", "Place"),
    "price": ("Preis", "Price"),
    "with_tax": ("{price}, zusammen {gross}", "{price}, {gross} in all"),
    "price_each": ("{price} je Termin", "{price} per appointment"),
    "how_often": ("Wie oft", "How often"),
    "once": ("einmal", "once"),
    "every": ("alle {n} Monate", "every {n} months"),
    "every_month": ("jeden Monat", "every month"),
    "until": ("Gültig bis", "Valid until"),
    "from": ("Angeboten von", "Offered by"),
    "means_once": (
        (
            "Wenn Sie annehmen, erteilen Sie {house} diesen Auftrag zum genannten Preis. Danach vereinbaren "
            "wir mit Ihnen einen Termin."
        ),
        (
            "If you accept, you place this order with {house} at the price above. We will then arrange an "
            "appointment with you."
        ),
    ),
    "means_again": (
        (
            "Wenn Sie annehmen, erteilen Sie {house} diesen Auftrag zum genannten Preis je Termin. Vor jedem "
            "Termin melden wir uns bei Ihnen. Sie können jederzeit für die Zukunft kündigen; eine Nachricht "
            "genügt."
        ),
        (
            "If you accept, you place this order with {house} at the price per appointment above. We will "
            "contact you before each appointment. You may end it for the future at any time; a message is "
            "enough."
        ),
    ),
    "declines": (
        "Wenn Sie ablehnen, entsteht Ihnen kein Nachteil.",
        "If you decline, you lose nothing.",
    ),
    "mail_subject": ("Angebot {kind} ({number})", "Offer: {kind} ({number})"),
    "mail_text": (
        (
            "wir bieten Ihnen an: {kind}. Das Angebot finden Sie im Anhang und auf der Seite hinter dem "
            "Link; dort können Sie es annehmen oder ablehnen. Es gilt bis {day}."
        ),
        (
            "we offer you: {kind}. You will find the offer attached and on the page behind the link, where "
            "you can accept or decline it. It is valid until {day}."
        ),
    ),
    "remind_subject": (
        "Unser Angebot gilt noch bis {day} ({number})",
        "Our offer is valid until {day} ({number})",
    ),
    "remind_text": (
        "unser Angebot {number} ({kind}) gilt noch bis {day}. Bitte sagen Sie uns, ob Sie es annehmen.",
        "our offer {number} ({kind}) is valid until {day}. Please tell us whether you accept it.",
    ),
    "to_offer": ("Angebot ansehen und antworten", "View the offer and answer"),
    "pass_on": (
        "bitte geben Sie dieses Angebot an {customer} weiter. Der Link führt Ihren Kunden zur Antwort.",
        "please pass this offer on to {customer}. The link leads your customer to the answer.",
    ),
    "file": ("Angebot {number}.pdf", "Offer {number}.pdf"),
    "code": ("Annehmen oder ablehnen", "Accept or decline"),
    "letter": ("gern bieten wir Ihnen an:", "we are pleased to offer you:"),
    "confirm_subject": ("Ihr Auftrag {kind} ({number})", "Your order: {kind} ({number})"),
    "confirm_text": (
        (
            "vielen Dank für Ihren Auftrag. Sie haben unser Angebot {number} am {day} angenommen. Hier "
            "steht, was Sie bestellt haben; das Angebot liegt bei."
        ),
        (
            "thank you for your order. You accepted our offer {number} on {day}. Here is what you ordered; "
            "the offer is attached."
        ),
    ),
    "then_once": (
        "Wir vereinbaren mit Ihnen einen Termin.",
        "We will arrange an appointment with you.",
    ),
    "then_again": (
        (
            "Den ersten Termin vereinbaren wir jetzt mit Ihnen; vor jedem weiteren melden wir uns bei Ihnen. "
            "Sie können jederzeit für die Zukunft kündigen; eine Nachricht genügt."
        ),
        (
            "We will now arrange the first appointment with you, and contact you before each further one. "
            "You may end it for the future at any time; a message is enough."
        ),
    ),
    "accepted_subject": ("Angenommen: Angebot {number}", "Accepted: offer {number}"),
    "declined_subject": ("Abgelehnt: Angebot {number}", "Declined: offer {number}"),
    "accepted_text": (
        "{customer} hat das Angebot {number} ({kind}) angenommen. Der Vorgang ist angelegt.",
        "{customer} has accepted the offer {number} ({kind}). The case has been created.",
    ),
    "declined_text": (
        "{customer} hat das Angebot {number} ({kind}) abgelehnt: {reason}",
        "{customer} has declined the offer {number} ({kind}): {reason}",
    ),
    "task": ("Angebot {number}, angenommen von {name}", "Offer {number}, accepted by {name}"),
}


def service_word(key: str, language: str, **values: str) -> str:
    german, english = WORDS[key]
    # `format` reads the values as they are: a brace in them stays a brace
    return (english if language.startswith("en") else german).format(**values)


def kind_word(offer: ServiceOffer, language: str) -> str:
    return service_word(offer.kind, language)


def last_day(offer: ServiceOffer, language: str) -> str:
    return format_date(offer.expires_on, "long", locale=LOCALES.get(language[:2], "de_DE"))


def how_often(offer: ServiceOffer, language: str) -> str:
    months = offer.interval_months
    if months is None:
        return service_word("once", language)
    return service_word("every_month" if months == 1 else "every", language, n=str(months))


def house_of(offer: ServiceOffer) -> str:
    """Who offers it: the dealer who made it, else the tenant."""
    if offer.made_for_dealer and offer.dealer is not None:
        return offer.dealer.name
    return Tenant.objects.defer("logo").get(pk=offer.tenant_id).sender


def shown_service_offer(offer: ServiceOffer, language: str) -> ShownOffer:
    """As its customer reads it in this language: gross as a consumer; net, with the sum, as a business."""
    language = "en" if language.startswith("en") else "de"
    price = priced(offer, language, shown_gross=not offer.customer.is_business)
    if offer.customer.is_business and offer.tax_rate:
        gross = money_text(offer.gross, offer.currency, language)
        price = service_word("with_tax", language, price=price, gross=gross)
    again = offer.interval_months is not None
    kind = kind_word(offer, language)
    house = house_of(offer)
    pieces = format_decimal(offer.pieces, locale=LOCALES[language]) if offer.pieces else ""
    facts = [
        ("number", offer.number),
        ("from", house),
        ("what", kind[:1].upper() + kind[1:]),
        ("pieces", pieces),
        ("place", str(_place(offer) or "")),
        ("how_often", how_often(offer, language)),
        ("price", service_word("price_each", language, price=price) if again else price),
        ("until", last_day(offer, language)),
    ]
    return ShownOffer(
        language=language,
        title=service_word("title", language, kind=kind),
        facts=tuple((service_word(key, language), value) for key, value in facts if value),
        text=offer.text,
        means=service_word("means_again" if again else "means_once", language, house=house),
        declines=service_word("declines", language),
        withdrawal=withdrawal_words(offer, language),
    )


def _place(offer: ServiceOffer) -> Address | None:
    if offer.place is not None:
        return offer.place
    return Address.objects.filter(party=offer.customer).order_by("-is_main", "id").first()
