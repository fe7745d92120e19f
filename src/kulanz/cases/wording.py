"""What each party reads of a state: a table state × waits for × reader × language.

The defaults stand here; a tenant's StateWording rows take precedence.
"""

from __future__ import annotations

from typing import Final

from kulanz.cases.models import Case, StateWording
from kulanz.cases.rules import ClosedBy, Reader, Step, WaitsFor

_W = WaitsFor
_R = Reader

# (state, waits for or None) -> reader -> (German, English)
DEFAULTS: Final[dict[tuple[str, WaitsFor | None], dict[Reader, tuple[str, str]]]] = {
    ("recorded", None): {
        _R.OFFICE: ("erfasst", "recorded"),
        _R.DEALER: ("Eingegangen, der Service prüft", "Received, service is looking at it"),
        _R.CUSTOMER: ("Ihr Anliegen ist bei uns angekommen", "We have received your request"),
        _R.TECHNICIAN: ("Eingegangen", "Received"),
        _R.SUPPLIER: ("Eingegangen", "Received"),
    },
    ("in_progress", _W.US): {
        _R.OFFICE: ("in Bearbeitung (wir)", "in progress (us)"),
        _R.DEALER: ("Der Service arbeitet daran", "Service is working on it"),
        _R.CUSTOMER: ("Wir arbeiten an einer Lösung", "We are working on a solution"),
        _R.TECHNICIAN: ("Das Büro arbeitet daran", "The office is working on it"),
        _R.SUPPLIER: ("Der Service arbeitet daran", "Service is working on it"),
    },
    ("in_progress", _W.CUSTOMER): {
        _R.OFFICE: ("in Bearbeitung (Kunde)", "in progress (customer)"),
        _R.DEALER: ("Wartet auf eine Antwort des Kunden", "Waiting for the customer's answer"),
        _R.CUSTOMER: ("Wir brauchen noch eine Antwort von Ihnen", "We need an answer from you"),
        _R.TECHNICIAN: ("Wartet auf den Kunden", "Waiting for the customer"),
        _R.SUPPLIER: ("Wartet auf den Kunden", "Waiting for the customer"),
    },
    ("in_progress", _W.DEALER): {
        _R.OFFICE: ("in Bearbeitung (Fachhandelspartner)", "in progress (dealer)"),
        _R.DEALER: ("Wartet auf Sie", "Waiting for you"),
        _R.CUSTOMER: ("Ihr Händler kümmert sich darum", "Your dealer is taking care of it"),
        _R.TECHNICIAN: ("Wartet auf den Fachhandelspartner", "Waiting for the dealer"),
        _R.SUPPLIER: ("Wartet auf den Fachhandelspartner", "Waiting for the dealer"),
    },
    ("in_progress", _W.TECHNICIAN): {
        _R.OFFICE: ("in Bearbeitung (Servicetechniker)", "in progress (technician)"),
        _R.DEALER: ("Ein Servicetechniker ist beauftragt", "A technician has been commissioned"),
        _R.CUSTOMER: (
            "Eine Technikerin oder ein Techniker kümmert sich",
            "A technician is taking care of it",
        ),
        _R.TECHNICIAN: ("Wartet auf Sie", "Waiting for you"),
        _R.SUPPLIER: ("Ein Servicetechniker ist beauftragt", "A technician has been commissioned"),
    },
    ("in_progress", _W.SUPPLIER): {
        _R.OFFICE: ("in Bearbeitung (Lieferant)", "in progress (supplier)"),
        _R.DEALER: ("Wartet auf den Hersteller", "Waiting for the manufacturer"),
        _R.CUSTOMER: (
            "Wir warten auf ein Teil oder eine Auskunft des Herstellers",
            "We are waiting for a part or an answer from the manufacturer",
        ),
        _R.TECHNICIAN: ("Wartet auf den Lieferanten", "Waiting for the supplier"),
        _R.SUPPLIER: ("Wartet auf Ihre Antwort", "Waiting for your answer"),
    },
    ("in_progress", _W.ERP): {
        _R.OFFICE: ("in Bearbeitung (Warenwirtschaft)", "in progress (ERP)"),
        _R.DEALER: ("Der Auftrag wird verbucht", "The order is being booked"),
        _R.CUSTOMER: ("Ihr Auftrag wird ausgeführt", "Your order is being carried out"),
        _R.TECHNICIAN: ("Der Auftrag wird verbucht", "The order is being booked"),
        _R.SUPPLIER: ("Der Auftrag wird verbucht", "The order is being booked"),
    },
    ("closed:answer", None): {
        _R.OFFICE: ("beendet durch Auskunft", "closed by an answer"),
        _R.DEALER: ("Erledigt", "Done"),
        _R.CUSTOMER: ("Ihr Anliegen ist erledigt", "Your request is settled"),
        _R.TECHNICIAN: ("Erledigt", "Done"),
        _R.SUPPLIER: ("Erledigt", "Done"),
    },
    ("closed:remedy", None): {
        _R.OFFICE: ("beendet durch Maßnahme", "closed by a remedy"),
        _R.DEALER: ("Erledigt", "Done"),
        _R.CUSTOMER: ("Ihr Anliegen ist erledigt", "Your request is settled"),
        _R.TECHNICIAN: ("Erledigt", "Done"),
        _R.SUPPLIER: ("Erledigt", "Done"),
    },
    ("closed:rejection", None): {
        _R.OFFICE: ("beendet durch Ablehnung", "closed by rejection"),
        _R.DEALER: ("Abgelehnt", "Rejected"),
        _R.CUSTOMER: (
            "Wir konnten Ihrer Reklamation nicht entsprechen",
            "We could not accept your complaint",
        ),
        _R.TECHNICIAN: ("Erledigt", "Done"),
        _R.SUPPLIER: ("Erledigt", "Done"),
    },
    ("cancelled", None): {
        _R.OFFICE: ("storniert", "cancelled"),
        _R.DEALER: ("Storniert", "Cancelled"),
        _R.CUSTOMER: (
            "Der Vorgang ist beendet; daran wird nicht weiter gearbeitet",
            "The case has ended; no further work will be done on it",
        ),
        _R.TECHNICIAN: ("Storniert", "Cancelled"),
        _R.SUPPLIER: ("Storniert", "Cancelled"),
    },
}


