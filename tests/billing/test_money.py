"""Net, tax and gross to the cent; account numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.stages.billing.rules.accounts import checked_iban, grouped_iban, masked_iban
from kulanz.stages.solution.rules.money import CENT, Amounts, of_gross, of_net

D = Decimal
amounts = st.decimals(min_value="0.01", max_value="9999999.99", places=2)
rates = st.sampled_from([D(0), D(7), D(19), D("7.7"), D("8.1"), D("25.5"), D("5.5")])


@pytest.mark.parametrize(
    ("gross", "rate", "net", "tax", "rounding"),
    [
        # 100 / 1.19 = 84.0336… → 84.03; 19 % of it 15.9657 → 15.97; together 100.00
        ("100.00", "19", "84.03", "15.97", "0.00"),
        # 120 / 1.19 = 100.8403… → 100.84; 19.1596 → 19.16
        ("120.00", "19", "100.84", "19.16", "0.00"),
        # 0.08 / 1.19 = 0.0672 → 0.07; 0.0133 → 0.01
        ("0.08", "19", "0.07", "0.01", "0.00"),
        # 0.03 / 1.19 = 0.0252 → 0.03; 0.0057 → 0.01: a cent too much
        ("0.03", "19", "0.03", "0.01", "-0.01"),
        # 0.09 / 1.19 = 0.0756 → 0.08; 0.0152 → 0.02: a cent too much
        ("0.09", "19", "0.08", "0.02", "-0.01"),
        # 0.34 / 1.19 = 0.2857 → 0.29; 0.0551 → 0.06
        ("0.34", "19", "0.29", "0.06", "-0.01"),
        ("50.00", "7", "46.73", "3.27", "0.00"),
        ("50.00", "0", "50.00", "0.00", "0.00"),
    ],
)
def test_a_gross_promise_to_the_cent(gross: str, rate: str, net: str, tax: str, rounding: str) -> None:
    found = of_gross(D(gross), D(rate))
    assert (found.net, found.tax, found.rounding, found.gross) == (D(net), D(tax), D(rounding), D(gross))


@given(gross=amounts, rate=rates)
def test_net_tax_and_rounding_are_what_was_promised(gross: Decimal, rate: Decimal) -> None:
    found = of_gross(gross, rate)
    assert found.net + found.tax + found.rounding == gross == found.gross
    assert abs(found.rounding) <= CENT
    assert all(part == part.quantize(CENT) for part in (found.net, found.tax, found.rounding))


@given(net=amounts, rate=rates)
def test_a_net_promise_needs_no_rounding(net: Decimal, rate: Decimal) -> None:
    found = of_net(net, rate)
    assert found.net == net
    assert found.rounding == 0
    assert found == Amounts(net, rate, net + found.tax)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("de89370400440532013000", "DE89370400440532013000"),
        ("AT61 1904 3002 3457 3201", "AT611904300234573201"),
        ("GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"),
        ("DE89 3704 0044 0532 0130 01", None),  # a wrong digit
        ("DE89 3704 0044 0532 0130", None),  # too short
        ("XX89 3704 0044 0532 0130 00", None),  # no such country
        ("", None),
        ("DE", None),
        ("3704 0044 0532", None),
        ("DE89 3704 0044 0532 0130 00\x00", None),
    ],
)
def test_account_numbers(typed: str, kept: str | None) -> None:
    assert checked_iban(typed) == kept
    if kept:
        assert masked_iban(kept) == f"{kept[:4]} •••• {kept[-4:]}"
        assert grouped_iban(kept).replace(" ", "") == kept
