"""What the cost of a remedy is made of: cost kinds, and what their rates hang on. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Scope(StrEnum):
    """What a cost kind's figure hangs on (DOMAIN, "The remedy calculation")."""

    COST_PRICE = "cost_price"
    """Article master × pieces; for spare parts entered in the case."""
    ONCE = "once"
    """One standard amount, once per remedy and calculation."""
    WEIGHT_COUNTRY = "weight_country"
    """By the weight class of the order's total weight and the country, once per order."""
    UNIT_COUNTRY = "unit_country"
    """Per freight unit and country."""
    UNIT = "unit"
    """Per freight unit."""
    COUNTRY = "country"
    """Per country: a share of each cost price, or one amount per calculation."""
    ENTERED = "entered"
    """Entered in the case."""


# Scopes whose rates the master data holds; the key of a rate is what is needed beside kind and date.
RATED: Final = frozenset(Scope) - {Scope.COST_PRICE, Scope.ENTERED}
NEEDS_COUNTRY: Final = frozenset({Scope.WEIGHT_COUNTRY, Scope.UNIT_COUNTRY, Scope.COUNTRY})
NEEDS_UNIT: Final = frozenset({Scope.UNIT_COUNTRY, Scope.UNIT})


@dataclass(frozen=True, slots=True)
class CostKindDefault:
    code: str
    name: str
    name_en: str
    scope: Scope
    is_revenue: bool = False


# The cost kinds of source text 4 in its order; `removal` is ours (§ 439 (3) BGB: removal and installation).
COST_KINDS: Final = (
    CostKindDefault("cost_price", "Herstellkosten (EK2)", "Cost price", Scope.COST_PRICE),
    CostKindDefault("packaging", "Verpackung", "Packaging", Scope.ONCE),
    CostKindDefault("shipping", "Versandkosten", "Shipping", Scope.WEIGHT_COUNTRY),
    CostKindDefault("pick_up", "Abholkosten", "Pick-up", Scope.UNIT_COUNTRY),
    CostKindDefault("handling", "Handlingkosten", "Handling", Scope.ONCE),
    CostKindDefault("new_delivery", "Neulieferkosten", "New delivery", Scope.UNIT_COUNTRY),
    CostKindDefault("second_choice", "II.-Wahl-Erlös", "Second-choice proceeds", Scope.UNIT, is_revenue=True),
    CostKindDefault("fixed", "Fixkosten (Lager, Auftragsverwaltung)", "Fixed costs", Scope.ONCE),
    CostKindDefault("call_out", "Einsatzkosten", "Call-out", Scope.ENTERED),
    CostKindDefault("material", "Material-/Reparaturkosten", "Material and repair", Scope.ENTERED),
    CostKindDefault("futile_visit", "Vergeblicher Einsatz", "Futile visit", Scope.ENTERED),
    CostKindDefault("warehouse", "Lagerhandling", "Warehouse handling", Scope.UNIT),
    CostKindDefault("customs", "Zollkosten", "Customs", Scope.COUNTRY),
    CostKindDefault("disposal", "Entsorgungskosten", "Disposal", Scope.ENTERED),
    CostKindDefault("price_reduction", "Preisnachlass", "Price reduction", Scope.ENTERED),
    CostKindDefault("removal", "Aus- und Einbau", "Removal and installation", Scope.ENTERED),
)


class ExecutorKind(StrEnum):
    """Who carries out a service."""

    FIRM = "firm"
    FACTORY = "factory"
    DEALER = "dealer"


# Member states of the customs union of the European Union, with Monaco; and the one of Switzerland.
CUSTOMS_UNIONS: Final = (
    frozenset(
        {
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
            "LT", "LU", "LV", "MC", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
        }
    ),
    frozenset({"CH", "LI"}),
)  # fmt: skip


def customs_free(country: str) -> frozenset[str]:
    """The countries into which goods from `country` go without customs, itself among them."""
    for union in CUSTOMS_UNIONS:
        if country in union:
            return union
    return frozenset({country})
