"""The dealer chooses whether his customer hears of an appointment of the dealer's own people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages as notices
from django.utils.translation import gettext as _

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.refusals_of_appointments import NobodyToAsk
from kulanz.workflows.appointment_mails import send_appointment, send_end
from kulanz.workflows.writing import writer_of


def wants_telling(request: KulanzRequest) -> bool:
    return "notify" in request.POST


def telling(request: KulanzRequest, found: Visit) -> dict[str, Any]:
    """What the page needs for the choice. Who has a link hears every change by itself."""
    return {
        "knows": found.token_id is not None,
        "passes_on": writer_of(found.case, request.tenant).passes_on,
        "notify": wants_telling(request) if request.method == "POST" else True,
    }


def tell_planned(request: KulanzRequest, visit: Visit, *, knew: bool) -> None:
    """Write to him of the appointment, unless he has a link already and hears it anyway."""
    if knew or not wants_telling(request):
        return
    _tell(request, lambda at: send_appointment(actor=request.actor, visit_id=visit.pk, at=at), visit)


def tell_ended(request: KulanzRequest, before: Visit, *, cancelled: bool) -> None:
    """The same of an appointment that does not take place; `before` is the visit as it was."""
    starts = before.starts_at
    if starts is None or before.token_id is not None or not wants_telling(request):
        return
    _tell(
        request,
        lambda at: send_end(
            actor=request.actor, visit_id=before.pk, starts_before=starts, cancelled=cancelled, at=at
        ),
        before,
    )


def _tell(request: KulanzRequest, send: Callable[[datetime], int], visit: Visit) -> None:
    """What was planned stands, also where nobody can be written to."""
    try:
        send(clock.now())
    except NotAllowed:
        raise
    except NobodyToAsk:
        notices.warning(request, _("Der Kunde hat keine E-Mail-Adresse. Bitte sagen Sie es ihm selbst."))
    except Refusal as refused:
        notices.warning(request, str(refused))
    else:
        if writer_of(visit.case, request.tenant).passes_on:
            notices.success(request, _("Die Nachricht für den Kunden kommt per E-Mail an Ihr Haus."))
        else:
            notices.success(request, _("Der Kunde erfährt es per E-Mail."))
