"""Take raw mails in, or fetch them from the mailboxes."""

from __future__ import annotations

import argparse
import getpass
import sys
import time
from pathlib import Path
from typing import Final

from kulanz.config.cli.product import product
from kulanz.config.cli.progress import Progress, say

# What mail servers read as "try again later" (EX_TEMPFAIL): the mail stays with them.
NOT_STORED: Final = 75
# Also without a database or settings: a mail server must not take that for a final no.
EXIT_WHEN_NOT_DONE: Final = NOT_STORED
_PAUSE: Final = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="in|fetch|password")
    incoming = actions.add_parser("in", help="a raw mail on standard input, or files and folders of them")
    incoming.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="*.eml below folders, maildirs, files"
    )
    incoming.add_argument(
        "--mailbox", metavar="ADDRESS", help="whose mail it is; otherwise the recipients decide"
    )
    fetch = actions.add_parser("fetch", help="fetch from all active mailboxes, again every minute")
    fetch.add_argument("--once", action="store_true", help="one round only")
    password = actions.add_parser("password", help="set a mailbox's password, read from standard input")
    password.add_argument("mailbox", metavar="ADDRESS")


def run(args: argparse.Namespace) -> int:
    action = {"in": _in, "fetch": _fetch, "password": _password}[args.action]
    try:
        with product():
            return action(args)
    except (Exception, KeyboardInterrupt) as wrong:
        if args.action != "in":
            raise
        # Whatever stands in the way (no database, a wrong setting): the mail server keeps the mail.
        say(f"kulanz: not stored: {str(wrong).splitlines()[0] if str(wrong) else type(wrong).__name__}")
        return NOT_STORED


def _in(args: argparse.Namespace) -> int:
    from kulanz.core.clock import now
    from kulanz.interfaces.mailbox.reading import MailReader
    from kulanz.interfaces.mailbox.sources import mail_files

    reader = MailReader(now, args.mailbox)
    if args.paths:
        files = list(mail_files(args.paths))
        with Progress("Mails", total=len(files)) as progress:
            for path in files:
                reader.read_file(path)
                progress.advance()
    else:
        reader.read_stream(sys.stdin.buffer, "standard input")
    reader.finish()
    for mail in reader.reading.received:
        print("\t".join(filter(None, (mail.source, mail.outcome, mail.reason))), flush=True)
    for line in reader.reading.refused:
        say(f"kulanz: {line}")
    return NOT_STORED if reader.reading.refused else 0


def _fetch(args: argparse.Namespace) -> int:
    from kulanz.core.clock import now
    from kulanz.stages.contact.commands.incoming_fetching import fetch_all

    while True:
        rounds = fetch_all(at=now())
        for one in rounds:
            if one.stored or one.error or args.once:
                say(f"{one.address}: {one.stored} stored{f', {one.error}' if one.error else ''}")
        if args.once:
            if not rounds:
                say("no mailbox is set up for fetching")
            return NOT_STORED if any(one.error or one.failed for one in rounds) else 0
        time.sleep(_PAUSE)


def _password(args: argparse.Namespace) -> int:
    from kulanz.interfaces.mailbox.passwords import set_password_of

    given = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    found = set_password_of(args.mailbox, given)
    say(f"password of {args.mailbox} kept" if found else f"there is no mailbox {args.mailbox}")
    return 0 if found else 1
