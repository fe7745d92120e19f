"""What breaks, in whose words, by product group; and where."""

from __future__ import annotations

from typing import Final

from kulanz.config.demo.problem import Problem
from kulanz.config.demo.problems_rooms import CABINETS, LAMPS, SCREENS
from kulanz.config.demo.problems_seating import CONFERENCE_CHAIRS, LOUNGE, TASK_CHAIRS
from kulanz.config.demo.problems_tables import DESKS, TABLES

PROBLEMS: Final[dict[str, tuple[Problem, ...]]] = {
    "DREH": TASK_CHAIRS,
    "KONF": CONFERENCE_CHAIRS,
    "STEH": DESKS,
    "TISCH": TABLES,
    "SCHRANK": CABINETS,
    "LOUNGE": LOUNGE,
    "LICHT": LAMPS,
    "WAND": SCREENS,
}
ROOMS: Final = (
    ("Raum 2.14", "room 2.14"), ("dem Großraumbüro im 3. OG", "the open-plan office on the 3rd floor"),
    ("der Buchhaltung", "the accounts office"), ("dem Empfang", "the reception"),
    ("dem Besprechungsraum Elbe", "meeting room Elbe"), ("der Bibliothek", "the library"),
    ("dem Schulungsraum", "the training room"), ("Büro 0.07", "office 0.07"),
    ("der Geschäftsleitung", "the management office"), ("der Kantine", "the canteen"),
    ("dem Vertrieb", "the sales office"), ("Haus B, 1. OG", "building B, 1st floor"),
)  # fmt: skip
