"""The entries of the side menu of the master data, in the order of the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the side menu; `menu` is its entry in the desk's main menu (desk/apps.py)."""

    menu: str
    label: str | Promise


@dataclass(frozen=True, slots=True)
class Section:
    """One screen under the heading of its group."""

    key: str
    label: str | Promise
    url_name: str
    group: Group


@dataclass(frozen=True, slots=True)
class Entry:
    """A section as it is drawn."""

    label: str | Promise
    url: str
    current: bool


COSTS: Final = Group("masterdata_costs", _("Kosten"))
GOODS: Final = Group("masterdata_goods", _("Ware"))
DECIDING: Final = Group("masterdata_deciding", pgettext_lazy("menu", "Entscheiden"))

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
)


def groups(here: str) -> list[tuple[str | Promise, list[Entry]]]:
    """The headings with their entries; a screen whose address does not exist is left out."""
    found: dict[Group, list[Entry]] = {}
    for section, url in _reachable():
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
