"""What happens to cabinets, lamps and screens."""

from __future__ import annotations

from typing import Final

from kulanz.cases.rules import Kind, Severity
from kulanz.config.demo.problem import Problem

CABINETS: Final = (
    Problem(
        motif="cabinet",
        title="Schlüssel dreht durch, Schrank geht nicht auf",
        report=(
            "Am Schrank {article} in {room} dreht der Schlüssel durch, der Schrank lässt sich nicht "
            "öffnen. Darin liegen Akten, die wir diese Woche brauchen."
        ),
        ask="Welche Nummer steht auf dem Schlüssel? Dann können wir mit dem Hauptschlüssel kommen.",
        answer="Auf dem Schlüssel steht 2417.",
        note="Hauptschlüssel liegt beim Techniker. Schloss gleich mitnehmen.",
        visit="Schrank geöffnet, Schloss getauscht, zwei neue Schlüssel übergeben.",
        supplier="Schlosszylinder liegt bei.",
        solution="Schloss mit zwei Schlüsseln getauscht, Schrank geöffnet, Inhalt unversehrt.",
        rejection="Das Schloss ist durch einen abgebrochenen fremden Schlüssel beschädigt.",
        title_en="Key turns without opening the cabinet",
        report_en=(
            "The key of the {article_en} in {room_en} turns freely and the cabinet stays locked. We need "
            "the files inside this week."
        ),
        severity=Severity.HINDERS_OPERATION,
        code="SL-01",
    ),
    Problem(
        motif="drawer",
        title="Schubladenauszug klemmt",
        report=(
            "Die mittlere Schublade am Möbel {article} klemmt auf halbem Weg. Mit Gewalt geht sie zu, "
            "aber nicht mehr auf."
        ),
        ask="Ist die Schublade schwer beladen? Und ist an der Schiene etwas verbogen zu sehen?",
        answer="Normal beladen, nur Hängemappen. Die rechte Schiene steht etwas vor.",
        note="Auszugpaar schicken, Kunde kann selbst tauschen.",
        visit="Auszüge ersetzt und geschmiert.",
        supplier="Kugelkäfig war falsch bestückt, wir ersetzen.",
        solution="Schubladenauszug Paar zugesandt, Kunde hat getauscht und bestätigt.",
        rejection="Die Schublade wurde mit mehr als 40 kg beladen.",
        code="AU-01",
    ),
    Problem(
        motif="hinge",
        title="Scharnier ausgerissen",
        report=(
            "An einer Tür ({article}) ist das obere Scharnier ausgerissen, die Tür hängt schief. Wir "
            "haben sie festgebunden, damit sie nicht herunterfällt."
        ),
        ask=(
            "Bitte schicken Sie uns ein Foto vom Loch in der Seitenwand. Davon hängt ab, ob ein "
            "Reparatursatz genügt."
        ),
        answer="Foto ist dabei. Das Loch ist ungefähr so groß wie ein Euro.",
        note="Reparatursatz reicht. Zwei Dübel, Leim, neues Scharnier.",
        visit="Loch verdübelt, Scharnier neu gesetzt, Türen eingestellt.",
        supplier="Scharniere liefern wir kostenlos nach.",
        solution="Scharnier mit Reparatursatz neu gesetzt, Türen eingestellt.",
        rejection="Die Tür ist durch Aufstützen ausgerissen worden.",
        code="SR-01",
    ),
    Problem(
        motif="box",
        title="Falscher Farbton der Rollladenfront",
        report=(
            "Bestellt war lichtgrau, der Schrank {article} kam in weiß. Im Auftrag steht es richtig. Der "
            "Schrank steht noch verpackt in {room}."
        ),
        ask="Entschuldigung für die Verwechslung. Könnten Sie den Schrank bis zum Austausch weiter benutzen?",
        answer="Ja, solange wir ihn dann tauschen können.",
        note="Verladefehler, Gegenstück steht beim falschen Kunden.",
        visit="Schrank getauscht.",
        supplier="Neue Front in vier Wochen.",
        solution="Schrank in lichtgrau geliefert, weißer Schrank abgeholt.",
        rejection="Der gelieferte Farbton entspricht der unterschriebenen Auftragsbestätigung.",
        code="LI-02",
    ),
)

