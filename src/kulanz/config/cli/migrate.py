"""Bring the database and the static files to this version."""

from __future__ import annotations

import argparse

from kulanz.config.cli.product import product
from kulanz.config.cli.progress import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-static", action="store_true", help="leave the static files as they are")


def run(args: argparse.Namespace) -> int:
    with product():
        from kulanz.config.migration import migrate
        from kulanz.config.static_files import collect

        applied = migrate(say)
        if not args.no_static:
            collect(say)
        say(f"the database is up to date ({applied} migrations applied)")
    return 0
