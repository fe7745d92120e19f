"""Calculating by parts gives what the rules give, whatever the inputs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.stages.improvement.rules.cores import core_json, core_of, frame_json, frame_of, split, timeless
from kulanz.stages.improvement.rules.reckoning import Reckoner
from kulanz.stages.solution.rules.comparing import compare
from kulanz.stages.solution.rules.figures import Inputs
from tests.solution.any_inputs import any_inputs, complete_inputs


def in_money(totals: Sequence[int | None]) -> list[Decimal | None]:
    return [None if total is None else Decimal(total).scaleb(-2) for total in totals]


@settings(max_examples=400, deadline=None)
@given(st.one_of(any_inputs(), complete_inputs()))
def test_as_the_rules_calculate(inputs: Inputs) -> None:
    compared = compare(inputs)
    frame, core = split(inputs)
    # through the database and back
    frame = frame_of(json.loads(frame_json(timeless(frame))))
    core = core_of(core_json(core))
    reckoner = Reckoner(frame)

    for _ in range(2):  # the second time from memory
        totals = reckoner.totals(core)
        assert in_money(totals) == [column.total for column in compared.columns]
        chosen = [reckoner.can_be_chosen(place, core) for place in range(len(totals))]
        assert chosen == [column.can_be_chosen for column in compared.columns]
        best = reckoner.cheapest(totals, core)
        assert ("" if best is None else reckoner.codes[best]) == compared.cheapest


@settings(max_examples=60, deadline=None)
@given(st.lists(complete_inputs(), min_size=2, max_size=4))
def test_one_frame_for_many(several: list[Inputs]) -> None:
    first = several[0]
    reckoner = Reckoner(split(first)[0])

    for inputs in several:
        same_frame = replace(first, items=inputs.items, parts=inputs.parts, entries=inputs.entries)
        totals = reckoner.totals(split(same_frame)[1])
        assert in_money(totals) == [column.total for column in compare(same_frame).columns]
