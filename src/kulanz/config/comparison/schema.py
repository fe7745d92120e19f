"""What `kulanz remedies compare` reads: docs/remedies-compare.md describes each field."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, FailFast, Field, StrictBool
from pydantic_core import PydanticCustomError

from kulanz.core.countries import countries
from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.masterdata.catalog.rules.places import currencies
from kulanz.stages.solution.rules.money import ABSURD
from kulanz.stages.solution.rules.remedies import Goods, Nature

_PLAIN_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _number(value: Any) -> Any:
    """Numbers, or text with digits and a point: no thousands, no other digits than 0 to 9."""
    if isinstance(value, str) and not _PLAIN_NUMBER.fullmatch(value):
        raise PydanticCustomError("number", "a number such as 12.50 is expected")
    return value


def _unsigned_zero(value: Decimal) -> Decimal:
    return value or value.copy_abs()


def _iso_date(value: Any) -> Any:
    try:
        if isinstance(value, str) and _ISO_DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise PydanticCustomError("iso_date", "a date such as 2026-11-22 is expected")


def _readable(value: str) -> str:
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in value):
        raise PydanticCustomError("unreadable", "control characters and half characters are not allowed")
    return value


def _currency(value: str) -> str:
    if value and value not in currencies():
        raise PydanticCustomError("currency", "no currency in use by ISO 4217")
    return value


def _country(value: str) -> str:
    if value and value not in countries():
        raise PydanticCustomError("country", "no country by ISO 3166, two capital letters")
    return value


_PLAIN: Final = BeforeValidator(_number)
_UNSIGNED: Final = AfterValidator(_unsigned_zero)
_READABLE: Final = AfterValidator(_readable)
_HIGHEST: Final = int(ABSURD)

Money = Annotated[Decimal, Field(ge=0, lt=_HIGHEST, decimal_places=2), _PLAIN, _UNSIGNED]
Percent = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=3), _PLAIN, _UNSIGNED]
Pieces = Annotated[Decimal, Field(gt=0, lt=_HIGHEST, decimal_places=3), _PLAIN]
PerPiece = Annotated[Decimal, Field(ge=0, lt=100_000, decimal_places=3), _PLAIN, _UNSIGNED]
Weight = Annotated[Decimal, Field(ge=0, lt=_HIGHEST, decimal_places=3), _PLAIN, _UNSIGNED]
Bound = Annotated[Decimal, Field(gt=0, lt=_HIGHEST, decimal_places=3), _PLAIN]
Worth = Annotated[Decimal, Field(gt=0, lt=10_000_000_000, decimal_places=8), _PLAIN]
Day = Annotated[date, BeforeValidator(_iso_date)]
Code = Annotated[str, Field(min_length=1, max_length=60), _READABLE]
Name = Annotated[str, Field(max_length=60), _READABLE]
Text = Annotated[str, Field(max_length=300), _READABLE]
Reason = Annotated[str, Field(min_length=1, max_length=300, pattern=r"\S"), _READABLE]
Currency = Annotated[str, AfterValidator(_currency)]
Country = Annotated[str, AfterValidator(_country)]


_Row = TypeVar("_Row")
# Rows that may be tens of thousands: the first wrong one is reported, not each of them.
_Many = Annotated[tuple[_Row, ...], FailFast(), Field(max_length=50_000)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ItemIn(_Part):
    """A position."""

    ref: Code
    name: Text = ""
    pieces: Pieces = Decimal(1)
    cost_price: Money | None = None
    currency: Currency = ""
    weight_kg: Weight | None = None
    unit: Name = ""
    units_per_piece: PerPiece = Decimal(1)


class PartIn(ItemIn):
    """A spare part."""

    deliverable: StrictBool = True


class RateIn(_Part):
    kind: Code
    valid_from: Day
    amount: Money | None = None
    share_percent: Percent | None = None
    currency: Currency = ""
    country: Country = ""
    unit: Name = ""
    up_to_kg: Bound | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What may be there once."""
        return self.kind, self.country, self.unit, self.up_to_kg, self.valid_from


class ExchangeIn(_Part):
    currency: Annotated[Currency, Field(min_length=1)]
    valid_from: Day
    rate: Worth


class EntryIn(_Part):
    kind: Code
    amount: Money
    currency: Currency = ""
    remedy: Text = ""
    item: Text = ""
    by: Text = ""
    at: Text = ""
    reason: Text = ""


class KindIn(_Part):
    code: Code
    name: Text = ""
    scope: Scope
    is_revenue: StrictBool = False


class RemedyIn(_Part):
    code: Code
    name: Text = ""
    nature: Nature
    goods: Goods = Goods.POSITIONS
    required: Annotated[tuple[Code, ...], Field(max_length=100)] = ()
    optional: Annotated[tuple[Code, ...], Field(max_length=100)] = ()
    is_benchmark: StrictBool = False


class Document(_Part):
    """The whole input."""

    day: Day | None = None
    country: Country = ""
    positions: Annotated[tuple[ItemIn, ...], Field(min_length=1, max_length=1000)]
    parts: Annotated[tuple[PartIn, ...], Field(max_length=1000)] = ()
    entries: Annotated[tuple[EntryIn, ...], Field(max_length=1000)] = ()
    excluded: Annotated[dict[Code, Reason], Field(max_length=100)] = {}
    currency: Currency = ""
    preference_percent: Percent | None = None
    classes: Annotated[tuple[Bound, ...], Field(max_length=1000)] | None = None
    rates: _Many[RateIn] = ()
    exchanges: _Many[ExchangeIn] = ()
    kinds: Annotated[tuple[KindIn, ...], Field(min_length=1, max_length=200)] | None = None
    remedies: Annotated[tuple[RemedyIn, ...], Field(min_length=1, max_length=100)] | None = None


# Left out of the input where a tenant's own figures are taken.
OF_THE_TENANT: Final = (
    "currency", "preference_percent", "classes", "rates", "exchanges", "kinds", "remedies",
)  # fmt: skip
