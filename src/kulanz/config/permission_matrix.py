"""Who may do what with a case, as a page of the documentation: `python -m kulanz.config.permission_matrix`.

Written from the very tables the program asks, so that the page cannot say anything else.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

PLACE: Final = Path("docs") / "permissions.md"
HEAD: Final = """# Who may do what

Made by `python -m kulanz.config.permission_matrix` from the permission tables of `kulanz.cases` and the
stages; a test compares both, and
another one knocks at every address of the program as each of these people (`tests/permissions`).

Everybody acts only on cases he may see (`visible_to`): staff on all of the tenant, a dealer's people on their
house's (or their team's, or their own), technicians and suppliers where they take part, customers on their
own, and whoever comes with a link on exactly one. What is not seen is answered as if it did not exist.
"""


def matrix() -> str:
    """The page; needs Django set up."""
    return "\n".join([HEAD, *_staff(), "", *_others(), "", *_audiences(), "", *_stages(), ""])


def _staff() -> Iterator[str]:
    from kulanz.cases.permissions import STAFF_MAY, Action
    from kulanz.core.access.actor import Role

    yield "## Staff, by role\n"
    yield from _table("action", [r.value for r in Role], [
        (a.value, [r in STAFF_MAY[a] for r in Role]) for a in Action
    ])  # fmt: skip


def _others() -> Iterator[str]:
    from kulanz.cases.permissions import OTHERS_MAY, Action
    from kulanz.core.access.actor import ActorKind

    kinds = [k for k in ActorKind if k not in (ActorKind.STAFF, ActorKind.SYSTEM)]
    yield "## Everybody else, by kind\n"
    yield from _table("action", [k.value for k in kinds], [
        (a.value, [k in OTHERS_MAY.get(a, frozenset()) for k in kinds]) for a in Action
    ])  # fmt: skip


def _stages() -> Iterator[str]:
    """What each stage adds beside the case; where nobody outside is named, only the office may."""
    from kulanz.core.access.actor import ActorKind, Role
    from kulanz.stages.billing.permissions import BILLING_OTHERS_MAY, BILLING_STAFF_MAY
    from kulanz.stages.contact.permissions import MAIL_STAFF_MAY
    from kulanz.stages.execution.permissions import ORDER_STAFF_MAY
    from kulanz.stages.execution.permissions_of_resources import RESOURCE_STAFF_MAY
    from kulanz.stages.execution.permissions_of_visits import VISIT_OTHERS_MAY, VISIT_STAFF_MAY
    from kulanz.stages.improvement.permissions import STATISTICS_STAFF_MAY
    from kulanz.stages.solution.permissions import SOLUTION_STAFF_MAY
    from kulanz.stages.solution.permissions_of_offers import OFFER_OTHERS_MAY, OFFER_STAFF_MAY

    tables: list[tuple[str, Mapping[Any, Collection[Role]], Mapping[Any, Collection[ActorKind]]]] = [
        ("Raw mails and quarantine", MAIL_STAFF_MAY, {}),
        ("Comparison and decision", SOLUTION_STAFF_MAY, {}),
        ("Offers", OFFER_STAFF_MAY, OFFER_OTHERS_MAY),
        ("Orders", ORDER_STAFF_MAY, {}),
        ("Visits and planning", VISIT_STAFF_MAY, VISIT_OTHERS_MAY),
        ("Vehicles, stock, tools, maintenance", RESOURCE_STAFF_MAY, {}),
        ("Credit notes and costs", BILLING_STAFF_MAY, BILLING_OTHERS_MAY),
        ("Complaint rate and simulation", STATISTICS_STAFF_MAY, {}),
    ]
    others = [k for k in ActorKind if k not in (ActorKind.STAFF, ActorKind.SYSTEM)]
    for title, staff, outside in tables:
        yield f"## {title}\n"
        kinds = [k for k in others if any(k in cell for cell in outside.values())]
        columns = [*(r.value for r in Role), *(k.value for k in kinds)]
        yield from _table("action", columns, [
            (a.value, [*(r in staff[a] for r in Role), *(k in outside.get(a, ()) for k in kinds)])
            for a in staff
        ])  # fmt: skip
        yield ""


def _audiences() -> Iterator[str]:
    from kulanz.cases.rules import Audience, audiences_readable_by, audiences_writable_by
    from kulanz.core.access.actor import ActorKind

    kinds = [k for k in ActorKind if k is not ActorKind.SYSTEM]
    for title, of in (("reads", audiences_readable_by), ("writes", audiences_writable_by)):
        yield f"## Who {title} messages and files of which audience\n"
        yield from _table("audience", [k.value for k in kinds], [
            (a.value, [a in of(k) for k in kinds]) for a in Audience
        ])  # fmt: skip
        yield ""


def _table(corner: str, columns: list[str], rows: list[tuple[str, list[bool]]]) -> Iterator[str]:
    yield f"| {' | '.join([corner, *columns])} |"
    yield f"|{'---|' * (len(columns) + 1)}"
    for name, cells in rows:
        yield f"| {' | '.join([name, *('yes' if cell else '' for cell in cells)])} |"


if __name__ == "__main__":
    import django

    django.setup()
    PLACE.write_text(matrix(), encoding="utf-8")
    sys.exit(0)
