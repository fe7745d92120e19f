"""What happens to desks and tables."""

from __future__ import annotations

from typing import Final

from kulanz.cases.rules import Kind, Severity
from kulanz.config.demo.problem import Problem

DESKS: Final = (
    Problem(
        motif="desk",
        title="Schreibtisch fährt nicht mehr hoch",
        report=(
            "Der {article} in {room} lässt sich nicht mehr verstellen. Im Display steht E08, beim Drücken "
            "hört man nur ein Klicken. Die Kollegin kann so nicht arbeiten, der Tisch steht auf Stehhöhe."
        ),
        ask=(
            "Bitte ziehen Sie den Netzstecker für eine Minute und halten Sie danach die Pfeil-ab-Taste "
            "zehn Sekunden gedrückt. Fährt der Tisch dann?"
        ),
        answer=(
            "Leider nein. Er bewegt sich links ein kleines Stück und bleibt dann stehen, E08 kommt wieder."
        ),
        note="E08 = Hubsäule antwortet nicht. Säule links und Steuereinheit mitgeben.",
        visit=(
            "Hubsäule links defekt, getauscht. Referenzfahrt durchgeführt, Tisch fährt wieder über den "
            "ganzen Weg."
        ),
        supplier="Bitte schicken Sie uns die Seriennummer der Säule, wir liefern Ersatz.",
        solution="Hubsäule links getauscht und Referenzfahrt gemacht. Tisch läuft ohne Fehlermeldung.",
        rejection="Die Säule ist durch Überlast verbogen: Auf dem Tisch stand ein Drucker mit 85 kg.",
        title_en="Desk no longer moves up",
        report_en=(
            "The {article_en} in {room_en} no longer moves. The display says E08 and there is only a "
            "click. My colleague cannot work like this, the desk is stuck in standing height."
        ),
        severity=Severity.PREVENTS_OPERATION,
        code="AN-01",
    ),
    Problem(
        motif="edge",
        title="Kante der Tischplatte löst sich",
        report=(
            "An der Vorderkante der Platte ({article}) löst sich das Furnier auf einer Länge von rund 20 "
            "Zentimetern. Man bleibt mit dem Ärmel hängen."
        ),
        ask="Wann wurde der Tisch geliefert, und wird die Platte feucht gereinigt?",
        answer=(
            "Geliefert vor acht Monaten. Gereinigt wird mit einem nebelfeuchten Tuch, so wie in der "
            "Anleitung."
        ),
        note="Kantenleim der Woche 14, Lieferant hat anerkannt. Platte tauschen.",
        visit="Tischplatte getauscht, Kabel neu verlegt.",
        supplier="Wir erkennen den Fehler an und liefern eine neue Platte.",
        solution="Neue Tischplatte 160 × 80 Eiche geliefert und montiert, alte Platte zurückgenommen.",
        rejection="Die Kante ist durch stehendes Wasser aufgequollen.",
        code="KA-02",
    ),
    Problem(
        motif="cable",
        title="Netzteil wird sehr heiß",
        report=(
            "Das Netzteil unter dem Tisch ({article}) wird so heiß, dass man es nicht anfassen kann, und "
            "es riecht nach Kunststoff. Wir haben den Stecker gezogen. Der Tisch steht in {room}."
        ),
        ask=(
            "Das war genau richtig. Bitte lassen Sie den Stecker gezogen. Wir schicken heute noch ein "
            "neues Netzteil."
        ),
        answer="Gut, danke. Sollen wir das alte aufheben?",
        note="Altes Netzteil unbedingt zurückholen. Qualität informiert, zweite Meldung in diesem Quartal.",
        visit="Netzteil getauscht, altes Teil gesichert. Ausgangsspannung in Ordnung.",
        supplier="Wir untersuchen das Teil und melden uns binnen einer Woche.",
        solution="Netzteil 230 V getauscht, altes Teil an die Qualität gegeben.",
        rejection="Das Netzteil stammt nicht von uns.",
        title_en="Power supply gets very hot",
        report_en=(
            "The power supply under the {article_en} in {room_en} gets too hot to touch and smells of "
            "plastic. We have unplugged it."
        ),
        severity=Severity.HINDERS_OPERATION,
        safety=True,
        code="EL-01",
    ),
    Problem(
        motif="desk",
        title="Montage von Schreibtischen",
        report=(
            "Bitte montieren Sie {n} Tische ({article}) in {room}. Der Aufzug ist vorhanden, die alten "
            "Tische sind abgebaut. Wunschtermin ist in der übernächsten Woche."
        ),
        ask="Gern. Dürfen wir ab 7 Uhr ins Haus, und wer ist vor Ort anzusprechen?",
        answer="Ab 7 Uhr ist in Ordnung, bitte beim Hausmeister melden.",
        note="Zwei Leute, ein Tag. Hubwagen mitnehmen.",
        visit="Alle Tische aufgebaut, ausgerichtet und übergeben. Verpackung mitgenommen.",
        supplier="Lieferung ist für Montag zugesagt.",
        solution="Tische montiert und übergeben, Übergabeprotokoll unterschrieben.",
        rejection="Montage war nicht Teil des Auftrags.",
        kind=Kind.ASSEMBLY,
        code="MO-01",
    ),
)

