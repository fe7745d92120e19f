"""Words of the report and its steps."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

REPORT = {
    "step.arrival": _("Ankunft"),
    "step.checklist": _("Prüfliste"),
    "step.work": _("Arbeit"),
    "step.values": _("Messwerte"),
    "step.parts": _("Verbaute Teile"),
    "step.ordering": _("Teil bestellen"),
    "step.photos": _("Fotos"),
    "step.safety": _("Sicherheit"),
    "step.result": _("Ergebnis"),
    "step.signature": _("Unterschrift"),
    "step.finish": _("Abschluss"),
    "step.done": _("erledigt"),
    "step.open": _("offen"),
    "step.optional": _("freiwillig"),
    "step.of": _("Schritt {n} von {of}"),
    "arrived_at": _("Angekommen"),
    "left_at": _("Fertig um"),
    "zone.office": _("Es gilt die Uhrzeit des Büros ({zone}), nicht die dieses Geräts."),
    "travel_minutes": _("Fahrzeit"),
    "travel_km": _("Fahrstrecke"),
    "checklist.answered": _("{n} Punkte beantwortet"),
    "checklist.open": _("{n} nicht prüfbar"),
    "checklist.unable": _("Nicht prüfbar"),
    "checklist.unable_value": _("Nicht messbar"),
    "checklist.able": _("Doch prüfbar"),
    "checklist.why": _("Warum nicht?"),
    "checklist.why_free": _("Anderer Grund oder Näheres"),
    "checklist.unproven": _(
        "Diese Arbeit ist sicherheitsrelevant. Mit einem Pflichtpunkt, der nicht prüfbar war, gilt sie "
        "nicht als erledigt, und es folgt eine Nachprüfung."
    ),
    "work": _("Ausgeführte Arbeit"),
    "work.hint": _("In Worten, die auch der Kunde versteht."),
    "defects": _("Gefundene Mängel"),
    "defects.hint": _("Was Ihnen sonst aufgefallen ist, auch wenn Sie es nicht behoben haben."),
    "value.name": _("Was wurde gemessen?"),
    "value.value": _("Wert"),
    "value.unit": _("Einheit"),
    "value.add": _("Messwert hinzufügen"),
    "parts.find": _("Teil suchen (Nummer oder Name)"),
    "parts.none": _("Nichts gefunden. Sie können das Teil frei eingeben."),
    "parts.scan": _("Code scannen"),
    "parts.free": _("Frei eingeben"),
    "parts.planned": _("Für diesen Besuch geplant"),
    "part.name": _("Bezeichnung"),
    "part.number": _("Teilenummer"),
    "part.quantity": _("Menge"),
    "part.from_stock": _("Aus dem Fahrzeug genommen"),
    "part.in_van": _("{n} im Fahrzeug"),
    "part.serial": _("Seriennummer des Teils"),
    "part.serial_scan": _("Seriennummer scannen"),
    "order.title": _("Bestellung"),
    "order.hint": _("Was fehlt? Sie können sofort bestellen, auch ohne Netz."),
    "order.reason": _("Wozu, oder was das Büro wissen muss"),
    "order.now": _("Jetzt bestellen"),
    "order.name_first": _("Bitte erst das Teil benennen."),
    "order.later": _("Was Sie jetzt nicht bestellen, geht mit dem Bericht ans Büro."),
    "order.queued": _("Die Bestellung wird gesendet."),
    "order.waiting": _("wartet auf Netz"),
    "order.sending": _("wird gesendet"),
    "order.done": _("bestellt"),
    "order.refused": _("nicht bestellt"),
    "order.recall": _("Zurücknehmen und ändern"),
    "photos.no_room.one": _("Kein Platz mehr auf dem Gerät: Das Foto ist nicht gesichert."),
    "photos.no_room.many": _("Kein Platz mehr auf dem Gerät: {n} Fotos sind nicht gesichert."),
    "photos.no_room_text": _(
        "Gehen Sie ins Netz, damit gesendet wird, was wartet. Entfernen Sie Fotos, die der Bericht nicht "
        "braucht, oder löschen Sie anderes auf dem Gerät. Dann fotografieren Sie noch einmal."
    ),
    "photos.take": _("Foto aufnehmen"),
    "photos.choose": _("Fotos auswählen"),
    "photos.working": _("Foto {at} von {of} wird gespeichert …"),
    "photos.failed.one": _("Ein Bild konnte nicht gelesen werden."),
    "photos.failed.many": _("{n} Bilder konnten nicht gelesen werden."),
    "photos.full.one": _("Mehr als {n} Foto nimmt ein Bericht nicht auf."),
    "photos.full.many": _("Mehr als {n} Fotos nimmt ein Bericht nicht auf."),
    "photo.kind": _("Was zeigt das Foto?"),
    "photo.before": _("Vorher"),
    "photo.after": _("Nachher"),
    "photo.plate": _("Typenschild"),
    "photo.other": _("Sonstiges"),
    "photo.caption": _("Beschriftung"),
    "photo.elsewhere": _("Das Bild liegt nicht auf diesem Gerät."),
    "safety.question": _("Darf das Produkt benutzt werden?"),
    "safety.safe": _("Ja, sicher"),
    "safety.safe_hint": _("Geprüft und ohne Gefahr zu benutzen."),
    "safety.unsafe": _("Nein, nicht benutzen"),
    "safety.unsafe_hint": _("Der Kunde ist gewarnt, das Büro erfährt es sofort."),
    "safety.not_judged": _("Nicht beurteilt"),
    "safety.note": _("Anmerkung zur Sicherheit"),
    "result.question": _("Wie ist der Besuch ausgegangen?"),
    "result.solved": _("Erledigt"),
    "result.solved_hint": _("Alles in Ordnung, nichts bleibt offen."),
    "result.part_needed": _("Teil fehlt"),
    "result.part_needed_hint": _("Bestellen Sie das Teil gleich hier, ein zweiter Besuch folgt."),
    "result.second_visit": _("Zweiter Besuch nötig"),
    "result.second_visit_hint": _("Die Arbeit ist noch nicht fertig."),
    "result.nobody_there": _("Niemand da"),
    "result.nobody_there_hint": _("Zur vereinbarten Zeit hat niemand geöffnet."),
    "result.futile": _("Vergebliche Fahrt"),
    "result.futile_hint": _("Die Arbeit war nicht möglich."),
    "reason.rang": _("Geklingelt und 15 Minuten gewartet"),
    "reason.no_answer": _("Auch telefonisch nicht erreicht"),
    "result.reason": _("Warum?"),
    "result.reason_free": _("Anderer Grund oder Näheres"),
    "result.needed": _("Was wird gebraucht?"),
    "signature.told": _("Das wurde gemacht"),
    "signature.nothing": _("Noch nichts eingetragen."),
    "signature.how": _("Unterschrift des Kunden"),
    "signature.signs": _("Kunde unterschreibt"),
    "signature.refuses": _("Kunde unterschreibt nicht"),
    "signature.reason": _("Warum nicht?"),
    "signature.name": _("Name in Druckschrift"),
    "signature.field": _("Bitte hier unterschreiben"),
    "signature.clear": pgettext_lazy("a signature", "Löschen"),
    "signature.take": _("Unterschrift übernehmen"),
    "signature.taken": _("Die Unterschrift ist im Bericht."),
    "signature.changed": _(
        "Der Bericht wurde nach der Unterschrift geändert. Bitte lassen Sie den Kunden noch einmal "
        "unterschreiben."
    ),
    "signature.again": _("Neu unterschreiben"),
    "signature.refused_because": _("verweigert: {reason}"),
    "rating.title": _("Wie zufrieden ist der Kunde?"),
    "rating.hint": _("Freiwillig. Der Kunde tippt selbst."),
    "rating.stars": _("{n} von 5 Sternen"),
    "rating.note": _("Was der Kunde dazu sagt"),
    "todo.result": _("Ergebnis wählen"),
    "todo.reason": _("Grund angeben"),
    "todo.needed": _("Gebrauchte Teile angeben"),
    "todo.work": _("Ausgeführte Arbeit beschreiben"),
    "todo.safety": _("Sicherheit beurteilen"),
    "todo.item": _("Prüfpunkt: {text}"),
    "todo.signature": _("Kunde unterschreiben lassen"),
    "todo.signature_again": _("Kunde neu unterschreiben lassen: Der Bericht wurde seitdem geändert"),
    "todo.signer": _("Namen des Unterzeichners eintragen"),
    "todo.refusal": _("Grund der verweigerten Unterschrift angeben"),
    "finish.missing": _("Das fehlt noch"),
    "finish.ready": _("Alles da. Der Bericht kann hinaus."),
    "finish.send": _("Bericht abschließen"),
    "finish.hint": _(
        "Danach ist der Bericht fest. Ohne Netz wartet er auf dem Gerät und geht von selbst hinaus."
    ),
    "finish.early": _("Vor der vereinbarten Zeit"),
    "finish.early_text": _(
        "Vereinbart ist {planned}, jetzt ist es {now}. Beide Zeiten stehen danach im Verlauf. "
        "Trotzdem abschließen?"
    ),
    "finish.unproven": _("Sicherheit nicht nachgewiesen"),
    "finish.unproven_text": _(
        "Ein Pflichtpunkt war nicht prüfbar. Der Bericht wird angenommen, gilt aber nicht als erledigt, und "
        "die Leitung erfährt es. Es folgt eine Nachprüfung."
    ),
    "finish.unsafe": _("Erledigt, aber nicht zu benutzen?"),
    "finish.unsafe_text": _(
        "Sie schreiben, das Produkt darf nicht benutzt werden, und dass nichts offen bleibt. Ist das "
        "richtig? Der Bericht gilt dann nicht als erledigt, und das Büro entscheidet, wie es weitergeht."
    ),
    "finish.open_part": _("Ist „Teil fehlt“ gemeint?"),
    "finish.open_part_text": _(
        "Sie haben bestellt: {parts}. Zugleich schreiben Sie „Erledigt“, also dass nichts offen bleibt. "
        "Braucht es einen zweiten Besuch, brechen Sie ab und wählen Sie bei Ergebnis „Teil fehlt“."
    ),
    "finish.barred": _("Ohne gültige Berechtigung"),
    "finish.barred_text": _(
        "Der Bericht wird angenommen und so gekennzeichnet, gilt nicht als erledigt, und die Leitung "
        "erfährt es. Es folgt eine Nachprüfung."
    ),
}
