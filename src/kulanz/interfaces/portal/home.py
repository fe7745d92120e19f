"""The dealer's first page: his cases, what waits for him on top, and his drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Draft
from kulanz.cases.permissions import visible_to
from kulanz.cases.queries.access import find_by_number
from kulanz.core import clock
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.tenancy.models import Tenant
from kulanz.interfaces.portal.deciding import deciders, manages, open_decision
from kulanz.interfaces.portal.finding import READERS
from kulanz.interfaces.portal.listing import (
    ENDED_STATES,
    STATES,
    Wish,
    count_running,
    filers,
    list_cases,
    waiting_for_reader,
)
from kulanz.interfaces.portal.tour import tour_for
from kulanz.workflows.option_texts import title_in

NEW_DRAFT: Final = "new:"
STATE_WORDS: Final = [
    ("bei_uns", gettext_lazy("liegt beim Servicebüro")),
    ("bei_anderen", gettext_lazy("wartet auf Sie oder andere")),
    ("erledigt", gettext_lazy("erledigt")),
    ("abgelehnt", gettext_lazy("abgelehnt")),
    ("storniert", gettext_lazy("storniert")),
]


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A report somebody began and has not sent."""

    token: str
    title: str
    updated_at: datetime


def kept_drafts(actor: Actor) -> list[KeptDraft]:
    rows = Draft.objects.filter(membership_id=actor.membership_id or 0, key__startswith=NEW_DRAFT)
    return [
        KeptDraft(row.key.removeprefix(NEW_DRAFT), row.title or _("Ohne Titel"), row.updated_at)
        for row in rows.order_by("-updated_at", "-pk")[:20]
    ]


def _wish(request: KulanzRequest) -> Wish:
    """What the address asks for; what makes no sense is left out rather than refused."""
    state = request.GET.get("stand", "")
    ended = request.GET.get("liste") == "beendet"
    if state in STATES:  # each belongs to one of the two lists
        ended = state in ENDED_STATES
    return Wish(
        ended=ended,
        query=request.GET.get("q", "").replace("\x00", "").strip()[:200],
        state=state if state in STATES else "",
        filer=request.GET.get("von", "")[:20],
    )


@gate(*READERS)
@require_GET
def home(request: KulanzRequest) -> HttpResponse:
    """The reader's cases, running or finished; a typed case number leads straight to its case."""
    actor, at = request.actor, clock.now()
    today = local_date(request.tenant, at)
    wish = _wish(request)
    if wish.query and not visible_to(actor).filter(dealer_reference__iexact=wish.query).exists():
        found = find_by_number(actor, wish.query, case_prefix=request.tenant.case_prefix, year=today.year)
        if found is not None:
            return redirect("portal:case", number=found.number)
    language = (get_language() or "de")[:2]
    cursor = request.GET.get("cursor", "")
    waiting = []
    if not wish.ended and not wish.narrowed:
        waiting = waiting_for_reader(actor, today=today, language=language)
    page = list_cases(
        actor,
        wish,
        today=today,
        language=language,
        cursor=cursor,
        without=[row.case.pk for row in waiting],
    )
    is_dealer = actor.kind is ActorKind.DEALER
    context: dict[str, Any] = {
        "wish": wish,
        "rows": page.rows,
        "next_cursor": page.next_cursor,
        "waiting": [] if cursor else waiting,
        "is_first": not cursor,
        "drafts": kept_drafts(actor) if is_dealer and not cursor and not wish.narrowed else [],
        "states": STATE_WORDS,
        "filers": filers(actor),
        **(_to_decide(actor, request.tenant) if is_dealer else {}),
        "running": count_running(actor),
        "is_dealer": is_dealer,
        "tour": () if cursor else tour_for(request),
        "menu_current": "cases",
    }
    return render(request, "portal/home.html", context)


def _to_decide(actor: Actor, tenant: Tenant) -> dict[str, Any]:
    """The open round; who of the house decides is named to whoever may not."""
    decision = open_decision(actor, tenant)
    others = decision is not None and decision.decided_at is None and not manages(actor)
    return {
        "decision": decision,
        "decision_title": title_in(decision.round.title, (get_language() or "de")[:2]) if decision else "",
        "deciders": deciders(actor) if others else [],
    }
