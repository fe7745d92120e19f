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
        "Die Datei ist nicht in UTF-8 geschrieben, sondern in einem anderen Zeichensatz (etwa Latin-1).",
        "The file is not written in UTF-8 but in another character set (such as Latin-1).",
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
        "{de}",
        "{en}",
    ),
    "not_xml": (
        "Das ist keine XML-Datei.",
        "This is not an XML file.",
    ),
    "empty": (
        "Die Datei ist leer.",
        "The file is empty.",
    ),
    "too_deep": (
        "Die Datei ist tiefer als {limit} Ebenen verschachtelt.",
        "The file is nested deeper than {limit} levels.",
    ),
    "too_much_text": (
        "Ein Text oder Wert ist länger als {limit} Zeichen.",
        "A text or value is longer than {limit} characters.",
    ),
    "too_many_records": (
        "Die Datei hat mehr als {limit} Sätze.",
        "The file has more than {limit} records.",
    ),
    "record_too_large": (
        "Ein Satz hat mehr als {limit} Elemente.",
        "A record has more than {limit} elements.",
    ),
    "not_cases": (
        "Erwartet wird „cases“ im Namensraum urn:kulanz:cases:1.",
        "Expected is “cases” in the namespace urn:kulanz:cases:1.",
    ),
    "unknown_record": (
        "Ein Satz „{detail}“ ist im Schema nicht vorgesehen.",
        "A record “{detail}” is not part of the schema.",
    ),
    "other_receiver": (
        "Die Datei ist an „{given}“ gerichtet; wir sind „{expected}“.",
        "The file is addressed to “{given}”; we are “{expected}”.",
    ),
    "other_sender": (
        "Als Absender steht „{given}“; Ihr Kürzel ist „{expected}“.",
        "The file names “{given}” as its sender; your code is “{expected}”.",
    ),
    "archive_broken": (
        "Das ist kein lesbares ZIP-Archiv.",
        "This is not a readable ZIP archive.",
    ),
    "archive_name": (
        "Der Dateiname „{detail}“ im ZIP ist nicht erlaubt: keine Ordner, keine Pfade, kein Name doppelt.",
        "The file name “{detail}” in the ZIP is not allowed: no folders, no paths, no name twice.",
    ),
    "archive_size": (
        "Das ZIP enthält ausgepackt zu viel: höchstens {limit} MB zusammen, {one} MB je Datei.",
        "Unpacked the ZIP holds too much: at most {limit} MB together, {one} MB a file.",
    ),
    "archive_count": (
        "Das ZIP enthält mehr als {limit} Dateien.",
        "The ZIP holds more than {limit} files.",
    ),
    "archive_kind": (
        "Das ZIP ist verschlüsselt oder auf eine Art gepackt, die wir nicht lesen.",
        "The ZIP is encrypted or packed in a way we do not read.",
    ),
    "archive_xml": (
        "Im ZIP liegen mehrere XML-Dateien mit Vorgängen; es darf nur eine sein.",
        "The ZIP holds several XML files with cases; there may be only one.",
    ),
    "archive_without_xml": (
        "Im ZIP liegt keine XML-Datei mit Vorgängen.",
        "The ZIP holds no XML file with cases.",
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
