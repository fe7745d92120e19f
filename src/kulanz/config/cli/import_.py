"""Read a dealer's file of cases now: new cases, notes, files, questions."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from kulanz.config.cli.product import product
from kulanz.config.cli.progress import say

SOME_REFUSED: int = 1
FILE_REFUSED: int = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    formats = parser.add_subparsers(dest="format", required=True, metavar="xml")
    xml = formats.add_parser(
        "xml", help="a file by the published schema kulanz-cases-1.xsd, or a ZIP with it"
    )
    xml.add_argument("file", type=Path, metavar="FILE")
    xml.add_argument("--tenant", metavar="NAME", help="short name of the tenant, where there are several")
    xml.add_argument("--partner", metavar="CODE", help="whose file it is; otherwise as the file says")
    xml.add_argument("--result", type=Path, metavar="FILE", help="where the result goes (FILE.result.xml)")


def run(args: argparse.Namespace) -> int:
    """0: every record taken or known; 1: some were refused; 2: the file was refused."""
    with product():
        from kulanz.core.clock import now
        from kulanz.core.refusal import Refusal
        from kulanz.core.tenancy.context import tenant_context
        from kulanz.interfaces.exchange.cases_now import NoSuchPartner, find_partner, take_now
        from kulanz.workflows.partner_reasons import reason_of

        try:
            partner = find_partner(tenant=args.tenant, code=args.partner, file=args.file)
            file = take_now(partner=partner, path=args.file, at=now())
        except NoSuchPartner as reason:
            return _refused(str(reason))
        except Refusal as refusal:
            return _refused(reason_of(refusal).en)
        except OSError as reason:
            return _refused(f"{args.file}: {reason.strerror}")
        from kulanz.workflows.partner_exports import results_file

        with tenant_context(partner.tenant_id):
            content = results_file(file)
        target = args.result or args.file.with_name(f"{args.file.name}.result.xml")
        try:
            target.write_bytes(content)
        except OSError as reason:
            # what was taken stays taken; a second run gives the same result
            say(f"kulanz: {target}: {reason.strerror}")
        _say(file, target)
    if file.problems:
        return FILE_REFUSED
    return SOME_REFUSED if file.refused else 0


def _refused(reason: str) -> int:
    say(f"kulanz: {reason}")
    return FILE_REFUSED


def _say(file: Any, target: Path) -> None:
    print(
        f"{file.name}\t{file.state}\t{file.taken} taken\t{file.known} known\t{file.refused} refused\t{target}"
    )
    for problem in file.problems:
        place = f"line {problem['line']}: " if problem["line"] else ""
        say(f"kulanz: {place}{problem['en']}")
