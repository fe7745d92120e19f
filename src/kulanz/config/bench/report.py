"""The figures side by side: sizes, growth, and whether the aims are reached."""

from __future__ import annotations

from typing import Any, Final

GROWTH_AIM: Final = 1.3
_COLUMNS: Final = "{:<22} {:>9} {:>8} {:>8} {:>6} {:>8} {:>8} {:>5} {:>7}  {}"


def table(results: dict[int, list[dict[str, Any]]]) -> list[str]:
    """One line for each scene and size."""
    lines = [
        _COLUMNS.format("", "cases", "p50 ms", "p95 ms", "aim", "8 at 1/s", "SQL ms", "SQL n", "growth", "")
    ]
    smallest = min(results)
    first = {row["name"]: row for row in results[smallest]}
    for name in first:
        for cases, rows in sorted(results.items()):
            row = next(r for r in rows if r["name"] == name)
            growth = row["p50"] / first[name]["p50"] if cases != smallest else None
            lines.append(
                _COLUMNS.format(
                    name, f"{cases:,}", f"{row['p50']:.1f}", f"{row['p95']:.1f}", f"{row['aim']:.0f}",
                    f"{row['per_second']:.0f}", f"{row['bare_p50']:.1f}", row["statements"],
                    f"{growth:.2f}" if growth else "", "; ".join(missed(row, growth)),
                )
            )  # fmt: skip
    return lines


def missed(row: dict[str, Any], growth: float | None) -> list[str]:
    """Which aims a row misses; empty when all are reached."""
    found = [row["note"]] if row["note"] else []
    if row["p50"] > row["aim"]:
        found.append("p50 missed")
    if row["p95"] > 2 * row["aim"]:
        found.append("p95 missed")
    if growth is not None and growth > GROWTH_AIM:
        found.append("growth missed")
    return found
