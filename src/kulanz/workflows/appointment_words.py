"""What mails and letters say about an appointment, in the language of whoever reads them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.placeholders import LOCALES
from kulanz.stages.execution.models import Visit

WORDS: Final[dict[str, tuple[str, str]]] = {
    "repair": ("Reparatur", "Repair"),
    "assembly": ("Montage", "Assembly"),
    "maintenance": ("Wartung", "Maintenance"),
    "cleaning": ("Reinigung", "Cleaning"),
    "inspection": ("Prüfung", "Inspection"),
    "task": (
        "Einsatz {number}: Kunde wünscht anderen Termin: {wish}",
        "Visit {number}: customer wishes another time: {wish}",
    ),
    "choice_subject": (
        "Bitte wählen Sie Ihren Termin ({number})",
        "Please choose your appointment ({number})",
    ),
    "choice_text": (
        "für Ihren Kundendienst-Einsatz ({kind}) können wir Ihnen diese Zeiten anbieten:",
        "we can offer you these times for our service visit ({kind}):",
    ),
    "choice_after": (
        (
            "Bitte wählen Sie auf der Seite hinter dem Link die Zeit, die Ihnen passt. Passt keine, sagen "
            "Sie uns dort, wann Sie Zeit haben."
        ),
        (
            "Please choose the time that suits you on the page behind the link. If none suits, tell us there "
            "when you have time."
        ),
    ),
    "to_choice": ("Termin wählen", "Choose an appointment"),
    "planned_subject": ("Ihr Termin am {day} ({number})", "Your appointment on {day} ({number})"),
    "planned_text": ("wir kommen zu Ihnen: {when}.", "we will come to you: {when}."),
    "planned_text_of": ("{house} kommt zu Ihnen: {when}.", "{house} will come to you: {when}."),
    "planned_text_for": (
        "{house} kommt im Auftrag von {principal} zu Ihnen: {when}.",
        "{house} will come to you on behalf of {principal}: {when}.",
    ),
    "planned_who": ("Es kommt: {crew}.", "Coming to you: {crew}."),
    "planned_confirm": (
        "Bitte bestätigen Sie den Termin auf der Seite hinter dem Link, oder verschieben Sie ihn dort.",
        "Please confirm the appointment on the page behind the link. You can also move it there.",
    ),
    "confirmed_text": (
        "Der Termin ist fest vereinbart. Auf der Seite hinter dem Link können Sie ihn verschieben.",
        "The appointment is confirmed. You can move it on the page behind the link.",
    ),
    "file_hint": (
        "Im Anhang finden Sie den Termin für Ihren Kalender.",
        "The attached file puts the appointment into your calendar.",
    ),
    "off_subject": (
        "Ihr Termin am {day} fällt aus ({number})",
        "Your appointment on {day} is off ({number})",
    ),
    "off_text": (
        "der Termin am {day} kann leider nicht stattfinden. Wir melden uns mit einem neuen Vorschlag.",
        "unfortunately the appointment on {day} cannot take place. We will contact you with a new proposal.",
    ),
    "cancelled_text": (
        "der Termin am {day} findet nicht statt. Bei Fragen melden Sie sich bitte bei uns.",
        "the appointment on {day} will not take place. Please contact us if you have questions.",
    ),
    "to_appointment": ("Zu Ihrem Termin", "Go to your appointment"),
    "place": ("Ort", "Place"),
    "when": ("Wann", "When"),
    "number": ("Vorgang", "Case"),
    "visit": ("Einsatz", "Visit"),
    "code": ("Ihr Termin im Internet", "Your appointment online"),
    "file": ("Termin {number}.ics", "Appointment {number}.ics"),
    "letter_file": ("Termin {number}.pdf", "Appointment {number}.pdf"),
    "event": ("{kind}: {house}", "{kind}: {house}"),
    "event_inside": ("{kind}: {name}, {city}", "{kind}: {name}, {city}"),
    "absence": ("Abwesend: {what}", "Absent: {what}"),
    "calendar": ("{house}: Einsätze", "{house}: visits"),
    "phone": ("Telefon", "Phone"),
}


def appointment_word(key: str, language: str, **values: str) -> str:
    german, english = WORDS[key]
    # `format` reads the values as they are: a brace in them stays a brace
    return (english if language.startswith("en") else german).format(**values)


def kind_of(visit: Visit, language: str) -> str:
    return appointment_word(visit.kind, language)


def day_words(tenant: Tenant, moment: datetime, language: str) -> str:
    """“Dienstag, 17. November 2026”."""
    return date_words(moment.astimezone(ZoneInfo(tenant.time_zone)).date(), language)


def date_words(day: date, language: str) -> str:
    """The same of a day without an hour."""
    return format_date(day, "full", locale=LOCALES.get(language[:2], "de_DE"))


def span_words(tenant: Tenant, starts_at: datetime, ends_at: datetime, language: str) -> str:
    """“Dienstag, 17. November 2026, 09:00–10:30 Uhr”."""
    zone, locale = ZoneInfo(tenant.time_zone), LOCALES.get(language[:2], "de_DE")
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    begins = format_time(start.time(), "HH:mm", locale=locale)
    ends = format_time(end.time(), "HH:mm", locale=locale)
    day = day_words(tenant, starts_at, language)
    clock = "" if language.startswith("en") else " Uhr"
    if start.date() != end.date():
        return f"{day}, {begins} – {day_words(tenant, ends_at, language)}, {ends}{clock}"
    return f"{day}, {begins}–{ends}{clock}"
