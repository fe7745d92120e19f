"""What documents and mails say of a corrected report; part of `report_words`."""

from __future__ import annotations

from typing import Final

CORRECTED: Final[dict[str, tuple[str, str]]] = {
    "corrected_file_name": (
        "Servicebericht {number} berichtigte Fassung {correction}.pdf",
        "Service report {number} corrected version {correction}.pdf",
    ),
    "corrected_title": (
        "Servicebericht {number}, berichtigte Fassung",
        "Service report {number}, corrected version",
    ),
    "correction": ("Berichtigung", "Correction"),
    "corrected_by_office": (
        "Unser Servicebüro hat diesen Bericht berichtigt.",
        "Our service office has corrected this report.",
    ),
    "corrected_value": (
        "{what}: {value} (im Original: {before})",
        "{what}: {value} (in the original: {before})",
    ),
    "corrected_back": ("{what}: {value}, wie im Original", "{what}: {value}, as in the original"),
    "corrected_because": ("Berichtigt am {day}: {reason}", "Corrected on {day}: {reason}"),
    "travel_minutes": ("Fahrzeit", "Travel time"),
    "travel_km": ("Fahrstrecke", "Distance travelled"),
    "signed_original": (
        "Unterschrieben ist das Original, von {name}. Diese berichtigte Fassung ist nicht unterschrieben.",
        "The original is signed, by {name}. This corrected version is not signed.",
    ),
    # where the corrected day is one on which somebody was not entitled
    "task_other_day": (
        "Berechtigung prüfen: {number} war am {day}",
        "Check the authorisation: {number} was on {day}",
    ),
    "note_other_day": (
        (
            "Bericht {number} ist auf den {day} berichtigt. An diesem Tag fehlte die Berechtigung: {text} "
            "Der Bericht gilt weiter wie zuvor. Bitte prüfen, ob nachgeprüft werden muss."
        ),
        (
            "Report {number} is corrected to {day}. On that day the authorisation was missing: {text} "
            "The report still counts as before. Please check whether a re-inspection is needed."
        ),
    ),
    "customer_corrected": (
        "Unser Servicebüro hat Angaben im Bericht berichtigt. Im Anhang steht, welche und warum.",
        "Our service office has corrected details of the report. The attachment says which and why.",
    ),
}
