"""Set up a tenant: the command line's way of the first-run page, and for every further one."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from kulanz.config.cli.product import product
from kulanz.config.cli.progress import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="create|list")
    create = actions.add_parser("create", help="a new tenant with its first administrator")
    create.add_argument("--name", required=True, help="the house's name, as it stands on every page")
    create.add_argument("--host", required=True, help="host name of its pages, without port")
    create.add_argument("--prefix", required=True, help="prefix of its case numbers, such as NB")
    create.add_argument("--admin-email", required=True, metavar="ADDRESS")
    create.add_argument("--admin-name", default="", help="default: the address")
    create.add_argument("--base-url", default="", help="scheme, host and port of links in mails")
    create.add_argument("--country", default="DE")
    create.add_argument("--subdivision", default="", help="such as NW, for public holidays")
    create.add_argument("--language", default="de", choices=["de", "en"])
    create.add_argument("--time-zone", default="Europe/Berlin")
    create.add_argument("--currency", default="EUR")
    password = create.add_mutually_exclusive_group()
    password.add_argument("--password-file", type=Path, metavar="FILE", help="its first line; - reads stdin")
    password.add_argument("--ask-password", action="store_true", help="type it on the terminal")
    actions.add_parser("list", help="the tenants and their hosts")


def run(args: argparse.Namespace) -> int:
    with product(migrated=True):
        return {"create": _create, "list": _list}[args.action](args)


def _password(args: argparse.Namespace) -> str:
    """Empty: the administrator sets it with the link that is printed."""
    if args.ask_password:
        return getpass.getpass("Password of the administrator: ")
    if args.password_file is None:
        return ""
    if str(args.password_file) == "-":
        return sys.stdin.readline().rstrip("\r\n")
    lines = args.password_file.read_text(encoding="utf-8").splitlines()
    return lines[0] if lines else ""


def _create(args: argparse.Namespace) -> int:
    from kulanz.core.clock import now
    from kulanz.core.tenancy.first_run import use_up_code
    from kulanz.core.tenancy.hosts import base_url
    from kulanz.masterdata.parties.commands.tenants import create_tenant
    from kulanz.workflows.access_mails import invitation_url
    from kulanz.workflows.defaults import ensure_defaults

    at = now()
    made = create_tenant(
        name=args.name,
        host=args.host,
        case_prefix=args.prefix,
        admin_email=args.admin_email,
        admin_name=args.admin_name or args.admin_email,
        admin_password=_password(args),
        base_url=args.base_url,
        country=args.country,
        subdivision=args.subdivision,
        language=args.language,
        time_zone=args.time_zone,
        currency=args.currency,
        at=at,
    )
    ensure_defaults(tenant_id=made.tenant.pk, at=at)
    use_up_code()
    say(f"{made.tenant.name} is set up at {base_url(made.tenant)}/")
    if made.administrator.secret:
        link = invitation_url(made.tenant, made.administrator.secret)
        say(f"{args.admin_email} sets a password within seven days at {link}")
    elif not (args.password_file or args.ask_password):
        say(f"{args.admin_email} signs in with the password of the existing account")
    say("Imprint and privacy notice are still to be written; `kulanz check` reminds of them.")
    return 0


def _list(args: argparse.Namespace) -> int:
    from kulanz.core.tenancy.models import Tenant

    for tenant in Tenant.objects.order_by("id"):
        state = "" if tenant.active else "\t(inactive)"
        print(f"{tenant.slug}\t{tenant.host}\t{tenant.name}{state}")
    return 0
