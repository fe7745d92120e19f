"""What breaks, in whose words: one entry is a whole story, from the report to its solution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kulanz.cases.rules import Kind, Severity


@dataclass(frozen=True, slots=True)
class Problem:
    """`ask` and `answer` are the questions between office and customer, `note` what stays inside."""

    motif: str
    title: str
    report: str
    ask: str
    answer: str
    note: str
    visit: str
    supplier: str
    solution: str
    rejection: str
    title_en: str = ""
    report_en: str = ""
    kind: Kind = Kind.COMPLAINT
    severity: Severity = Severity.MINOR
    safety: bool = False
    code: str = ""


_HINDERS: Final = Severity.HINDERS_OPERATION
_PREVENTS: Final = Severity.PREVENTS_OPERATION

_TASK_CHAIRS: Final = (
    Problem(
        motif="chair", code="GF-01", severity=_HINDERS,
        title="Sitz sinkt beim Sitzen langsam ab",
        report="Guten Tag, der {article} in {room} sinkt seit etwa zwei Wochen langsam ab. Morgens stelle ich "
        "ihn hoch ein, nach einer halben Stunde sitze ich wieder ganz unten. Den Hebel fasse ich dabei nicht "
        "an. Können Sie helfen?",
        ask="Vielen Dank für Ihre Meldung. Bitte sehen Sie einmal unter den Sitz: Dort klebt ein Etikett mit "
        "Auftragsnummer und Baujahr. Ein Foto davon genügt uns.",
        answer="Gefunden, das Etikett ist auf dem Foto. Der Stuhl steht auf Teppichboden, benutzt wird er "
        "etwa acht Stunden am Tag.",
        note="Baujahr liegt in der Charge mit den undichten Gasfedern. Bitte ohne Rückfrage tauschen.",
        visit="Gasfeder vor Ort getauscht, Höhenverstellung geprüft. Alte Gasfeder mitgenommen.",
        supplier="Die Charge ist uns bekannt, Ersatz geht morgen mit dem Paketdienst hinaus.",
        solution="Gasfeder 100 mm getauscht, Höhenverstellung dreimal geprüft. Der Stuhl hält die Höhe.",
        rejection="Die Gasfeder ist ein Verschleißteil und nach elf Jahren nicht mehr von der Garantie "
        "gedeckt. Ein Ersatzteil liefern wir gern zum Listenpreis.",
        title_en="Seat slowly sinks while sitting",
        report_en="Hello, our {article_en} in {room_en} slowly sinks while somebody sits on it. In the morning I set it "
        "up, half an hour later I am at the bottom again. What can we do?",
    ),
    Problem(
        motif="castor", code="RO-02",
        title="Rolle am Fußkreuz gebrochen",
        report="Am {article} ist eine Rolle abgebrochen. Der Stift steckt noch im Fußkreuz und lässt sich nicht "
        "herausziehen. Betroffen ist ein Stuhl in {room}.",
        ask="Das tut uns leid. Ist nur die Rolle gebrochen oder hat auch das Fußkreuz einen Riss? Bitte "
        "schicken Sie uns ein Foto von unten.",
        answer="Nur die Rolle, das Fußkreuz sieht gut aus. Foto hängt an.",
        note="Harte Rollen auf Fliesen, Kunde braucht den weichen Satz. Gleich fünf schicken.",
        visit="Stift ausgebohrt, Rollensatz weich eingesetzt.",
        supplier="Material der Rolle entspricht der Zeichnung, wir prüfen den Stift noch im Labor.",
        solution="Rollensatz weich (fünf Stück) zugesandt, der Kunde hat selbst getauscht.",
        rejection="Die Rolle wurde auf einem Boden benutzt, für den sie nicht vorgesehen ist.",
        title_en="Castor broken off", report_en="One castor of the {article_en} in {room_en} broke off. The pin is "
        "still stuck in the base.",
    ),
    Problem(
        motif="backrest", code="ME-04", severity=_HINDERS, safety=True,
        title="Rückenlehne rastet nicht mehr ein",
        report="Beim {article} in {room} kippt die Rückenlehne plötzlich nach hinten. Ein Kollege wäre fast "
        "gestürzt. Wir haben den Stuhl zur Seite gestellt.",
        ask="Gut, dass Sie den Stuhl aus dem Verkehr genommen haben. Bitte benutzen Sie ihn nicht mehr. Wann "
        "hat unser Techniker bei Ihnen Zutritt?",
        answer="Werktags von 8 bis 16 Uhr, bitte am Empfang melden. Parken ist im Hof möglich.",
        note="Sicherheitsrelevant. Mechanik ausbauen und ins Werk schicken, nicht vor Ort reparieren.",
        visit="Synchronmechanik ausgebaut und durch neue ersetzt. Sperrklinke der alten Mechanik gebrochen.",
        supplier="Bitte senden Sie uns die Mechanik zur Untersuchung, Versandschein liegt bei.",
        solution="Synchronmechanik getauscht, Funktion unter Last geprüft. Alte Mechanik im Werk zur Untersuchung.",
        rejection="Die Mechanik wurde durch ein fremdes Anbauteil überlastet, wie die Fotos zeigen.",
        title_en="Backrest no longer locks",
        report_en="The backrest of the {article_en} in {room_en} suddenly tips backwards. A colleague nearly fell. "
        "We have put the chair aside.",
    ),
    Problem(
        motif="armrest", code="AR-01",
        title="Armlehne knarrt und wackelt",
        report="Die rechte Armlehne am {article} knarrt bei jeder Bewegung und hat inzwischen ein bis zwei "
        "Zentimeter Spiel. Nachziehen der Schraube hat nichts gebracht.",
        ask="Lässt sich die Armlehne noch in der Höhe verstellen? Und wie viele Stühle sind betroffen?",
        answer="Verstellen geht noch. Bisher ist es einer, beim zweiten fängt es gerade an.",
        note="Zweiter Fall in diesem Haus, beide aus derselben Lieferung.",
        visit="Beide Armlehnenträger getauscht und Schrauben gesichert.",
        supplier="Wir liefern zwei Armlehnenauflagen ohne Berechnung nach.",
        solution="Armlehnenauflage rechts getauscht, Schrauben mit Sicherungsmittel eingesetzt.",
        rejection="Die Auflage ist durch Reinigungsmittel angegriffen; das ist kein Fehler des Materials.",
    ),
    Problem(
        motif="fabric", code="BE-03", kind=Kind.INQUIRY,
        title="Ersatzbezug für Sitzpolster gesucht",
        report="Wir haben mehrere {article}. Die Stühle sind technisch in Ordnung, die Bezüge sind aber nach sechs "
        "Jahren abgewetzt. Gibt es das Sitzpolster einzeln, und was kostet es bei {n} Stück?",
        ask="Gern. Welche Farbe haben die Stühle heute, und sollen alle gleich bleiben?",
        answer="Anthrazit, und bitte wieder anthrazit.",
        note="Mengenrabatt nach Preisliste möglich.",
        visit="Polster vor Ort gewechselt.",
        supplier="Lieferzeit zurzeit drei Wochen.",
        solution="Angebot über Sitzpolster Stoff anthrazit geschickt, Lieferzeit drei Wochen.",
        rejection="Dieser Bezug wird nicht mehr gefertigt.",
    ),
)  # fmt: skip

_CONFERENCE_CHAIRS: Final = (
    Problem(
        motif="chair", code="GL-01",
        title="Filzgleiter lösen sich, Kratzer im Parkett",
        report="Bei den neuen {article} in {room} haben sich nach drei Monaten die Filzgleiter gelöst. Im Parkett sind "
        "bereits Kratzer zu sehen. Es geht um {n} Stühle.",
        ask="Bitte nehmen Sie die Stühle ohne Gleiter vom Parkett. Sind die Gleiter geklebt oder geschraubt?",
        answer="Geklebt. Wir haben die Stühle auf Teppich gestellt.",
        note="Geklebte Gleiter waren falsch bestückt, bestellt waren geschraubte. Parkettschaden der "
        "Versicherung melden.",
        visit="Alle Gleiter gegen geschraubte getauscht.",
        supplier="Wir schicken geschraubte Gleiter für die ganze Lieferung.",
        solution="Geschraubte Filzgleiter für alle Stühle geliefert und montiert; Kratzer durch die Versicherung geregelt.",
        rejection="Die Gleiter sind für Teppich bestellt worden; für Parkett gibt es eine eigene Ausführung.",
    ),
    Problem(
        motif="crack", code="SC-01", severity=_HINDERS, safety=True,
        title="Riss in der Sitzschale",
        report="In der Sitzschale eines {article} ist ein etwa acht Zentimeter langer Riss, er beginnt an der "
        "vorderen Schraube. Der Stuhl steht in {room}.",
        ask="Bitte sperren Sie den Stuhl. Sind an weiteren Stühlen der Lieferung Risse zu sehen?",
        answer="Wir haben alle angesehen, nur dieser eine ist betroffen.",
        note="Schale aus der ersten Serie ohne Unterlegscheibe. Ersatzschale liegt am Lager.",
        visit="Sitzschale getauscht, Unterlegscheiben an den übrigen Stühlen nachgerüstet.",
        supplier="Ersatzschale Buche ist unterwegs.",
        solution="Sitzschale Buche getauscht, Stuhl wieder freigegeben.",
        rejection="Der Riss ist durch einen Sturz des Stuhls entstanden.",
        title_en="Crack in the seat shell",
        report_en="There is a crack of about eight centimetres in the seat shell of one {article_en} in {room_en}, "
        "starting at the front screw.",
    ),
    Problem(
        motif="bolt", code="TA-02",
        title="Schreibtablar fällt beim Hochklappen herunter",
        report="Das Schreibtablar am {article} bleibt oben nicht stehen, es fällt einem auf die Hand. Das ist bei "
        "{n} Stühlen in {room} so.",
        ask="Ist das von Anfang an so gewesen oder erst seit kurzem?",
        answer="Von Anfang an, wir dachten zuerst, das müsse so sein.",
        note="Reibscheibe vergessen. Fertigung informiert.",
        visit="Reibscheiben nachgerüstet, Tablare halten in jeder Stellung.",
        supplier="Reibscheiben gehen heute raus.",
        solution="Reibscheiben an allen Tablaren nachgerüstet.",
        rejection="Das Tablar ist als Ablage, nicht zum Aufstützen gebaut.",
    ),
    Problem(
        motif="box", code="LI-01",
        title="Falsche Stückzahl geliefert",
        report="Bestellt waren {n} {article}, angekommen sind zwei weniger. Auf dem Lieferschein steht die volle "
        "Menge. Die Veranstaltung in {room} ist nächste Woche.",
        ask="Wir prüfen das sofort. Wie viele Kartons sind es, und steht auf allen dieselbe Auftragsnummer?",
        answer="Ein Karton weniger als auf dem Lieferschein. Nummern sind gleich.",
        note="Spediteur hat einen Karton in der Halle stehen lassen, laut Lager gefunden.",
        visit="Fehlende Stühle angeliefert und aufgestellt.",
        supplier="Nachlieferung ist bestätigt.",
        solution="Fehlender Karton nachgeliefert, Empfang bestätigt.",
        rejection="Der Empfang der vollen Menge wurde unterschrieben.",
    ),
)  # fmt: skip

_DESKS: Final = (
    Problem(
        motif="desk", code="AN-01", severity=_PREVENTS,
        title="Schreibtisch fährt nicht mehr hoch",
        report="Der {article} in {room} lässt sich nicht mehr verstellen. Im Display steht E08, beim Drücken hört man "
        "nur ein Klicken. Die Kollegin kann so nicht arbeiten, der Tisch steht auf Stehhöhe.",
        ask="Bitte ziehen Sie den Netzstecker für eine Minute und halten Sie danach die Pfeil-ab-Taste zehn "
        "Sekunden gedrückt. Fährt der Tisch dann?",
        answer="Leider nein. Er bewegt sich links ein kleines Stück und bleibt dann stehen, E08 kommt wieder.",
        note="E08 = Hubsäule antwortet nicht. Säule links und Steuereinheit mitgeben.",
        visit="Hubsäule links defekt, getauscht. Referenzfahrt durchgeführt, Tisch fährt wieder über den ganzen Weg.",
        supplier="Bitte schicken Sie uns die Seriennummer der Säule, wir liefern Ersatz.",
        solution="Hubsäule links getauscht und Referenzfahrt gemacht. Tisch läuft ohne Fehlermeldung.",
        rejection="Die Säule ist durch Überlast verbogen: Auf dem Tisch stand ein Drucker mit 85 kg.",
        title_en="Desk no longer moves up",
        report_en="The {article_en} in {room_en} no longer moves. The display says E08 and there is only a click. "
        "My colleague cannot work like this, the desk is stuck in standing height.",
    ),
    Problem(
        motif="edge", code="KA-02",
        title="Kante der Tischplatte löst sich",
        report="An der Vorderkante des {article} löst sich das Furnier auf einer Länge von rund 20 Zentimetern. Man "
        "bleibt mit dem Ärmel hängen.",
        ask="Wann wurde der Tisch geliefert, und wird die Platte feucht gereinigt?",
        answer="Geliefert vor acht Monaten. Gereinigt wird mit einem nebelfeuchten Tuch, so wie in der Anleitung.",
        note="Kantenleim der Woche 14, Lieferant hat anerkannt. Platte tauschen.",
        visit="Tischplatte getauscht, Kabel neu verlegt.",
        supplier="Wir erkennen den Fehler an und liefern eine neue Platte.",
        solution="Neue Tischplatte 160 × 80 Eiche geliefert und montiert, alte Platte zurückgenommen.",
        rejection="Die Kante ist durch stehendes Wasser aufgequollen.",
    ),
    Problem(
        motif="cable", code="EL-01", severity=_HINDERS, safety=True,
        title="Netzteil wird sehr heiß",
        report="Das Netzteil unter dem {article} wird so heiß, dass man es nicht anfassen kann, und es riecht nach "
        "Kunststoff. Wir haben den Stecker gezogen. Es ist der Tisch in {room}.",
        ask="Das war genau richtig. Bitte lassen Sie den Stecker gezogen. Wir schicken heute noch ein neues Netzteil.",
        answer="Gut, danke. Sollen wir das alte aufheben?",
        note="Altes Netzteil unbedingt zurückholen. Qualität informiert, zweite Meldung in diesem Quartal.",
        visit="Netzteil getauscht, altes Teil gesichert. Ausgangsspannung in Ordnung.",
        supplier="Wir untersuchen das Teil und melden uns binnen einer Woche.",
        solution="Netzteil 230 V getauscht, altes Teil an die Qualität gegeben.",
        rejection="Das Netzteil stammt nicht von uns.",
        title_en="Power supply gets very hot",
        report_en="The power supply under the {article_en} in {room_en} gets too hot to touch and smells of plastic. "
        "We have unplugged it.",
    ),
    Problem(
        motif="desk", code="MO-01", kind=Kind.ASSEMBLY,
        title="Montage von Schreibtischen",
        report="Bitte montieren Sie {n} {article} in {room}. Der Aufzug ist vorhanden, die alten Tische sind abgebaut. "
        "Wunschtermin ist in der übernächsten Woche.",
        ask="Gern. Dürfen wir ab 7 Uhr ins Haus, und wer ist vor Ort anzusprechen?",
        answer="Ab 7 Uhr ist in Ordnung, bitte beim Hausmeister melden.",
        note="Zwei Leute, ein Tag. Hubwagen mitnehmen.",
        visit="Alle Tische aufgebaut, ausgerichtet und übergeben. Verpackung mitgenommen.",
        supplier="Lieferung ist für Montag zugesagt.",
        solution="Tische montiert und übergeben, Übergabeprotokoll unterschrieben.",
        rejection="Montage war nicht Teil des Auftrags.",
    ),
)  # fmt: skip

_TABLES: Final = (
    Problem(
        motif="table", code="FU-01",
        title="Furnierbild der Platten passt nicht zusammen",
        report="Der {article} in {room} besteht aus zwei Platten. Die eine ist deutlich heller, und die Maserung läuft "
        "quer. Das fällt jedem Gast auf.",
        ask="Bitte senden Sie uns ein Foto bei Tageslicht, auf dem beide Platten ganz zu sehen sind.",
        answer="Zwei Fotos hängen an, einmal vom Fenster aus, einmal von der Tür.",
        note="Platten aus zwei Stämmen. Neue Platte aus dem Stamm der anderen bestellen.",
        visit="Platte getauscht, Fuge eingestellt.",
        supplier="Wir legen ein passendes Furnierblatt zurück und fertigen neu.",
        solution="Zweite Platte aus demselben Furnier neu gefertigt und getauscht.",
        rejection="Holz ist ein Naturprodukt; der Unterschied liegt im Rahmen des bestätigten Musters.",
    ),
    Problem(
        motif="cable", code="EL-03", severity=_HINDERS,
        title="Steckdoseneinheit im Tisch ohne Strom",
        report="Die Steckdosen im {article} haben keinen Strom mehr, die USB-Buchsen laden auch nicht. Die Sicherung im "
        "Haus ist in Ordnung. Raum: {room}.",
        ask="Leuchtet die kleine grüne Lampe an der Einheit? Und sitzt der Stecker unter dem Tisch fest?",
        answer="Die Lampe ist aus, der Stecker sitzt fest.",
        note="Überspannungsschutz hat ausgelöst, Einheit tauschen.",
        visit="Steckdoseneinheit getauscht, Schutzleiter gemessen.",
        supplier="Ersatz liefern wir ab Lager.",
        solution="Steckdoseneinheit Konferenz getauscht, Messprotokoll liegt bei.",
        rejection="Die Einheit wurde geöffnet; damit entfällt die Garantie.",
        title_en="Sockets in the table are dead",
        report_en="The sockets in our {article_en} in {room_en} have no power any more. The fuse of the house is fine.",
    ),
    Problem(
        motif="scratch", code="TR-01",
        title="Transportschaden an der Tischplatte",
        report="Beim Auspacken des {article} haben wir eine eingedrückte Ecke entdeckt. Der Karton war an dieser Stelle "
        "auch beschädigt, der Fahrer hat es auf dem Lieferschein vermerkt.",
        ask="Danke für die schnelle Meldung. Bitte heben Sie die Verpackung auf und schicken Sie uns den Lieferschein.",
        answer="Lieferschein ist angehängt. Die Verpackung steht im Lager.",
        note="Spediteur haftet, Schaden binnen sieben Tagen angezeigt.",
        visit="Platte getauscht, beschädigte Platte zurückgenommen.",
        supplier="Ersatzplatte in zwei Wochen.",
        solution="Ersatzplatte geliefert, Schaden mit dem Spediteur abgerechnet.",
        rejection="Der Schaden wurde erst nach vier Wochen gemeldet und ist auf dem Lieferschein nicht vermerkt.",
    ),
    Problem(
        motif="bolt", code="ST-02",
        title="Tisch wackelt auf ebenem Boden",
        report="Der {article} in {room} wackelt, obwohl der Boden eben ist. Die Stellfüße sind alle eingedreht.",
        ask="Bitte lösen Sie die vier Schrauben am Gestell, richten Sie aus und ziehen Sie über Kreuz an. Hilft das?",
        answer="Etwas besser, aber immer noch spürbar.",
        note="Gestell verzogen, Austauschgestell aus der Ausstellung möglich.",
        visit="Gestell gerichtet und Plattenverbinder nachgezogen.",
        supplier="Wir prüfen die Schweißlehre.",
        solution="Gestell ausgerichtet, zwei Plattenverbinder ersetzt. Tisch steht ruhig.",
        rejection="Die Abweichung liegt mit 1,5 mm in der zulässigen Toleranz.",
    ),
)  # fmt: skip

_CABINETS: Final = (
    Problem(
        motif="cabinet", code="SL-01", severity=_HINDERS,
        title="Schlüssel dreht durch, Schrank geht nicht auf",
        report="Beim {article} in {room} dreht der Schlüssel durch, der Schrank lässt sich nicht öffnen. Darin liegen "
        "Akten, die wir diese Woche brauchen.",
        ask="Welche Nummer steht auf dem Schlüssel? Dann können wir mit dem Hauptschlüssel kommen.",
        answer="Auf dem Schlüssel steht 2417.",
        note="Hauptschlüssel liegt beim Techniker. Schloss gleich mitnehmen.",
        visit="Schrank geöffnet, Schloss getauscht, zwei neue Schlüssel übergeben.",
        supplier="Schlosszylinder liegt bei.",
        solution="Schloss mit zwei Schlüsseln getauscht, Schrank geöffnet, Inhalt unversehrt.",
        rejection="Das Schloss ist durch einen abgebrochenen fremden Schlüssel beschädigt.",
        title_en="Key turns without opening the cabinet",
        report_en="The key of the {article_en} in {room_en} turns freely and the cabinet stays locked. We need the "
        "files inside this week.",
    ),
    Problem(
        motif="drawer", code="AU-01",
        title="Schubladenauszug klemmt",
        report="Die mittlere Schublade am {article} klemmt auf halbem Weg. Mit Gewalt geht sie zu, aber nicht mehr auf.",
        ask="Ist die Schublade schwer beladen? Und ist an der Schiene etwas verbogen zu sehen?",
        answer="Normal beladen, nur Hängemappen. Die rechte Schiene steht etwas vor.",
        note="Auszugpaar schicken, Kunde kann selbst tauschen.",
        visit="Auszüge ersetzt und geschmiert.",
        supplier="Kugelkäfig war falsch bestückt, wir ersetzen.",
        solution="Schubladenauszug Paar zugesandt, Kunde hat getauscht und bestätigt.",
        rejection="Die Schublade wurde mit mehr als 40 kg beladen.",
    ),
    Problem(
        motif="hinge", code="SR-01",
        title="Scharnier ausgerissen",
        report="An einer Tür des {article} ist das obere Scharnier ausgerissen, die Tür hängt schief. Wir haben sie "
        "festgebunden, damit sie nicht herunterfällt.",
        ask="Bitte schicken Sie uns ein Foto vom Loch in der Seitenwand. Davon hängt ab, ob ein Reparatursatz genügt.",
        answer="Foto ist dabei. Das Loch ist ungefähr so groß wie ein Euro.",
        note="Reparatursatz reicht. Zwei Dübel, Leim, neues Scharnier.",
        visit="Loch verdübelt, Scharnier neu gesetzt, Türen eingestellt.",
        supplier="Scharniere liefern wir kostenlos nach.",
        solution="Scharnier mit Reparatursatz neu gesetzt, Türen eingestellt.",
        rejection="Die Tür ist durch Aufstützen ausgerissen worden.",
    ),
    Problem(
        motif="box", code="LI-02",
        title="Falscher Farbton der Rollladenfront",
        report="Bestellt war lichtgrau, der {article} kam in weiß. Im Auftrag steht es richtig. Der Schrank steht noch "
        "verpackt in {room}.",
        ask="Entschuldigung für die Verwechslung. Könnten Sie den Schrank bis zum Austausch weiter benutzen?",
        answer="Ja, solange wir ihn dann tauschen können.",
        note="Verladefehler, Gegenstück steht beim falschen Kunden.",
        visit="Schrank getauscht.",
        supplier="Neue Front in vier Wochen.",
        solution="Schrank in lichtgrau geliefert, weißer Schrank abgeholt.",
        rejection="Der gelieferte Farbton entspricht der unterschriebenen Auftragsbestätigung.",
    ),
)  # fmt: skip

_LOUNGE: Final = (
    Problem(
        motif="sofa", code="NA-01",
        title="Naht am Sofa aufgegangen",
        report="Am {article} in {room} ist die Naht an der Armlehne auf etwa 15 Zentimetern aufgegangen. Das Sofa ist "
        "vier Monate alt und wird im Empfang normal benutzt.",
        ask="Bitte senden Sie uns ein Foto der Naht und eines vom ganzen Möbel.",
        answer="Beide Fotos hängen an. Dieselbe Stelle beginnt auch am zweiten Sofa.",
        note="Faden war zu dünn, Polsterei nimmt beide Bezüge zurück.",
        visit="Bezug abgenommen und neuen Bezug aufgezogen.",
        supplier="Wir nähen beide Bezüge nach und schicken sie in zehn Tagen.",
        solution="Kissenbezug petrol neu genäht und aufgezogen, zweites Sofa vorbeugend mitbehandelt.",
        rejection="Der Bezug wurde mit einem scharfen Gegenstand aufgeschnitten.",
        title_en="Seam of the sofa has opened",
        report_en="The seam at the armrest of the {article_en} in {room_en} has opened over 15 centimetres. The sofa is "
        "four months old.",
    ),
    Problem(
        motif="sofa", code="FU-04", severity=_HINDERS, safety=True,
        title="Sofafuß abgebrochen",
        report="Ein Fuß des {article} ist abgebrochen, als sich jemand gesetzt hat. Verletzt ist niemand. Das Möbel "
        "liegt jetzt auf Büchern.",
        ask="Zum Glück ist nichts passiert. Bitte sperren Sie das Sofa. Haben Sie den Fuß noch?",
        answer="Ja, der Fuß ist da. Die Schraube ist aus dem Holz gerissen.",
        note="Einschlagmutter fehlt. Alle Sofas dieser Lieferung prüfen lassen.",
        visit="Fuß mit Einschlagmutter neu gesetzt, übrige Füße geprüft.",
        supplier="Einschlagmuttern wurden in der Montage vergessen, wir rüsten nach.",
        solution="Sofafuß Holz mit Einschlagmutter gesetzt, alle übrigen Füße geprüft.",
        rejection="Das Sofa wurde mit Personen darauf verschoben.",
    ),
    Problem(
        motif="fabric", code="BE-01", kind=Kind.INQUIRY,
        title="Wie reinige ich den Bezug?",
        report="Auf unserem {article} ist Kaffee verschüttet worden. Womit darf man den Bezug reinigen, ohne dass die "
        "Farbe leidet?",
        ask="Welcher Bezugsstoff ist es? Die Nummer steht auf dem Etikett unter dem Kissen.",
        answer="Dort steht Petrol 4418.",
        note="Reinigungsanleitung liegt als Textbaustein vor.",
        visit="Bezug vor Ort gereinigt.",
        supplier="Der Stoff ist mit lauwarmem Wasser und Feinwaschmittel zu reinigen.",
        solution="Reinigungsanleitung geschickt: lauwarmes Wasser, wenig Feinwaschmittel, nicht reiben.",
        rejection="Flecken durch Getränke sind kein Fehler des Stoffs.",
    ),
)  # fmt: skip

_LAMPS: Final = (
    Problem(
        motif="lamp", code="LE-01", severity=_HINDERS,
        title="Leuchte flackert",
        report="Die {article} in {room} flackert, besonders wenn sie gedimmt ist. Zwei Kolleginnen bekommen Kopfschmerzen "
        "davon.",
        ask="Flackert sie auch bei voller Helligkeit? Und hängt sie an einer schaltbaren Steckdosenleiste?",
        answer="Bei voller Helligkeit kaum. Sie hängt direkt an der Wand.",
        note="Dimmer des Netzteils, bekanntes Thema. Netzteil neuer Stand schicken.",
        visit="Netzteil getauscht, Dimmbereich geprüft.",
        supplier="Neuer Stand des Netzteils behebt das Flackern.",
        solution="Netzteil Leuchte gegen den neuen Stand getauscht, kein Flackern mehr.",
        rejection="Das Flackern kommt vom fremden Dimmer in der Wand.",
        title_en="Lamp flickers",
        report_en="The {article_en} in {room_en} flickers when it is dimmed. Two colleagues get a headache from it.",
    ),
    Problem(
        motif="lamp", code="SE-01",
        title="Präsenzsensor schaltet zu früh ab",
        report="Die {article} schaltet nach wenigen Minuten aus, obwohl jemand am Platz sitzt. Man muss winken, damit es "
        "wieder hell wird.",
        ask="Am Kopf der Leuchte ist ein kleiner Schalter für die Nachlaufzeit. Auf welcher Stufe steht er?",
        answer="Er steht auf 2. Auf 4 ist es besser, aber noch nicht gut.",
        note="Sensorlinse verkehrt herum eingebaut, einfache Sache.",
        visit="Linse gedreht, Nachlaufzeit eingestellt.",
        supplier="Sensor ist in Ordnung.",
        solution="Präsenzsensor getauscht und Nachlaufzeit auf 15 Minuten gestellt.",
        rejection="Die Nachlaufzeit ist einstellbar; ein Fehler liegt nicht vor.",
    ),
    Problem(
        motif="lamp", code="WA-01", kind=Kind.MAINTENANCE,
        title="Jährliche Prüfung der Leuchten",
        report="Bitte führen Sie die jährliche Prüfung unserer {n} {article} in {room} durch, wie im Wartungsvertrag "
        "vereinbart.",
        ask="Passt Ihnen ein Termin in der kommenden Woche vormittags?",
        answer="Dienstag oder Donnerstag wären gut.",
        note="Messgerät ist kalibriert bis Jahresende.",
        visit="Alle Leuchten geprüft, Plaketten erneuert. Eine Leuchte mit beschädigter Leitung aussortiert.",
        supplier="Ersatzleitung lieferbar.",
        solution="Prüfung durchgeführt, Protokoll übergeben, eine Leitung ersetzt.",
        rejection="Der Wartungsvertrag ist abgelaufen.",
    ),
)  # fmt: skip

_SCREENS: Final = (
    Problem(
        motif="panel", code="VB-01", severity=_HINDERS, safety=True,
        title="Trennwand kippt leicht",
        report="Die {article} in {room} kippt schon, wenn man sich leicht anlehnt. Wir haben sie vorerst an den Schrank "
        "gebunden.",
        ask="Gut gemacht. Sind beide Standfüße montiert, und zeigen sie nach vorn und hinten?",
        answer="Ja, beide sind dran und stehen quer zur Wand.",
        note="Kurze Füße geliefert, die langen gehören an diese Höhe.",
        visit="Lange Standfüße montiert.",
        supplier="Lange Füße sind wieder am Lager.",
        solution="Standfüße gegen die lange Ausführung getauscht, Wand steht sicher.",
        rejection="Die Wand wurde ohne Standfüße aufgestellt.",
        title_en="Screen tips over easily",
        report_en="The {article_en} in {room_en} tips over when somebody leans on it slightly.",
    ),
    Problem(
        motif="panel", code="BZ-02",
        title="Bezug der Akustikwand wirft Falten",
        report="Der Stoff auf der {article} wirft nach dem Sommer deutliche Falten. Es sind {n} Wände in {room} betroffen.",
        ask="Stehen die Wände in der Sonne oder neben einer Heizung?",
        answer="Einige am Fenster, die anderen mitten im Raum. Falten haben alle.",
        note="Spannrahmen zu knapp, Nachspannen vor Ort möglich.",
        visit="Alle Bezüge nachgespannt.",
        supplier="Wir stellen Spannklammern zur Verfügung.",
        solution="Bezüge vor Ort nachgespannt, zwei Wände getauscht.",
        rejection="Leichte Wellen sind bei diesem Stoff zulässig und im Muster beschrieben.",
    ),
    Problem(
        motif="bolt", code="RE-01", kind=Kind.REPAIR,
        title="Verbindungsprofil verbogen, Reparatur gewünscht",
        report="Beim Umzug ist ein Verbindungsprofil der {article} verbogen. Das war unser Fehler. Bitte reparieren Sie es "
        "gegen Rechnung.",
        ask="Gern. Sollen wir vorher einen Kostenvoranschlag schicken?",
        answer="Ja bitte, bis 200 Euro können Sie aber gleich anfangen.",
        note="Profil am Lager, 45 Minuten.",
        visit="Profil ersetzt, Wand neu ausgerichtet.",
        supplier="Profil ist lieferbar.",
        solution="Verbindungsprofil ersetzt, Wand ausgerichtet, Rechnung folgt.",
        rejection="Das Profil ist nicht mehr lieferbar.",
    ),
    Problem(
        motif="panel", code="ST-09", kind=Kind.INCIDENT, severity=_PREVENTS,
        title="Akustiknische von der Wand gelöst",
        report="Ein Element der {article} hat sich heute früh gelöst und ist heruntergefallen. {room} ist gesperrt. Bitte "
        "kommen Sie so schnell wie möglich.",
        ask="Wir schicken heute jemanden. Bitte lassen Sie den Raum gesperrt. Ist jemand verletzt?",
        answer="Nein, es war zum Glück niemand im Raum.",
        note="Bereich informiert. Befestigung an allen Elementen prüfen.",
        visit="Element neu befestigt, alle übrigen geprüft. Zwei Dübel saßen im Putz.",
        supplier="Dübel für Leichtbauwände liegen bei.",
        solution="Element mit Leichtbaudübeln neu befestigt, alle weiteren geprüft, Raum freigegeben.",
        rejection="Die Wand war für die Last nicht geeignet.",
        safety=True,
    ),
)  # fmt: skip

PROBLEMS: Final[dict[str, tuple[Problem, ...]]] = {
    "DREH": _TASK_CHAIRS,
    "KONF": _CONFERENCE_CHAIRS,
    "STEH": _DESKS,
    "TISCH": _TABLES,
    "SCHRANK": _CABINETS,
    "LOUNGE": _LOUNGE,
    "LICHT": _LAMPS,
    "WAND": _SCREENS,
}
ROOMS: Final = (
    ("Raum 2.14", "room 2.14"), ("dem Großraumbüro im 3. OG", "the open-plan office on the 3rd floor"),
    ("der Buchhaltung", "the accounts office"), ("dem Empfang", "the reception"),
    ("dem Besprechungsraum Elbe", "meeting room Elbe"), ("der Bibliothek", "the library"),
    ("dem Schulungsraum", "the training room"), ("Büro 0.07", "office 0.07"),
    ("der Geschäftsleitung", "the management office"), ("der Kantine", "the canteen"),
    ("dem Vertrieb", "the sales office"), ("Haus B, 1. OG", "building B, 1st floor"),
)  # fmt: skip
