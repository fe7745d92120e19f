"""Measure over HTTP how long requests take, at several numbers of cases."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from kulanz.config.cli.progress import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cases", type=int, nargs="+", default=[1_000, 100_000], metavar="N")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each request is measured (5)")
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="keep the filled homes there for the next run"
    )
    parser.add_argument(
        "--records", type=int, default=10_000, metavar="N", help="records of the XML file (10,000)"
    )
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--inside", type=int, metavar="PORT", help=argparse.SUPPRESS)
    parser.add_argument("--stock", type=int, metavar="N", help=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    if args.inside:
        return _inside(args)
    if args.stock:
        return _stock(args.stock)
    with tempfile.TemporaryDirectory(prefix="kulanz-bench-") as scratch:
        folder = (args.keep or Path(scratch)).absolute()
        # The database's own account walks through here to its data.
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        results = {cases: _measured(folder / str(cases), cases, args) for cases in sorted(args.cases)}
    from kulanz.config.bench.report import table

    if args.json:
        machine = {"processors": os.cpu_count(), "load": os.getloadavg()[0]}
        print(json.dumps({"machine": machine, "cases": results}, indent=2))
    else:
        print("\n".join(table(results)))
    return 0


def _measured(home: Path, cases: int, args: argparse.Namespace) -> list[dict[str, Any]]:
    from kulanz.config.bench.homes import environment_of, fill, free_port, served

    say(f"{cases:,} cases: filling {home}")
    fill(home, cases)
    command = [sys.executable, "-m", "kulanz", "bench", "--stock", str(cases)]
    subprocess.run(command, env=environment_of(home, 0), check=True, stdout=subprocess.DEVNULL)
    port = free_port()
    with served(home, port):
        say(f"{cases:,} cases: measuring")
        command = [
            sys.executable, "-m", "kulanz", "bench", "--inside", str(port), "--seconds", str(args.seconds),
            "--records", str(args.records),
        ]  # fmt: skip
        done = subprocess.run(command, env=environment_of(home, port), check=True, stdout=subprocess.PIPE)
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def _stock(cases: int) -> int:
    """What is measured of deciding needs more than the demo tells."""
    from kulanz.config.cli.product import product
    from kulanz.config.env import environment

    with product(migrated=True):
        from kulanz.config.bench.stock import stock
        from kulanz.config.bench.stock_visits import stock_visits
        from kulanz.core import clock

        stock(environment().home, cases, at=clock.now())
        stock_visits(environment().home, cases, at=clock.now())
    return 0


def _inside(args: argparse.Namespace) -> int:
    """A process of its own for each home: Django knows one database only."""
    from kulanz.config.cli.product import product

    with product():
        from kulanz.config.bench.measuring import measure
        from kulanz.config.bench.scenes import build_stage
        from kulanz.config.demo.places import MANUFACTURER

        stage = build_stage(args.inside, f"agent@{MANUFACTURER.domain}")
        rows = measure(stage, args.inside, args.seconds, args.records)
    print(json.dumps([row.as_json() for row in rows]))
    return 0
