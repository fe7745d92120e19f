"""What a list of the complaint rate is made of: filters, figures, rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from django.db.models import Q

from kulanz.stages.improvement.rules.rate import Counting, change, is_small, rate

Key: TypeAlias = int | str | date | None


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked at; nothing given means everything."""

    group_id: int | None = None
    article_id: int | None = None
    dealer_id: int | None = None
    country: str = ""
    supplier_id: int | None = None

    @property
    def some_positions(self) -> bool:
        """Whether a case may be looked at in part: its positions can differ in what is filtered by."""
        return any(value is not None for value in (self.group_id, self.article_id, self.supplier_id))

    def of_facts(self) -> dict[str, Any]:
        """Columns of the facts and what they must be."""
        given = {
            "product_group_id": self.group_id,
            "article_id": self.article_id,
            "dealer_id": self.dealer_id,
            "country": self.country or None,
            "supplier_id": self.supplier_id,
        }
        return {column: value for column, value in given.items() if value is not None}

    def of_sales(self) -> Q:
        """What is sold has its article's supplier and product group."""
        given = {
            "article__product_group": self.group_id,
            "article": self.article_id,
            "dealer": self.dealer_id,
            "country": self.country or None,
            "article__supplier": self.supplier_id,
        }
        return Q(**{name: value for name, value in given.items() if value is not None})


@dataclass(slots=True)
class Figures:
    """What was counted for one row and one span of time."""

    cases: int = 0
    hundredths: int = 0
    accepted: int = 0
    sold: int = 0

    def add(self, cases: int, hundredths: int, accepted: int) -> None:
        self.cases += cases
        self.hundredths += hundredths
        self.accepted += accepted

    def counted(self, counting: Counting) -> Decimal | int:
        match counting:
            case Counting.CASES:
                return self.cases
            case Counting.UNITS:
                return Decimal(self.hundredths) / 100
            case Counting.ACCEPTED:
                return self.accepted

    def rate(self, counting: Counting) -> Decimal | None:
        return rate(self.counted(counting), self.sold)

    def is_small(self, counting: Counting) -> bool:
        return is_small(self.accepted if counting is Counting.ACCEPTED else self.cases, self.sold)


@dataclass(slots=True)
class Row:
    """A line of a list: the window, and the twelve months before it."""

    key: Key
    now: Figures = field(default_factory=Figures)
    before: Figures = field(default_factory=Figures)

    def change(self, counting: Counting) -> Decimal | None:
        return change(self.now.rate(counting), self.before.rate(counting))

    def of(self, recent: bool) -> Figures:  # which of the two, as the counts name it
        return self.now if recent else self.before
