"""Print all settings with their meaning and default, the content of .env.example."""

from __future__ import annotations

import argparse

from kulanz.config.env import example


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    print(example(), end="")
    return 0
