"""The sentences of our mails about certificates, by the recipient's language."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import override

from kulanz.core.names import named
from kulanz.masterdata.parties.models import Certificate

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "person_subject": (
        "Ihr Zertifikat für {work} gilt bis {until}",
        "Your certificate for {work} is valid until {until}",
    ),
    "person_subject_more": (
        "Ihre Zertifikate laufen ab, das erste am {until}",
        "Your certificates are running out, the first on {until}",
    ),
    "person_text": (
        (
            "bitte denken Sie an die Erneuerung. Nach dem letzten Tag dürfen Sie diese Arbeiten nicht mehr "
            "ausführen, und Einsätze danach werden nicht mit Ihnen geplant."
        ),
        (
            "Please remember to renew. After the last day you may no longer do this work, and no visits "
            "after it are planned with you."
        ),
    ),
    "house_subject": (
        "{count} Zertifikate Ihres Hauses laufen ab",
        "{count} certificates of your company are running out",
    ),
    "house_subject_one": (
        "Ein Zertifikat Ihres Hauses läuft ab",
        "One certificate of your company is running out",
    ),
    "house_text": (
        "bitte melden Sie die Erneuerung rechtzeitig an. Danach übernehmen andere diese Arbeiten.",
        "Please arrange the renewal in time. Afterwards others do this work.",
    ),
    "whole_house": ("{name} (als Betrieb)", "{name} (as a company)"),
    "until": ("gültig bis {until}, noch {days} Tage", "valid until {until}, {days} days left"),
    "until_tomorrow": ("gültig bis {until}, noch einen Tag", "valid until {until}, one day left"),
    "until_today": ("gültig nur noch heute, {until}", "valid until today only, {until}"),
    "to_page": ("Techniker und Zertifikate ansehen", "See technicians and certificates"),
    "off_plan_task": (
        "Einsatz {number} vom {day} neu planen: {name} ist dafür nicht mehr zertifiziert",
        "Plan visit {number} of {day} again: {name} is no longer certified for it",
    ),
    "barred_task": (
        "Einsatz {number} vom {day} neu planen: {name} hat dafür keine gültige Berechtigung",
        "Plan visit {number} of {day} again: {name} has no valid authorisation for it",
    ),
    "order_task": (
        "Auftrag {number}: Der Termin am {day} ist aufgehoben. Firma und Kunde verständigen",
        "Order {number}: the appointment on {day} is lifted. Inform firm and customer",
    ),
    "nobody": ("niemand", "nobody"),
    "barred_subject": (
        "{count} Termine vom Plan genommen: keine gültige Berechtigung",
        "{count} appointments taken off the plan: no valid authorisation",
    ),
    "barred_subject_one": (
        "{number} vom Plan genommen: keine gültige Berechtigung",
        "{number} taken off the plan: no valid authorisation",
    ),
    "lead_subject": (
        "{count} Einsätze vom Plan genommen: Zertifikat beendet",
        "{count} visits taken off the schedule: certificate ended",
    ),
    "lead_subject_one": (
        "Einsatz {number} vom Plan genommen: Zertifikat beendet",
        "Visit {number} taken off the schedule: certificate ended",
    ),
    "lead_text": (
        "diese Einsätze brauchen jemand anderen oder einen anderen Tag:",
        "these visits need somebody else or another day:",
    ),
}


def certificate_word(key: str, language: str, **values: object) -> str:
    return _WORDS[key][1 if language.startswith("en") else 0].format(**values)


def planning_task_begins(number: str) -> list[str]:
    """How the tasks to plan this visit again begin, in every language."""
    keys = ("off_plan_task", "barred_task")
    return [text.split("{day}")[0].format(number=number) for key in keys for text in _WORDS[key]]


def day_text(day: date, language: str) -> str:
    with override(language):
        return date_format(day, "SHORT_DATE_FORMAT")


def what_for(certificate: Certificate, language: str) -> str:
    """The kind of work; of an organisation as a whole its name."""
    if certificate.work_kind is None:
        return certificate_word("whole_house", language, name=certificate.holder.name)
    with override(language):
        return named(certificate.work_kind)


def how_long(until: date, today: date, language: str) -> str:
    left = (until - today).days
    key = "until_today" if left == 0 else "until_tomorrow" if left == 1 else "until"
    return certificate_word(key, language, until=day_text(until, language), days=left)
