"""Export what is known about a person, or erase it as far as the law allows."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kulanz.config.cli.product import product
from kulanz.config.cli.progress import say

if TYPE_CHECKING:
    from kulanz.core.access.actor import Actor
    from kulanz.masterdata.parties.models import Party


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="export|erase")
    export = actions.add_parser("export", help="write everything about a person into a ZIP")
    erase = actions.add_parser("erase", help="show what would be erased; with --yes erase it")
    for action in (export, erase):
        action.add_argument(
            "--tenant", metavar="NAME", help="short name or host; needed if there are several"
        )
        who = action.add_mutually_exclusive_group(required=True)
        who.add_argument("--party", type=int, metavar="ID")
        who.add_argument("--email", metavar="ADDRESS")
    export.add_argument("--to", metavar="FILE", help="where the ZIP goes; otherwise into this folder")
    erase.add_argument("--yes", action="store_true", help="really erase; it cannot be undone")


def run(args: argparse.Namespace) -> int:
    with product():
        from django.db.models import Q
        from django.http import Http404

        from kulanz.core.access.actor import system_actor
        from kulanz.core.clock import now
        from kulanz.core.tenancy.context import tenant_context
        from kulanz.core.tenancy.models import Tenant
        from kulanz.workflows.privacy import person_of, person_of_email

        wanted = Q(slug=args.tenant) | Q(host=args.tenant) if args.tenant else Q()
        tenants = list(Tenant.objects.filter(wanted).only("pk", "slug")[:2])
        if len(tenants) != 1:
            say(
                "kulanz: which tenant? Name it with --tenant"
                if tenants
                else "kulanz: there is no such tenant"
            )
            return 1
        actor = system_actor(tenants[0].pk)
        with tenant_context(tenants[0].pk):
            try:
                party = (
                    person_of(actor=actor, party_id=args.party)
                    if args.party
                    else person_of_email(actor=actor, email=args.email)
                )
            except Http404:
                say(f"kulanz: there is no person {args.party}")
                return 1
            if args.action == "export":
                return _export(actor, party, args.to, now())
            return _erase(actor, party, really=args.yes, at=now())


def _export(actor: Actor, party: Party, to: str | None, at: datetime) -> int:
    from kulanz.workflows.privacy_export import export_name, export_person

    path = Path(to or export_name(party, at))
    # Readable by its owner alone, and never over something that is there.
    path.touch(mode=0o600, exist_ok=False)
    try:
        with path.open("wb") as target:
            done = export_person(actor=actor, party_id=party.pk, target=target, at=at)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    print(path)
    say(f"cases: {done.cases}, files and mails: {done.files}")
    return 0


def _erase(actor: Actor, party: Party, *, really: bool, at: datetime) -> int:
    from kulanz.workflows.privacy import erase_person, preview_erasure

    plan = preview_erasure(actor=actor, party_id=party.pk, at=at)
    print(f"{party.name} ({party.pk})")
    for name, count in plan.counts.items():
        print(f"  {name}: {count}")
    for case in plan.kept:
        until = case.keep_until.isoformat() if case.keep_until else "open"
        print(f"  kept: {case.number}\t{case.duty.value}\t{until}")
    for blocker in plan.blockers:
        print(f"kulanz: {blocker}", file=sys.stderr)
    if plan.blockers:
        return 1
    if not really:
        say("nothing was erased; repeat with --yes to erase")
        return 0
    erase_person(actor=actor, party_id=party.pk, confirm=party.name, at=at)
    say(f"erased; the rest on {plan.due_on.isoformat()}" if plan.due_on else "erased")
    return 0
