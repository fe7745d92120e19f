"""Work off everything that is due now."""

from __future__ import annotations

import argparse

from kulanz.config.cli.product import product
from kulanz.config.cli.progress import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="end when nothing is due any more")
    parser.add_argument("--now", metavar="TIME", help="what counts as now, as 2026-11-22T08:00+01:00")


def run(args: argparse.Namespace) -> int:
    from kulanz.config.cli.tick import instant

    if not args.once:
        if args.now:
            raise SystemExit("kulanz work: --now needs --once")
        from kulanz.config.cli import worker

        return worker.run(args)
    at = instant(args.now)
    with product():
        from kulanz.core import clock
        from kulanz.interfaces.jobs.worker import work_off_everything

        at = at or clock.now()
        with clock.frozen(at):
            counts = work_off_everything(at)
    shown = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
    say(shown or "nothing was due")
    return 0
