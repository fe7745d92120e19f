"""What the made-up manufacturer sells: groups, models and spare parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    name: str
    name_en: str
    # model names and variants; each pair is an article
    kind: str
    kind_en: str
    models: tuple[str, ...]
    variants: tuple[str, ...]
    parts: tuple[str, ...]
    price: int
    supplier: int | None


GROUPS: Final = (
    Group(
        "DREH", "Bürodrehstühle", "Task chairs", "Bürodrehstuhl", "task chair",
        ("Arvo", "Linde", "Sørva", "Tamo"),
        ("mit Netzrücken", "mit Polsterrücken", "mit Kopfstütze", "Leder schwarz"),
        ("Gasfeder 100 mm", "Fußkreuz Aluminium poliert", "Rollensatz hart", "Rollensatz weich",
         "Armlehnenauflage rechts", "Synchronmechanik", "Sitzpolster Stoff anthrazit"),
        560, 0,
    ),
    Group(
        "KONF", "Konferenzstühle", "Conference chairs", "Konferenzstuhl", "conference chair",
        ("Rialto", "Ferne", "Nolde"),
        ("Freischwinger", "Vierfuß stapelbar", "mit Schreibtablar"),
        ("Filzgleiter Satz", "Schreibtablar klappbar", "Sitzschale Buche", "Reihenverbinder"),
        310, 2,
    ),
    Group(
        "STEH", "Höhenverstellbare Schreibtische", "Height-adjustable desks", "Steh-Sitz-Schreibtisch",
        "sit-stand desk",
        ("Auftrieb", "Pegel", "Kranich"),
        ("160 × 80 cm Eiche", "180 × 80 cm weiß", "200 × 100 cm Nussbaum", "120 × 80 cm grau"),
        ("Hubsäule links", "Hubsäule rechts", "Steuereinheit", "Handschalter mit Speicher",
         "Netzteil 230 V", "Kabelwanne"),
        980, 3,
    ),
    Group(
        "TISCH", "Konferenz- und Besprechungstische", "Meeting tables", "Besprechungstisch", "meeting table",
        ("Runde", "Forum", "Tafel"),
        ("240 × 110 cm Eiche furniert", "360 × 120 cm weiß", "Ø 120 cm Nussbaum"),
        ("Tischplatte 160 × 80 Eiche", "Steckdoseneinheit Konferenz", "Tischfuß verchromt",
         "Plattenverbinder"),
        1450, 4,
    ),
    Group(
        "SCHRANK", "Schränke und Container", "Cabinets and pedestals", "Aktenschrank", "filing cabinet",
        ("Archivar", "Lade", "Regal"),
        ("Rollladen 3 OH", "Flügeltüren 5 OH", "Rollcontainer", "Schiebetüren 2 OH"),
        ("Schloss mit zwei Schlüsseln", "Schubladenauszug Paar", "Rollladenlamelle", "Fachboden 80 cm",
         "Scharnier Klappe", "Griffleiste"),
        620, 4,
    ),
    Group(
        "LOUNGE", "Sofas und Loungemöbel", "Lounge seating", "Loungesofa", "lounge sofa",
        ("Insel", "Bucht", "Kokon"),
        ("Zweisitzer Stoff petrol", "Sessel Leder cognac", "Akustiknische hoch"),
        ("Kissenbezug petrol", "Sofafuß Holz", "Reißverschluss Bezug"),
        1680, 1,
    ),
    Group(
        "LICHT", "Arbeitsplatzleuchten", "Task lighting", "Stehleuchte", "floor lamp",
        ("Mondschein", "Strahl"),
        ("mit Präsenzsensor", "dimmbar weiß"),
        ("LED-Modul 4000 K", "Netzteil Leuchte", "Präsenzsensor", "Leuchtenkopf"),
        420, 6,
    ),
    Group(
        "WAND", "Trennwände und Akustik", "Screens and acoustics", "Akustik-Trennwand", "acoustic screen",
        ("Stille", "Flüster"),
        ("160 × 140 cm grau", "auf Rollen 180 cm"),
        ("Verbindungsprofil", "Standfuß Stellwand", "Akustikpaneel grün"),
        390, 7,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewArticle:
    number: str
    name: str
    name_en: str
    group: int
    price: int
    supplier: int | None
    is_spare_part: bool = False


def articles() -> list[NewArticle]:
    """The whole list, numbered as a factory would."""
    found: list[NewArticle] = []
    for index, group in enumerate(GROUPS):
        for m, model in enumerate(group.models):
            for v, variant in enumerate(group.variants):
                found.append(
                    NewArticle(
                        number=f"{group.code[:2]}-{index + 1}{m + 1}{v + 1}0",
                        name=f"{group.kind} {model} {variant}",
                        name_en=f"{model} {group.kind_en}",
                        group=index,
                        price=group.price + 90 * m + 40 * v,
                        supplier=group.supplier,
                    )
                )
        for p, part in enumerate(group.parts):
            found.append(
                NewArticle(
                    number=f"ET-{index + 1}0{p + 1:02d}",
                    name=part,
                    name_en="",
                    group=index,
                    price=20 + 15 * p,
                    supplier=group.supplier,
                    is_spare_part=True,
                )
            )
    return found
