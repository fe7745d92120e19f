"""Who the two houses are: names, brands, and the texts the law asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class House:
    """A tenant of the demo."""

    slug: str
    name: str
    short: str
    host: str
    other_hosts: tuple[str, ...]
    prefix: str
    colour: str
    accent: str
    domain: str
    subdivision: str
    street: str
    town: str
    phone: str
    hours: str
    hours_en: str
    team: str
    what: str


MANUFACTURER: Final = House(
    slug="nordbruck", name="Nordbruck Büromöbel", short="Nordbruck", host="localhost",
    other_hosts=("127.0.0.1",), prefix="NB", colour="#1d5c63", accent="#d98324",
    domain="nordbruck.example", subdivision="NI", street="Werkstraße 12", town="31655 Nordbruck an der Leine",
    phone="030 23125 100", hours="Montag bis Freitag 7:30–17:00 Uhr",
    hours_en="Monday to Friday 7:30 am–5 pm", team="Kundendienst Nordbruck",
    what="Hersteller von Büromöbeln",
)  # fmt: skip
DEALER_HOUSE: Final = House(
    slug="wessendorf", name="Raumwerk Wessendorf", short="Raumwerk", host="haus.localhost",
    other_hosts=(), prefix="RW", colour="#7a2e4d", accent="#3d7ea6", domain="raumwerk-wessendorf.example",
    subdivision="NW", street="Am Kanal 8", town="48143 Münster", phone="0221 4710 200",
    hours="Montag bis Freitag 8–17 Uhr, Samstag 9–12 Uhr",
    hours_en="Monday to Friday 8 am–5 pm, Saturday 9 am–noon", team="Service Raumwerk",
    what="Fachhändler für Büroeinrichtung",
)  # fmt: skip


# name, shortcut, German, English, audience
READY_TEXTS: Final = (
    (
        "Eingang bestätigen",
        "eingang",
        (
            "Guten Tag {customer},\n\n"
            "vielen Dank für Ihre Meldung. Ihr Vorgang hat die Nummer {number}. "
            "Wir melden uns bis {next_news}."
        ),
        (
            "Dear {customer},\n\n"
            "thank you for your report. Your case has the number {number}. "
            "You will hear from us by {next_news}."
        ),
        "customer",
    ),
    (
        "Foto und Typenschild erbitten",
        "foto",
        (
            "Guten Tag {customer},\n\n"
            "bitte schicken Sie uns ein Foto des Schadens und eines vom Typenschild an der Unterseite."
        ),
        "Dear {customer},\n\nplease send us a photo of the damage and one of the label at the bottom.",
        "customer",
    ),
    (
        "Termin mit Techniker",
        "termin",
        (
            "Guten Tag {customer},\n\n"
            "unser Servicetechniker ruft Sie wegen eines Termins an. "
            "Sie erreichen uns unter {phone} ({hours})."
        ),
        (
            "Dear {customer},\n\n"
            "our technician will call you to arrange a visit. You can reach us at {phone} ({hours})."
        ),
        "customer",
    ),
    (
        "Reinigung von Bezügen",
        "reinigung",
        (
            "Guten Tag {customer},\n\n"
            "bitte reinigen Sie den Bezug mit lauwarmem Wasser und wenig Feinwaschmittel, nur tupfen."
        ),
        (
            "Dear {customer},\n\n"
            "please clean the cover with lukewarm water and a little mild detergent, only dab."
        ),
        "customer",
    ),
    (
        "Händler: Angaben nachreichen",
        "auftrag",
        "Guten Tag,\n\nbitte ergänzt zu {number} die Auftragsnummer und das Lieferdatum. Danke!",
        "",
        "dealer",
    ),
    (
        "Techniker: Auftrag",
        "technik",
        "bitte Termin mit {customer} vereinbaren und Fotos mitbringen.",
        "",
        "technician",
    ),
)


def imprint(house: House) -> str:
    """Who is behind the pages; honest about being made up."""
    return (
        f"{house.name} GmbH\n{house.street}\n{house.town}\n\nGeschäftsführung: Renate Achterberg\n"
        f"Telefon: {house.phone}\nE-Mail: service@{house.domain}\n\n"
        "Registergericht: Amtsgericht Musterstadt, HRB 00000\n"
        "Umsatzsteuer-Identifikationsnummer: DE000000000\n\n"
        f"{house.name} ist ein erfundenes Unternehmen ({house.what}). Diese Seite gehört zu einer "
        "Vorführung; alle Namen, Adressen und Vorgänge sind ausgedacht."
    )


def privacy(house: House) -> str:
    """The privacy notice."""
    return (
        f"Verantwortlich für die Verarbeitung ist {house.name} GmbH, {house.street}, {house.town}.\n\n"
        "Wir verarbeiten Ihre Angaben, um Ihre Meldung zu bearbeiten und Ihnen zu antworten (Art. 6 Abs. 1 "
        "Buchst. b DSGVO). Fotos sieht nur, wer an Ihrem Vorgang arbeitet. Ortsangaben in Fotos entfernen "
        "wir aus jeder Kopie, die das Haus verlässt.\n\n"
        "An Fachhändler und Servicetechniker geben wir weiter, was sie für ihre Arbeit brauchen. Angaben zu "
        "erledigten Vorgängen bewahren wir so lange auf, wie das Gesetz es verlangt, und löschen sie "
        "danach.\n\n"
        f"Sie können Auskunft, Berichtigung und Löschung verlangen: datenschutz@{house.domain}. Beschweren "
        "können Sie sich bei der Aufsichtsbehörde für den Datenschutz Ihres Bundeslandes."
    )


def accessibility(house: House) -> str:
    """The accessibility statement."""
    return (
        f"{house.name} möchte, dass alle Menschen diese Seiten benutzen können. Wir richten uns nach den "
        "WCAG 2.2, Stufe AA.\n\nFällt Ihnen eine Hürde auf, schreiben Sie bitte an "
        f"barrierefrei@{house.domain} oder rufen Sie an: {house.phone}. Wir antworten innerhalb von zwei "
        "Wochen."
    )
