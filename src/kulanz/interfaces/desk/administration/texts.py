"""Ready texts for messages, with the check of their placeholders and a preview."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.cases.models import choices
from kulanz.cases.rules import Audience
from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import administrators
from kulanz.stages.contact.commands.text_modules import delete_text_module, save_text_module
from kulanz.stages.contact.models import TextModule
from kulanz.stages.contact.placeholders import PLACEHOLDERS, fill
from kulanz.stages.contact.queries.text_modules import text_modules


class TextForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    shortcut = forms.CharField(
        label=gettext_lazy("Kürzel"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("zum schnellen Finden"),
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Für"),
        choices=[("", gettext_lazy("alle Empfänger")), *choices.AUDIENCE],
        required=False,
    )
    subject = forms.CharField(label=gettext_lazy("Betreff"), max_length=200, required=False)
    body_de = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 8}))
    body_en = forms.CharField(
        label=gettext_lazy("Text auf Englisch"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("leer: auch wer Englisch liest, bekommt den deutschen"),
    )
    active = forms.BooleanField(label=gettext_lazy("in Gebrauch"), required=False, initial=True)


@administrators
@require_GET
def texts(request: KulanzRequest) -> HttpResponse:
    context = {
        "rows": text_modules(request.actor, all_of_them=True),
        "audiences": dict(choices.AUDIENCE),
    }
    return render(request, "desk/administration/texts.html", context)


@administrators
@require_http_methods(["GET", "POST"])
def text(request: KulanzRequest, text_id: int | None = None) -> HttpResponse:
    row = None
    if text_id is not None:
        row = TextModule.objects.filter(tenant_id=request.tenant.pk, pk=text_id).first()
        if row is None:
            raise Http404
    shown = {name: getattr(row, name) for name in TextForm.base_fields} if row else None
    form = TextForm(request.POST or None, initial=shown)

    def save(values: dict[str, Any]) -> None:
        audience = values.pop("audience")
        save_text_module(
            actor=request.actor,
            text_module_id=text_id,
            audience=Audience(audience) if audience else None,
            at=clock.now(),
            **values,
        )

    if request.method == "POST" and done(form, save):
        notices.success(request, _("Gespeichert."))
        return redirect("desk:admin_texts")
    context = {"row": row, "form": form, "placeholders": PLACEHOLDERS} | _filled(
        request, row or SimpleNamespace(subject="", body_de="")
    )
    return render(request, "desk/administration/text.html", context, status=422 if form.is_bound else 200)


@administrators
@require_POST
def text_preview(request: KulanzRequest) -> HttpResponse:
    """The text with the values of an invented case; nothing is saved."""
    typed = SimpleNamespace(
        subject=request.POST.get("subject", "")[:200], body_de=request.POST.get("body_de", "")[:20_000]
    )
    return render(request, "desk/administration/text_preview.html", _filled(request, typed))


def _filled(request: KulanzRequest, row: Any) -> dict[str, Any]:
    tenant = request.tenant
    values = {
        "number": f"{tenant.case_prefix}-2026-00042",
        "title": _("Drehstuhl sinkt ab"),
        "customer": "Maria Muster",
        "dealer": "Bürohaus Beispiel",
        "agent": request.actor.name,
        "team": tenant.contact_team or tenant.sender,
        "state": _("Wir arbeiten an einer Lösung"),
        "next_news": "24. November 2026",
        "phone": tenant.contact_phone,
        "hours": tenant.hours_in("de"),
        "house": tenant.sender,
    }
    return {"filled_subject": fill(row.subject, values), "filled_body": fill(row.body_de, values)}


@administrators
@require_POST
def drop_text(request: KulanzRequest, text_id: int) -> HttpResponse:
    delete_text_module(actor=request.actor, text_module_id=text_id, at=clock.now())
    notices.success(request, _("Der Textbaustein ist entfernt."))
    return redirect("desk:admin_texts")
