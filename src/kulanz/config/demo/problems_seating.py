"""What happens to chairs and sofas."""

from __future__ import annotations

from typing import Final

from kulanz.cases.rules import Kind, Severity
from kulanz.config.demo.problem import Problem

TASK_CHAIRS: Final = (
    Problem(
        motif="chair",
        title="Sitz sinkt beim Sitzen langsam ab",
        report=(
            "Guten Tag, der {article} in {room} sinkt seit etwa zwei Wochen langsam ab. Morgens stelle "
            "ich ihn hoch ein, nach einer halben Stunde sitze ich wieder ganz unten. Den Hebel fasse ich "
            "dabei nicht an. Können Sie helfen?"
        ),
        ask=(
            "Vielen Dank für Ihre Meldung. Bitte sehen Sie einmal unter den Sitz: Dort klebt ein Etikett "
            "mit Auftragsnummer und Baujahr. Ein Foto davon genügt uns."
        ),
        answer=(
            "Gefunden, das Etikett ist auf dem Foto. Der Stuhl steht auf Teppichboden, benutzt wird er "
            "etwa acht Stunden am Tag."
        ),
        note="Baujahr liegt in der Charge mit den undichten Gasfedern. Bitte ohne Rückfrage tauschen.",
        visit="Gasfeder vor Ort getauscht, Höhenverstellung geprüft. Alte Gasfeder mitgenommen.",
        supplier="Die Charge ist uns bekannt, Ersatz geht morgen mit dem Paketdienst hinaus.",
        solution="Gasfeder 100 mm getauscht, Höhenverstellung dreimal geprüft. Der Stuhl hält die Höhe.",
        rejection=(
            "Die Gasfeder ist ein Verschleißteil und nach elf Jahren nicht mehr von der Garantie gedeckt. "
            "Ein Ersatzteil liefern wir gern zum Listenpreis."
        ),
        title_en="Seat slowly sinks while sitting",
        report_en=(
            "Hello, our {article_en} in {room_en} slowly sinks while somebody sits on it. In the morning "
            "I set it up, half an hour later I am at the bottom again. What can we do?"
        ),
        severity=Severity.HINDERS_OPERATION,
        code="GF-01",
    ),
    Problem(
        motif="castor",
        title="Rolle am Fußkreuz gebrochen",
        report=(
            "Am Stuhl {article} ist eine Rolle abgebrochen. Der Stift steckt noch im Fußkreuz und lässt "
            "sich nicht herausziehen. Betroffen ist ein Stuhl in {room}."
        ),
        ask=(
            "Das tut uns leid. Ist nur die Rolle gebrochen oder hat auch das Fußkreuz einen Riss? Bitte "
            "schicken Sie uns ein Foto von unten."
        ),
        answer="Nur die Rolle, das Fußkreuz sieht gut aus. Foto hängt an.",
        note="Harte Rollen auf Fliesen, Kunde braucht den weichen Satz. Gleich fünf schicken.",
        visit="Stift ausgebohrt, Rollensatz weich eingesetzt.",
        supplier="Material der Rolle entspricht der Zeichnung, wir prüfen den Stift noch im Labor.",
        solution="Rollensatz weich (fünf Stück) zugesandt, der Kunde hat selbst getauscht.",
        rejection="Die Rolle wurde auf einem Boden benutzt, für den sie nicht vorgesehen ist.",
        title_en="Castor broken off",
        report_en=(
            "One castor of the {article_en} in {room_en} broke off. The pin is still stuck in the base."
        ),
        code="RO-02",
    ),
    Problem(
        motif="backrest",
        title="Rückenlehne rastet nicht mehr ein",
        report=(
            "Beim Stuhl {article} in {room} kippt die Rückenlehne plötzlich nach hinten. Ein Kollege wäre "
            "fast gestürzt. Wir haben den Stuhl zur Seite gestellt."
        ),
        ask=(
            "Gut, dass Sie den Stuhl aus dem Verkehr genommen haben. Bitte benutzen Sie ihn nicht mehr. "
            "Wann hat unser Techniker bei Ihnen Zutritt?"
        ),
        answer="Werktags von 8 bis 16 Uhr, bitte am Empfang melden. Parken ist im Hof möglich.",
        note="Sicherheitsrelevant. Mechanik ausbauen und ins Werk schicken, nicht vor Ort reparieren.",
        visit="Synchronmechanik ausgebaut und durch neue ersetzt. Sperrklinke der alten Mechanik gebrochen.",
        supplier="Bitte senden Sie uns die Mechanik zur Untersuchung, Versandschein liegt bei.",
        solution=(
            "Synchronmechanik getauscht, Funktion unter Last geprüft. Alte Mechanik im Werk zur Untersuchung."
        ),
        rejection="Die Mechanik wurde durch ein fremdes Anbauteil überlastet, wie die Fotos zeigen.",
        title_en="Backrest no longer locks",
        report_en=(
            "The backrest of the {article_en} in {room_en} suddenly tips backwards. A colleague nearly "
            "fell. We have put the chair aside."
        ),
        severity=Severity.HINDERS_OPERATION,
        safety=True,
        code="ME-04",
    ),
    Problem(
        motif="armrest",
        title="Armlehne knarrt und wackelt",
        report=(
            "Die rechte Armlehne knarrt bei jeder Bewegung und hat inzwischen ein bis zwei Zentimeter "
            "Spiel. Nachziehen der Schraube hat nichts gebracht. Artikel: {article}."
        ),
        ask="Lässt sich die Armlehne noch in der Höhe verstellen? Und wie viele Stühle sind betroffen?",
        answer="Verstellen geht noch. Bisher ist es einer, beim zweiten fängt es gerade an.",
        note="Zweiter Fall in diesem Haus, beide aus derselben Lieferung.",
        visit="Beide Armlehnenträger getauscht und Schrauben gesichert.",
        supplier="Wir liefern zwei Armlehnenauflagen ohne Berechnung nach.",
        solution="Armlehnenauflage rechts getauscht, Schrauben mit Sicherungsmittel eingesetzt.",
        rejection="Die Auflage ist durch Reinigungsmittel angegriffen; das ist kein Fehler des Materials.",
        code="AR-01",
    ),
    Problem(
        motif="fabric",
        title="Ersatzbezug für Sitzpolster gesucht",
        report=(
            "Wir haben {n} Stühle der Reihe {article}. Sie sind technisch in Ordnung, die Bezüge aber "
            "nach sechs Jahren abgewetzt. Gibt es das Sitzpolster einzeln, und was kostet es bei dieser "
            "Menge?"
        ),
        ask="Gern. Welche Farbe haben die Stühle heute, und sollen alle gleich bleiben?",
        answer="Anthrazit, und bitte wieder anthrazit.",
        note="Mengenrabatt nach Preisliste möglich.",
        visit="Polster vor Ort gewechselt.",
        supplier="Lieferzeit zurzeit drei Wochen.",
        solution="Angebot über Sitzpolster Stoff anthrazit geschickt, Lieferzeit drei Wochen.",
        rejection="Dieser Bezug wird nicht mehr gefertigt.",
        kind=Kind.INQUIRY,
        code="BE-03",
    ),
)

