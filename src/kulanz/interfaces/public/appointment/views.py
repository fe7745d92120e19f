"""“Ihr Termin”: choose, confirm, move, say that none suits. Without JavaScript; looking changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from django.contrib import messages as notices
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.core.access.http import KulanzRequest
from kulanz.core.access.models import TokenPurpose
from kulanz.core.access.throttle import hit
from kulanz.core.access.tokens import digest_of
from kulanz.core.files.serving import made_response
from kulanz.core.refusal import Refusal
from kulanz.interfaces.public.appointment.times import Day, days_of, until_words, when
from kulanz.interfaces.public.linked import (
    PublicView,
    behind_a_link,
    choose_language,
    readers_language,
)
from kulanz.interfaces.public.offer.views import ACTS_AN_HOUR, TooMuchAtOnce
from kulanz.interfaces.public.tracking.link import Visit as CaseVisit
from kulanz.interfaces.public.tracking.link import private, through_link
from kulanz.stages.execution.calendar_files import CONTENT_TYPE
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.queries.appointments import open_slots, standing_of
from kulanz.stages.execution.queries.customers_appointments import appointment_of_case, slots_to_move_to
from kulanz.stages.execution.refusals_of_appointments import (
    AppointmentLinkInvalid,
    SlotNotChosen,
    why_not,
)
from kulanz.stages.execution.rules.appointments import MOST_MOVES, MOVE_NOTICE, Act, refuses
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.stages.solution.permissions_of_offers import is_the_customer
from kulanz.workflows.appointment_calendars import customers_file
from kulanz.workflows.appointment_words import appointment_word
from kulanz.workflows.appointments import (
    appointment_for_link,
    choose_slot,
    confirm_appointment,
    move_appointment,
    say_none_suits,
)
from kulanz.workflows.brands import brand_of_case, show_brand
from kulanz.workflows.links import prove_address
from kulanz.workflows.who_comes import house_in_calendar, who_comes
from kulanz.workflows.writing import writer_of

LONGEST_WISH: Final = 500
_AGREED: Final = (VisitState.PLANNED.value, VisitState.CONFIRMED.value)


@dataclass(frozen=True, slots=True)
class Call:
    """One request about one appointment."""

    request: KulanzRequest
    token: str
    actor: Actor
    visit: Visit
    at: datetime
    from_case: bool = False
    """He came from the page of his case, by its link."""

    @property
    def path(self) -> str:
        if self.from_case:
            return reverse("public:case_appointment", args=[self.token])
        return reverse("public:appointment", args=[self.token])

    @property
    def key(self) -> str:
        """A name for this link that does not give it away."""
        return f"appointment:{digest_of(self.token).hex()[:40]}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.request.tenant.time_zone)


def _through_link(view: PublicView, *methods: str) -> PublicView:
    @wraps(view)
    def answered(request: HttpRequest, token: str) -> HttpResponseBase:
        known, at = cast(KulanzRequest, request), clock.now()
        try:
            actor, visit = appointment_for_link(secret=token, at=at)
        except AppointmentLinkInvalid:
            return private(render(request, "public/link_unknown.html", status=404))
        if actor.tenant_id != known.tenant.pk:
            return private(render(request, "public/link_unknown.html", status=404))
        if request.method == "POST":
            # who posts has read our mail; looking alone changes nothing, because mail scanners open links
            with transaction.atomic():
                prove_address(secret=token, at=at, purpose=TokenPurpose.APPOINTMENT)
        show_brand(known, brand_of_case(visit.case))
        with readers_language(request, actor.language):
            return private(view(Call(known, token, actor, visit, at)))

    return behind_a_link(answered, *methods)


@through_link("GET", "HEAD", "POST")
def show_of_case(asked: CaseVisit) -> HttpResponseBase:
    """The same through the link of the case: choosing needs no other mail. For the customer alone."""
    found = appointment_of_case(asked.case) if is_the_customer(asked.actor, asked.case) else None
    if found is None:
        return redirect("public:case", token=asked.token)
    with readers_language(asked.request, asked.actor.language):
        return _show(Call(asked.request, asked.token, asked.actor, found, asked.at, from_case=True))


def _show(call: Call) -> HttpResponseBase:
    if call.request.method != "POST":
        return _page(call)
    name = call.request.POST.get("act", "")
    if name == "language":
        return choose_language(call.request, redirect(call.path))
    act = _ACTS.get(name)
    if act is None:
        return redirect(call.path)
    try:
        if not hit("appointment_acts", call.key, limit=ACTS_AN_HOUR, window_seconds=3600, at=call.at):
            raise TooMuchAtOnce
        # what a refused booking leaves behind (that it was tried, that the time is gone) is kept
        said = act(call)
    except Refusal as refusal:
        call.visit.refresh_from_db()
        if name == "choose" and call.visit.state in _AGREED and not isinstance(refusal, TooMuchAtOnce):
            # booked in another tab meanwhile, or by the office
            if said := _not_taken(call):
                notices.warning(call.request, said)
            return redirect(call.path)
        field = {"choose": "slot", "move": "slot", "none_suits": "wish"}.get(name, "")
        return _page(call, 422, error=str(refusal), error_field=field if refusal.field else "", failed=name)
    notices.success(call.request, said)
    return redirect(call.path)


def _choose(call: Call) -> str:
    choose_slot(actor=call.actor, visit_id=call.visit.pk, starts_at=_chosen(call), at=call.at)
    return _("Vielen Dank. Ihr Termin ist fest vereinbart.")


def _not_taken(call: Call) -> str:
    """That the time he just chose is not booked, and which one is; nothing where both are the same."""
    visit = call.visit
    try:
        if _chosen(call) == visit.starts_at:
            return ""
    except SlotNotChosen:
        pass
    day, time = when(visit, call.zone)
    if visit.slots.filter(chosen_at__isnull=False).exists():
        said = _("Sie hatten schon einen anderen Termin gewählt. Es gilt: %(day)s, %(time)s.")
    else:
        said = _("Ihr Termin steht inzwischen fest. Es gilt: %(day)s, %(time)s.")
    words = [said % {"day": day, "time": time}]
    if refuses(Act.MOVE, standing_of(visit, at=call.at)) is None:
        words.append(_("Ändern können Sie ihn auf dieser Seite."))
    return " ".join(words)


def _confirm(call: Call) -> str:
    confirm_appointment(actor=call.actor, visit_id=call.visit.pk, at=call.at)
    return _("Vielen Dank. Ihr Termin ist bestätigt.")


def _move(call: Call) -> str:
    move_appointment(actor=call.actor, visit_id=call.visit.pk, starts_at=_chosen(call), at=call.at)
    return _("Ihr Termin ist verschoben.")


def _none_suits(call: Call) -> str:
    wish = call.request.POST.get("wish", "")[:LONGEST_WISH]
    say_none_suits(actor=call.actor, visit_id=call.visit.pk, wish=wish, at=call.at)
    return _("Danke. Wir suchen eine passende Zeit und melden uns bei Ihnen.")


_ACTS: Final[dict[str, Callable[[Call], str]]] = {
    "choose": _choose,
    "confirm": _confirm,
    "move": _move,
    "none_suits": _none_suits,
}


def _chosen(call: Call) -> datetime:
    try:
        chosen = datetime.fromisoformat(call.request.POST.get("slot", "")[:40])
    except ValueError:
        raise SlotNotChosen from None
    if chosen.tzinfo is None:
        raise SlotNotChosen
    return chosen


def _file(call: Call) -> HttpResponseBase:
    """The appointment for the customer's own calendar."""
    visit = call.visit
    content = None
    if visit.state in _AGREED:
        content = customers_file(
            visit,
            house=house_in_calendar(visit, writer_of(visit.case)),
            language=get_language() or "de",
            url=call.request.build_absolute_uri(call.path),
        )
    if content is None:
        raise Http404
    name = appointment_word("file", get_language() or "de", number=visit.number)
    return made_response(content, name, f"{CONTENT_TYPE}; charset=utf-8")


