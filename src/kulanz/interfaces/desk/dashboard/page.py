"""What waits for whom: one tile a kind of waiting, each leading to its list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from kulanz.cases.calendar import local_date
from kulanz.cases.models.case import OPEN
from kulanz.cases.permissions import visible_to
from kulanz.cases.queries.rows import COLUMNS, rows_of
from kulanz.cases.rules import ClaimStatus
from kulanz.core import clock
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.desk.cases.presenting import row_badge
from kulanz.masterdata.parties.queries.skills import Shown as Certified
from kulanz.masterdata.parties.queries.skills import certificates_seen, shown
from kulanz.stages.billing.queries.credits import (
    credits_of_ended_cases,
    credits_to_release,
    credits_unconfirmed,
)
from kulanz.stages.contact.queries.letters import cases_waiting_for_photos
from kulanz.stages.execution.queries.watching import (
    exchanges_half_done,
    goods_that_failed,
    open_orders_of_ended_cases,
    orders_without_confirmation,
    overdue_orders,
)
from kulanz.stages.solution.permissions import decisions_visible_to
from kulanz.stages.solution.queries.offers import (
    offers_countered,
    offers_expired,
    offers_expiring,
    offers_open,
)
from kulanz.stages.solution.rules.remedies import DecisionState

EXACT_UP_TO: Final = 999
PAGE: Final = 50
Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Tile:
    """`rows` is counted up to a bound; `urgent` colours it as soon as there is one."""

    label: Any
    note: Any
    rows: Callable[[Actor, datetime, date], Rows]
    url: str
    query: str = ""
    urgent: bool = False


def _claims(status: ClaimStatus) -> Callable[[Actor, datetime, date], Rows]:
    return lambda actor, _at, _today: visible_to(actor).filter(OPEN, claim_status=status.value)


GROUPS: Final[tuple[tuple[Any, tuple[Tile, ...]], ...]] = (
    (
        _("Zu entscheiden und freizugeben"),
        (
            Tile(
                _("Berechtigt oder nicht?"),
                _("Reklamationen ohne Entscheidung"),
                _claims(ClaimStatus.UNDER_REVIEW),
                "desk:worklist",
                "view=open&claim_status=under_review",
            ),
            Tile(
                _("Maßnahme wählen"),
                _("anerkannt, noch ohne Maßnahme"),
                _claims(ClaimStatus.ACCEPTED),
                "desk:worklist",
                "view=open&claim_status=accepted",
            ),
            Tile(
                _("Freigaben"),
                _("Vorschläge über einer Grenze"),
                lambda actor, _at, _today: decisions_visible_to(actor).filter(
                    state=DecisionState.PROPOSED.value
                ),
                "desk:approvals",
            ),
            Tile(
                _("Gegenvorschläge"),
                _("der Kunde möchte einen anderen Betrag"),
                lambda actor, _at, _today: offers_countered(actor),
                "desk:offers",
                "stand=countered",
                urgent=True,
            ),
            Tile(
                _("Gutschriften freizugeben"),
                _("Fakturaanstoß von Hand"),
                lambda actor, _at, _today: credits_to_release(actor),
                "desk:credits",
                "stand=recorded",
            ),
            Tile(
                _("Abgelaufene Angebote"),
                _("ohne Antwort geblieben"),
                lambda actor, _at, _today: offers_expired(actor),
                "desk:offers",
                "stand=expired",
                urgent=True,
            ),
        ),
    ),
    (
        _("Der Kunde ist am Zug"),
        (
            Tile(
                _("Warten auf Fotos"),
                _("angefordert, noch nichts gekommen"),
                lambda actor, _at, _today: cases_waiting_for_photos(actor),
                "desk:waiting_for_photos",
            ),
            Tile(
                _("Offene Angebote"),
                _("Preisnachlass, noch ohne Antwort"),
                lambda actor, _at, _today: offers_open(actor),
                "desk:offers",
            ),
            Tile(
                _("Angebote laufen ab"),
                _("in den nächsten Tagen"),
                lambda actor, _at, today: offers_expiring(actor, today),
                "desk:offers",
                "stand=expiring",
                urgent=True,
            ),
        ),
    ),
    (
        _("Warenwirtschaft, Spedition und Ausführende"),
        (
            Tile(
                _("Ohne Bestätigung"),
                _("Aufträge, zu denen niemand etwas gesagt hat"),
                lambda actor, at, _today: orders_without_confirmation(actor, at),
                "desk:orders",
                "view=unconfirmed",
                urgent=True,
            ),
            Tile(
                _("Überfällig"),
                _("der zugesagte Tag ist vorbei"),
                lambda actor, at, _today: overdue_orders(actor, at),
                "desk:orders",
                "view=overdue",
                urgent=True,
            ),
            Tile(
                _("Halber Austausch"),
                _("geliefert oder abgeholt, das andere fehlt"),
                lambda actor, _at, _today: exchanges_half_done(actor),
                "desk:orders",
                "view=half",
            ),
            Tile(
                _("Nicht angekommen"),
                _("gescheiterte Lieferungen und Abholungen"),
                lambda actor, _at, _today: goods_that_failed(actor),
                "desk:orders",
                "view=failed",
                urgent=True,
            ),
            Tile(
                _("Gutschriften unbestätigt"),
                _("freigegeben, von der Warenwirtschaft nicht bestätigt"),
                lambda actor, _at, _today: credits_unconfirmed(actor),
                "desk:credits",
                "stand=released",
            ),
        ),
    ),
    (
        _("Techniker und Sicherheit"),
        (
            Tile(
                _("Zertifikate laufen ab"),
                _("in den nächsten 90 Tagen"),
                lambda actor, _at, today: shown(certificates_seen(actor), Certified.ENDING, today),
                "desk:certificates",
                "show=ending",
                urgent=True,
            ),
            Tile(
                _("Zertifikate abgelaufen"),
                _("und nicht erneuert"),
                lambda actor, _at, today: shown(certificates_seen(actor), Certified.ENDED, today),
                "desk:certificates",
                "show=ended",
            ),
        ),
    ),
    (
        _("Beendete Vorgänge, an denen noch etwas hängt"),
        (
            Tile(
                _("Offene Aufträge"),
                _("der Vorgang ist schon beendet"),
                lambda actor, _at, _today: open_orders_of_ended_cases(actor),
                "desk:orders",
                "view=ended_cases",
            ),
            Tile(
                _("Offene Gutschriften"),
                _("der Vorgang ist schon beendet"),
                lambda actor, _at, _today: credits_of_ended_cases(actor),
                "desk:credits",
                "stand=ended",
            ),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Shown:
    label: Any
    note: Any
    value: str
    url: str
    tone: str


def count_text(rows: Rows) -> tuple[int, str]:
    """Exact up to 999, then “999+”: more is never counted."""
    number = rows.order_by().values("pk")[: EXACT_UP_TO + 1].count()
    return number, str(number) if number <= EXACT_UP_TO else f"{EXACT_UP_TO}+"


@gate(ActorKind.STAFF)
@require_GET
def dashboard(request: KulanzRequest) -> HttpResponse:
    at = clock.now()
    today = local_date(request.tenant, at)
    groups = [(title, [_shown(tile, request.actor, at, today) for tile in tiles]) for title, tiles in GROUPS]
    return render(request, "desk/dashboard/page.html", {"groups": groups, "menu_current": "dashboard"})


def _shown(tile: Tile, actor: Actor, at: datetime, today: date) -> Shown:
    number, text = count_text(tile.rows(actor, at, today))
    url = reverse(tile.url) + (f"?{tile.query}" if tile.query else "")
    tone = ("warn" if tile.urgent else "info") if number else ""
    return Shown(tile.label, tile.note, text, url, tone)


@gate(ActorKind.STAFF)
@require_GET
def waiting_for_photos(request: KulanzRequest) -> HttpResponse:
    """The cases whose photos were asked for and have not come, the longest untouched first."""
    cursor = request.GET.get("cursor", "")
    cases = cases_waiting_for_photos(request.actor).order_by("pk")
    if cursor.isdecimal() and len(cursor) < 18:
        cases = cases.filter(pk__gt=int(cursor))
    found = list(cases.values(*COLUMNS)[: PAGE + 1])
    today = local_date(request.tenant, clock.now())
    rows = rows_of(request.actor, found[:PAGE], today, (get_language() or "de")[:2])
    return render(
        request,
        "desk/dashboard/photos.html",
        {
            "rows": [(row, row_badge(row)) for row in rows],
            "next_cursor": found[PAGE - 1]["pk"] if len(found) > PAGE else None,
            "menu_current": "dashboard",
        },
    )