CONFERENCE_CHAIRS: Final = (
    Problem(
        motif="chair",
        title="Filzgleiter lösen sich, Kratzer im Parkett",
        report=(
            "Bei den neuen Stühlen ({article}) in {room} haben sich nach drei Monaten die Filzgleiter "
            "gelöst. Im Parkett sind bereits Kratzer zu sehen. Es geht um {n} Stühle."
        ),
        ask="Bitte nehmen Sie die Stühle ohne Gleiter vom Parkett. Sind die Gleiter geklebt oder geschraubt?",
        answer="Geklebt. Wir haben die Stühle auf Teppich gestellt.",
        note=(
            "Geklebte Gleiter waren falsch bestückt, bestellt waren geschraubte. Parkettschaden der "
            "Versicherung melden."
        ),
        visit="Alle Gleiter gegen geschraubte getauscht.",
        supplier="Wir schicken geschraubte Gleiter für die ganze Lieferung.",
        solution=(
            "Geschraubte Filzgleiter für alle Stühle geliefert und montiert; Kratzer durch die "
            "Versicherung geregelt."
        ),
        rejection="Die Gleiter sind für Teppich bestellt worden; für Parkett gibt es eine eigene Ausführung.",
        code="GL-01",
    ),
    Problem(
        motif="crack",
        title="Riss in der Sitzschale",
        report=(
            "In der Sitzschale eines Stuhls ({article}) ist ein etwa acht Zentimeter langer Riss, er "
            "beginnt an der vorderen Schraube. Der Stuhl steht in {room}."
        ),
        ask="Bitte sperren Sie den Stuhl. Sind an weiteren Stühlen der Lieferung Risse zu sehen?",
        answer="Wir haben alle angesehen, nur dieser eine ist betroffen.",
        note="Schale aus der ersten Serie ohne Unterlegscheibe. Ersatzschale liegt am Lager.",
        visit="Sitzschale getauscht, Unterlegscheiben an den übrigen Stühlen nachgerüstet.",
        supplier="Ersatzschale Buche ist unterwegs.",
        solution="Sitzschale Buche getauscht, Stuhl wieder freigegeben.",
        rejection="Der Riss ist durch einen Sturz des Stuhls entstanden.",
        title_en="Crack in the seat shell",
        report_en=(
            "There is a crack of about eight centimetres in the seat shell of one {article_en} in "
            "{room_en}, starting at the front screw."
        ),
        severity=Severity.HINDERS_OPERATION,
        safety=True,
        code="SC-01",
    ),
    Problem(
        motif="bolt",
        title="Schreibtablar fällt beim Hochklappen herunter",
        report=(
            "Das Schreibtablar am Stuhl {article} bleibt oben nicht stehen, es fällt einem auf die Hand. "
            "Das ist bei {n} Stühlen in {room} so."
        ),
        ask="Ist das von Anfang an so gewesen oder erst seit kurzem?",
        answer="Von Anfang an, wir dachten zuerst, das müsse so sein.",
        note="Reibscheibe vergessen. Fertigung informiert.",
        visit="Reibscheiben nachgerüstet, Tablare halten in jeder Stellung.",
        supplier="Reibscheiben gehen heute raus.",
        solution="Reibscheiben an allen Tablaren nachgerüstet.",
        rejection="Das Tablar ist als Ablage, nicht zum Aufstützen gebaut.",
        code="TA-02",
    ),
    Problem(
        motif="box",
        title="Falsche Stückzahl geliefert",
        report=(
            "Bestellt waren {n} Stühle ({article}), angekommen sind zwei weniger. Auf dem Lieferschein "
            "steht die volle Menge. Die Veranstaltung in {room} ist nächste Woche."
        ),
        ask="Wir prüfen das sofort. Wie viele Kartons sind es, und steht auf allen dieselbe Auftragsnummer?",
        answer="Ein Karton weniger als auf dem Lieferschein. Nummern sind gleich.",
        note="Spediteur hat einen Karton in der Halle stehen lassen, laut Lager gefunden.",
        visit="Fehlende Stühle angeliefert und aufgestellt.",
        supplier="Nachlieferung ist bestätigt.",
        solution="Fehlender Karton nachgeliefert, Empfang bestätigt.",
        rejection="Der Empfang der vollen Menge wurde unterschrieben.",
        code="LI-01",
    ),
)

