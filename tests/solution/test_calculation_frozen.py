"""A calculation kept as JSON: nothing is lost, and it is shown as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given, settings

from kulanz.stages.solution.rules.comparing import compare
from kulanz.stages.solution.rules.figures import Inputs
from kulanz.stages.solution.rules.frozen import VERSION, freeze, frozen_comparison, frozen_inputs
from tests.solution.any_inputs import any_inputs
from tests.solution.doc_figures import CALL_OUT, DISPOSAL, D, chair, rate

CALM = settings(deadline=None, max_examples=60)


def kept(inputs: Inputs) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(freeze(inputs, compare(inputs))))
    return found


@CALM
@given(any_inputs())
def test_through_json_and_back_nothing_changes(inputs: Inputs) -> None:
    once = kept(inputs)
    assert frozen_inputs(once) == inputs
    assert frozen_comparison(once) == compare(inputs)
    assert json.loads(json.dumps(freeze(frozen_inputs(once), frozen_comparison(once)))) == once


@CALM
@given(any_inputs())
def test_calculated_anew_from_its_inputs_it_is_the_same(inputs: Inputs) -> None:
    once = kept(inputs)
    assert compare(frozen_inputs(once)) == frozen_comparison(once)


def test_it_is_shown_as_it_was_whatever_became_of_the_rates() -> None:
    once = kept(chair(CALL_OUT, DISPOSAL))
    later = replace(frozen_inputs(once), rates=(rate("packaging", "99.00"),))
    assert compare(later).column("spare_part").total is None
    assert frozen_comparison(once).column("spare_part").total == D("52.20")


def test_amounts_are_written_as_text_with_their_cents() -> None:
    once = kept(chair(CALL_OUT))
    assert once["version"] == VERSION
    assert once["result"]["benchmark_total"] == "177.50"
    assert once["inputs"]["day"] == "2026-11-22"
    assert once["inputs"]["items"][0]["cost_price"] == "180.00"


def test_what_a_later_version_adds_has_a_default() -> None:
    once = kept(chair(CALL_OUT))
    for column in once["result"]["columns"]:
        for line in column["lines"]:
            del line["weight_kg"]
    assert frozen_comparison(once).column("spare_part").total == D("52.20")