LAMPS: Final = (
    Problem(
        motif="lamp",
        title="Leuchte flackert",
        report=(
            "Die {article} in {room} flackert, besonders wenn sie gedimmt ist. Zwei Kolleginnen bekommen "
            "Kopfschmerzen davon."
        ),
        ask="Flackert sie auch bei voller Helligkeit? Und hängt sie an einer schaltbaren Steckdosenleiste?",
        answer="Bei voller Helligkeit kaum. Sie hängt direkt an der Wand.",
        note="Dimmer des Netzteils, bekanntes Thema. Netzteil neuer Stand schicken.",
        visit="Netzteil getauscht, Dimmbereich geprüft.",
        supplier="Neuer Stand des Netzteils behebt das Flackern.",
        solution="Netzteil Leuchte gegen den neuen Stand getauscht, kein Flackern mehr.",
        rejection="Das Flackern kommt vom fremden Dimmer in der Wand.",
        title_en="Lamp flickers",
        report_en=(
            "The {article_en} in {room_en} flickers when it is dimmed. Two colleagues get a headache from it."
        ),
        severity=Severity.HINDERS_OPERATION,
        code="LE-01",
    ),
    Problem(
        motif="lamp",
        title="Präsenzsensor schaltet zu früh ab",
        report=(
            "Die {article} schaltet nach wenigen Minuten aus, obwohl jemand am Platz sitzt. Man muss "
            "winken, damit es wieder hell wird."
        ),
        ask="Am Kopf der Leuchte ist ein kleiner Schalter für die Nachlaufzeit. Auf welcher Stufe steht er?",
        answer="Er steht auf 2. Auf 4 ist es besser, aber noch nicht gut.",
        note="Sensorlinse verkehrt herum eingebaut, einfache Sache.",
        visit="Linse gedreht, Nachlaufzeit eingestellt.",
        supplier="Sensor ist in Ordnung.",
        solution="Präsenzsensor getauscht und Nachlaufzeit auf 15 Minuten gestellt.",
        rejection="Die Nachlaufzeit ist einstellbar; ein Fehler liegt nicht vor.",
        code="SE-01",
    ),
    Problem(
        motif="lamp",
        title="Jährliche Prüfung der Leuchten",
        report=(
            "Bitte führen Sie die jährliche Prüfung unserer {n} Leuchten ({article}) in {room} durch, wie "
            "im Wartungsvertrag vereinbart."
        ),
        ask="Passt Ihnen ein Termin in der kommenden Woche vormittags?",
        answer="Dienstag oder Donnerstag wären gut.",
        note="Messgerät ist kalibriert bis Jahresende.",
        visit="Alle Leuchten geprüft, Plaketten erneuert. Eine Leuchte mit beschädigter Leitung aussortiert.",
        supplier="Ersatzleitung lieferbar.",
        solution="Prüfung durchgeführt, Protokoll übergeben, eine Leitung ersetzt.",
        rejection="Der Wartungsvertrag ist abgelaufen.",
        kind=Kind.MAINTENANCE,
        code="WA-01",
    ),
)

SCREENS: Final = (
    Problem(
        motif="panel",
        title="Trennwand kippt leicht",
        report=(
            "Die {article} in {room} kippt schon, wenn man sich leicht anlehnt. Wir haben sie vorerst an "
            "den Schrank gebunden."
        ),
        ask="Gut gemacht. Sind beide Standfüße montiert, und zeigen sie nach vorn und hinten?",
        answer="Ja, beide sind dran und stehen quer zur Wand.",
        note="Kurze Füße geliefert, die langen gehören an diese Höhe.",
        visit="Lange Standfüße montiert.",
        supplier="Lange Füße sind wieder am Lager.",
        solution="Standfüße gegen die lange Ausführung getauscht, Wand steht sicher.",
        rejection="Die Wand wurde ohne Standfüße aufgestellt.",
        title_en="Screen tips over easily",
        report_en="The {article_en} in {room_en} tips over when somebody leans on it slightly.",
        severity=Severity.HINDERS_OPERATION,
        safety=True,
        code="VB-01",
    ),
    Problem(
        motif="panel",
        title="Bezug der Akustikwand wirft Falten",
        report=(
            "Der Stoff auf der {article} wirft nach dem Sommer deutliche Falten. Es sind {n} Wände in "
            "{room} betroffen."
        ),
        ask="Stehen die Wände in der Sonne oder neben einer Heizung?",
        answer="Einige am Fenster, die anderen mitten im Raum. Falten haben alle.",
        note="Spannrahmen zu knapp, Nachspannen vor Ort möglich.",
        visit="Alle Bezüge nachgespannt.",
        supplier="Wir stellen Spannklammern zur Verfügung.",
        solution="Bezüge vor Ort nachgespannt, zwei Wände getauscht.",
        rejection="Leichte Wellen sind bei diesem Stoff zulässig und im Muster beschrieben.",
        code="BZ-02",
    ),
    Problem(
        motif="bolt",
        title="Verbindungsprofil verbogen, Reparatur gewünscht",
        report=(
            "Beim Umzug ist ein Verbindungsprofil ({article}) verbogen. Das war unser Fehler. Bitte "
            "reparieren Sie es gegen Rechnung."
        ),
        ask="Gern. Sollen wir vorher einen Kostenvoranschlag schicken?",
        answer="Ja bitte, bis 200 Euro können Sie aber gleich anfangen.",
        note="Profil am Lager, 45 Minuten.",
        visit="Profil ersetzt, Wand neu ausgerichtet.",
        supplier="Profil ist lieferbar.",
        solution="Verbindungsprofil ersetzt, Wand ausgerichtet, Rechnung folgt.",
        rejection="Das Profil ist nicht mehr lieferbar.",
        kind=Kind.REPAIR,
        code="RE-01",
    ),
    Problem(
        motif="panel",
        title="Akustiknische von der Wand gelöst",
        report=(
            "Ein Element ({article}) hat sich heute früh gelöst und ist heruntergefallen. Der Bereich ist "
            "gesperrt. Bitte kommen Sie so schnell wie möglich."
        ),
        ask="Wir schicken heute jemanden. Bitte lassen Sie den Raum gesperrt. Ist jemand verletzt?",
        answer="Nein, es war zum Glück niemand im Raum.",
        note="Bereich informiert. Befestigung an allen Elementen prüfen.",
        visit="Element neu befestigt, alle übrigen geprüft. Zwei Dübel saßen im Putz.",
        supplier="Dübel für Leichtbauwände liegen bei.",
        solution="Element mit Leichtbaudübeln neu befestigt, alle weiteren geprüft, Raum freigegeben.",
        rejection="Die Wand war für die Last nicht geeignet.",
        kind=Kind.INCIDENT,
        severity=Severity.PREVENTS_OPERATION,
        safety=True,
        code="ST-09",
    ),
)
