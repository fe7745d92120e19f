"""What mails, notes and tasks say of a service report; part of `report_words`."""

from __future__ import annotations

from typing import Final

TOLD: Final[dict[str, tuple[str, str]]] = {
    # to the customer, where nobody may use the product
    "customer_subject_unsafe": (
        "Bitte nicht benutzen: Ihr Servicebericht zu {number}",
        "Please do not use it: your service report on {number}",
    ),
    "customer_unsafe": (
        (
            "Bitte benutzen Sie das Produkt nicht. Bei unserem Besuch wurde festgestellt, dass es nicht "
            "benutzt werden darf."
        ),
        "Please do not use the product. During our visit it was found that it must not be used.",
    ),
    # what comes next, by the result
    "next_part_needed": (
        "Ein Teil fehlt noch. Wir besorgen es und melden uns wegen des nächsten Termins bei Ihnen.",
        "A part is still missing. We will get it and contact you about the next appointment.",
    ),
    "next_second_visit": (
        "Wir kommen noch einmal und melden uns wegen des Termins bei Ihnen.",
        "We will come again and contact you about the appointment.",
    ),
    "next_unsafe": (
        "Wir melden uns bei Ihnen und sagen Ihnen, wie es weitergeht.",
        "We will contact you and tell you what happens next.",
    ),
    "task_times": ("Zeiten klären für {number}: {times}", "Settle the times of {number}: {times}"),
    "note_times": (
        (
            "Bericht {number}: Diese Zeiten können nicht stimmen und stehen nicht im Bericht: {times}. "
            "Bitte {technician} fragen."
        ),
        (
            "Report {number}: these times cannot be right and are not in the report: {times}. "
            "Please ask {technician}."
        ),
    ),
}
