"""Sentences that fit every case, so that ten messages of a case do not read alike."""

from __future__ import annotations

from typing import Final

GREETINGS: Final = (
    "Guten Tag {name},",
    "Sehr geehrte Damen und Herren,",
    "Hallo {name},",
    "Guten Morgen {name},",
)
CLOSINGS: Final = ("Mit freundlichen Grüßen", "Freundliche Grüße", "Viele Grüße", "Beste Grüße")
PARTS_SENT: Final = (
    "Das Ersatzteil ist heute an Sie unterwegs. Sobald es da ist, melden wir uns wegen des Einbaus.",
    "Wir haben das Teil bestellt. Nach heutigem Stand ist es in vier bis sechs Werktagen bei Ihnen.",
    "Unser Techniker bringt alles Nötige mit. Er ruft vorher an.",
)
CUSTOMER_ASKS: Final = (
    "Gibt es schon etwas Neues?",
    "Vielen Dank für die schnelle Antwort. Wir warten auf Ihren Vorschlag.",
    "Wäre ein Termin noch in dieser Woche möglich?",
    "Danke, das klingt gut. Bitte geben Sie vorher kurz Bescheid.",
)
DEALER_SAYS: Final = (
    "Der Kunde hat bei uns nachgefragt. Könnt ihr uns einen Zwischenstand geben?",
    "Wir haben uns das vor Ort angesehen: Die Beschreibung stimmt, Fotos sind dabei.",
    "Unser Auslieferer kann das Teil am Donnerstag mitnehmen, wenn es bis dahin hier ist.",
    "Bitte direkt mit dem Kunden abstimmen, wir bleiben in Kopie.",
)
TO_DEALER: Final = (
    "Könnt ihr bitte die Auftragsnummer und das Lieferdatum nachreichen?",
    "Wir übernehmen die Kosten. Bitte tauscht das Teil beim nächsten Besuch mit.",
    "Der Techniker fährt am Mittwoch hin, ihr müsst nichts weiter tun.",
)
TO_TECHNICIAN: Final = (
    "Bitte Termin mit dem Kunden vereinbaren. Ersatzteil liegt im Lager für dich bereit.",
    "Bitte vor Ort Fotos von allen Seiten machen und das Typenschild aufnehmen.",
    "Zufahrt über den Hof, Aufzug vorhanden. Ansprechpartner siehe Auftrag.",
)
TECHNICIAN_SAYS: Final = (
    "Termin steht für Donnerstag, 9 Uhr.",
    "War vor Ort, das Teil passt. Bericht folgt.",
    "Kunde nicht angetroffen, Karte eingeworfen. Neuer Termin nächste Woche.",
)
NOTES: Final = (
    "Mit dem Kunden telefoniert, er ist freundlich und geduldig.",
    "Garantiezeit geprüft: noch 14 Monate.",
    "Ersatzteil ist am Lager, Fach 12-04.",
    "Lieferschein gefunden, Lieferdatum stimmt mit den Angaben überein.",
    "Rückruf am Nachmittag vereinbart.",
    "Bitte bei der Antwort auf die Kollegin Rücksicht nehmen, sie arbeitet nur vormittags.",
)
DONE: Final = (
    "Wir haben alles erledigt und schließen den Vorgang. Melden Sie sich jederzeit, wenn noch etwas ist.",
    "Schön, dass es wieder funktioniert. Wir schließen den Vorgang damit ab.",
)
THANKS: Final = (
    "Alles bestens, vielen Dank für die schnelle Hilfe!",
    "Funktioniert wieder. Danke an den Techniker.",
    "Super, danke. Das ging schneller als gedacht.",
)
OBJECTIONS: Final = (
    "Damit sind wir nicht einverstanden. Der Schaden bestand schon bei der Lieferung, das zeigt das Foto.",
    "Wir bitten um eine erneute Prüfung. Die Reinigung erfolgt bei uns genau nach Ihrer Anleitung.",
)
CANCELLED: Final = (
    "Der Kunde hat den Fehler selbst gefunden, es war die Steckdosenleiste.",
    "Doppelt gemeldet, wird im anderen Vorgang bearbeitet.",
    "Artikel stammt nicht von uns, Kunde ist informiert.",
)
TASKS: Final = (
    "Ersatzteil reservieren", "Rückruf beim Kunden", "Lieferschein anfordern", "Foto an die Qualität geben",
    "Termin bestätigen", "Kosten prüfen", "Altteil zurückholen",
)  # fmt: skip
SPAM: Final = (
    (
        "Ihre Rechnung ist überfällig!!!",
        "Klicken Sie jetzt, um Ihr Konto zu bestätigen. Angebot gilt nur heute.",
    ),
    ("Mehr Besucher für Ihre Website", "Wir bringen Sie garantiert auf Platz 1. Antworten Sie noch heute."),
    ("You have won", "Dear winner, send us your details to receive the amount."),
)
FIRST_WORDS_EN: Final = "Thank you for your report. We are looking into it and will come back to you shortly."
ASK_EN: Final = "Could you please send us a photo and the number on the label under the item?"
ANSWER_EN: Final = "Here is the photo. The number on the label is easy to read, I hope."
DONE_EN: Final = "Everything is done. We are closing the case; please write at any time if something is left."
EXTRA: Final = (
    "Bitte denken Sie daran, den Gang freizuhalten.",
    "Die Teile liegen jetzt bereit und werden morgen verpackt.",
    "Zur Erinnerung: Die Seriennummer steht auf dem Typenschild.",
    "Das Werk hat die Lieferung für die nächste Woche bestätigt.",
    "Die Rückmeldung des Lagers steht noch aus.",
    "Wir haben die Maße noch einmal verglichen, sie stimmen überein.",
)
FAILURES: Final = (
    "Empfänger nicht angetroffen, Ware zurück im Lager.",
    "Anschrift unvollständig, der Fahrer fand die Einfahrt nicht.",
    "Beim Transport beschädigt, Annahme verweigert.",
)
COUNTERS: Final = (
    "Der Kratzer ist täglich zu sehen, das ist uns zu wenig.",
    "Für diesen Betrag behalten wir den Artikel, darunter nicht.",
    "Wir hatten mit etwas mehr gerechnet.",
)
DECLINES: Final = (
    "Wir möchten lieber einen einwandfreien Artikel.",
    "Nein danke, bitte tauschen Sie den Artikel aus.",
)
LET_GO: Final = "Der Kunde ist zufrieden, der Rest läuft ohne uns."
HELPED_HIMSELF: Final = "Der Kunde hat sich selbst geholfen."
