"""Why something the ERP wrote could not be taken, in both languages.

They stand here and not among the screens' translations because a result file is written in both at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

REASONS: Final[dict[str, tuple[str, str]]] = {
    "too_large": (
        "Die Datei ist größer als {limit} MB.",
        "The file is larger than {limit} MB.",
    ),
    "not_utf8": (
        "Die Datei ist nicht in UTF-8 geschrieben.",
        "The file is not written in UTF-8.",
    ),
    "doctype": (
        "Eine DOCTYPE-Angabe ist nicht erlaubt.",
        "A DOCTYPE declaration is not allowed.",
    ),
    "too_many_elements": (
        "Die Datei hat mehr als {limit} Elemente oder Attribute.",
        "The file has more than {limit} elements or attributes.",
    ),
    "not_well_formed": (
        "Das ist kein wohlgeformtes XML: {detail}",
        "This is not well-formed XML: {detail}",
    ),
    "not_responses": (
        "Erwartet wird „responses“ im Namensraum urn:kulanz:orders:1.",
        "Expected is “responses” in the namespace urn:kulanz:orders:1.",
    ),
    "not_valid": (
        "Das entspricht nicht dem Schema: {detail}",
        "This does not match the schema: {detail}",
    ),
    "other_tenant": (
        "Die Datei gehört zum Mandanten „{given}“, dieser Ordner zu „{tenant}“.",
        "The file belongs to the tenant “{given}”, this folder to “{tenant}”.",
    ),
    "unknown_order": (
        "Einen Auftrag mit dieser Nummer gibt es nicht.",
        "There is no order with this number.",
    ),
    "unknown_credit": (
        "Eine Gutschrift mit dieser Nummer gibt es nicht.",
        "There is no credit note with this number.",
    ),
    "order_step": (
        "Der Auftrag ist „{before_de}“; „{after_de}“ kann darauf nicht folgen.",
        "The order is “{before_en}”; “{after_en}” cannot follow.",
    ),
    "credit_step": (
        "Die Gutschrift ist „{before_de}“ und kann nicht bestätigt werden.",
        "The credit note is “{before_en}” and cannot be confirmed.",
    ),
    "credit_refused": (
        "Die Warenwirtschaft hat die Gutschrift nicht gebucht: {detail}",
        "The ERP did not book the credit note: {detail}",
    ),
    "unknown_cost_kind": (
        "Eine Kostenart „{detail}“ gibt es nicht.",
        "There is no cost kind “{detail}”.",
    ),
    "cost_differs": (
        "Die Kosten „{ident}“ sind schon mit {amount} {currency} oder einer anderen Kostenart gebucht.",
        "The cost “{ident}” has been booked already as {amount} {currency} or with another cost kind.",
    ),
    "refused": ("{de}", "{en}"),
}

# German as on the screens; English as the schema names them.
STATES: Final[dict[str, tuple[str, str]]] = {
    "recorded": ("erfasst", "recorded"),
    "handed_over": ("übergeben", "handedOver"),
    "confirmed": ("bestätigt", "confirmed"),
    "under_way": ("unterwegs", "underWay"),
    "done": ("erledigt", "done"),
    "failed": ("gescheitert", "failed"),
    "cancelled": ("storniert", "cancelled"),
    "waits_for_goods": ("wartet auf die Ware", "waitsForGoods"),
    "released": ("freigegeben", "released"),
}


@dataclass(frozen=True)
class Problem:
    """One reason with the place it belongs to."""

    code: str
    line: int = 0
    element: str = ""
    number: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    def texts(self) -> tuple[str, str]:
        """German, English."""
        german, english = REASONS[self.code]
        return german.format(**self.details), english.format(**self.details)

    def as_json(self) -> dict[str, Any]:
        german, english = self.texts()
        return {
            "line": self.line,
            "element": self.element,
            "number": self.number,
            "de": german,
            "en": english,
        }
