"""The protocol in words: one German sentence per entry, with its sign and tone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _

from kulanz.cases.models import choices
from kulanz.cases.queries.case_page import HistoryEntry
from kulanz.core.access.actor import Channel
from kulanz.interfaces.desk.billing.history_words import BILLING_ICONS, BILLING_SENTENCES
from kulanz.interfaces.desk.cases.execution_words import EXECUTION_ICONS, EXECUTION_SENTENCES, WRITERS
from kulanz.interfaces.desk.cases.letter_words import sent_words
from kulanz.interfaces.desk.cases.safety_words import SAFETY_ICONS, SAFETY_SENTENCES
from kulanz.interfaces.desk.execution.history_words import ORDER_ICONS, ORDER_SENTENCES
from kulanz.interfaces.desk.execution.history_words_of_appointments import (
    APPOINTMENT_ICONS,
    APPOINTMENT_SENTENCES,
)
from kulanz.interfaces.desk.execution.history_words_of_visits import VISIT_ICONS, VISIT_SENTENCES
from kulanz.interfaces.desk.reports.history_words import REPORT_ICONS, REPORT_SENTENCES
from kulanz.interfaces.desk.solution.history_words import SOLUTION_ICONS, SOLUTION_SENTENCES
from kulanz.stages.execution.plan_words import reason_said

_FIELD_NAMES: Final[dict[str, Callable[[], str]]] = {
    "title": lambda: _("Betreff"),
    "description": lambda: _("Beschreibung"),
    "severity": lambda: _("Schweregrad"),
    "safety": lambda: _("Sicherheitsfrage"),
    "coverage": lambda: _("Kostenübernahme"),
    "customer_id": lambda: _("Kunde"),
    "dealer_id": lambda: _("Fachhandelspartner"),
    "dealer_part": lambda: _("Rolle des Händlers"),
    "dealer_reference": lambda: _("Zeichen des Händlers"),
    "carried_out_by": lambda: _("Ausführung"),
    "wished_technician_id": lambda: _("Gewünschter Techniker"),
    "writer": lambda: _("Wer dem Kunden schreibt"),
    "customer_reference": lambda: _("Zeichen des Kunden"),
    "place_of_use_id": lambda: _("Einsatzort"),
    "place_note": lambda: _("Hinweis zum Ort"),
    "language": lambda: _("Sprache"),
}
_CHOICES: Final[dict[str, list[tuple[str, Any]]]] = {
    "severity": choices.SEVERITY,
    "safety": choices.SAFETY,
    "coverage": choices.COVERAGE,
    "dealer_part": choices.DEALER_PART,
    "carried_out_by": choices.CARRIED_OUT_BY,
    "writer": WRITERS,
}
_CHANNELS: Final[dict[str, Callable[[], str]]] = {
    "desk": lambda: _("am Schreibtisch"),
    "portal": lambda: _("im Portal"),
    "public": lambda: _("auf der Kundenseite"),
    "mail": lambda: _("per E-Mail"),
    "phone": lambda: _("am Telefon"),
    "api": lambda: _("über die Schnittstelle"),
    "field": lambda: _("in der Techniker-App"),
    "system": lambda: _("automatisch"),
}
_ICONS: Final = {
    "case.recorded": ("plus", "neutral"),
    "case.state_changed": ("refresh", "info"),
    "case.claim_decided": ("checklist", "info"),
    "case.solution_recorded": ("bulb", "ok"),
    "case.closed": ("circle-check", "ok"),
    "case.cancelled": ("ban", "neutral"),
    "case.reopened": ("rotate", "warn"),
    "case.assigned": ("user-check", "info"),
    "case.follow_up_set": ("calendar-event", "neutral"),
    "case.follow_up_due": ("calendar-due", "warn"),
    "case.spam_marked": ("spam", "warn"),
    "case.merged": ("merge", "neutral"),
    "case.merge_undone": ("split", "neutral"),
    "case.split": ("split", "neutral"),
    "case.task_added": ("task", "neutral"),
    "case.task_done": ("check", "ok"),
    "case.letter_sent": ("printer", "neutral"),
    "case.letter_printed": ("printer", "ok"),
    "case.access_link": ("link", "neutral"),
    "case.customer_confirmed": ("thumb-up", "ok"),
    "mail.queued": ("send", "neutral"),
    **BILLING_ICONS,
    **SOLUTION_ICONS,
    **ORDER_ICONS,
    **VISIT_ICONS,
    **APPOINTMENT_ICONS,
    **REPORT_ICONS,
    **SAFETY_ICONS,
    **EXECUTION_ICONS,
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    text: str
    detail: str
    icon: str
    tone: str
    entry: HistoryEntry


def line(entry: HistoryEntry) -> HistoryLine:
    """One entry as a sentence. An event without words of its own is shown by its name, never left out."""
    icon, tone = _ICONS.get(entry.event, ("point", "neutral"))
    if entry.facts.get("solved") is False:
        icon, tone = "alert-circle", "warn"
    write = _SENTENCES.get(entry.event)
    text, detail = write(entry.facts, entry.personal) if write else (entry.event, "")
    return HistoryLine(text, detail, icon, tone, entry)


def channel_words(channel: str, *, in_portal: bool = False) -> str:
    """How it came; `in_portal`: what files brought was sent in the portal, not by another system."""
    if channel == Channel.API and in_portal:
        return _("als Datei im Portal")
    words = _CHANNELS.get(channel)
    return words() if words else channel


def _day(text: str | None) -> str:
    return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT") if text else ""


def _label(table: list[tuple[str, Any]], value: object) -> str:
    return str(dict(table).get(str(value), value or "–"))


Sentence = Callable[[dict[str, Any], dict[str, Any]], tuple[str, str]]


def _state(f: dict[str, Any], p: dict[str, Any]) -> tuple[str, str]:
    text = _("Stand: %(step)s, wartet auf %(waits)s") % {
        "step": _label(choices.STEP, f["step"]),
        "waits": choices.WAITS_FOR_WHOM.get(f["waits_for"], "–"),
    }
    news = _day(f.get("next_news_on"))
    return text, _("nächste Nachricht bis %(date)s") % {"date": news} if news else ""


def _changed(f: dict[str, Any], p: dict[str, Any]) -> tuple[str, str]:
    names = [_FIELD_NAMES[n]() if n in _FIELD_NAMES else n for n in f.get("fields_changed", [])]
    before, after = p.get("before", {}), p.get("after", {})
    detail = "; ".join(
        f"{_label(_CHOICES.get(n, []), before.get(n))} → {_label(_CHOICES.get(n, []), after.get(n))}"
        for n in f.get("fields_changed", [])
    )
    return _("Geändert: %(fields)s") % {"fields": ", ".join(names)}, detail[:400]


def _assigned(f: dict[str, Any], p: dict[str, Any]) -> tuple[str, str]:
    who = p.get("owner_name") or f.get("team_name")
    if not who:
        return _("Zuständigkeit aufgehoben"), ""
    text = _("Automatisch zugewiesen an %(who)s") if f.get("automatic") else _("Zugewiesen an %(who)s")
    return text % {"who": who}, ""


def _message(f: dict[str, Any], p: dict[str, Any]) -> tuple[str, str]:
    return _("Nachricht: %(audience)s") % {"audience": _label(choices.AUDIENCE, f["audience"])}, ""


def _link(f: dict[str, Any], p: dict[str, Any]) -> tuple[str, str]:
    words: dict[str, Callable[[], str]] = {
        "renewed": lambda: _("Neuer Link zur Kundenseite gesendet"),
        "shown": lambda: _("Link zur Kundenseite am Schreibtisch ausgegeben"),
        "revoked": lambda: _("Links zur Kundenseite beendet"),
    }
    return words.get(f.get("action", ""), lambda: _("Link zur Kundenseite"))(), p.get("address", "")


_SENTENCES: Final[dict[str, Sentence]] = {
    "case.recorded": lambda f, p: (
        _("Vorgang erfasst: %(kind)s") % {"kind": _label(choices.KIND, f["kind"])},
        "",
    ),
    "case.state_changed": _state,
    "case.claim_decided": lambda f, p: (
        _("Reklamation: %(claim)s") % {"claim": _label(choices.CLAIM_STATUS, f["claim"])},
        p.get("reason", ""),
    ),
    "case.solution_recorded": lambda f, p: (_("Lösung eingetragen"), p.get("solution", "")),
    "case.closed": lambda f, p: (
        _("Vorgang beendet %(how)s") % {"how": _label(choices.CLOSED_BY, f["closed_by"])},
        "",
    ),
    "case.cancelled": lambda f, p: (
        _("Vorgang zurückgezogen") if f.get("by_customer") else _("Vorgang storniert"),
        p.get("reason", ""),
    ),
    "case.reopened": lambda f, p: (
        _("Einspruch: Vorgang wieder geöffnet") if f.get("objection") else _("Vorgang wieder geöffnet"),
        reason_said(p),
    ),
    "case.fields_changed": _changed,
    "case.kind_changed": lambda f, p: (
        _("Art geändert: %(before)s → %(after)s")
        % {"before": _label(choices.KIND, f["kind_before"]), "after": _label(choices.KIND, f["kind"])},
        "",
    ),
    "case.assigned": _assigned,
    "case.follow_up_set": lambda f, p: (
        (_("Wiedervorlage am %(date)s") % {"date": _day(f["on"])})
        if f.get("on")
        else _("Wiedervorlage aufgehoben"),
        "",
    ),
    "case.follow_up_due": lambda f, p: (_("Wiedervorlage ist fällig"), ""),
    "case.message_added": _message,
    "case.message_withdrawn": lambda f, p: (_("Nachricht zurückgenommen"), ""),
    "case.file_added": lambda f, p: (_("Datei hinzugefügt"), p.get("file_name", "")),
    "case.file_removed": lambda f, p: (_("Datei entfernt"), p.get("reason", "")),
    "case.position_added": lambda f, p: (_("Position hinzugefügt"), ""),
    "case.position_changed": lambda f, p: (_("Position geändert"), ""),
    "case.position_split": lambda f, p: (
        _("Position geteilt: %(taken)s Stück abgetrennt, %(kept)s bleiben")
        % {"taken": localize(Decimal(f["taken"])), "kept": localize(Decimal(f["kept"]))},
        f.get("label", ""),
    ),
    "case.position_removed": lambda f, p: (_("Position entfernt"), f.get("label", "")),
    "case.participant_added": lambda f, p: (
        _("Beteiligt: %(name)s") % {"name": p.get("party_name", "–")},
        "",
    ),
    "case.participant_removed": lambda f, p: (
        _("Nicht mehr beteiligt: %(name)s") % {"name": p.get("party_name", "–")},
        "",
    ),
    "case.task_added": lambda f, p: (_("Aufgabe: %(title)s") % {"title": p.get("title", "–")}, ""),
    "case.task_done": lambda f, p: (_("Aufgabe erledigt: %(title)s") % {"title": p.get("title", "–")}, ""),
    "case.task_reopened": lambda f, p: (
        _("Aufgabe wieder offen: %(title)s") % {"title": p.get("title", "–")},
        "",
    ),
    "case.linked": lambda f, p: (_("Verbunden mit %(other)s") % {"other": f["other"]}, ""),
    "case.unlinked": lambda f, p: (_("Verbindung zu %(other)s gelöst") % {"other": f["other"]}, ""),
    "case.merged": lambda f, p: (
        (_("Zusammengeführt in %(other)s") % {"other": f["into"]})
        if f.get("into")
        else (_("%(other)s wurde hierher zusammengeführt") % {"other": f.get("source", "")}),
        "",
    ),
    "case.merge_undone": lambda f, p: (
        _("Zusammenführung mit %(other)s aufgehoben") % {"other": f["other"]},
        "",
    ),
    "case.split": lambda f, p: (
        _("Aufgeteilt: aus %(source)s wurde %(new)s") % {"source": f["source"], "new": f["new"]},
        "",
    ),
    "case.spam_marked": lambda f, p: (_("Als Spam markiert") if f["spam"] else _("Aus dem Spam geholt"), ""),
    "case.customer_confirmed": lambda f, p: (
        _("Kunde bestätigt: gelöst") if f["solved"] else _("Kunde meldet: nicht gelöst"),
        "",
    ),
    "case.access_link": _link,
    "case.letter_sent": sent_words,
    "case.letter_printed": lambda f, p: (_("Brief gedruckt"), ""),
    "mail.queued": lambda f, p: (_("E-Mail in den Versand gegeben"), p.get("recipient", "")),
    "case.person_erased": lambda f, p: (_("Personendaten gelöscht"), ""),
    **BILLING_SENTENCES,
    **SOLUTION_SENTENCES,
    **ORDER_SENTENCES,
    **VISIT_SENTENCES,
    **APPOINTMENT_SENTENCES,
    **REPORT_SENTENCES,
    **SAFETY_SENTENCES,
    **EXECUTION_SENTENCES,
}