TABLES: Final = (
    Problem(
        motif="table",
        title="Furnierbild der Platten passt nicht zusammen",
        report=(
            "Der {article} in {room} besteht aus zwei Platten. Die eine ist deutlich heller, und die "
            "Maserung läuft quer. Das fällt jedem Gast auf."
        ),
        ask="Bitte senden Sie uns ein Foto bei Tageslicht, auf dem beide Platten ganz zu sehen sind.",
        answer="Zwei Fotos hängen an, einmal vom Fenster aus, einmal von der Tür.",
        note="Platten aus zwei Stämmen. Neue Platte aus dem Stamm der anderen bestellen.",
        visit="Platte getauscht, Fuge eingestellt.",
        supplier="Wir legen ein passendes Furnierblatt zurück und fertigen neu.",
        solution="Zweite Platte aus demselben Furnier neu gefertigt und getauscht.",
        rejection="Holz ist ein Naturprodukt; der Unterschied liegt im Rahmen des bestätigten Musters.",
        code="FU-01",
    ),
    Problem(
        motif="cable",
        title="Steckdoseneinheit im Tisch ohne Strom",
        report=(
            "Die Steckdosen im Tisch {article} haben keinen Strom mehr, die USB-Buchsen laden auch nicht. "
            "Die Sicherung im Haus ist in Ordnung. Der Tisch steht in {room}."
        ),
        ask="Leuchtet die kleine grüne Lampe an der Einheit? Und sitzt der Stecker unter dem Tisch fest?",
        answer="Die Lampe ist aus, der Stecker sitzt fest.",
        note="Überspannungsschutz hat ausgelöst, Einheit tauschen.",
        visit="Steckdoseneinheit getauscht, Schutzleiter gemessen.",
        supplier="Ersatz liefern wir ab Lager.",
        solution="Steckdoseneinheit Konferenz getauscht, Messprotokoll liegt bei.",
        rejection="Die Einheit wurde geöffnet; damit entfällt die Garantie.",
        title_en="Sockets in the table are dead",
        report_en=(
            "The sockets in our {article_en} in {room_en} have no power any more. The fuse of the house "
            "is fine."
        ),
        severity=Severity.HINDERS_OPERATION,
        code="EL-03",
    ),
    Problem(
        motif="scratch",
        title="Transportschaden an der Tischplatte",
        report=(
            "Beim Auspacken ({article}) haben wir eine eingedrückte Ecke entdeckt. Der Karton war an "
            "dieser Stelle auch beschädigt, der Fahrer hat es auf dem Lieferschein vermerkt."
        ),
        ask=(
            "Danke für die schnelle Meldung. Bitte heben Sie die Verpackung auf und schicken Sie uns den "
            "Lieferschein."
        ),
        answer="Lieferschein ist angehängt. Die Verpackung steht im Lager.",
        note="Spediteur haftet, Schaden binnen sieben Tagen angezeigt.",
        visit="Platte getauscht, beschädigte Platte zurückgenommen.",
        supplier="Ersatzplatte in zwei Wochen.",
        solution="Ersatzplatte geliefert, Schaden mit dem Spediteur abgerechnet.",
        rejection=(
            "Der Schaden wurde erst nach vier Wochen gemeldet und ist auf dem Lieferschein nicht vermerkt."
        ),
        code="TR-01",
    ),
    Problem(
        motif="bolt",
        title="Tisch wackelt auf ebenem Boden",
        report=(
            "Der {article} in {room} wackelt, obwohl der Boden eben ist. Die Stellfüße sind alle eingedreht."
        ),
        ask=(
            "Bitte lösen Sie die vier Schrauben am Gestell, richten Sie aus und ziehen Sie über Kreuz an. "
            "Hilft das?"
        ),
        answer="Etwas besser, aber immer noch spürbar.",
        note="Gestell verzogen, Austauschgestell aus der Ausstellung möglich.",
        visit="Gestell gerichtet und Plattenverbinder nachgezogen.",
        supplier="Wir prüfen die Schweißlehre.",
        solution="Gestell ausgerichtet, zwei Plattenverbinder ersetzt. Tisch steht ruhig.",
        rejection="Die Abweichung liegt mit 1,5 mm in der zulässigen Toleranz.",
        code="ST-02",
    ),
)
