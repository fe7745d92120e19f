"""What can happen to articles, product groups, and to what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from kulanz.core.protocol.events import Event


@dataclass(frozen=True)
class ArticleCreated(Event):
    name: ClassVar[str] = "article.created"
    number: str
    article_name: str


@dataclass(frozen=True)
class ArticleChanged(Event):
    name: ClassVar[str] = "article.changed"
    number: str
    changed: tuple[str, ...]


@dataclass(frozen=True)
class ArticleClassified(Event):
    """How safety-relevant it is; empty: nobody has said."""

    name: ClassVar[str] = "article.classified"
    number: str
    safety: str
    safety_before: str


@dataclass(frozen=True)
class ArticlesImported(Event):
    name: ClassVar[str] = "article.imported"
    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class ProductGroupSaved(Event):
    name: ClassVar[str] = "product_group.saved"
    code: str
    group_name: str
    active: bool


@dataclass(frozen=True)
class RateSet(Event):
    """From `valid_from` on; without amount and share the rate ends there."""

    name: ClassVar[str] = "rate.set"
    cost_kind: str
    valid_from: date
    amount: Decimal | None
    share_percent: Decimal | None
    currency: str
    country: str = ""
    freight_unit: str = ""
    up_to_kg: Decimal | None = None


@dataclass(frozen=True)
class RateCorrected(Event):
    """A rate that had not begun before the day says something else now."""

    name: ClassVar[str] = "rate.corrected"
    cost_kind: str
    valid_from: date
    amount: Decimal | None
    share_percent: Decimal | None
    currency: str
    amount_before: Decimal | None
    share_before: Decimal | None
    currency_before: str
    country: str = ""
    freight_unit: str = ""
    up_to_kg: Decimal | None = None


@dataclass(frozen=True)
class RateRemoved(Event):
    name: ClassVar[str] = "rate.removed"
    cost_kind: str
    valid_from: date
    amount: Decimal | None
    share_percent: Decimal | None
    currency: str
    country: str = ""
    freight_unit: str = ""
    up_to_kg: Decimal | None = None


@dataclass(frozen=True)
class RatesImported(Event):
    """The corrected ones have an event each; the new ones carry who brought them."""

    name: ClassVar[str] = "rate.imported"
    new: int
    corrected: int
    ended: int
    unchanged: int
    sha256: str


@dataclass(frozen=True)
class ExchangeRateSet(Event):
    name: ClassVar[str] = "exchange_rate.set"
    currency: str
    valid_from: date
    rate: Decimal


@dataclass(frozen=True)
class ExchangeRateCorrected(Event):
    name: ClassVar[str] = "exchange_rate.corrected"
    currency: str
    valid_from: date
    rate: Decimal
    rate_before: Decimal


@dataclass(frozen=True)
class ExchangeRateRemoved(Event):
    name: ClassVar[str] = "exchange_rate.removed"
    currency: str
    valid_from: date
    rate: Decimal


@dataclass(frozen=True)
class ExchangeRatesImported(Event):
    name: ClassVar[str] = "exchange_rate.imported"
    new: int
    corrected: int
    unchanged: int
    sha256: str


@dataclass(frozen=True)
class CostKindSaved(Event):
    name: ClassVar[str] = "cost_kind.saved"
    code: str
    kind_name: str
    scope: str
    is_revenue: bool
    active: bool


@dataclass(frozen=True)
class FreightUnitSaved(Event):
    name: ClassVar[str] = "freight_unit.saved"
    code: str
    unit_name: str
    active: bool


@dataclass(frozen=True)
class WeightClassSaved(Event):
    name: ClassVar[str] = "weight_class.saved"
    up_to_kg: Decimal
    active: bool
