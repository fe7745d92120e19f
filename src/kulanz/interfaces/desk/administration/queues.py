"""What hangs: received mails in quarantine, transmissions, outgoing mails; and whether all is consistent."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from kulanz.core import clock
from kulanz.core.access.actor import ActorKind, Role
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.enums import member
from kulanz.core.files.check import find_inconsistencies
from kulanz.core.protocol.queue import drop_stuck, figures, oldest_due, retry_stuck, stuck, troubled
from kulanz.core.protocol.verification import altered_personal_data, broken_entries
from kulanz.core.refusal import Refusal
from kulanz.core.ui.badges import Badge, Tone
from kulanz.interfaces.desk.administration.door import administrators, number_of, page_by_id
from kulanz.stages.contact.commands.incoming_quarantine import (
    RETRIED,
    discard_quarantined,
    retry_quarantined,
)
from kulanz.stages.contact.models import OutgoingMail, OutgoingState, RawMailOutcome
from kulanz.stages.contact.permissions import MAIL_STAFF_MAY, MailAction
from kulanz.stages.contact.queries.incoming_quarantine import mail_counts, mail_of, mail_page, open_raw_mail
from kulanz.stages.contact.queries.outgoing import mail_figures

mail_workers = gate(ActorKind.STAFF, roles=MAIL_STAFF_MAY[MailAction.VIEW])

_OUTCOMES = [
    (RawMailOutcome.QUARANTINED, gettext_lazy("Quarantäne")),
    (RawMailOutcome.AUTOMATIC, gettext_lazy("Automatische")),
    (RawMailOutcome.BOUNCE, gettext_lazy("Unzustellbar")),
    (RawMailOutcome.DISCARDED, gettext_lazy("Verworfen")),
    (RawMailOutcome.WAITING, gettext_lazy("Wartend")),
]
_OUTCOME_WORDS = {
    RawMailOutcome.NEW_CASE: gettext_lazy("neuer Vorgang"),
    RawMailOutcome.APPENDED: gettext_lazy("zu einem Vorgang"),
    RawMailOutcome.DUPLICATE: gettext_lazy("doppelt"),
    **dict(_OUTCOMES),
}
STATES = {
    OutgoingState.WAITING: Badge(gettext_lazy("wartet"), Tone.WAIT),
    OutgoingState.SENDING: Badge(gettext_lazy("unterwegs"), Tone.INFO),
    OutgoingState.SENT: Badge(gettext_lazy("verschickt"), Tone.OK),
    OutgoingState.FAILED: Badge(gettext_lazy("nicht zugestellt"), Tone.DANGER),
    OutgoingState.CANCELLED: Badge(gettext_lazy("zurückgezogen"), Tone.NEUTRAL),
}


@mail_workers
@require_GET
def quarantine(request: KulanzRequest) -> HttpResponse:
    outcome = member(RawMailOutcome, request.GET.get("outcome", "")) or RawMailOutcome.QUARANTINED
    page = mail_page(request.actor, outcomes=[outcome], before=number_of(request.GET.get("cursor")))
    context = {
        "rows": page.rows,
        "next_cursor": str(page.next_before or ""),
        "outcomes": [(value.value, label) for value, label in _OUTCOMES],
        "outcome": outcome.value,
        "counts": mail_counts(request.actor),
        "administrator": request.actor.has(Role.ADMINISTRATOR),
    }
    return render(request, "desk/administration/quarantine.html", context)


@mail_workers
@require_GET
def raw_mail(request: KulanzRequest, mail_id: int) -> HttpResponse:
    return _mail_page(request, mail_id)


def _mail_page(request: KulanzRequest, mail_id: int, *, error: str = "", status: int = 200) -> HttpResponse:
    row = mail_of(request.actor, mail_id)
    if row is None:
        raise Http404
    stored = bool(row.storage_key)
    context = {
        "row": row,
        "outcome": _OUTCOME_WORDS[RawMailOutcome(row.outcome)],
        "may_retry": stored and row.outcome in RETRIED,
        "may_discard": row.outcome in (RawMailOutcome.QUARANTINED, RawMailOutcome.AUTOMATIC),
        "stored": stored,
        "error": error,
        "administrator": request.actor.has(Role.ADMINISTRATOR),
    }
    return render(request, "desk/administration/raw_mail.html", context, status=status)


@mail_workers
@require_GET
def download(request: KulanzRequest, mail_id: int) -> HttpResponseBase:
    """The bytes as received, as plain text to save: a mail is never shown as what it claims to be."""
    row = mail_of(request.actor, mail_id)
    found = open_raw_mail(request.actor, mail_id) if row is not None and row.storage_key else None
    if found is None:
        raise Http404
    response = FileResponse(
        found[1], as_attachment=True, filename=f"mail-{mail_id}.txt", content_type="text/plain"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@mail_workers
@require_POST
def retry_mail(request: KulanzRequest, mail_id: int) -> HttpResponse:
    row = mail_of(request.actor, mail_id)
    if row is None or not row.storage_key:
        raise Http404
    try:
        row = retry_quarantined(
            actor=request.actor,
            raw_mail_id=mail_id,
            as_person=bool(request.POST.get("as_person")),
            at=clock.now(),
        )
    except Refusal as refusal:
        return _mail_page(request, mail_id, error=str(refusal), status=422)
    if row.case is not None:
        notices.success(request, _("Die E-Mail gehört jetzt zu %(number)s.") % {"number": row.case.number})
        return redirect("desk:case", row.case.number)
    notices.warning(
        request, _("Es ist kein Vorgang daraus geworden: %(reason)s") % {"reason": row.reason or "–"}
    )
    return redirect("desk:admin_raw_mail", mail_id)


@mail_workers
@require_POST
def discard_mail(request: KulanzRequest, mail_id: int) -> HttpResponse:
    if mail_of(request.actor, mail_id) is None:
        raise Http404
    try:
        discard_quarantined(
            actor=request.actor, raw_mail_id=mail_id, reason=request.POST.get("reason", ""), at=clock.now()
        )
    except Refusal as refusal:
        return _mail_page(request, mail_id, error=str(refusal), status=422)
    notices.success(request, _("Verworfen. Unter „Verworfen“ lässt sich die E-Mail zurückholen."))
    return redirect("desk:admin_quarantine")


@administrators
@require_GET
def transmissions(request: KulanzRequest) -> HttpResponse:
    tenant_id, at = request.tenant.pk, clock.now()
    context = {
        "stuck": stuck(tenant_id),
        "troubled": troubled(tenant_id),
        "figures": figures(tenant_id),
        "oldest": oldest_due(tenant_id, at),
    }
    return render(request, "desk/administration/transmissions.html", context)


@administrators
@require_POST
def help_transmission(request: KulanzRequest, transmission_id: int) -> HttpResponse:
    """Try again, or give up for good."""
    act = drop_stuck if "drop" in request.POST else retry_stuck
    act(actor=request.actor, transmission_id=transmission_id, at=clock.now())
    notices.success(request, _("Aufgegeben.") if act is drop_stuck else _("Wird noch einmal versucht."))
    return redirect("desk:admin_transmissions")


@administrators
@require_GET
def outgoing(request: KulanzRequest) -> HttpResponse:
    state = member(OutgoingState, request.GET.get("state", ""))
    rows = OutgoingMail.objects.filter(tenant_id=request.tenant.pk).select_related("case")
    if state is not None:
        rows = rows.filter(state=state)
    found, cursor = page_by_id(rows, request.GET.get("cursor"))
    counts = mail_figures(request.tenant.pk)
    context = {
        "rows": [(row, STATES[OutgoingState(row.state)]) for row in found],
        "next_cursor": cursor,
        "state": state.value if state else "",
        "states": [(s.value, STATES[s].label, counts[s.value]) for s in OutgoingState],
    }
    return render(request, "desk/administration/outgoing.html", context)


@administrators
@require_GET
def consistency(request: KulanzRequest) -> HttpResponse:
    """The checks that read everything run only when asked for: they take their time."""
    run = request.GET.get("run") == "1"
    context: dict[str, object] = {"run": run, "at": clock.now()}
    if run:
        context |= {
            "broken": broken_entries(),
            "altered": altered_personal_data(),
            "files": find_inconsistencies(request.tenant.pk)[:200],
            "stuck": figures(request.tenant.pk)["stuck"],
        }
    return render(request, "desk/administration/consistency.html", context)
