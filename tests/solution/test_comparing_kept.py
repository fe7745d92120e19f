"""What a decision keeps of the rates is enough to calculate it again."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from kulanz.stages.solution.queries.comparison import needed_only
from kulanz.stages.solution.rules.comparing import compare
from kulanz.stages.solution.rules.figures import Inputs
from tests.solution.any_inputs import any_inputs


@settings(deadline=None, max_examples=60)
@given(any_inputs())
def test_without_the_rates_of_other_countries_and_units_nothing_changes(inputs: Inputs) -> None:
    # parts of a case have no freight unit
    inputs = replace(inputs, parts=tuple(replace(part, unit="") for part in inputs.parts))
    assert compare(needed_only(inputs)) == compare(inputs)
