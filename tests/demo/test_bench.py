"""The measuring itself, in miniature."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kulanz.config.bench.measuring import percentile
from kulanz.config.bench.report import missed, table


def _row(**changed: Any) -> dict[str, Any]:
    return {
        "name": "worklist", "aim": 20, "aim_p95": 40, "aim_growth": 1.3, "linear": False, "p50": 10.0,
        "p95": 20.0, "per_second": 90.0, "bare_p50": 3.0,
        "statements": 12, "requests": 100, "note": "", **changed,
    }  # fmt: skip


def test_percentile_is_a_measured_value() -> None:
    assert percentile([0.3, 0.1, 0.2], 0.5) == 0.2
    assert percentile([0.1], 0.95) == 0.1


def test_missed_aims_are_named() -> None:
    assert missed(_row(), 1.2) == []
    assert missed(_row(p50=21.0, p95=41.0), 1.4) == ["p50 missed", "p95 missed", "growth missed"]


def test_the_table_shows_growth() -> None:
    lines = table({1_000: [_row()], 100_000: [_row(p50=15.0)]})
    assert len(lines) == 3
    assert "1.50" in lines[2]


def test_what_reads_everything_may_grow_with_it() -> None:
    few, many = _row(aim=None, linear=True), _row(aim=None, linear=True, p50=1_100.0, p95=30.0)
    line = table({1_000: [few], 100_000: [many]})[2]
    assert "1.10" in line
    assert "missed" not in line


def test_aims_that_are_not_set_cannot_be_missed() -> None:
    row = _row(aim=None, aim_p95=None, aim_growth=None, p50=1e6, p95=1e6)
    assert missed(row, 9.0) == []
    assert missed(row | {"aim_p95": 80}, 9.0) == ["p95 missed"]


@pytest.mark.slow
def test_measures_every_kind_of_request(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("KULANZ_", "DATABASE_", "OWNER_", "DJANGO_"))
    }
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "kulanz",
            "bench",
            "--cases",
            "20",
            "--seconds",
            "0.1",
            "--records",
            "40",
            "--json",
        ],
        env={**kept, "KULANZ_HOME": str(tmp_path), "PYTHONPATH": "src"},
        capture_output=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    rows = json.loads(done.stdout)["cases"]["20"]
    assert [row["name"] for row in rows][7:] == [
        "compare six remedies", "dashboard", "planning board", "all complaint rates", "simulate: cheapest",
        "simulate: dearer too", "field_day", "service_report_pdf", "XML import, 40",
    ]  # fmt: skip
    # the last one is a file, not a question
    assert all(row["p50"] > 0 and row["statements"] > 2 for row in rows[:-1])
    assert all(row["per_second"] > 0 for row in rows[:10])
