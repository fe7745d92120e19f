"""What a reduction offers or a refund gives back: in the customer's currency, and in the office's."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kulanz.cases.models import Case
from kulanz.stages.solution.models import Decision, Remedy
from kulanz.stages.solution.queries.offers import Bought
from kulanz.stages.solution.refusals import AmountInvalid, ChoiceIncomplete, PriceUnknown
from kulanz.stages.solution.refusals_of_offers import AboveThePrice, CurrenciesDiffer, TaxRatesDiffer
from kulanz.stages.solution.rules.choosing import Need
from kulanz.stages.solution.rules.figures import Inputs
from kulanz.stages.solution.rules.frozen import frozen_inputs
from kulanz.stages.solution.rules.money import ABSURD, Amounts, cents, is_amount, net_of, of_gross, of_net
from kulanz.stages.solution.rules.ratebook import RateBook
from kulanz.stages.solution.rules.remedies import Nature


@dataclass(frozen=True, slots=True)
class Promise:
    """In the currency the customer paid in."""

    amounts: Amounts
    currency: str
    shown: Decimal
    """What the customer reads: net for a business, gross for everybody else."""

    def kept(self) -> dict[str, str]:
        """As it is frozen with the decision."""
        return {
            "shown": str(self.shown),
            "net": str(self.amounts.net),
            "gross": str(self.amounts.gross),
            "tax_rate": str(self.amounts.tax_rate),
            "currency": self.currency,
        }


def promise_of(case: Case, remedy: Remedy, amount: Decimal | None, found: Bought) -> Promise | None:
    """`amount` is what the customer reads; a refund without one is the price paid. None: nothing is paid.

    Raises CurrenciesDiffer, TaxRatesDiffer, AmountInvalid, AboveThePrice, ChoiceIncomplete, PriceUnknown.
    """
    if remedy.nature not in (Nature.REDUCTION, Nature.REFUND):
        return None
    if found.currencies_differ:
        raise CurrenciesDiffer
    rate = found.tax_rate
    if rate is None:
        raise TaxRatesDiffer
    is_business = case.customer is not None and case.customer.is_business
    if amount is not None:
        if not is_amount(amount) or amount == 0:
            raise AmountInvalid
        amounts = of_net(amount, rate) if is_business else of_gross(amount, rate)
    elif remedy.nature == Nature.REDUCTION:
        raise ChoiceIncomplete(Need.AMOUNT)
    elif found.gross is None:
        raise PriceUnknown
    else:
        amounts = of_gross(found.gross, rate)
    if found.gross is not None and amounts.gross > found.gross:
        raise AboveThePrice(price=f"{found.gross} {found.currency}")
    if amounts.net <= 0 or amounts.gross >= ABSURD:
        raise AmountInvalid
    return Promise(amounts, found.currency, amounts.net if is_business else amounts.gross)


def converted(inputs: Inputs, amount: Decimal, currency: str) -> Decimal:
    """In the currency of the calculation, where limits and room are said. Raises ChoiceIncomplete."""
    book = RateBook((), inputs.exchanges, inputs.day, inputs.currency)
    worth = book.worth(currency)
    if worth is None:
        raise ChoiceIncomplete(Need.FIGURES)
    return cents(amount, worth)


def in_currency_of(decision: Decision, amount: Decimal, currency: str) -> Decimal:
    """The same by the exchange rate the decision was taken on."""
    kept: dict[str, Any] = decision.calculation
    if currency in ("", decision.currency) or "inputs" not in kept:
        return amount
    return converted(frozen_inputs(kept), amount, currency)


def promised(decision: Decision) -> Promise:
    """What was promised with this decision, as it was frozen."""
    kept = decision.calculation["offer"]
    gross, rate = Decimal(kept["gross"]), Decimal(kept["tax_rate"])
    net = Decimal(kept["net"]) if "net" in kept else net_of(gross, rate)
    return Promise(Amounts(net, rate, gross), kept.get("currency", decision.currency), Decimal(kept["shown"]))
