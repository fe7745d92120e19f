"""Words of the tour and of one visit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

VISIT = {
    "tour.late": _("Bericht fehlt noch"),
    "tour.gone": _("Nicht mehr in Ihrem Plan"),
    "tour.none": _("Keine Besuche."),
    "call": _("Anrufen"),
    "navigate": _("Navigieren"),
    "progress.done": _("Bericht gesendet"),
    "progress.waiting": _("Bericht wartet auf Netz"),
    "progress.begun": _("begonnen"),
    "progress.gone": _("Nicht mehr in Ihrem Plan"),
    "progress.barred": pgettext_lazy("work", "nicht freigegeben"),
    "progress.conflict": _("zwei Fassungen"),
    "progress.refused": _("nicht angenommen"),
    "missing.title": _("Besuch nicht gefunden"),
    "missing.sent": _("Der Bericht ist im Büro angekommen und liegt nicht mehr auf dem Gerät."),
    "missing.text": _("Dieser Besuch ist nicht auf dem Gerät."),
    "visit": _("Besuch"),
    "visit.place": pgettext_lazy("of a visit", "Ort"),
    "visit.address": _("Anschrift"),
    "visit.contact": _("Ansprechpartner"),
    "visit.phone": _("Telefon"),
    "visit.task": pgettext_lazy("what to do", "Auftrag"),
    "visit.works": _("Arbeiten"),
    "visit.crew": _("Team"),
    "visit.case": _("Vorgang {number}"),
    "visit.coverage": pgettext_lazy("who pays", "Gewährleistung"),
    "visit.severity": _("Dringlichkeit"),
    "visit.parts": _("Teile mitnehmen"),
    "visit.tools": _("Werkzeug mitnehmen"),
    "visit.messages": _("Nachrichten"),
    "visit.files": _("Dateien"),
    "visit.files_net": _("Was noch nicht auf diesem Gerät ist, braucht Netz."),
    "item.serial": _("Seriennummer"),
    "item.symptom": _("Beanstandung"),
    "item.failure": pgettext_lazy("of a product", "Fehler"),
    "item.check": _("Seriennummer prüfen"),
    "item.history": _("Was bisher geschah ({n})"),
    "item.same": _("{code}: Die Nummer stimmt. Sie steht jetzt im Bericht."),
    "item.other": _("{code}: Im Vorgang steht eine andere Nummer. Die gelesene steht jetzt im Bericht."),
    "safety.cleared": pgettext_lazy("work", "Freigegeben"),
    "safety.none": _("Nicht sicherheitsrelevant"),
    "safety.barred": _("Sie dürfen hier nicht arbeiten"),
    "safety.refused": _("Für diese sicherheitsrelevante Arbeit fehlt Ihnen eine gültige Berechtigung."),
    "safety.ended": _("Ihre Berechtigung galt bis {date}."),
    "safety.until": _("Ihre Berechtigung gilt bis {date}."),
    "note.write": _("Notiz an das Büro"),
    "note.label": _("Ihre Notiz"),
    "note.send": _("Absenden"),
    "note.no_room": _(
        "Kein Platz mehr auf dem Gerät. Die Notiz bleibt hier stehen: Machen Sie Platz, dann senden Sie sie."
    ),
    "note.queued": _("Die Notiz wird gesendet."),
    "report": _("Bericht"),
    "report.begin": _("Arbeit beginnen"),
    "report.take": _("Bericht aufnehmen"),
    "report.go_on": _("Bericht fortsetzen"),
    "report.read": _("Bericht lesen"),
    "report.empty": _("Der Bericht liegt im Büro. Auf diesem Gerät ist nichts mehr davon."),
    "start.now": _("Jetzt beginnen"),
    "start.refused": _("Der Beginn wird verweigert."),
    "start.instead": _(
        "Das Büro nennt Ihnen jemanden, der diese Arbeit machen darf. Ist niemand da oder war die Fahrt "
        "vergebens, nehmen Sie trotzdem den Bericht auf."
    ),
    "start.tell": _("Dem Büro melden und neu prüfen"),
}