LOUNGE: Final = (
    Problem(
        motif="sofa",
        title="Naht am Sofa aufgegangen",
        report=(
            "Am Möbel {article} in {room} ist die Naht an der Armlehne auf etwa 15 Zentimetern "
            "aufgegangen. Das Sofa ist vier Monate alt und wird im Empfang normal benutzt."
        ),
        ask="Bitte senden Sie uns ein Foto der Naht und eines vom ganzen Möbel.",
        answer="Beide Fotos hängen an. Dieselbe Stelle beginnt auch am zweiten Sofa.",
        note="Faden war zu dünn, Polsterei nimmt beide Bezüge zurück.",
        visit="Bezug abgenommen und neuen Bezug aufgezogen.",
        supplier="Wir nähen beide Bezüge nach und schicken sie in zehn Tagen.",
        solution="Kissenbezug petrol neu genäht und aufgezogen, zweites Sofa vorbeugend mitbehandelt.",
        rejection="Der Bezug wurde mit einem scharfen Gegenstand aufgeschnitten.",
        title_en="Seam of the sofa has opened",
        report_en=(
            "The seam at the armrest of the {article_en} in {room_en} has opened over 15 centimetres. The "
            "sofa is four months old."
        ),
        code="NA-01",
    ),
    Problem(
        motif="sofa",
        title="Sofafuß abgebrochen",
        report=(
            "Ein Fuß am Möbel {article} ist abgebrochen, als sich jemand gesetzt hat. Verletzt ist "
            "niemand. Das Möbel liegt jetzt auf Büchern."
        ),
        ask="Zum Glück ist nichts passiert. Bitte sperren Sie das Sofa. Haben Sie den Fuß noch?",
        answer="Ja, der Fuß ist da. Die Schraube ist aus dem Holz gerissen.",
        note="Einschlagmutter fehlt. Alle Sofas dieser Lieferung prüfen lassen.",
        visit="Fuß mit Einschlagmutter neu gesetzt, übrige Füße geprüft.",
        supplier="Einschlagmuttern wurden in der Montage vergessen, wir rüsten nach.",
        solution="Sofafuß Holz mit Einschlagmutter gesetzt, alle übrigen Füße geprüft.",
        rejection="Das Sofa wurde mit Personen darauf verschoben.",
        severity=Severity.HINDERS_OPERATION,
        safety=True,
        code="FU-04",
    ),
    Problem(
        motif="fabric",
        title="Wie reinige ich den Bezug?",
        report=(
            "Auf unserem Loungemöbel ({article}) ist Kaffee verschüttet worden. Womit darf man den Bezug "
            "reinigen, ohne dass die Farbe leidet?"
        ),
        ask="Welcher Bezugsstoff ist es? Die Nummer steht auf dem Etikett unter dem Kissen.",
        answer="Dort steht Petrol 4418.",
        note="Reinigungsanleitung liegt als Textbaustein vor.",
        visit="Bezug vor Ort gereinigt.",
        supplier="Der Stoff ist mit lauwarmem Wasser und Feinwaschmittel zu reinigen.",
        solution="Reinigungsanleitung geschickt: lauwarmes Wasser, wenig Feinwaschmittel, nicht reiben.",
        rejection="Flecken durch Getränke sind kein Fehler des Stoffs.",
        kind=Kind.INQUIRY,
        code="BE-01",
    ),
)
