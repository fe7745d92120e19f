"""The ready reasons a new tenant starts with, German and as the customer reads them in English."""

from __future__ import annotations

from typing import Final

from kulanz.stages.solution.rules.remedies import ReasonPurpose

DEFAULT_REASONS: Final[dict[ReasonPurpose, tuple[tuple[str, str], ...]]] = {
    ReasonPurpose.ACCEPTANCE: (
        ("Material- oder Fertigungsfehler", "Defect of material or workmanship"),
        ("Beim Transport beschädigt", "Damaged in transport"),
        ("Falsch oder unvollständig geliefert", "Wrong or incomplete delivery"),
        ("Montagefehler von uns", "Our mistake in assembly"),
        ("Zugesagte Eigenschaft fehlt", "A promised property is missing"),
        ("Garantiefall", "Covered by our guarantee"),
        ("Kulanz, ohne Anerkennung einer Rechtspflicht", "Goodwill, without acknowledging an obligation"),
    ),
    ReasonPurpose.REJECTION: (
        ("Kein Mangel feststellbar", "No defect could be found"),
        ("Üblicher Verschleiß", "Normal wear and tear"),
        ("Unsachgemäß benutzt oder gepflegt", "Improper use or care"),
        ("Schaden durch Fremdeinwirkung", "Damage caused from outside"),
        ("Eigenmächtig verändert oder repariert", "Altered or repaired without our consent"),
        ("Frist für Gewährleistung und Garantie ist abgelaufen", "Warranty and guarantee have expired"),
        ("Handelsübliche Abweichung in Farbe oder Struktur", "Customary variation in colour or texture"),
        ("Mangel war beim Kauf bekannt", "The defect was known at the time of purchase"),
        ("Mangel nicht rechtzeitig gerügt", "The defect was not notified in time"),
    ),
    ReasonPurpose.EXCLUSION: (
        ("Artikel oder Ersatzteil ist nicht lieferbar", "Article or spare part cannot be delivered"),
        ("Technisch nicht möglich", "Technically not possible"),
        ("Kunde lehnt diese Maßnahme ab", "The customer refuses this remedy"),
        ("Nachbesserung ist schon fehlgeschlagen", "A repair has already failed"),
        ("Aus Gründen der Sicherheit", "For reasons of safety"),
        ("Kein Servicepartner in der Nähe", "No service partner nearby"),
    ),
    ReasonPurpose.DEARER: (
        ("Wunsch des Kunden nach § 439 BGB", "The customer's choice by law"),
        ("Wichtiger Kunde oder laufendes Projekt", "Important customer or current project"),
        ("Schnellere Erledigung", "Quicker settlement"),
        ("Kein vergleichbarer Ersatz", "No comparable replacement"),
        ("Wiederholte Reklamation", "Repeated complaint"),
        ("Ergebnis der Verhandlung", "Outcome of the negotiation"),
    ),
    ReasonPurpose.OTHER_THAN_WISHED: (
        ("Gewünschte Art ist unmöglich", "What was asked for is impossible"),
        ("Gewünschte Art hat unverhältnismäßige Kosten", "What was asked for costs disproportionately much"),
        ("Andere Art hilft ohne erhebliche Nachteile", "The other way helps without notable disadvantage"),
    ),
    ReasonPurpose.HAND_ENTRY: (
        ("Angebot oder Rechnung liegt vor", "There is a quotation or an invoice"),
        ("Sondervereinbarung mit dem Dienstleister", "Special agreement with the service provider"),
        ("Tatsächliche Fracht weicht ab", "The actual freight differs"),
        ("Erfahrungswert", "By experience"),
    ),
}
