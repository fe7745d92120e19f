"""Words of compounds in furniture, appliances and service: known to every tenant from the start."""

from __future__ import annotations

from typing import Final

from kulanz.core.search.compounds import Vocabulary
from kulanz.core.search.folding import fold

_WORDS: Final = """
Abdeckung Ablage Achse Akku Anschluss Antrieb Arbeit Arm Armlehne Aufnahme Auszug Band Bank Batterie
Becken Bedienung Bein Beleuchtung Beschlag Bestellung Bett Bezug Blech Boden Bohrung Bolzen Bremse
Brett Buche Büro Container Deckel Dichtung Display Draht Dreh Druck Düse Ecke Eiche Eimer Einlage
Einsatz Ersatz Fach Fahrer Farbe Faser Feder Fehler Fenster Fernbedienung Filter Filz Flansch Fläche
Folie Front Fuge Furnier Fuß Führung Garderobe Garten Gas Gasfeder Gehäuse Gelenk Gestell Gewinde
Glas Gleiter Griff Gummi Gurt Haken Halter Halterung Haube Hebel Heizung Hocker Holz Hub Höhe Hülse
Kabel Kante Kasten Keder Kissen Klappe Klemme Knopf Konferenz Kontakt Kopf Kopfstütze Korb Korpus
Kreuz Kugel Kunststoff Kupplung Küche Lack Lade Lager Lampe Lasche Leder Lehne Leiste Leitung
Leuchte Licht Liege Lüfter Magnet Maschine Material Matratze Mechanik Messing Metall Modul Montage
Motor Mutter Möbel Naht Netz Netzteil Nummer Oberfläche Paneel Papier Pendel Platte Polster Profil
Pumpe Rad Rahmen Regal Regler Reinigung Reparatur Riegel Riemen Rohr Rolle Rollen Rost Rücken
Rückenlehne Schale Schalter Scharnier Schaum Scheibe Schiene Schlauch Schloss Schlüssel Schrank
Schraube Schreibtisch Schub Schublade Schule Schwinge Seil Sessel Sitz Sockel Sofa Spannung Sperre
Spiegel Spindel Stahl Stange Stecker Steh Steuerung Stift Stoff Stopper Strebe Strom Stuhl Stütze
Synchron Säule Tablar Tasche Taste Teil Teller Tisch Toner Trage Trenn Trommel Träger Tür Ventil
Verbinder Verlängerung Verriegelung Verschluss Verstellung Vorhang Wagen Walze Wand Wange Wanne
Welle Werk Werkstatt Werkzeug Winkel Wippe Zahnrad Zarge Zubehör Zug Zylinder
"""

BASE_VOCABULARY: Final[Vocabulary] = frozenset(fold(word) for word in _WORDS.split())
