"""Briefvorlagen: the text of each letter and form in each language, tried out on a real case."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.cases.models import Case
from kulanz.cases.permissions import visible_to
from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.enums import member
from kulanz.core.files.serving import pdf_response
from kulanz.core.refusal import InvalidValue, Refusal
from kulanz.core.ui.forms import add_refusal, done
from kulanz.interfaces.desk.administration.door import administrators
from kulanz.interfaces.desk.cases.letter_words import KINDS
from kulanz.stages.contact.commands.letter_templates import (
    check_letter_text,
    reset_letter_template,
    save_letter_template,
)
from kulanz.stages.contact.letter_rules import NEEDED, placeholders_of
from kulanz.stages.contact.letter_texts import LANGUAGES
from kulanz.stages.contact.models import LetterKind
from kulanz.stages.contact.queries.letter_templates import Wording, all_wordings, wording_of
from kulanz.workflows.letters import look_at_template, preview_template

_SPOKEN: Final = {"de": gettext_lazy("Deutsch"), "en": gettext_lazy("Englisch")}
# placeholder → what stands there in the end
_MEANINGS: Final[dict[str, Any]] = {
    "number": gettext_lazy("Vorgangsnummer"),
    "title": gettext_lazy("Betreff des Vorgangs"),
    "customer": gettext_lazy("Name des Kunden"),
    "dealer": gettext_lazy("Fachhandelspartner"),
    "agent": gettext_lazy("wer den Brief schreibt"),
    "team": gettext_lazy("Ihr Team"),
    "state": gettext_lazy("Stand in den Worten des Kunden"),
    "next_news": gettext_lazy("Tag der nächsten Nachricht"),
    "phone": gettext_lazy("Ihre Telefonnummer"),
    "hours": gettext_lazy("Ihre Sprechzeiten"),
    "house": gettext_lazy("Ihr Absendername"),
    "reference": gettext_lazy("Zeichen des Kunden"),
    "positions": gettext_lazy("Artikel mit Menge, je Zeile einer"),
    "symptom": gettext_lazy("was am Artikel nicht stimmt"),
    "link": gettext_lazy("Adresse der Kundenseite; sie steht ohnehin am Ende"),
    "text": gettext_lazy("was Sie im Einzelfall dazuschreiben"),
    "reason": gettext_lazy("Begründung der Entscheidung"),
    "solution": gettext_lazy("eingetragene Lösung"),
    "remedy": gettext_lazy("beschlossene Maßnahme"),
    "decision": gettext_lazy("„erkennen sie an“, aus Kulanz „helfen Ihnen aus Kulanz“"),
    "amount": gettext_lazy("Betrag, für Verbraucher brutto, für Firmen netto"),
    "expires_on": gettext_lazy("bis wann das Angebot gilt"),
    "visit_on": gettext_lazy("Tag des Besuchs"),
    "executor": gettext_lazy("wer den Kundendienst ausführt"),
    "invoice_number": gettext_lazy("Nummer der Rechnung"),
    "fitting": gettext_lazy("Satz, wer ein Ersatzteil einbaut; fehlt er, steht er am Ende"),
    "goodwill": gettext_lazy("Satz zur Kulanz; fehlt er, steht er am Ende"),
    "objection": gettext_lazy("Weg zum Einspruch; fehlt er, steht er am Ende"),
}


class LetterTextForm(forms.Form):
    subject = forms.CharField(label=gettext_lazy("Betreff"), max_length=200)
    body = forms.CharField(
        label=gettext_lazy("Text"),
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=gettext_lazy(
            "Eine leere Zeile beginnt einen Absatz. Ein Absatz, in dem ein Platzhalter leer bleibt, "
            "entfällt. Anrede und Grußformel setzt der Briefbogen dazu."
        ),
    )
    case = forms.CharField(
        label=gettext_lazy("Vorgang für die Vorschau"),
        max_length=24,
        required=False,
        help_text=gettext_lazy("seine Nummer; leer: der neueste"),
    )


@administrators
@require_GET
def letter_texts(request: KulanzRequest) -> HttpResponse:
    rows = [
        (kind, kind.label, *KINDS[kind], list(held.values()))
        for kind, held in all_wordings(request.tenant.pk).items()
    ]
    return render(request, "desk/administration/letter_texts.html", {"rows": rows, "spoken": _SPOKEN})


def _kind_or_404(letter: str, language: str) -> LetterKind:
    kind = member(LetterKind, letter)
    if kind is None or language not in LANGUAGES:
        raise Http404
    return kind


@administrators
@require_http_methods(["GET", "POST"])
def letter_text(request: KulanzRequest, letter: str, language: str) -> HttpResponse:
    """Edit one text; a refused one comes back as it was typed."""
    kind = _kind_or_404(letter, language)
    held = wording_of(request.tenant.pk, kind, language)
    form = LetterTextForm(request.POST or None, initial={"subject": held.subject, "body": held.body})

    def save(values: dict[str, Any]) -> None:
        save_letter_template(
            actor=request.actor,
            kind=kind,
            language=language,
            subject=values["subject"],
            body=values["body"],
            at=clock.now(),
        )

    if request.method == "POST" and done(form, save):
        notices.success(request, _("Gespeichert."))
        return redirect("desk:admin_letter_texts")
    return _page(request, held, form)


def _page(request: KulanzRequest, held: Wording, form: LetterTextForm) -> HttpResponse:
    needed = NEEDED.get(held.kind, ())
    context = {
        "held": held,
        "form": form,
        "label": held.kind.label,
        "language": _SPOKEN[held.language],
        "others": [(code, name) for code, name in _SPOKEN.items()],
        "placeholders": [
            (f"{{{name}}}", _MEANINGS[name], name in needed) for name in placeholders_of(held.kind)
        ],
    } | _words(request, held, form["subject"].value() or "", form["body"].value() or "", form["case"].value())
    return render(
        request, "desk/administration/letter_text.html", context, status=422 if form.is_bound else 200
    )


@administrators
@require_POST
def preview(request: KulanzRequest, letter: str, language: str) -> HttpResponse:
    """The text just typed with a real case: its words while typing, else the PDF. Nothing is saved."""
    kind = _kind_or_404(letter, language)
    held = wording_of(request.tenant.pk, kind, language)
    form = LetterTextForm(request.POST)
    subject, body, number = (request.POST.get(name, "")[:20_000] for name in ("subject", "body", "case"))
    if request.headers.get("HX-Request"):
        words = _words(request, held, subject, body, number)
        return render(request, "desk/cases/letter_preview.html", words)
    if not form.is_valid():
        return _page(request, held, form)
    try:
        typed = Wording(kind, language, *check_letter_text(kind, subject, body))
        pdf = preview_template(
            actor=request.actor, case=_case(request, number), wording=typed, at=clock.now()
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
        return _page(request, held, form)
    return pdf_response(pdf, f"{kind.value}.pdf")


def _words(
    request: KulanzRequest, held: Wording, subject: str, body: str, number: str | None
) -> dict[str, Any]:
    try:
        typed = Wording(held.kind, held.language, *check_letter_text(held.kind, subject, body))
        text = look_at_template(
            actor=request.actor, case=_case(request, number), wording=typed, at=clock.now()
        )
    except Refusal as refusal:
        return {"problem": str(refusal)}
    return {"letter": text}


def _case(request: KulanzRequest, number: str | None) -> Case:
    """The case named, else the newest with a customer. Raises InvalidValue."""
    cases = visible_to(request.actor).select_related("customer", "dealer")
    wanted = (number or "").strip().upper()
    if wanted:
        found = cases.filter(number=wanted).first()
        if found is None:
            raise InvalidValue("case", _("Diesen Vorgang gibt es nicht."))
        return found
    newest = cases.filter(customer__isnull=False, is_spam=False, erased_at=None).order_by("-id").first()
    if newest is None:
        raise InvalidValue("case", _("Für die Vorschau fehlt ein Vorgang mit einem Kunden."))
    return newest


@administrators
@require_POST
def reset(request: KulanzRequest, letter: str, language: str) -> HttpResponse:
    """Back to the text that comes with the program."""
    kind = _kind_or_404(letter, language)
    reset_letter_template(actor=request.actor, kind=kind, language=language, at=clock.now())
    notices.success(request, _("Es gilt wieder der vorgegebene Text."))
    return redirect("desk:admin_letter_texts")
