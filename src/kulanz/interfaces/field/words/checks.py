"""Words of what cannot go out as it is, and of what was taken back to be changed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

CHECKS = {
    "fault.number": _("Bitte eine Zahl eintragen."),
    "fault.whole": _("Bitte eine ganze Zahl eintragen."),
    "fault.range": _("Möglich ist {least} bis {most}."),
    "fault.long": _("Höchstens {most} Zeichen."),
    "fault.many": _("Höchstens {most} Einträge."),
    "fault.missing": _("Bitte ausfüllen."),
    "fault.moment": _("Diese Zeit ist nicht möglich."),
    "fault.future": _("Diese Zeit liegt in der Zukunft."),
    "fault.past": _("Diese Zeit liegt zu lange zurück."),
    "fault.order": _("Das Ende liegt vor der Ankunft."),
    "finish.wrong": _("So nimmt das Büro den Bericht nicht an"),
    "part.van_only": _("Im Fahrzeug ist laut Bestand nur {n}"),
    "part.van_none": _("Im Fahrzeug ist laut Bestand keines"),
    "part.van_below": _("0 im Fahrzeug, der Bestand stimmt nicht"),
    "part.van_ask": _("Mehr, als im Fahrzeug ist"),
    "part.van_anyway": _("Trotzdem eintragen"),
    "back.title": _("Zurückgeholt und noch nicht gesendet"),
    "bar.back.one": _("Ein Bericht ist nicht gesendet: zurückgeholt, noch nicht abgeschlossen."),
    "bar.back.many": _("{n} Berichte sind nicht gesendet: zurückgeholt, noch nicht abgeschlossen."),
    "progress.back": _("nicht gesendet"),
    "unsent.decide": _("Was rot ist, wartet auf Sie. Alles andere sendet das Gerät von selbst."),
    "visit.danger_text": _("So wurde es gemeldet. Klären Sie zuerst, ob das Produkt außer Gebrauch ist."),
    "visit.danger_stays": _("So wurde es gemeldet. Kein Bericht hat es bisher aufgehoben."),
    "visit.safe": _("Sicher zu benutzen"),
    "visit.unsafe": _("Das Produkt darf nicht benutzt werden"),
    "visit.by_report": _("Laut Bericht vom {date}."),
    "visit.was_danger": _("Gemeldet war: {danger}."),
    "visit.dealer": _("Fachhandelspartner"),
    "visit.dealer_reference": _("Zeichen des Händlers"),
}
