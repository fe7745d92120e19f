"""A service partner's page: one order and his answers. Reading changes nothing; every act is a POST."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.contrib import messages as notices
from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from kulanz.cases.calendar import local_date
from kulanz.cases.models import CaseFile
from kulanz.cases.queries.case_page import case_files
from kulanz.core.access.throttle import hit
from kulanz.core.files.serving import file_response, thumbnail_response
from kulanz.core.refusal import Refusal
from kulanz.core.ui.errors import error_page
from kulanz.core.ui.forms import add_refusal
from kulanz.interfaces.public.linked import choose_language
from kulanz.interfaces.public.service.forms import ACTS, Act
from kulanz.interfaces.public.service.link import Call, through_order_link
from kulanz.interfaces.public.service.way import way_to
from kulanz.interfaces.public.tracking.files import TooManyActs
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.stages.execution.links import firm_actor
from kulanz.stages.execution.queries.clearance_of_orders import (
    NamedPerson,
    lacks_work_kind,
    needs_named_person,
    people_for,
)
from kulanz.stages.execution.queries.on_site import on_site
from kulanz.stages.execution.queries.order_history import last_answer
from kulanz.stages.execution.refusals import LinkInvalid, OrderEnded
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.workflows.interlock import record_refused
from kulanz.workflows.orders import answer_order

ACTS_AN_HOUR: Final = 40
_THUMBNAIL: Final = 480
# Of these nothing comes before the office has named the kind of work.
_PROMISES: Final = ("annehmen", "termin")
# What can be answered in which state, the usual next act first.
_POSSIBLE: Final[dict[OrderState, tuple[str, ...]]] = {
    OrderState.RECORDED: ("annehmen", "ablehnen"),
    OrderState.HANDED_OVER: ("annehmen", "ablehnen"),
    OrderState.CONFIRMED: ("erledigt", "termin", "vergeblich", "ablehnen"),
    OrderState.UNDER_WAY: ("erledigt", "termin", "vergeblich", "ablehnen"),
}


@through_order_link("GET", "HEAD")
def show(call: Call) -> HttpResponseBase:
    """The order; of an ended one only how it ended."""
    order = call.order
    if not order.is_open:
        return render(call.request, "public/service/ended.html", {"call": call, "order": order})
    acts, there = _acts(call), on_site(order)
    # without a day the usual next act is to name one
    if order.state == OrderState.CONFIRMED and order.planned_on is None:
        acts.sort(key=lambda act: act.word != "termin")
    context = {
        "call": call,
        "order": order,
        "lines": list(order.lines.all()),
        "photos": _photos(call),
        "lacks_work_kind": lacks_work_kind(order),
        "first": acts[0],
        "others": acts[1:],
        "there": there,
        "way": way_to(there.place, call.request.headers.get("User-Agent", ""))
        if there is not None and there.place
        else "",
    }
    return render(call.request, "public/service/order.html", context)


@through_order_link("GET", "HEAD", "POST")
def answer(call: Call, word: str) -> HttpResponseBase:
    """One answer: asked on GET, given on POST. What is no longer possible leads back to the order."""
    act = ACTS.get(word)
    if act is None:
        raise Http404
    back = reverse("public:order", args=[call.token])
    if call.request.method != "POST":
        if act not in _acts(call):
            return redirect(back)
        return _form_page(call, act, act.form(initial=_initial(call, act), people=_people(call)))
    form = act.form(call.request.POST, people=_people(call))
    if not form.is_valid():
        return _form_page(call, act, form, 422)
    try:
        with transaction.atomic():
            if not hit("order_acts", call.key, limit=ACTS_AN_HOUR, window_seconds=3600, at=call.at):
                raise TooManyActs
            answer_order(secret=call.token, given=form.given(), at=call.at)
    except (OrderEnded, LinkInvalid):
        return redirect(back)
    except NotCleared as refused:
        actor = firm_actor(call.order, form.cleaned_data["name"])
        record_refused(actor=actor, case=call.order.case, refused=refused, at=call.at)
        form.add_error("technician" if "technician" in form.fields else None, str(refused))
        return _form_page(call, act, form, 422)
    except Refusal as refusal:
        add_refusal(form, refusal, {"reason": "note", "done_on": "day", "on": "day"})
        return _form_page(call, act, form, 422)
    notices.success(call.request, str(act.done))
    return redirect(back)


def _acts(call: Call) -> list[Act]:
    return [ACTS[word] for word in _POSSIBLE.get(OrderState(call.order.state), ())]


def _people(call: Call) -> list[NamedPerson] | None:
    """Of whom one has to be named; None where the work is not safety-relevant."""
    if not needs_named_person(call.order):
        return None
    day = call.order.planned_on or local_date(call.request.tenant, call.at)
    return people_for(call.order, on=day)


def _initial(call: Call, act: Act) -> dict[str, Any]:
    """His name as he typed it last, and the day that is most likely meant."""
    order, today = call.order, local_date(call.request.tenant, call.at)
    said = last_answer(order)
    found: dict[str, Any] = {"name": said.personal.get("who", "") if said is not None else ""}
    if act.word in ("erledigt", "vergeblich"):
        found["day"] = _not_after(order.planned_on, today)
    elif act.word == "termin":
        found |= {
            "day": order.planned_on or order.wanted_on,
            "planned_at": order.planned_at,
            "planned_until": order.planned_until,
        }
    return found


def _not_after(day: date | None, today: date) -> date:
    return day if day is not None and day < today else today


def _form_page(call: Call, act: Act, form: Any, status: int = 200) -> HttpResponseBase:
    context = {"call": call, "order": call.order, "act": act, "form": form}
    if act.word in _PROMISES:
        context["lacks_work_kind"] = lacks_work_kind(call.order)
    return render(call.request, "public/service/answer.html", context, status=status)


@through_order_link("GET", "HEAD")
def document(call: Call) -> HttpResponseBase:
    """The order as PDF, while it is to be carried out."""
    file = call.order.document
    if not call.order.is_open or file is None or file.removed_at is not None:
        raise Http404
    return _served(call, file, as_copy=False)


@through_order_link("GET", "HEAD")
def file(call: Call, file_id: int) -> HttpResponseBase:
    """A photo of the case; always the copy without place, device and author."""
    return _served(call, _photo_or_404(call, file_id), as_copy=True)


@through_order_link("GET", "HEAD")
def thumbnail(call: Call, file_id: int) -> HttpResponseBase:
    response = thumbnail_response(_photo_or_404(call, file_id).stored, _THUMBNAIL)
    if response is None:
        raise Http404
    return response


def _photos(call: Call) -> list[CaseFile]:
    """Those a technician may see. Papers are not among them: another firm's order would be one."""
    files = case_files(firm_actor(call.order, ""), call.order.case, at=call.at)
    return [found for found in files if found.stored.is_photo and found.stored.is_present]


def _photo_or_404(call: Call, file_id: int) -> CaseFile:
    if call.order.is_open:
        for found in _photos(call):
            if found.pk == file_id:
                return found
    raise Http404


def _served(call: Call, found: CaseFile, *, as_copy: bool) -> HttpResponseBase:
    try:
        return file_response(
            found.stored,
            as_copy=as_copy,
            inline="laden" not in call.request.GET,
            range_header=call.request.headers.get("Range"),
        )
    except Refusal as refusal:
        return error_page(call.request, 409, text=str(refusal))


@through_order_link("POST")
def language(call: Call) -> HttpResponseBase:
    """The language of these pages, kept in a cookie, as on the customer's page."""
    return choose_language(call.request, redirect("public:order", token=call.token))
