"""Look whether everything stored fits together; exit code 1 when something does not."""

from __future__ import annotations

import argparse
import json

from kulanz.config.cli.product import product
from kulanz.config.cli.progress import Progress, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--hashes", action="store_true", help="read every file and compare its content, slow")


def run(args: argparse.Namespace) -> int:
    with product():
        from kulanz.config.consistency.findings import tenant_findings, whole_findings
        from kulanz.core.tenancy.models import Tenant

        tenants = list(Tenant.objects.defer("logo").order_by("id"))
        with Progress("Checks", total=1 + len(tenants)) as progress:
            findings = list(whole_findings())
            progress.advance()
            for tenant in tenants:
                findings += tenant_findings(tenant, hashes=args.hashes)
                progress.advance()
    wrong = [finding for finding in findings if not finding.info]
    if args.json:
        print(json.dumps({"ok": not wrong, "findings": [f.as_json() for f in findings]}, indent=2))
    else:
        for finding in findings:
            kind = "info" if finding.info else "error"
            print("\t".join((kind, finding.tenant or "-", finding.what, finding.detail)))
        say(f"{len(wrong)} findings" if wrong else f"no findings in {len(tenants)} tenants")
    return 1 if wrong else 0
