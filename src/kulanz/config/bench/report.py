"""The figures side by side: sizes, growth, and whether the aims are reached."""

from __future__ import annotations

from typing import Any, Final

_COLUMNS: Final = "{:<22} {:>9} {:>8} {:>8} {:>9} {:>8} {:>8} {:>5} {:>7}  {}"


def table(results: dict[int, list[dict[str, Any]]]) -> list[str]:
    """One line for each scene and size."""
    lines = [
        _COLUMNS.format("", "cases", "p50 ms", "p95 ms", "aim", "8 at 1/s", "SQL ms", "SQL n", "growth", "")
    ]
    smallest = min(results)
    first = {row["name"]: row for row in results[smallest]}
    for name, at_first in first.items():
        for cases, rows in sorted(results.items()):
            row = next(r for r in rows if r["name"] == name)
            growth = _growth(at_first, row, cases / smallest) if cases != smallest else None
            lines.append(
                _COLUMNS.format(
                    name, f"{cases:,}", f"{row['p50']:.1f}", f"{row['p95']:.1f}", _aim(row),
                    f"{row['per_second']:.0f}" if row["per_second"] else "",
                    f"{row['bare_p50']:.1f}" if row["bare_p50"] else "", row["statements"],
                    f"{growth:.2f}" if growth else "", "; ".join(missed(row, growth)),
                )
            )  # fmt: skip
    return lines


def _growth(first: dict[str, Any], row: dict[str, Any], times: float) -> float:
    """How many times as long it takes; per case where it has to read them all."""
    grown: float = row["p50"] / first["p50"]
    return grown / times if row["linear"] else grown


def _aim(row: dict[str, Any]) -> str:
    if row["aim"] is not None:
        return f"{row['aim']:.0f}"
    return f"p95 {row['aim_p95']:.0f}" if row["aim_p95"] is not None else ""


def missed(row: dict[str, Any], growth: float | None) -> list[str]:
    """Which aims a row misses, behind what has to be said of it; empty when all are reached."""
    found = [row["note"]] if row["note"] else []
    if row["aim"] is not None and row["p50"] > row["aim"]:
        found.append("p50 missed")
    if row["aim_p95"] is not None and row["p95"] > row["aim_p95"]:
        found.append("p95 missed")
    if growth is not None and row["aim_growth"] is not None and growth > row["aim_growth"]:
        found.append("growth missed")
    return found
