"""Words around the screens: network, login, clearing, settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FRAME = {
    "app": _("Einsätze"),
    "again": _("Noch einmal versuchen"),
    "back": _("Zurück"),
    "cancel": _("Abbrechen"),
    "later": _("Später"),
    "less": _("weniger"),
    "more": _("mehr"),
    "next": _("Weiter"),
    "now": _("Jetzt"),
    "overview": _("Übersicht"),
    "remove": _("Entfernen"),
    "yes": _("ja"),
    "login": _("Anmelden"),
    "logout": _("Abmelden"),
    "logout.text": _("Alle Daten werden von diesem Gerät gelöscht. Es ist nichts mehr zu senden."),
    "logout.lost": _(
        "Auf diesem Gerät liegt noch Ungesendetes ({n}). Wenn Sie sich jetzt abmelden, geht es endgültig "
        "verloren. Warten Sie besser, bis wieder Netz da ist und alles gesendet wurde."
    ),
    "logout.anyway": _("Trotzdem abmelden und löschen"),
    "tab.tour": _("Tour"),
    "tab.unsent": _("Nicht gesendet"),
    "tab.settings": _("Gerät"),
    "today": _("Heute"),
    "tomorrow": _("Morgen"),
    "seen": _("Stand: {time}"),
    "n.reports.one": _("{n} Bericht"),
    "n.reports.many": _("{n} Berichte"),
    "n.entries.one": _("{n} Eintrag"),
    "n.entries.many": _("{n} Einträge"),
    "n.photos.one": _("{n} Foto"),
    "n.photos.many": _("{n} Fotos"),
    "bar.unsent": _("Noch nicht gesendet: {what}."),
    "bar.later": _("Wird gesendet, sobald wieder Netz da ist."),
    "bar.sending": _("Wird gerade gesendet …"),
    "bar.offline": _("Kein Netz. Sie können weiterarbeiten."),
    "bar.failing": _(
        "Der Server antwortet gerade nicht. Sie können weiterarbeiten, das Gerät versucht es von selbst "
        "wieder."
    ),
    "bar.failing_short": _("Der Server antwortet gerade nicht. Das Gerät versucht es von selbst wieder."),
    "bar.full": _("Der Speicher des Geräts ist voll. Was Sie jetzt eingeben, ist nicht gesichert."),
    "bar.short": _("Der Speicher des Geräts ist fast voll. Bitte machen Sie Platz."),
    "room.none": _("Kein Platz mehr auf dem Gerät: Das wurde nicht ausgeführt."),
    "bar.clock_ahead": _(
        "Die Uhr dieses Geräts geht {n} Minuten vor. Im Bericht stehen die richtigen Zeiten."
    ),
    "bar.clock_behind": _(
        "Die Uhr dieses Geräts geht {n} Minuten nach. Im Bericht stehen die richtigen Zeiten."
    ),
    "bar.needs.one": _("Eine Sache braucht Ihre Entscheidung."),
    "bar.needs.many": _("{n} Sachen brauchen Ihre Entscheidung."),
    "locked.title": _("Bitte anmelden"),
    "locked.text": _("Die Anmeldung ist abgelaufen. Ihre Eingaben liegen sicher auf diesem Gerät."),
    "locked.waiting.one": _("Eine Sache wartet noch und wird nach der Anmeldung gesendet."),
    "locked.waiting.many": _("{n} Sachen warten noch und werden nach der Anmeldung gesendet."),
    "foreign.title": _("Dieses Gerät gehört jemand anderem"),
    "foreign.text": _(
        "Auf diesem Gerät ist der Arbeitstag einer anderen Person. Sie sehen davon nichts, und nichts davon "
        "wird unter Ihrem Namen gesendet."
    ),
    "foreign.nothing": _("Die andere Person hat alles gesendet. Sie können das Gerät übernehmen."),
    "foreign.waiting.one": _(
        "Eine Sache der anderen Person ist noch nicht gesendet. Sie geht erst hinaus, wenn diese sich hier "
        "wieder anmeldet."
    ),
    "foreign.waiting.many": _(
        "{n} Sachen der anderen Person sind noch nicht gesendet. Sie gehen erst hinaus, wenn diese sich hier "
        "wieder anmeldet."
    ),
    "foreign.leave": _("Abmelden"),
    "foreign.take": _("Gerät übernehmen"),
    "foreign.sure": _("Die Daten der anderen Person werden von diesem Gerät gelöscht."),
    "foreign.lost.one": _(
        "Eine noch nicht gesendete Sache der anderen Person geht endgültig verloren. Übernehmen Sie das "
        "Gerät nur, wenn sie sich hier nicht mehr anmelden kann."
    ),
    "foreign.lost.many": _(
        "{n} noch nicht gesendete Sachen der anderen Person gehen endgültig verloren. Übernehmen Sie das "
        "Gerät nur, wenn sie sich hier nicht mehr anmelden kann."
    ),
    "foreign.yes": _("Löschen und übernehmen"),
    "revoked.title": _("Ihr Zugang wurde beendet"),
    "revoked.clearing": _("Alle Daten werden von diesem Gerät gelöscht."),
    "revoked.text": _("Alle Daten wurden von diesem Gerät gelöscht. Fragen beantwortet Ihre Ansprechstelle."),
    "left.title": _("Abgemeldet"),
    "left.text": _("Dieses Gerät ist leer. Die Sitzung endet, sobald wieder Netz da ist."),
    "empty.loading": _("Ihr Tag wird geladen …"),
    "empty.title": _("Noch nichts auf diesem Gerät"),
    "empty.text": _(
        "Öffnen Sie die App einmal mit Netz, bevor Sie losfahren. Danach geht alles auch ohne Netz."
    ),
    "empty.failing_title": _("Der Server antwortet gerade nicht"),
    "empty.failing": _(
        "Ihr Tag konnte nicht geladen werden, weil der Server nicht geantwortet hat. Das Gerät versucht es "
        "von selbst wieder."
    ),
    "empty.full": _(
        "Der Speicher des Geräts ist voll, Ihr Tag findet keinen Platz. Löschen Sie andere Apps, Bilder oder "
        "Downloads."
    ),
    "settings.firm": _("Firma"),
    "settings.seen": _("Stand der Daten"),
    "settings.net": _("Netz"),
    "settings.online": _("verbunden"),
    "settings.failing": _("Der Server antwortet gerade nicht"),
    "settings.offline": _("keine Verbindung"),
    "settings.installed": _("Startet ohne Netz"),
    "settings.not_installed": _("nein – bitte einmal mit Netz über https öffnen"),
    "settings.lasting": _("Speicher geschützt"),
    "settings.not_lasting": _("nein – bitte die App zum Startbildschirm hinzufügen"),
    "settings.used": _("Belegt"),
    "settings.used_of": _("{used} von {of}"),
    "settings.full_text": _(
        "Was gesichert ist, bleibt und wird gesendet. So wird Platz: Gehen Sie ins Netz und warten Sie, bis "
        "alles gesendet ist. Entfernen Sie Fotos, die der Bericht nicht braucht. Löschen Sie andere Apps, "
        "Bilder oder Downloads. Lassen Sie diese App dabei offen: Was noch nicht gesichert ist, steht nur "
        "darin und wird gesichert, sobald Platz ist."
    ),
    "settings.clock": pgettext_lazy("of a device", "Uhr"),
    "settings.clock_right": _("geht richtig"),
    "settings.elsewhere": _("Vorgänge (braucht Netz)"),
    "settings.account": _("Anmeldung und Sicherheit"),
    "settings.version": _("Fassung"),
    "settings.refresh": _("Jetzt abgleichen"),
    "settings.install": _("Auf den Startbildschirm"),
    "settings.install_text": _(
        "Im Browser „Teilen“ oder das Menü öffnen und „Zum Startbildschirm“ oder „App installieren“ wählen. "
        "So bleibt alles auf dem Gerät, bis es gesendet ist."
    ),
    "theme.title": _("Anzeige"),
    "theme.light": _("Hell (Sonne)"),
    "theme.dark": _("Dunkel (Keller)"),
    "unsent.none": _("Alles ist gesendet."),
    "unsent.entries": _("Einträge, in dieser Reihenfolge"),
    "unsent.trying": _("Das Gerät sendet von selbst. Sie brauchen nichts zu tun."),
    "unsent.now": _("Jetzt senden"),
    "unsent.photo_refused": _("Ein Foto wurde nicht angenommen"),
    "entry.start": _("Arbeitsbeginn"),
    "entry.draft": _("Zwischenstand"),
    "entry.note": _("Notiz"),
    "entry.report": _("Bericht"),
    "entry.order_part": _("Teilebestellung"),
    "entry.dismiss": _("Verwerfen"),
    "refused.title": _("Das wurde nicht angenommen"),
    "refused.decide": _("Hier tippen und entscheiden."),
    "refused.back": _("Zum Ändern zurückholen"),
    "refused.seen": _("Zur Kenntnis genommen"),
    "conflict.title": _("Zwei Fassungen"),
    "conflict.text": _("Nichts ist verloren: Wählen Sie überall, was gilt."),
    "conflict.there": _("Zu diesem Besuch gibt es zwei Fassungen."),
    "conflict.settle": _("Fassungen vergleichen"),
    "conflict.mine": _("Dieses Gerät"),
    "conflict.theirs": _("Anderes Gerät"),
    "conflict.both": _("Beides"),
    "conflict.both_text": _("Beide Listen zusammen"),
    "conflict.empty": _("– leer –"),
    "conflict.same": _("Beide Fassungen sagen dasselbe."),
    "conflict.report": _("Bericht im Büro"),
    "conflict.sent": _("Ein Bericht zu diesem Besuch ist schon da. {by} hat ihn am {date}, {time} gesendet."),
    "conflict.sent_text": _(
        "Was Sie auf diesem Gerät geschrieben haben, steht nicht darin. Senden Sie es dem Büro als Notiz, "
        "oder verwerfen Sie es."
    ),
    "conflict.tell": _("Dem Büro als Notiz senden"),
    "conflict.note": _("Andere Fassung zum Bericht {number}, auf einem zweiten Gerät geschrieben:"),
    "conflict.drop": _("Eigene Fassung verwerfen"),
    "conflict.drop_text": _(
        "Es gilt der Bericht, der im Büro ist. Was hier anders steht, liest niemand mehr."
    ),
    "conflict.second": _("Als weiteren Bericht senden"),
    "conflict.second_text": _(
        "Zu diesem Besuch gibt es dann zwei Berichte, und das Büro vergleicht sie. Das ist nur richtig, wenn "
        "Sie weitere Arbeit getan haben."
    ),
    "conflict.all_mine": _("Alles von diesem Gerät"),
    "conflict.all_theirs": _("Alles von der anderen Fassung"),
    "conflict.one_sided": _("Nur auf einer Seite ausgefüllt ({n}), von dort übernommen"),
    "conflict.take": _("Auswahl übernehmen"),
    "scan.starting": _("Kamera wird geöffnet …"),
    "scan.hold": _("Halten Sie den Code ruhig ins Bild, oder tippen Sie ihn ein."),
    "scan.no_camera": _("Keine Kamera verfügbar. Tippen Sie den Code ein."),
    "scan.type": _("Code eintippen"),
    "scan.take": pgettext_lazy("a code", "Übernehmen"),
}
