"""Which visits a case stands for, and who pays the factory service for them. Pure; docs/make-or-buy.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kulanz.cases.rules import ClosedBy, Coverage, DealerPart, Kind
from kulanz.stages.improvement.rules.options import Payer

SERVICE_KINDS: Final = frozenset({Kind.REPAIR, Kind.ASSEMBLY, Kind.MAINTENANCE})
_FREE: Final = frozenset({Coverage.STATUTORY, Coverage.GUARANTEE, Coverage.GOODWILL})


@dataclass(frozen=True, slots=True)
class Sort:
    """What of a case decides; texts as the case keeps them, empty where nothing is said."""

    kind: str
    coverage: str = ""
    dealer_part: str = ""
    closed_by: str = ""
    decided: bool = False
    """A remedy holds."""
    serviced: bool = False
    """One that sends somebody."""


def payer(sort: Sort) -> Payer:
    if sort.coverage in _FREE or (sort.kind == Kind.COMPLAINT and not sort.coverage):
        return Payer.NOBODY
    return Payer.DEALER if sort.dealer_part == DealerPart.PRINCIPAL else Payer.CUSTOMER


def is_guarantee(sort: Sort) -> bool:
    """Whether the manufacturer bears it: statutory, guarantee, goodwill, or a claim nobody has judged yet."""
    return payer(sort) is Payer.NOBODY


def visits_without_report(sort: Sort) -> int:
    """Of one case nobody reported about: one, where the work cannot be done from afar."""
    if sort.kind in SERVICE_KINDS:
        return 1
    if sort.kind != Kind.COMPLAINT or sort.closed_by == ClosedBy.REJECTION:
        return 0
    if sort.decided:
        return 1 if sort.serviced else 0
    return 1 if sort.closed_by == ClosedBy.REMEDY else 0
