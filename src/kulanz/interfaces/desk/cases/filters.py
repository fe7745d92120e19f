"""What an address says about a list: its view and its filters."""

from __future__ import annotations

from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kulanz.cases.queries.worklist import Filters, Sort, View
from kulanz.core.enums import member

TITLES: Final = {
    View.MINE: _("Meine Vorgänge"),
    View.TEAM: _("Vorgänge meines Teams"),
    View.UNASSIGNED: _("Nicht zugewiesene Vorgänge"),
    View.WAITING: _("Wartet auf andere"),
    View.OVERDUE: _("Überfällige Vorgänge"),
    View.FOLLOW_UP: _("Wiedervorlage"),
    View.OPEN: _("Alle offenen Vorgänge"),
    View.ENDED: _("Beendete Vorgänge"),
    View.ALL: _("Alle Vorgänge"),
    View.SPAM: _("Spam"),
}
TEXT_FILTERS: Final = ("step", "kind", "severity", "waits_for", "claim_status")
ID_FILTERS: Final = ("owner_id", "team_id", "dealer_id", "customer_id")
KEPT: Final = ("sort", *TEXT_FILTERS, *ID_FILTERS)
# Where the session keeps the address of the list that was opened last.
LIST_KEY: Final = "desk_list"


def read_filters(data: QueryDict) -> Filters:
    """Filters of an address; what makes no sense is left out rather than refused."""
    values: dict[str, Any] = {name: data.get(name, "")[:40] for name in TEXT_FILTERS}
    for name in ID_FILTERS:
        text = data.get(name, "")
        values[name] = int(text) if text.isdecimal() and len(text) < 18 else None
    view = data.get("view", "")
    sort = data.get("sort", "")
    query = data.get("q", "").replace("\x00", "").strip()[:200]
    default = View.ALL if query else View.OPEN
    return Filters(
        view=member(View, view) or default,
        sort=member(Sort, sort) or Sort.RECENT,
        query=query,
        **values,
    )


def address_of(filters: Filters) -> list[tuple[str, str]]:
    """The filters as parameters again; the defaults are left out, the view never."""
    found = [("view", filters.view.value)]
    if filters.query:
        found.append(("q", filters.query))
    if filters.sort is not Sort.RECENT:
        found.append(("sort", filters.sort.value))
    found += [(name, getattr(filters, name)) for name in TEXT_FILTERS if getattr(filters, name)]
    found += [
        (name, str(getattr(filters, name))) for name in ID_FILTERS if getattr(filters, name) is not None
    ]
    return found
