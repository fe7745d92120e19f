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
from kulanz.core.files.serving import pdf_response
from kulanz.core.mail.addresses import new_token
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.core.ui.forms import add_refusal
from kulanz.interfaces.desk.cases.finding import case_or_404
from kulanz.interfaces.desk.cases.letter_words import KINDS, WAYS
from kulanz.interfaces.desk.cases.page import draft_of
from kulanz.masterdata.parties.models import Address
from kulanz.stages.contact.commands.letters import mark_printed
from kulanz.stages.contact.models import Letter, LetterKind, LetterState
from kulanz.stages.contact.queries.letters import letters_to_print
from kulanz.stages.contact.queries.ways import How
from kulanz.stages.contact.refusals import LetterNeedsText
from kulanz.workflows.letters import look_at_letter, offered_kinds, preview_letter, send_letter
from kulanz.workflows.writing import letter_ways, writer_of


def count_to_print(actor: Actor) -> int:
    """How many letters wait for the printer; for the menu."""
    return Letter.objects.filter(tenant_id=actor.tenant_id, state=LetterState.TO_PRINT).count()


class LetterForm(forms.Form):
    """`kinds` are those that make sense now, `how` may stay empty: the best way is taken."""

    kind = forms.ChoiceField()
    how = forms.ChoiceField(choices=[(how.value, how.value) for how in How], required=False)
    subject = forms.CharField(
        label=gettext_lazy("Betreff"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Leer: wie in der Vorlage"),
    )
    text = forms.CharField(
        label=gettext_lazy("Ihr Zusatz"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Steht im Brief dort, wo die Vorlage ihn vorsieht. Absätze bleiben erhalten."),
    )
    token = forms.CharField(max_length=64, required=False)

    def __init__(self, *args: Any, kinds: tuple[LetterKind, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in kinds])


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
    """Choose a form or write a letter; kept as a draft while typing."""
    case = _workable(request, number)
    kinds = offered_kinds(case)
    if request.method == "GET":
        draft = draft_of(request.actor, _draft_key(case))
        initial = dict(draft.payload) if draft else {}
        if (asked := request.GET.get("art", "")) in kinds:
            initial["kind"] = asked
        return _page(request, case, LetterForm(initial=initial, kinds=kinds))
    form = LetterForm(request.POST, kinds=kinds)
    if not form.is_valid():
        return _page(request, case, form, status=422)
    try:
        made = send_letter(
            actor=request.actor,
            case_id=case.pk,
            at=clock.now(),
            key=form.cleaned_data["token"],
            **_content(form),
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _page(request, case, form, status=422)
    discard_draft(actor=request.actor, key=_draft_key(case))
    notices.success(request, _sent_notice(made))
    return redirect("desk:case", number=case.number)


@gate(ActorKind.STAFF)
@require_POST
def ask_for_photos(request: KulanzRequest, number: str) -> HttpResponse:
    """The photo request as it stands, with one press."""
    case = _workable(request, number)
    try:
        made = send_letter(
            actor=request.actor,
            case_id=case.pk,
            kind=LetterKind.PHOTO_REQUEST,
            key=request.POST.get("token", "")[:64],
            at=clock.now(),
        )
    except Refusal as refusal:
        notices.error(request, str(refusal))
    else:
        notices.success(request, _sent_notice(made))
    return redirect("desk:case", number=case.number)


def _sent_notice(made: Letter) -> str:
    said = {
        LetterState.MAILED: _("%(letter)s geht per E-Mail an %(to)s."),
        LetterState.FAXED: _("%(letter)s geht per Fax an %(to)s."),
    }.get(LetterState(made.state), _("%(letter)s liegt in der Liste „Zu drucken“."))
    return said % {"letter": made.get_kind_display(), "to": made.sent_to}


@gate(ActorKind.STAFF)
@require_POST
def preview(request: KulanzRequest, number: str) -> HttpResponse:
    """The letter as it would be sent, as PDF; while typing, its words. Nothing is kept."""
    case = _workable(request, number)
    form = LetterForm(request.POST, kinds=offered_kinds(case))
    words_only = bool(request.headers.get("HX-Request"))
    if not form.is_valid():
        if words_only:
            wrong = {"problem": _("Bitte wählen Sie die Art.")}
            return render(request, "desk/cases/letter_preview.html", wrong)
        return _page(request, case, form, status=422)
    asked = {"actor": request.actor, "case_id": case.pk, "at": clock.now(), **_content(form)}
    if words_only:
        return render(request, "desk/cases/letter_preview.html", _words(asked))
    try:
        pdf = preview_letter(**asked)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _page(request, case, form, status=422)
    return pdf_response(pdf, f"{case.number}.pdf")


def _words(asked: dict[str, Any]) -> dict[str, Any]:
    """Subject and paragraphs as they would stand in the letter, or why there would be none."""
    try:
        _case, draft = look_at_letter(**asked)
    except LetterNeedsText as refusal:
        return {"hint": str(refusal)}
    except Refusal as refusal:
        return {"problem": str(refusal)}
    return {"letter": draft.text}


def _content(form: LetterForm) -> dict[str, Any]:
    data = form.cleaned_data
    return {
        "kind": LetterKind(data["kind"]),
        "text": data["text"],
        "subject": data["subject"],
        "how": data["how"],
    }


def _page(request: KulanzRequest, case: Case, form: LetterForm, *, status: int = 200) -> HttpResponse:
    customer = case.customer
    kinds = offered_kinds(case)
    ways = letter_ways(case, customer, request.tenant) if customer else []
    kind = form["kind"].value()
    if kind not in kinds:
        kind = kinds[0]
    how = form["how"].value() or next((way.how for way in ways if way.closed is None), How.PRINT)
    asked = {
        "actor": request.actor,
        "case_id": case.pk,
        "at": clock.now(),
        "kind": LetterKind(kind),
        "text": form["text"].value() or "",
        "subject": form["subject"].value() or "",
    }
    context = {
        "case": case,
        "form": form,
        "token": new_token(),
        "kinds": [(k, k.label, *KINDS[k], k == kind) for k in kinds],
        "ways": [(way, *WAYS[way.how], way.how == how and way.closed is None) for way in ways],
        "sender": writer_of(case),
        "language": _("Englisch") if customer and customer.language.startswith("en") else _("Deutsch"),
        "postal": Address.objects.filter(party=customer).order_by("-is_main", "id").first()
        if customer
        else None,
    } | (_words(asked) if customer else {})
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
