"""Benchmark, cheapest, recommended and room where the worked examples do not reach."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kulanz.stages.solution.rules.comparing import compare, judge
from kulanz.stages.solution.rules.figures import Cell, Column, Comparison, RemedySpec, Room
from kulanz.stages.solution.rules.remedies import Goods, Nature
from tests.solution.doc_figures import CALL_OUT, DEFAULTS, D, chair, entry


def _spec(code: str, nature: Nature, *, benchmark: bool = False) -> RemedySpec:
    return RemedySpec(code, code, nature, Goods.NONE, (Cell("call_out"),), benchmark)


REPAIR, OTHER = _spec("repair", Nature.REPAIR), _spec("other_repair", Nature.REPAIR)
NEW, BACK = _spec("new", Nature.REPLACEMENT), _spec("back", Nature.REFUND, benchmark=True)
LESS = _spec("less", Nature.REDUCTION)


def _judged(percent: str | None = None, **totals: str | None) -> Comparison:
    specs = tuple(spec for spec in (REPAIR, OTHER, NEW, BACK, LESS) if spec.code in totals)
    columns = [
        Column(
            spec.code,
            (),
            D(totals[spec.code] or 0),
            None if totals[spec.code] is None else D(totals[spec.code]),
            is_benchmark=spec.is_benchmark,
        )
        for spec in specs
    ]
    return judge("EUR", specs, columns, None if percent is None else D(percent))


def test_a_cheap_price_reduction_is_neither_cheapest_nor_recommended_nor_its_own_room() -> None:
    found = _judged(less="1.00", repair="50.00", back="60.00")
    assert found.cheapest == found.recommended == "repair"
    assert found.room == Room(D("50.00"), "repair", D("60.00"))


def test_equal_to_the_benchmark_is_not_dearer() -> None:
    found = _judged(repair="60.00", back="60.00", less="60.01")
    assert [column.remedy for column in found.columns if column.is_dearer] == ["less"]
    assert found.cheapest == "repair"


@pytest.mark.parametrize(
    ("repair", "percent", "recommended"),
    [
        ("110.00", "10", "repair"),
        ("110.01", "10", "new"),
        ("100.00", "0", "repair"),
        ("100.01", "0", "new"),
        ("110.00", None, "new"),
    ],
)
def test_the_preference_includes_its_limit(repair: str, percent: str | None, recommended: str) -> None:
    found = _judged(percent, repair=repair, new="100.00", back="300.00")
    assert found.recommended == recommended


def test_of_several_repairs_within_the_preference_the_cheapest_and_in_a_tie_the_first() -> None:
    assert _judged("50", repair="140.00", other_repair="120.00", new="100.00").recommended == "other_repair"
    assert _judged("50", repair="120.00", other_repair="120.00", new="100.00").recommended == "repair"


def test_the_preference_reckons_from_below_nothing_too() -> None:
    assert _judged("50", repair="-5.00", new="-10.00").recommended == "repair"
    assert _judged("50", repair="-4.99", new="-10.00").recommended == "new"


def test_a_preferred_repair_may_be_dearer_than_the_benchmark_and_is_marked_so() -> None:
    found = judge(
        "EUR",
        (REPAIR, NEW, BACK),
        [
            Column("repair", (), D(110), D(110)),
            Column("new", (), D(100), D(100)),
            Column("back", (), D(105), D(105), is_benchmark=True),
        ],
        D(20),
    )
    assert found.recommended == "repair"
    assert found.column("repair").is_dearer


def test_without_anything_complete_there_is_nothing_to_say() -> None:
    found = _judged(repair=None, new=None, back=None, less="10.00")
    assert (found.cheapest, found.recommended, found.benchmark_total) == ("", "", None)
    assert found.room.limit is None


def test_a_matrix_without_benchmark() -> None:
    given = chair(CALL_OUT)
    found = compare(replace(given, remedies=tuple(one for one in given.remedies if not one.is_benchmark)))
    assert (found.benchmark, found.benchmark_total) == ("", None)
    assert not any(column.is_dearer for column in found.columns)
    assert found.recommended == "spare_part"


@pytest.mark.parametrize(
    ("other", "benchmark", "limit"),
    [
        ("52.20", "177.50", "52.20"),
        ("186.70", "177.50", "177.50"),
        ("-1.00", "177.50", "0"),
        ("10.00", "-1.00", "0"),
        ("10.00", None, "10.00"),
        (None, "177.50", "177.50"),
        (None, None, None),
    ],
)
def test_the_room_is_the_lower_of_the_two_and_never_below_nothing(
    other: str | None, benchmark: str | None, limit: str | None
) -> None:
    def amount(text: str | None) -> Decimal | None:
        return None if text is None else D(text)

    assert Room(amount(other), "x", amount(benchmark)).limit == amount(limit)


def test_excluded_without_a_reason_is_excluded_all_the_same() -> None:
    found = compare(chair(excluded={"spare_part": ""}))
    assert not found.column("spare_part").can_be_chosen
    assert found.cheapest == "pick_up_credit"


def test_a_price_reduction_is_measured_against_the_benchmark_but_leaves_the_others_alone() -> None:
    without, offered = compare(chair()), compare(chair(entry("price_reduction", "200.00")))
    assert offered.column("price_reduction").is_dearer
    assert offered.column("price_reduction").difference == D("22.50")
    assert without.room == offered.room
    others = [code for code in (one.code for one in DEFAULTS) if code != "price_reduction"]
    assert [without.column(code) for code in others] == [offered.column(code) for code in others]
