"""A row of the demo as COPY reads it."""

from __future__ import annotations

from kulanz.config.demo.tables import columns_of, copy_line
from kulanz.stages.execution.models import Order


def test_an_array_is_written_as_one_and_json_as_json() -> None:
    columns = columns_of(Order)
    cells = copy_line(Order, {}).rstrip("\n").split("\t")
    assert cells[columns.index("people")] == "{}"
    cells = copy_line(Order, {"people": (3, 14)}).rstrip("\n").split("\t")
    assert cells[columns.index("people")] == "{3,14}"
