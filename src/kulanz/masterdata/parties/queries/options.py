"""Under which option a dealer works, what its contract says, and whether its house is certified."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from kulanz.masterdata.parties.models import (
    DealerContract,
    OptionDecision,
    OptionPeriod,
    ServiceOption,
    Writer,
)


def option_of(dealer_id: int | None, on: date) -> ServiceOption:
    """The option that holds on that day; B where nobody chose (R100)."""
    if dealer_id is None:
        return ServiceOption.FACTORY
    newest = (
        OptionPeriod.objects.filter(dealer_id=dealer_id, valid_from__lte=on)
        .order_by("-valid_from")
        .values_list("option", flat=True)
        .first()
    )
    return ServiceOption(newest) if newest else ServiceOption.FACTORY


def options_of(dealer_ids: Collection[int], on: date) -> dict[int, ServiceOption]:
    """The same for many; one query."""
    found = dict.fromkeys(dealer_ids, ServiceOption.FACTORY)
    rows = OptionPeriod.objects.filter(dealer_id__in=dealer_ids, valid_from__lte=on).order_by("valid_from")
    found |= {dealer_id: ServiceOption(option) for dealer_id, option in _pairs(rows)}
    return found


def _pairs(rows: Iterable[OptionPeriod]) -> list[tuple[int, str]]:
    return [(row.dealer_id, row.option) for row in rows]


def option_history(dealer_id: int) -> list[OptionPeriod]:
    """Every period, the newest first."""
    return list(OptionPeriod.objects.filter(dealer_id=dealer_id).order_by("-valid_from"))


def running_decisions(tenant_id: int, dealer_ids: Collection[int]) -> list[OptionDecision]:
    """What these dealers are asked in rounds that were announced and have not ended, first the oldest."""
    rows = OptionDecision.objects.filter(
        tenant_id=tenant_id,
        dealer_id__in=dealer_ids,
        round__announced_at__isnull=False,
        round__closed_at=None,
    )
    return list(rows.select_related("round", "dealer").order_by("round_id", "dealer__name", "pk"))


def contract_of(dealer_id: int | None) -> DealerContract:
    """The dealer's contract; where none is kept, one that says what holds by default. Not to be saved."""
    row = DealerContract.objects.filter(dealer_id=dealer_id).first() if dealer_id is not None else None
    return row or DealerContract()


def writer_under_contract(dealer_id: int | None) -> Writer:
    """Who writes to this dealer's customers; without a dealer the office does."""
    return Writer(contract_of(dealer_id).writer) if dealer_id is not None else Writer.OFFICE