def _page(call: Call, status: int = 200, **more: Any) -> HttpResponseBase:
    visit, at = call.visit, call.at
    standing = standing_of(visit, at=at)
    state = VisitState(visit.state)
    may_move = refuses(Act.MOVE, standing)
    agreed = visit.state in _AGREED
    days: list[Day] = []
    offered = open_slots(visit, at=at) if state is VisitState.OFFERED else []
    if offered:
        days = days_of(call.zone, visit, at, [slot.starts_at for slot in offered])
    elif may_move is None:
        days = days_of(call.zone, visit, at, [slot.starts_at for slot in slots_to_move_to(visit, at=at)])
    posted = call.request.POST if status != 200 else {}
    context = {
        "call": call,
        "visit": None,
        "appointment": visit,
        "comes": who_comes(
            visit, writer_of(visit.case, call.request.tenant), offered=[slot.technician for slot in offered]
        ),
        "state": state.value,
        "agreed": agreed,
        "begun": agreed and visit.starts_at is not None and visit.starts_at <= at,
        "when": when(visit, call.zone),
        "until": until_words(visit, call.zone) if agreed and may_move is None else "",
        "notice_hours": int(MOVE_NOTICE.total_seconds() // 3600),
        "crew": list(visit.crew.order_by("-leads", "pk").values_list("technician__name", flat=True)),
        "days": days,
        "may_confirm": refuses(Act.CONFIRM, standing) is None,
        "may_move": may_move is None,
        "why_not": why_not(may_move) if agreed and may_move is not None else "",
        "may_wish": refuses(Act.NONE_SUITS, standing) is None,
        "moves_left": MOST_MOVES - visit.customer_moves,
        "chosen": posted.get("slot", ""),
        "wish": posted.get("wish", "")[: 2 * LONGEST_WISH],
        "error": "",
        "error_field": "",
        "failed": "",
        **more,
    }
    return render(call.request, "public/appointment/appointment.html", context, status=status)


show = _through_link(_show, "GET", "HEAD", "POST")
file = _through_link(_file, "GET", "HEAD")
