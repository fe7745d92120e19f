"""Work on jobs until stopped; `kulanz serve` starts one of these."""

from __future__ import annotations

import argparse

from kulanz.config.cli.product import product


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    with product():
        from kulanz.interfaces.jobs.worker import run as run_worker

        run_worker()
    return 0
