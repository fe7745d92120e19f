"""The entries of the side menu of the master data, in the order of the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kulanz.core.access.actor import Actor, Role
from kulanz.masterdata.catalog.permissions import KEEPERS
from kulanz.masterdata.parties.permissions_of_skills import CERTIFIERS


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the side menu; `menu` is its entry in the desk's main menu (desk/apps.py)."""

    menu: str
    label: str | Promise
    roles: frozenset[Role] = KEEPERS
    """Whose side menu shows it."""


@dataclass(frozen=True, slots=True)
class Section:
    """One screen under the heading of its group."""

    key: str
    label: str | Promise
    url_name: str
    group: Group
    roles: frozenset[Role] = frozenset(Role)
    """Of those who see the group; for a screen that fewer may open."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A section as it is drawn."""

    label: str | Promise
    url: str
    current: bool


COSTS: Final = Group("masterdata_costs", _("Kosten"))
GOODS: Final = Group("masterdata_goods", _("Ware"))
PARTNERS: Final = Group(
    "masterdata_partners",
    pgettext_lazy("several", "Händler"),
    frozenset({Role.LEAD, Role.DIVISION, Role.ADMINISTRATOR}),
)
DECIDING: Final = Group("masterdata_deciding", pgettext_lazy("menu", "Entscheiden"))
SAFETY: Final = Group("masterdata_safety", _("Techniker und Sicherheit"), frozenset(Role))

SECTIONS: Final = (
    Section("cost_kinds", _("Kostenarten"), "desk:cost_kinds", COSTS),
    Section("unit_rates", _("Kostenarten – FE"), "desk:unit_rates", COSTS),
    Section("exchange_rates", _("Wechselkurse"), "desk:exchange_rates", COSTS),
    Section("rate_lists", _("Listen ein und aus"), "desk:rate_lists", COSTS),
    Section("articles", pgettext_lazy("several", "Artikel"), "desk:articles", GOODS),
    Section("freight_units", _("Frachteinheiten"), "desk:freight_units", GOODS),
    Section("weight_classes", _("Gewichtsklassen"), "desk:weight_classes", GOODS),
    Section("product_groups", _("Produktgruppen"), "desk:product_groups", GOODS),
    Section("failure_codes", _("Fehlercodes"), "desk:failure_codes", GOODS),
    Section("suppliers", _("Lieferanten"), "desk:suppliers", GOODS),
    Section("remedies", _("Maßnahmen"), "desk:remedies", DECIDING),
    Section("matrix", _("Maßnahme-Kostenart"), "desk:matrix", DECIDING),
    Section("reasons", _("Gründe"), "desk:reasons", DECIDING),
    Section("limits", _("Grenzen"), "desk:limits", DECIDING),
    Section("solution_settings", _("Empfehlung und Angebot"), "desk:solution_settings", DECIDING),
    Section("executors", _("Ausführende"), "desk:executors", DECIDING),
    Section("dealers", pgettext_lazy("several", "Fachhandelspartner"), "desk:dealers", PARTNERS),
    Section("option_rounds", _("Runden der Entscheidung"), "desk:option_rounds", PARTNERS),
    Section("technicians", pgettext_lazy("several", "Techniker"), "desk:technicians", SAFETY),
    Section("certificates", _("Zertifikate"), "desk:certificates", SAFETY),
    Section("certified_houses", _("Organisationen mit Zertifikat"), "desk:certified_houses", SAFETY),
    Section("work_kinds", _("Arbeitsarten"), "desk:work_kinds", SAFETY),
    Section("courses", _("Schulungen"), "desk:courses", SAFETY),
    Section("uncovered", _("Postleitzahlen ohne Techniker"), "desk:uncovered", SAFETY),
    Section("unclassified", _("Nicht eingestuft"), "desk:unclassified", SAFETY, CERTIFIERS),
)


def groups(here: str, actor: Actor) -> list[tuple[str | Promise, list[Entry]]]:
    """The headings with their entries; a screen whose address does not exist is left out."""
    found: dict[Group, list[Entry]] = {}
    for section, url in _reachable():
        if actor.roles.isdisjoint(section.group.roles & section.roles):
            continue
        found.setdefault(section.group, []).append(Entry(section.label, url, section.key == here))
    return [(group.label, entries) for group, entries in found.items()]


def menu_of(here: str) -> str:
    """The entry of the main menu that a screen belongs to."""
    return next((section.group.menu for section in SECTIONS if section.key == here), "")


def _reachable() -> Iterator[tuple[Section, str]]:
    for section in SECTIONS:
        try:
            yield section, reverse(section.url_name)
        except NoReverseMatch:
            continue
