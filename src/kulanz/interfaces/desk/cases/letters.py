"""Letters: written to the customer with a look at them first, and the list of those to be printed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.cases.commands.drafts import discard_draft
from kulanz.cases.models import Case
from kulanz.cases.permissions import Action, allows
from kulanz.core import clock
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.files.serving import disposition
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.interfaces.desk.cases.finding import case_or_404
from kulanz.interfaces.desk.cases.page import draft_of
from kulanz.masterdata.parties.models import Address
from kulanz.stages.contact.commands.letters import mark_printed
from kulanz.stages.contact.models import Letter, LetterKind, LetterState
from kulanz.stages.contact.queries.letters import letters_to_print
from kulanz.workflows.closing import letter_address, preview_letter, write_letter

_PREVIEW_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def count_to_print(actor: Actor) -> int:
    """How many letters wait for the printer; for the menu."""
    return Letter.objects.filter(tenant_id=actor.tenant_id, state=LetterState.TO_PRINT).count()


class LetterForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Was für ein Brief?"),
        choices=[(k.value, k.label) for k in (LetterKind.FREE, LetterKind.ACKNOWLEDGEMENT)],
        initial=LetterKind.FREE.value,
        widget=forms.RadioSelect,
    )
    subject = forms.CharField(
        label=gettext_lazy("Betreff"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Leer: Betreff des Vorgangs mit seiner Nummer"),
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("Anrede, Grußformel und QR-Code zur Kundenseite setzt der Briefbogen dazu."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == LetterKind.FREE and not data.get("text", "").strip():
            self.add_error("text", gettext_lazy("Bitte schreiben Sie, was im Brief stehen soll."))
        return data


def _draft_key(case: Case) -> str:
    return f"case:{case.pk}:letter"


def _workable(request: KulanzRequest, number: str) -> Case:
    case = case_or_404(request, number)
    if not allows(request.actor, Action.WORK, case):
        raise NotAllowed
    return case


@gate(ActorKind.STAFF)
@require_http_methods(["GET", "POST"])
def letter(request: KulanzRequest, number: str) -> HttpResponse:
    """Write a letter; kept as a draft while typing."""
    case = _workable(request, number)
    if request.method == "GET":
        draft = draft_of(request.actor, _draft_key(case))
        return _page(request, case, LetterForm(initial=dict(draft.payload) if draft else None))
    form = LetterForm(request.POST)
    if not form.is_valid():
        return _page(request, case, form, status=422)
    try:
        made = write_letter(actor=request.actor, case_id=case.pk, at=clock.now(), **_content(form))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, case, form, status=422)
    discard_draft(actor=request.actor, key=_draft_key(case))
    if made.state == LetterState.TO_PRINT:
        notices.success(request, _("Der Brief liegt in der Liste „Zu drucken“."))
    else:
        notices.success(request, _("Der Brief geht dem Kunden als PDF per E-Mail zu."))
    return redirect("desk:case", number=case.number)


@gate(ActorKind.STAFF)
@require_POST
def preview(request: KulanzRequest, number: str) -> HttpResponse:
    """The letter as it would be sent; nothing is kept."""
    case = _workable(request, number)
    form = LetterForm(request.POST)
    if not form.is_valid():
        return _page(request, case, form, status=422)
    try:
        pdf = preview_letter(actor=request.actor, case=case, at=clock.now(), **_content(form))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _page(request, case, form, status=422)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = disposition(f"{case.number}.pdf", inline=True)
    response["Content-Security-Policy"] = _PREVIEW_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _content(form: LetterForm) -> dict[str, Any]:
    data = form.cleaned_data
    return {"kind": LetterKind(data["kind"]), "text": data["text"], "subject": data["subject"]}


def _page(request: KulanzRequest, case: Case, form: LetterForm, *, status: int = 200) -> HttpResponse:
    customer = case.customer
    context = {
        "case": case,
        "form": form,
        "mailed_to": letter_address(customer) if customer else "",
        "postal": Address.objects.filter(party=customer).order_by("-is_main", "id").first()
        if customer
        else None,
    }
    return render(request, "desk/cases/letter.html", context, status=status)


@gate(ActorKind.STAFF)
@require_GET
def to_print(request: KulanzRequest) -> HttpResponse:
    """The letters somebody has to put into an envelope, oldest first."""
    found = letters_to_print(request.actor)
    return render(
        request,
        "desk/cases/letters.html",
        {
            "letters": found,
            "may_work": allows(request.actor, Action.WORK),
            "menu_current": "letters",
            "menu_counts": {"letters": len(found) or ""},
        },
    )


@gate(ActorKind.STAFF)
@require_POST
def printed(request: KulanzRequest) -> HttpResponse:
    """The chosen letters are in their envelopes."""
    chosen = [
        int(text) for text in request.POST.getlist("letter")[:200] if text.isdecimal() and len(text) < 18
    ]
    visible = {letter.pk for letter in letters_to_print(request.actor)}
    if not allows(request.actor, Action.WORK):
        raise NotAllowed
    if not visible.issuperset(chosen):
        if len(chosen) == 1:
            raise Http404
        chosen = [pk for pk in chosen if pk in visible]
    for pk in chosen:
        mark_printed(actor=request.actor, letter_id=pk, at=clock.now())
    if chosen:
        n = len(chosen)
        notices.success(request, ngettext("%(n)d Brief gedruckt.", "%(n)d Briefe gedruckt.", n) % {"n": n})
    return redirect("desk:letters")
