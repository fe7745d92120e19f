"""Mails that could not be taken in: list them, try them again."""

from __future__ import annotations

import argparse
import json
from typing import Any

from kulanz.config.cli.product import product
from kulanz.config.cli.progress import Progress, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|retry")
    listing = actions.add_parser("list", help="the mails in quarantine, newest first")
    listing.add_argument("--json", action="store_true", help="as JSON")
    retry = actions.add_parser("retry", help="take one, or all, in again")
    which = retry.add_mutually_exclusive_group(required=True)
    which.add_argument("id", nargs="?", type=int, metavar="ID")
    which.add_argument("--all", action="store_true", help="everything in quarantine")
    retry.add_argument("--json", action="store_true", help="as JSON")


def run(args: argparse.Namespace) -> int:
    with product():
        return _list(args) if args.action == "list" else _retry(args)


def _list(args: argparse.Namespace) -> int:
    from kulanz.interfaces.mailbox.quarantine import quarantined

    rows = quarantined()
    if args.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    for row in rows:
        print(
            "\t".join((str(row["id"]), row["tenant"], row["received_at"][:16], row["sender"], row["reason"]))
        )
    if not rows:
        say("the quarantine is empty")
    return 0


def _retry(args: argparse.Namespace) -> int:
    from kulanz.core.clock import now
    from kulanz.interfaces.mailbox.quarantine import quarantined, retry

    rows = [row for row in quarantined() if args.all or row["id"] == args.id]
    if not rows and not args.all:
        say(f"kulanz: there is no mail {args.id} in quarantine")
        return 1
    done: list[dict[str, Any]] = []
    with Progress("Mails", total=len(rows)) as progress:
        for row in rows:
            done.append(retry(row["tenant_id"], row["id"], now()))
            progress.advance()
    if args.json:
        print(json.dumps(done, ensure_ascii=False, indent=2))
    else:
        for result in done:
            print("\t".join(filter(None, (str(result["id"]), result["outcome"], result["reason"]))))
    return 1 if any(result["outcome"] in ("quarantined", "waiting") for result in done) else 0
