"""Count what is there: cases, mails, files, transmissions, protocol entries."""

from __future__ import annotations

import argparse
import json
from typing import Any

from kulanz.config.cli.product import product


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(args: argparse.Namespace) -> int:
    with product():
        from kulanz.config.consistency.figures import all_figures

        figures = all_figures()
    if args.json:
        print(json.dumps(figures, indent=2, sort_keys=True))
        return 0
    for name, one in [*figures["tenants"].items(), ("total", figures["total"])]:
        for key, value in _flat(one):
            print(f"{name}\t{key}\t{value}")
    return 0


def _flat(figures: dict[str, Any], before: str = "") -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for key, value in figures.items():
        found += _flat(value, f"{before}{key}.") if isinstance(value, dict) else [(f"{before}{key}", value)]
    return found