def state_key(step: str, closed_by: str) -> str:
    return f"{step}:{closed_by or ClosedBy.ANSWER}" if step == Step.CLOSED else step


def default_text(state: str, waits_for: str, reader: Reader, language: str) -> str:
    """The built-in words; every combination has one."""
    texts = DEFAULTS.get((state, WaitsFor(waits_for))) or DEFAULTS.get((state, None))
    if texts is None:
        texts = DEFAULTS["in_progress", _W.US]
    german, english = texts[reader]
    return english if language.startswith("en") else german


def load_overrides(tenant_id: int) -> dict[tuple[str, str, str, str], str]:
    """The tenant's own words: (state, waits for, reader, language) → text. One query."""
    rows = StateWording.objects.filter(tenant_id=tenant_id)
    return {(r.state, r.waits_for, r.reader, r.language): r.text for r in rows}


def state_text(
    case: Case,
    reader: Reader,
    language: str = "de",
    overrides: dict[tuple[str, str, str, str], str] | None = None,
) -> str:
    """What `reader` reads of the case's state. Pass `overrides` (see load_overrides) in lists."""
    if overrides is None:
        overrides = load_overrides(case.tenant_id)
    return words_of(
        state_key(case.step, case.closed_by), case.waits_for, reader, language=language, overrides=overrides
    )


def words_of(
    state: str,
    waits_for: str,
    reader: Reader,
    *,
    language: str,
    overrides: dict[tuple[str, str, str, str], str],
) -> str:
    """As `state_text`, from the plain values of a list's row; `state` as `state_key` gives it."""
    own = overrides.get((state, waits_for, reader.value, language[:2]))
    return own or default_text(state, waits_for, reader, language)


def states() -> list[tuple[str, WaitsFor | None]]:
    """Every state that has words, for the administration screen."""
    return list(DEFAULTS)
