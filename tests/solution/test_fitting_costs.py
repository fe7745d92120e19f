"""The visit that fits a safety-relevant part is counted: example 12 of docs/calculation.md."""

from __future__ import annotations

from dataclasses import replace

from kulanz.masterdata.parties.rules.safety import Relevance
from kulanz.stages.solution.rules.comparing import compare
from kulanz.stages.solution.rules.figures import Inputs, Missing
from tests.solution.doc_figures import (
    CALL_OUT,
    DEFAULTS,
    DISPOSAL,
    FUTILE,
    MATERIAL,
    SPRING,
    D,
    amounts,
    chair,
    entry,
)

RELEVANT = replace(SPRING, relevance=Relevance.GIVEN)


def fitted(*entries: object) -> Inputs:
    """Example 1 with a gas spring that only a certified person assembles."""
    return chair(*entries, parts=(RELEVANT,))  # type: ignore[arg-type]  # entries of the examples


def test_the_visit_counts_as_for_the_external_service() -> None:
    found = compare(fitted(CALL_OUT, DISPOSAL))
    column = found.column("spare_part")
    assert amounts(column)["call_out"] == [D("95.00")]
    assert column.total == D("147.20")
    assert found.column("external_service").total == D("95.00")
    assert found.recommended == "external_service"
    assert found.room.limit == D("95.00")


def test_a_futile_visit_counts_with_it_and_material_does_not() -> None:
    found = compare(fitted(CALL_OUT, FUTILE, MATERIAL))
    assert found.column("spare_part").total == D("192.20")
    assert found.column("external_service").total == D("178.50")


def test_a_visit_nobody_has_entered_is_missing_and_the_part_not_recommended() -> None:
    found = compare(fitted(DISPOSAL))
    column = found.column("spare_part")
    assert (column.known, column.total, column.is_incomplete) == (D("52.20"), None, True)
    assert [line.missing for line in column.lines if line.kind == "call_out"] == [Missing.ENTRY]
    assert found.recommended == "pick_up_credit"
    assert found.room.limit == D("177.50")


def test_an_entry_of_its_own_goes_before_that_of_the_service_and_the_one_for_all() -> None:
    general = entry("call_out", "70.00")
    own = entry("call_out", "40.00", remedy="spare_part")
    assert compare(fitted(CALL_OUT, general, own)).column("spare_part").total == D("92.20")
    assert compare(fitted(CALL_OUT, general)).column("spare_part").total == D("147.20")
    assert compare(fitted(general)).column("spare_part").total == D("122.20")


def test_what_nobody_has_to_fit_costs_no_visit() -> None:
    column = compare(chair(CALL_OUT)).column("spare_part")
    assert (column.total, "call_out" in amounts(column)) == (D("52.20"), False)


def test_a_remedy_that_counts_the_visit_itself_counts_it_once() -> None:
    own = tuple(
        replace(spec, cells=(*spec.cells, *DEFAULTS[1].cells)) if spec.code == "spare_part" else spec
        for spec in DEFAULTS
    )
    given = replace(fitted(entry("call_out", "95.00")), remedies=own)
    assert amounts(compare(given).column("spare_part"))["call_out"] == [D("95.00")]


def test_a_house_that_calculates_no_visits_counts_none() -> None:
    given = replace(fitted(), remedies=tuple(spec for spec in DEFAULTS if spec.code != "external_service"))
    assert compare(given).column("spare_part").total == D("52.20")
