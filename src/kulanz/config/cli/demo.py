"""Fill an empty home with a made-up house, its people and its cases."""

from __future__ import annotations

import argparse

from kulanz.config.cli.product import product
from kulanz.config.cli.progress import Progress, say
from kulanz.config.cli.tick import instant
from kulanz.config.env import environment

UNFINISHED = "demo.unfinished"
"""Stands in a home while a demo is being made; `make run` begins such a home anew."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cases", type=int, default=500, metavar="N", help="number of cases (500)")
    parser.add_argument("--seed", default="1", help="another seed gives another demo (1)")
    parser.add_argument("--now", metavar="TIME", help="the day it is made for, as 2026-11-22T08:00+01:00")
    parser.add_argument("--messages", type=int, metavar="N", help="exactly so many messages in each case")


def run(args: argparse.Namespace) -> int:
    if args.cases < 1:
        raise SystemExit("kulanz demo: --cases needs a number above 0")
    at = instant(args.now)
    unfinished = environment().home / UNFINISHED
    with product(migrated=True):
        from kulanz.config.demo.logins import write_logins
        from kulanz.config.demo.making import PASSWORD, SMALL_HOUSE_CASES, HasData, Wanted, make_demo
        from kulanz.core.clock import frozen, now
        from kulanz.core.tenancy.models import Tenant

        at = at or now()
        wanted = Wanted(now=at, seed=args.seed, cases=args.cases, messages=args.messages)
        env = environment()
        if not Tenant.objects.exists():
            unfinished.touch()
        try:
            with frozen(at), Progress("Cases", total=args.cases + SMALL_HOUSE_CASES) as progress:
                logins = make_demo(wanted, progress.advance)
        except HasData as wrong:
            say(f"kulanz demo: {wrong} (KULANZ_HOME is {env.home})")
            return 1
        write_logins(env.home, logins, PASSWORD)
        unfinished.unlink(missing_ok=True)
        print("The demo is made. `kulanz serve` shows it and prints its logins.")
    return 0
