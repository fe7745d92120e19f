"""What deciding by cost needs in the demo: rates, what articles weigh and cost, executors, failure codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from kulanz.config.demo.goods import NewArticle
from kulanz.config.demo.problems import PROBLEMS
from kulanz.config.demo.writing import OWNER
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import (
    CostKind,
    ExchangeRate,
    Executor,
    FailureCode,
    FreightUnit,
    ProductGroup,
    Rate,
    WeightClass,
)
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.masterdata.parties.models import Party, PartyRoleKind

# freight unit, units a piece, kilograms a piece
_FREIGHT: Final = {
    "DREH": ("PAKET", "1", "18.5"),
    "KONF": ("PAKET", "1", "9.2"),
    "STEH": ("PALETTE", "0.5", "58"),
    "TISCH": ("SPEDITION", "1", "82"),
    "SCHRANK": ("SPEDITION", "1", "64"),
    "LOUNGE": ("SPEDITION", "1", "47"),
    "LICHT": ("PAKET", "1", "6.8"),
    "WAND": ("PALETTE", "0.25", "14.5"),
}
_PART: Final = ("PAKET", "0.2", "1.4")
_CENT: Final = Decimal("0.01")
# The same in every country: one amount, or one per freight unit.
_ONCE: Final = {"packaging": "4.20", "handling": "7.50", "fixed": "11.90"}
_UNIT: Final = {
    "second_choice": {"PAKET": "21", "PALETTE": "95", "SPEDITION": "120"},
    "warehouse": {"PAKET": "3.40", "PALETTE": "12.80", "SPEDITION": "19.50"},
}
_UNIT_COUNTRY: Final = {
    "pick_up": {"PAKET": "14.90", "PALETTE": "68", "SPEDITION": "89"},
    "new_delivery": {"PAKET": "12.90", "PALETTE": "59", "SPEDITION": "94"},
}
_SHIPPING: Final = {"2": "5.20", "5": "6.90", "10": "9.40", "31.5": "16.80", "100": "48"}
# what things cost there against home, and in which currency; empty is the tenant's
_COUNTRIES: Final = {"DE": (Decimal(1), ""), "AT": (Decimal("1.35"), ""), "CH": (Decimal("1.8"), "CHF")}
_CUSTOMS_CH: Final = Decimal("8.5")
_RISE: Final = Decimal("1.04")
"""What everything became dearer by some months ago."""
_RISE_AGO: Final = timedelta(days=150)
_FRANCS: Final = (Decimal("1.0450"), Decimal("1.0680"))


@dataclass(frozen=True, slots=True)
class Level:
    """What a house pays: the share of its list prices that goods cost it, and freight against the usual."""

    goods: Decimal
    freight: Decimal


MAKER: Final = Level(Decimal("0.42"), Decimal(1))
RETAILER: Final = Level(Decimal("0.58"), Decimal("1.22"))


def article_costs(
    article: NewArticle, group: str, units: dict[str, FreightUnit], level: Level
) -> dict[str, Any]:
    """Weight, freight and cost price of an article, from its price and its product group."""
    unit, pieces, kilos = _PART if article.is_spare_part else _FREIGHT[group]
    return {
        "weight_kg": Decimal(kilos),
        "freight_unit": units[unit],
        "units_per_piece": Decimal(pieces),
        "cost_price": (article.price * level.goods).quantize(_CENT, ROUND_HALF_UP),
    }


def freight_units(tenant: Tenant) -> dict[str, FreightUnit]:
    return {unit.code: unit for unit in FreightUnit.objects.using(OWNER).filter(tenant=tenant)}


def write_rates(tenant: Tenant, *, begin: datetime, now: datetime, level: Level) -> None:
    """Every rated cost kind, from before the first case on and dearer since some months ago."""
    first, rise = date(begin.year, 1, 1), (now - _RISE_AGO).date().replace(day=1)
    same: dict[str, Any] = {"tenant": tenant, "created_at": begin, "created_by_name": "System"}
    rows = []
    for key, amount in _keys(tenant):
        usual = amount * (1 if key["cost_kind"].code == "second_choice" else level.freight)
        for day, factor in ((first, Decimal(1)), (rise, _RISE)):
            rows.append(Rate(**same, **key, valid_from=day, amount=_cents(usual * factor)))
    customs = CostKind.objects.using(OWNER).get(tenant=tenant, code="customs")
    rows.append(
        Rate(
            **same, cost_kind=customs, country="CH", valid_from=first, share_percent=_CUSTOMS_CH,
            currency=tenant.currency,
        )
    )  # fmt: skip
    Rate.objects.using(OWNER).bulk_create(rows)
    ExchangeRate.objects.using(OWNER).bulk_create(
        ExchangeRate(**same, currency="CHF", valid_from=day, rate=rate)
        for day, rate in zip((first, rise), _FRANCS, strict=True)
    )


def _keys(tenant: Tenant) -> list[tuple[dict[str, Any], Decimal]]:
    """What each rate hangs on, and its amount."""
    kinds = {kind.code: kind for kind in CostKind.objects.using(OWNER).filter(tenant=tenant)}
    units = freight_units(tenant)
    weights = {row.up_to_kg: row for row in WeightClass.objects.using(OWNER).filter(tenant=tenant)}
    home: dict[str, Any] = {"currency": tenant.currency}
    keys: list[tuple[dict[str, Any], Decimal]] = [
        (home | {"cost_kind": kinds[code]}, Decimal(amount)) for code, amount in _ONCE.items()
    ]
    for code, amounts in _UNIT.items():
        keys += [
            (home | {"cost_kind": kinds[code], "freight_unit": units[unit]}, Decimal(amount))
            for unit, amount in amounts.items()
        ]
    for country, (factor, currency) in _COUNTRIES.items():
        there: dict[str, Any] = {"country": country, "currency": currency or tenant.currency}
        for code, amounts in _UNIT_COUNTRY.items():
            keys += [
                (there | {"cost_kind": kinds[code], "freight_unit": units[unit]}, Decimal(amount) * factor)
                for unit, amount in amounts.items()
            ]
        keys += [
            (
                there | {"cost_kind": kinds["shipping"], "weight_class": weights[Decimal(kilos)]},
                Decimal(amount) * factor,
            )
            for kilos, amount in _SHIPPING.items()
        ]
    return keys


def write_failure_codes(tenant: Tenant, groups: list[ProductGroup]) -> None:
    """The codes the stories are told with, per product group, and two that fit everywhere."""
    by_code = {group.code: group for group in groups}
    rows = {
        (group, problem.code): FailureCode(
            tenant=tenant, product_group=by_code[group], code=problem.code,
            name=problem.title[:120], name_en=problem.title_en[:120],
        )
        for group, problems in PROBLEMS.items()
        for problem in problems
        if problem.code and group in by_code
    }  # fmt: skip
    everywhere = (("TR-00", "Transportschaden", "Damaged in transport"), ("SO-00", "Sonstiges", "Other"))
    more = [FailureCode(tenant=tenant, code=code, name=name, name_en=en) for code, name, en in everywhere]
    FailureCode.objects.using(OWNER).bulk_create([*rows.values(), *more])


def write_executors(tenant: Tenant) -> None:
    """The service partners with their prices, the factory service, the dealers' technicians."""
    partners = Party.objects.using(OWNER).filter(tenant=tenant, roles__role=PartyRoleKind.SERVICE_PARTNER)
    rows = [
        Executor(
            tenant=tenant, kind=ExecutorKind.FIRM.value, party=party, name=party.name[:120],
            call_out=Decimal(89 + 6 * index), futile_visit=Decimal(55 + 5 * index),
            note="Anfahrt bis 60 km enthalten",
        )
        for index, party in enumerate(partners.order_by("pk"))
    ]  # fmt: skip
    factory = Executor(
        tenant=tenant, kind=ExecutorKind.FACTORY.value, name="Werkskundendienst", call_out=Decimal(72)
    )
    dealers = Executor(tenant=tenant, kind=ExecutorKind.DEALER.value, name="Techniker des Fachhandels")
    Executor.objects.using(OWNER).bulk_create([*rows, factory, dealers])


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)
