"""Exchange orders and credit notes with the ERP now: hand over what waits, read its answers."""

from __future__ import annotations

import argparse
from typing import Any

from kulanz.config.cli.product import product
from kulanz.config.cli.progress import say

NOT_ALL: int = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="exchange")
    exchange = actions.add_parser("exchange", help="hand over what waits and read the answers")
    exchange.add_argument("--tenant", metavar="NAME", help="short name of one tenant; otherwise all of them")


def run(args: argparse.Namespace) -> int:
    """0: everything handed over and taken; 1: something was not."""
    with product():
        from kulanz.core.clock import now
        from kulanz.core.tenancy.models import Tenant
        from kulanz.interfaces.exchange.now import exchange_now

        tenants = Tenant.objects.filter(active=True).order_by("id")
        if args.tenant:
            tenants = tenants.filter(slug=args.tenant)
            if not tenants.exists():
                raise SystemExit(f"kulanz orders: there is no tenant {args.tenant}")
        done = [(tenant, exchange_now(tenant_id=tenant.pk, at=now())) for tenant in tenants]
        for tenant, result in done:
            _say(tenant.slug, result, named=bool(args.tenant))
    if args.tenant and not done[0][1].connected:
        return NOT_ALL
    return 0 if all(result.well for _tenant, result in done) else NOT_ALL


def _say(slug: str, result: Any, *, named: bool) -> None:
    if not result.connected:
        if named:
            say(f"{slug}: no ERP is connected")
        return
    for name in result.written:
        print(f"{slug}\tout\t{name}\twritten")
    for read in result.read:
        print("\t".join(filter(None, (slug, "in", read.name, read.outcome, read.problem))))
    for line in result.trouble:
        say(f"kulanz: {slug}: {line}")
