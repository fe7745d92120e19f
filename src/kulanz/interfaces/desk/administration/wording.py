"""The words each party reads of a state, with a preview, and the promised days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages as notices
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.cases.calendar import next_news
from kulanz.cases.commands.configuring import LANGUAGES, set_promise, set_wording
from kulanz.cases.models import StatePromise, choices
from kulanz.cases.rules import NEWS_DAYS, NEWS_DAYS_OTHERWISE, Reader, Step, WaitsFor
from kulanz.cases.wording import DEFAULTS, default_text, load_overrides
from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.enums import member
from kulanz.core.refusal import Refusal
from kulanz.interfaces.desk.administration.door import administrators, number_of

READERS: Final = [
    (Reader.CUSTOMER, gettext_lazy("Kunde")),
    (Reader.DEALER, gettext_lazy("Fachhandelspartner")),
    (Reader.TECHNICIAN, gettext_lazy("Servicetechniker")),
    (Reader.SUPPLIER, gettext_lazy("Lieferant")),
    (Reader.OFFICE, gettext_lazy("Büro")),
]
_STATES: Final[dict[str, Any]] = {
    "recorded": gettext_lazy("erfasst"),
    "in_progress": gettext_lazy("in Bearbeitung"),
    "closed:answer": gettext_lazy("beendet durch Auskunft"),
    "closed:remedy": gettext_lazy("beendet durch Maßnahme"),
    "closed:rejection": gettext_lazy("beendet durch Ablehnung"),
    "cancelled": gettext_lazy("storniert"),
}
_WAITS: Final = choices.WAITS_FOR_WHOM


@dataclass(frozen=True, slots=True)
class Row:
    """One state as one reader reads it."""

    name: str
    state: str
    waits: str
    default: str
    own: str

    @property
    def shown(self) -> str:
        return self.own or self.default


def _rows(
    tenant_id: int, reader: Reader, language: str, typed: Mapping[str, object] | None = None
) -> list[Row]:
    held = load_overrides(tenant_id)
    rows = []
    for number, (state, waits) in enumerate(DEFAULTS):
        key = (state, (waits or WaitsFor.US).value, reader.value, language)
        label = str(_STATES[state])
        if waits is not None:
            label = _("%(state)s, wartet auf %(whom)s") % {"state": label, "whom": _WAITS[waits.value]}
        name = f"text_{number}"
        own = str(typed.get(name, "")) if typed is not None else held.get(key, "")
        rows.append(
            Row(
                name, label, waits.value if waits else "",
                default_text(state, (waits or WaitsFor.US).value, reader, language), own,
            )
        )  # fmt: skip
    return rows


def _chosen(request: KulanzRequest) -> tuple[Reader, str]:
    asked = request.GET if request.method == "GET" else request.POST
    language = asked.get("language", "de")
    return (
        member(Reader, asked.get("reader", "")) or Reader.CUSTOMER,
        language if language in LANGUAGES else "de",
    )


@administrators
@require_http_methods(["GET", "POST"])
def wording(request: KulanzRequest) -> HttpResponse:
    reader, language = _chosen(request)
    if request.method == "POST":
        at = clock.now()
        for number, (state, waits) in enumerate(DEFAULTS):
            text = request.POST.get(f"text_{number}")
            if text is not None:
                set_wording(
                    actor=request.actor,
                    state=state,
                    waits_for=waits,
                    reader=reader,
                    language=language,
                    text=text,
                    at=at,
                )
        notices.success(request, _("Gespeichert. Leere Felder zeigen wieder die vorgegebenen Worte."))
        target = redirect("desk:admin_wording")
        target["Location"] += f"?reader={reader.value}&language={language}"
        return target
    rows = _rows(request.tenant.pk, reader, language)
    context = {
        "rows": rows,
        "reader": reader.value,
        "readers": [(r.value, label) for r, label in READERS],
        "language": language,
        "languages": [("de", _("Deutsch")), ("en", _("Englisch"))],
    } | _sample(request, rows[0].shown)
    return render(request, "desk/administration/wording.html", context)


@administrators
@require_POST
def wording_preview(request: KulanzRequest) -> HttpResponse:
    """The line just typed, as its reader will see it; nothing is saved."""
    reader, language = _chosen(request)
    rows = _rows(request.tenant.pk, reader, language, request.POST.dict())
    named = request.headers.get("HX-Trigger-Name", "")
    row = next((r for r in rows if r.name == named), rows[0])
    context = _sample(request, row.shown) | {"reader": reader.value}
    return render(request, "desk/administration/wording_preview.html", context)


def _sample(request: KulanzRequest, text: str) -> dict[str, Any]:
    tenant = request.tenant
    day = next_news(tenant, Step.IN_PROGRESS, WaitsFor.US, clock.now())
    return {"sample": text, "sample_date": day, "sample_number": f"{tenant.case_prefix}-2026-00042"}


def _days(text: str) -> int | None:
    """The figure typed; what is no number becomes one the command refuses with its own sentence."""
    if not text.strip():
        return None
    days = number_of(text)
    return -1 if days is None else days


@administrators
@require_http_methods(["GET", "POST"])
def promises(request: KulanzRequest) -> HttpResponse:
    """Working days until the next news, per state."""
    states = [
        (Step.RECORDED, WaitsFor.US),
        *((Step.IN_PROGRESS, w) for w in WaitsFor if w is not WaitsFor.NOBODY),
    ]
    error, status = "", 200
    if request.method == "POST":
        at = clock.now()
        try:
            # All or none: a figure that is refused takes back the ones before it.
            with transaction.atomic():
                for step, waits in states:
                    days = _days(request.POST.get(f"{step.value}-{waits.value}", ""))
                    set_promise(actor=request.actor, step=step, waits_for=waits, days=days, at=at)
        except Refusal as refusal:
            error, status = str(refusal), 422
        else:
            notices.success(request, _("Gespeichert. Es gilt ab dem nächsten Wechsel des Stands."))
            return redirect("desk:admin_promises")
    own = {(p.step, p.waits_for): p.days for p in StatePromise.objects.filter(tenant_id=request.tenant.pk)}
    rows = [
        {
            "name": f"{step.value}-{waits.value}",
            "state": _STATES[step.value],
            "waits": _WAITS[waits.value],
            "default": NEWS_DAYS.get((step, waits), NEWS_DAYS_OTHERWISE),
            "own": request.POST.get(f"{step.value}-{waits.value}", own.get((step.value, waits.value), "")),
        }
        for step, waits in states
    ]
    context = {"rows": rows, "error": error}
    return render(request, "desk/administration/promises.html", context, status=status)
