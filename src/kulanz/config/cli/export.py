"""Write a dealer's cases with all that he may see."""

from __future__ import annotations

import argparse
import shutil
from datetime import date
from pathlib import Path

from kulanz.config.cli.product import product
from kulanz.config.cli.progress import say

NOT_WRITTEN: int = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    formats = parser.add_subparsers(dest="format", required=True, metavar="xml")
    xml = formats.add_parser("xml", help="by the published schema kulanz-cases-1.xsd; a ZIP with large files")
    xml.add_argument("--tenant", metavar="NAME", help="short name of the tenant, where there are several")
    xml.add_argument("--partner", metavar="CODE", required=True, help="for whom")
    xml.add_argument("--case", metavar="NUMBER", default="", help="only this case")
    xml.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="only what happened since then")
    xml.add_argument("--without-files", action="store_true", help="leave the files of the cases out")
    xml.add_argument("--into", type=Path, metavar="FOLDER", default=Path(), help="where it is written (here)")


def run(args: argparse.Namespace) -> int:
    """0: written; 2: not. Prints the name of the file."""
    with product():
        from kulanz.core.clock import now
        from kulanz.core.tenancy.context import tenant_context
        from kulanz.interfaces.exchange.cases_now import NoSuchPartner, find_partner
        from kulanz.workflows.partner_exports import export_cases

        try:
            partner = find_partner(tenant=args.tenant, code=args.partner)
            with tenant_context(partner.tenant_id):
                outgoing = export_cases(
                    partner=partner,
                    at=now(),
                    number=args.case,
                    since=args.since,
                    limit=None,
                    with_files=not args.without_files,
                )
            target = args.into / outgoing.name
            with outgoing.content, target.open("wb") as written:
                shutil.copyfileobj(outgoing.content, written)
        except NoSuchPartner as reason:
            say(f"kulanz: {reason}")
            return NOT_WRITTEN
        except OSError as reason:
            say(f"kulanz: {args.into}: {reason.strerror}")
            return NOT_WRITTEN
    say(f"{outgoing.cases} cases")
    print(target)
    return 0
