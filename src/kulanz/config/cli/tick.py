"""Do what a point in time brings about: follow-ups, overdue notices, expiry."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from kulanz.config.cli.product import product
from kulanz.config.cli.progress import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--now", metavar="TIME", help="what counts as now, as 2026-11-22T08:00+01:00")


def run(args: argparse.Namespace) -> int:
    at = instant(args.now)
    with product():
        from kulanz.core import clock
        from kulanz.core.protocol.working import active_tenants
        from kulanz.workflows.followups import tick

        at = at or clock.now()
        totals: dict[str, int] = {}
        with clock.frozen(at):
            for tenant_id in active_tenants():
                for name, count in tick(tenant_id, at).items():
                    totals[name] = totals.get(name, 0) + count
    say(", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in totals.items()) or "no tenant yet")
    return 0


def instant(text: str | None) -> datetime | None:
    """The moment a person typed; without an offset it is UTC."""
    if not text:
        return None
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise SystemExit(f"kulanz: not a time: {text!r}; write it as 2026-11-22T08:00+01:00") from None
    return given.replace(tzinfo=UTC) if given.tzinfo is None else given.astimezone(UTC)
