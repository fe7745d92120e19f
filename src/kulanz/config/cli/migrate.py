"""Bring the database and the static files to this version."""

from __future__ import annotations

import argparse

from kulanz.config.cli.product import database_urls, product
from kulanz.config.cli.progress import say
from kulanz.config.env import environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-static", action="store_true", help="leave the static files as they are")
    parser.add_argument(
        "--first-run", action="store_true", help="show the code of the first page while there is no tenant"
    )


def run(args: argparse.Namespace) -> int:
    with product():
        from kulanz.config.migration import migrate
        from kulanz.config.static_files import collect
        from kulanz.core.tenancy.first_run import first_run_code, is_first_run

        applied = migrate(say, prepare=database_urls() if environment().database_url else None)
        if not args.no_static:
            collect(say)
        say(f"the database is up to date ({applied} migrations applied)")
        if args.first_run and is_first_run():
            say(f"nothing is set up yet: the first page asks for the code {first_run_code()}")
    return 0
