"""Compare what remedies cost, without a case: JSON on standard input, JSON out."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from kulanz.config.cli.product import product
from kulanz.config.cli.progress import say
from kulanz.config.comparison.answer import answer
from kulanz.config.comparison.checks import check
from kulanz.config.comparison.figures import given_figures, to_inputs
from kulanz.config.comparison.reading import read_document
from kulanz.config.comparison.schema import Document
from kulanz.config.comparison.wording import Problem, WrongInput, language, lines
from kulanz.core.clock import now
from kulanz.stages.solution.rules.comparing import compare
from kulanz.stages.solution.rules.figures import Figures

WRONG_INPUT = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="compare")
    comparing = actions.add_parser(
        "compare", help="every remedy with its lines; docs/remedies-compare.md describes both sides"
    )
    comparing.add_argument("--file", type=Path, metavar="FILE", help="read this file, not standard input")
    comparing.add_argument(
        "--tenant", metavar="NAME", help="with the remedies and rates of this tenant (short name or host)"
    )
    comparing.add_argument(
        "--language", choices=["de", "en"], help="of names and messages; otherwise the terminal's"
    )


def run(args: argparse.Namespace) -> int:
    spoken = language(args.language)
    try:
        with _source(args.file) as source:
            document = read_document(source, for_tenant=bool(args.tenant))
        setting = _of_tenant(args.tenant, document) if args.tenant else _of_document(document, spoken)
        check(document, setting.figures)
    except WrongInput as refused:
        for line in lines(refused, spoken):
            say(f"kulanz: {line}")
        return WRONG_INPUT
    inputs = to_inputs(document, setting.figures, setting.day)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # JSON is UTF-8, whatever the terminal speaks
        sys.stdout.reconfigure(encoding="utf-8")
    print(json.dumps(answer(inputs, compare(inputs)), ensure_ascii=False, indent=2))
    return 0


@dataclass(frozen=True, slots=True)
class _Setting:
    figures: Figures
    day: date


@contextlib.contextmanager
def _source(path: Path | None) -> Iterator[BinaryIO]:
    if path is None:
        if sys.stdin.isatty():
            say("kulanz: reading JSON from the terminal; Ctrl-D ends it")
        yield sys.stdin.buffer
        return
    try:
        with path.open("rb") as file:
            yield file
    except OSError as wrong:
        raise WrongInput(Problem((), "unreadable_file", {"why": wrong.strerror or wrong})) from wrong


def _of_document(document: Document, spoken: str) -> _Setting:
    return _Setting(given_figures(document, spoken), now().astimezone().date())


def _of_tenant(name: str, document: Document) -> _Setting:
    with product():
        from django.db import ProgrammingError
        from django.db.models import Q

        from kulanz.core.tenancy.context import tenant_context
        from kulanz.core.tenancy.models import Tenant
        from kulanz.stages.solution.queries.masterdata import tenant_figures

        try:
            tenant = Tenant.objects.filter(Q(slug=name) | Q(host=name)).only("pk", "time_zone").first()
        except ProgrammingError as wrong:
            raise WrongInput(Problem(("--tenant",), "no_tables")) from wrong
        if tenant is None:
            raise WrongInput(Problem(("--tenant",), "unknown_tenant", given=name))
        day = document.day or now().astimezone(ZoneInfo(tenant.time_zone)).date()
        with tenant_context(tenant.pk):
            found = tenant_figures(tenant.pk, day)
    figures = Figures(
        currency=found.currency,
        kinds=found.kinds,
        remedies=found.remedies,
        classes=found.classes,
        rates=found.rates,
        exchanges=found.exchanges,
        preference_percent=found.preference_percent,
    )
    return _Setting(figures, day)
