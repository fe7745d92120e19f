"""The words of service reports and of what is said about them, in the language of whoever reads it.

They stand here and not among the screens' translations because the case's language, or the recipient's,
chooses them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from kulanz.stages.execution.report_correction_words import CORRECTED
from kulanz.stages.execution.report_told_words import TOLD

WORDS: Final[dict[str, tuple[str, str]]] = {
    # the document
    "title": ("Servicebericht {number}", "Service report {number}"),
    "file_name": ("Servicebericht {number}.pdf", "Service report {number}.pdf"),
    "photo_name": ("Foto {number}-{index}", "Photo {number}-{index}"),
    "signature_name": ("Unterschrift {number}-{index}", "Signature {number}-{index}"),
    "case": ("Vorgang", "Case"),
    "visit": ("Einsatz", "Visit"),
    "order": ("Auftrag", "Order"),
    "technician": ("Kundendienst", "Customer service"),
    "contact": ("Ansprechpartner", "Contact"),
    "phone": ("Telefon", "Phone"),
    "date": ("Datum", "Date"),
    "reference": ("Ihre Referenz", "Your reference"),
    "place": ("Einsatzort", "Place of service"),
    "items": ("Gegenstand", "Subject of the visit"),
    "serial": ("Seriennummer", "Serial number"),
    "result": ("Ergebnis", "Result"),
    "reason": ("Grund", "Reason"),
    "work": ("Ausgeführte Arbeit", "Work carried out"),
    "defects": ("Festgestellte Mängel", "Defects found"),
    "safety": ("Sicherheit", "Safety"),
    "times": ("Zeiten", "Times"),
    "arrived": ("Ankunft", "Arrival"),
    "left": ("Ende vor Ort", "Left the site"),
    "travel": ("Fahrt", "Travel"),
    "minutes": ("{minutes} Minuten", "{minutes} minutes"),
    "kilometres": ("{km} km", "{km} km"),
    "parts": ("Verwendete Teile", "Parts used"),
    "needed": ("Benötigte Teile", "Parts needed"),
    "ordered": ("bestellt", "ordered"),
    "number": ("Nr.", "No."),
    "part": ("Teil", "Part"),
    "quantity": ("Menge", "Quantity"),
    "not_original": ("kein bekanntes Originalteil", "not a known original part"),
    "checklist": ("Prüfliste", "Check-list"),
    "done": ("erledigt", "done"),
    "not_done": ("nicht erledigt", "not done"),
    "not_given": ("nicht angegeben", "not given"),
    "values": ("Messwerte", "Measured values"),
    "photos": ("Fotos", "Photos"),
    "photo": ("Foto", "Photo"),
    "missing_one": ("Ein Foto folgt.", "One photo will follow."),
    "missing": ("{count} Fotos folgen.", "{count} photos will follow."),
    "before": ("vorher", "before"),
    "after": ("nachher", "after"),
    "plate": ("Typenschild", "type plate"),
    "other": ("", ""),
    "signature": ("Unterschrift", "Signature"),
    "signed": ("Unterschrieben von {name}", "Signed by {name}"),
    "signed_at": ("Unterschrieben von {name} am {day}, {time}", "Signed by {name} on {day}, {time}"),
    "no_signature": ("Nicht unterschrieben", "Not signed"),
    "refused": ("Unterschrift verweigert: {reason}", "Signature refused: {reason}"),
    "unauthorised": ("Ohne gültige Berechtigung", "Without valid authorisation"),
    "unauthorised_text": (
        (
            "Diese Arbeit ist sicherheitsrelevant. Sie wurde ohne gültige Berechtigung ausgeführt und gilt "
            "nicht als erledigt. Bitte benutzen Sie das Produkt erst nach einer Nachprüfung."
        ),
        (
            "This work is relevant to safety. It was carried out without a valid authorisation and does "
            "not count as done. Please do not use the product before it has been inspected again."
        ),
    ),
    "unproven": ("Sicherheit nicht nachgewiesen", "Safety not proven"),
    "unproven_text": (
        (
            "Ein vorgeschriebener Prüfpunkt war nicht prüfbar. Die Arbeit gilt erst als erledigt, wenn er "
            "nachgeholt ist."
        ),
        (
            "A required check could not be carried out. The work does not count as done until it has been "
            "made up for."
        ),
    ),
    "unable": ("nicht prüfbar: {reason}", "could not be checked: {reason}"),
    "unable_value": ("nicht messbar: {reason}", "could not be measured: {reason}"),
    "unsafe_text": (
        "Das Produkt darf nicht benutzt werden.",
        "The product must not be used.",
    ),
    "solved": ("gelöst", "solved"),
    "part_needed": ("Ersatzteil nötig", "spare part needed"),
    "second_visit": ("zweiter Einsatz nötig", "second visit needed"),
    "nobody_there": ("niemand angetroffen", "nobody there"),
    "futile": ("vergeblich", "futile"),
    "safe": ("Das Produkt ist sicher zu benutzen.", "The product is safe to use."),
    "unsafe": ("Das Produkt darf nicht benutzt werden.", "The product must not be used."),
    "not_judged": ("Nicht beurteilt", "Not assessed"),
    "page": ("Seite", "Page"),
    "of": ("von", "of"),
    "logo": ("Logo", "Logo"),
    # mails
    "dealer_subject": ("Servicebericht zu {number}", "Service report on {number}"),
    "dealer_text": (
        "{technician} hat den Einsatz {visit} berichtet. Ergebnis: {result}.",
        "{technician} has reported on visit {visit}. Result: {result}.",
    ),
    "to_report": ("Zum Bericht", "Go to the report"),
    "customer_subject": ("Ihr Servicebericht zu {number}", "Your service report on {number}"),
    "customer_text": (
        "{technician} von unserem Kundendienst war bei Ihnen. Den Bericht finden Sie im Anhang.",
        "{technician} from our customer service has visited you. You will find the report attached.",
    ),
    "customer_text_of": (
        "{technician}{house} war bei Ihnen. Den Bericht finden Sie im Anhang.",
        "{technician}{house} has visited you. You will find the report attached.",
    ),
    "customer_text_futile": (
        (
            "{technician} von unserem Kundendienst konnte den Einsatz nicht ausführen. Näheres steht im "
            "Bericht im Anhang. Wir melden uns bei Ihnen."
        ),
        (
            "{technician} from our customer service could not carry out the visit. The attached report says "
            "more. We will contact you."
        ),
    ),
    "customer_text_futile_of": (
        (
            "{technician}{house} konnte den Einsatz nicht ausführen. Näheres steht im Bericht im Anhang. "
            "Wir melden uns bei Ihnen."
        ),
        (
            "{technician}{house} could not carry out the visit. The attached report says more. We will "
            "contact you."
        ),
    ),
    "staff_subject": ("Servicebericht zu {number}", "Service report on {number}"),
    "staff_text": (
        "{technician} hat den Einsatz {visit} berichtet. Ergebnis: {result}.",
        "{technician} has reported on visit {visit}. Result: {result}.",
    ),
    "alert_unauthorised_subject": (
        "Sicherheit: Arbeit ohne gültige Berechtigung, {number}",
        "Safety: work without valid authorisation, {number}",
    ),
    "alert_unauthorised_text": (
        (
            "{technician} hat im Einsatz {visit} sicherheitsrelevante Arbeit ohne gültige Berechtigung "
            "ausgeführt. Sie gilt nicht als erledigt; eine Nachprüfung ist angelegt."
        ),
        (
            "{technician} carried out work relevant to safety on visit {visit} without a valid "
            "authorisation. It does not count as done; a re-inspection has been created."
        ),
    ),
    "alert_unproven_subject": (
        "Sicherheit: nicht nachgewiesen, {number}",
        "Safety: not proven, {number}",
    ),
    "alert_unproven_text": (
        (
            "{technician} konnte im Einsatz {visit} einen vorgeschriebenen Prüfpunkt sicherheitsrelevanter "
            "Arbeit nicht prüfen. Sie gilt nicht als erledigt; eine Nachprüfung ist angelegt."
        ),
        (
            "{technician} could not carry out a required check of work relevant to safety on visit {visit}. "
            "It does not count as done; a re-inspection has been created."
        ),
    ),
    "alert_unsafe_subject": (
        "Sicherheit: Produkt nicht benutzbar, {number}",
        "Safety: product unsafe, {number}",
    ),
    "alert_unsafe_text": (
        "{technician} hat im Einsatz {visit} festgestellt, dass das Produkt nicht benutzt werden darf.",
        "On visit {visit} {technician} found that the product must not be used.",
    ),
    "to_desk": ("Im Servicebüro öffnen", "Open at the desk"),
    # what the office finds in the case, in the tenant's language
    "task_inspect": ("Nachprüfung: {number} ohne gültige Berechtigung", "Re-inspect: {number} unauthorised"),
    "task_unproven": ("Nachprüfung: {number} nicht nachgewiesen", "Re-inspect: {number} not proven"),
    "task_unsafe": ("Produkt unsicher laut {number}", "Product unsafe according to {number}"),
    "task_contrary": (
        "{number}: gelöst, aber nicht zu benutzen. Klären, wie es weitergeht",
        "{number}: solved, but not to be used. Decide what comes next",
    ),
    "task_parts": ("Teile bestellen für {number}: {parts}", "Order parts for {number}: {parts}"),
    "task_compare": ("Zwei Berichte zu {number} vergleichen", "Compare two reports on {number}"),
    "task_odd_parts": ("Teile in {number} prüfen: {parts}", "Check parts in {number}: {parts}"),
    "task_defects": ("Mängel aus {number} ansehen", "Look at the defects of {number}"),
    "note_defects": ("Mängel laut Bericht {number}: {text}", "Defects according to report {number}: {text}"),
    "note_parts": ("Benötigte Teile ({number}): {parts}", "Parts needed ({number}): {parts}"),
    "note_odd": (
        "Kein bekanntes Originalteil im Bericht {number}: {parts}",
        "Not a known original part in report {number}: {parts}",
    ),
    "note_second": (
        (
            "Zu Einsatz {visit} gibt es mehrere Berichte: {number} kam nach dem ersten. Beide bleiben. "
            "Den Bestand und den Auftrag hat nur der erste bewegt."
        ),
        (
            "There are several reports on visit {visit}: {number} came after the first one. Both are kept; "
            "stock and order were moved by the first one only."
        ),
    ),
    "note_unsafe": (
        "Laut Bericht {number} darf das Produkt nicht benutzt werden. {text}",
        "According to report {number} the product must not be used. {text}",
    ),
    "note_unauthorised": (
        "Bericht {number} ohne gültige Berechtigung: {text}",
        "Report {number} without valid authorisation: {text}",
    ),
    "note_unproven": (
        "Bericht {number}: nicht prüfbar war {text}",
        "Report {number}: could not be checked: {text}",
    ),
    "solution": ("Vor Ort gelöst ({number}).", "Solved on site ({number})."),
    **TOLD,
    **CORRECTED,
}


def report_words(key: str, language: str, **values: object) -> str:
    """The words in this language (German where it is not English) with their values."""
    german, english = WORDS[key]
    text = english if language.startswith("en") else german
    # by hand and in one pass: a value that holds braces must not be read as a placeholder
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value).replace("{", "\x02").replace("}", "\x03"))
    return text.replace("\x02", "{").replace("\x03", "}")


def line_text(line: Mapping[str, Any], language: str) -> str:
    """What a line of a filled-in check-list asked for."""
    return str((language.startswith("en") and line.get("text_en")) or line["text"])


def open_checks(lines: Sequence[Mapping[str, Any]], language: str) -> list[str]:
    """The required lines that could not be done, each with its reason."""
    unable = (line for line in lines if line["required"] and line.get("unable"))
    return [f"{line_text(line, language)}: {line['unable']}" for line in unable]
