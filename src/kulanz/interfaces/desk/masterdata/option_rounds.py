"""Runden der Entscheidung: announce make or buy, see who decided what, enter what came by letter."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.cases.calendar import local_date
from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.files.serving import pdf_response
from kulanz.core.refusal import Refusal
from kulanz.core.tables.serving import table_response
from kulanz.core.ui.day_fields import DayField
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import number_of
from kulanz.interfaces.desk.masterdata.dealers import SOURCES
from kulanz.interfaces.desk.masterdata.door import show
from kulanz.interfaces.desk.masterdata.partners_door import partner_keepers
from kulanz.masterdata.parties.commands.options import Answer, RoundFields, save_round
from kulanz.masterdata.parties.models import OptionDecision, OptionRound, ServiceOption
from kulanz.masterdata.parties.queries.options import running_decisions
from kulanz.workflows import options as workflow
from kulanz.workflows.option_letters import address_of
from kulanz.workflows.option_texts import option_word

HERE: Final = "option_rounds"


class RoundForm(forms.Form):
    title = forms.CharField(label=_("Überschrift"), max_length=160)
    deadline = DayField(label=_("Entscheiden bis"))
    takes_effect_on = DayField(label=_("Gilt ab"))
    text = forms.CharField(
        label=_("Ziele, Anforderungen und Ablauf"),
        widget=forms.Textarea(attrs={"rows": 16, "data-autosize": ""}),
        help_text=_(
            "Eine leere Zeile beginnt einen Absatz. Den Vergleich beider Optionen und den Weg zur Antwort "
            "fügt das Programm hinzu."
        ),
    )
    text_en = forms.CharField(
        label=_("Dasselbe auf Englisch"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "data-autosize": ""}),
        help_text=_("für Häuser, deren Sprache Englisch ist; leer: der deutsche Text"),
    )


class AnswerForm(forms.Form):
    option = forms.ChoiceField(label=_("Option"), choices=ServiceOption.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Wer hat unterschrieben?"), max_length=200)
    remark = forms.CharField(
        label=_("Bemerkung"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=4000
    )


@partner_keepers
@require_GET
def option_rounds(request: KulanzRequest) -> HttpResponse:
    rounds = list(OptionRound.objects.filter(tenant_id=request.tenant.pk)[:100])
    return show(request, "option_rounds.html", HERE, {"rounds": rounds})


@partner_keepers
@require_http_methods(["GET", "POST"])
def edit_option_round(request: KulanzRequest, round_id: int | None = None) -> HttpResponse:
    """Write a round, or change one nobody has been asked in; a new one begins with our words."""
    row = _round(request, round_id) if round_id is not None else None
    at = clock.now()
    today = local_date(request.tenant, at)
    form = RoundForm(request.POST or None, initial=_initial(row, today))
    saved: list[OptionRound] = []

    def save(values: dict[str, Any]) -> None:
        saved.append(
            save_round(
                actor=request.actor,
                round_id=row.pk if row is not None else None,
                fields=RoundFields(**values),
                today=today,
                at=at,
            )
        )

    if request.method == "POST" and done(form, save):
        notices.success(request, _now("Gespeichert. Noch hat niemand den Brief bekommen."))
        return redirect("desk:option_round", saved[0].pk)
    status = 422 if form.is_bound else 200
    return show(request, "option_round_form.html", HERE, {"form": form, "row": row}, status=status)


def _initial(row: OptionRound | None, today: date) -> dict[str, Any]:
    if row is not None:
        return {name: getattr(row, name) for name in RoundForm.base_fields}
    return {
        "title": option_word("round_title", "de"),
        "text": option_word("round_text", "de"),
        "text_en": option_word("round_text", "en"),
        "deadline": today + timedelta(days=42),
        "takes_effect_on": date(today.year + 1, 1, 1)
        if today + timedelta(days=42) <= date(today.year + 1, 1, 1)
        else today + timedelta(days=90),
    }


@partner_keepers
@require_GET
def option_round(request: KulanzRequest, round_id: int) -> HttpResponse:
    """Who decided what and when; before the announcement, whom to ask."""
    return _page(request, _round(request, round_id))


@partner_keepers
@require_GET
def preview_option_round(request: KulanzRequest, round_id: int) -> HttpResponse:
    """The letter as a dealer would get it, as PDF; nothing is sent."""
    row = _round(request, round_id)
    dealers = workflow.dealers_to_ask(request.tenant.pk)
    wanted = number_of(request.GET.get("dealer"))
    dealer = next((d for d in dealers if d.pk == wanted), dealers[0] if dealers else None)
    if dealer is None:
        raise Http404
    pdf = workflow.preview_round(actor=request.actor, option_round=row, dealer=dealer, at=clock.now())
    return pdf_response(pdf, "brief.pdf")


@partner_keepers
@require_POST
def announce_option_round(request: KulanzRequest, round_id: int) -> HttpResponse:
    """Send the letters to the chosen dealers."""
    row = _round(request, round_id)
    chosen = [pk for text in request.POST.getlist("dealers")[:5000] if (pk := number_of(text)) is not None]
    try:
        asked = workflow.announce_round(
            actor=request.actor, round_id=row.pk, dealer_ids=chosen, at=clock.now()
        )
    except Refusal as refusal:
        return _page(request, row, error=str(refusal), status=422, chosen=set(chosen))
    said = ngettext("%(n)d Haus ist angeschrieben.", "%(n)d Häuser sind angeschrieben.", asked.mailed)
    notices.success(request, said % {"n": asked.mailed})
    if asked.on_paper:
        names = ", ".join(decision.dealer.name for decision in asked.on_paper)
        notices.warning(
            request, _now("Ohne E-Mail-Adresse, bitte den Brief drucken: %(names)s.") % {"names": names}
        )
    return redirect("desk:option_round", row.pk)


@partner_keepers
@require_GET
def export_option_round(request: KulanzRequest, round_id: int) -> HttpResponse:
    """The overview as a list."""
    row = _round(request, round_id)
    heads = (
        _now("Nummer"), _now("Fachhandelspartner"), _now("Option"), _now("Entschieden am"),
        _now("Von"), _now("Weg"), _now("Gefragt am"), _now("E-Mail"), _now("Erinnert am"), _now("Bemerkung"),
    )  # fmt: skip
    lines = [
        (
            d.dealer.number,
            d.dealer.name,
            d.get_option_display() if d.option else "",
            local_date(request.tenant, d.decided_at) if d.decided_at else None,
            d.decided_by_name,
            str(SOURCES.get(d.source, d.source)),
            local_date(request.tenant, d.sent_at) if d.sent_at else None,
            d.sent_to,
            local_date(request.tenant, d.reminded_at) if d.reminded_at else None,
            d.remark,
        )
        for d in _decisions(row)
    ]
    return table_response("entscheidungen", request.GET.get("form", "csv"), heads, lines)


@partner_keepers
@require_http_methods(["GET", "POST"])
def option_answer(request: KulanzRequest, answer_id: int) -> HttpResponse:
    """Enter what a dealer answered on paper."""
    row = _decision(request, answer_id)
    form = AnswerForm(request.POST or None, initial={"option": row.option, "name": row.decided_by_name})

    def save(values: dict[str, Any]) -> None:
        workflow.enter_letter(
            actor=request.actor, decision_id=row.pk, answer=Answer(**values), at=clock.now()
        )

    if request.method == "POST" and done(form, save):
        notices.success(request, _now("Die Antwort ist eingetragen."))
        return redirect("desk:option_round", row.round_id)
    status = 422 if form.is_bound else 200
    return show(request, "option_answer.html", HERE, {"form": form, "row": row}, status=status)


@partner_keepers
@require_POST
def ask_option_again(request: KulanzRequest, answer_id: int) -> HttpResponse:
    """A new link by mail; the old ones end."""
    row = _decision(request, answer_id)
    try:
        workflow.ask_again(actor=request.actor, decision_id=row.pk, at=clock.now())
    except Refusal as refusal:
        return _page(request, row.round, error=str(refusal), status=422)
    notices.success(request, _now("Ein neuer Link ist unterwegs, die alten gelten nicht mehr."))
    return redirect("desk:option_round", row.round_id)


@partner_keepers
@require_POST
def option_letter(request: KulanzRequest, answer_id: int) -> HttpResponse:
    """The letter of one dealer for the envelope."""
    row = _decision(request, answer_id)
    try:
        pdf = workflow.paper_letter(actor=request.actor, decision_id=row.pk, at=clock.now())
        return pdf_response(pdf, "brief.pdf")
    except Refusal as refusal:
        return _page(request, row.round, error=str(refusal), status=422)


def _round(request: KulanzRequest, round_id: int) -> OptionRound:
    row = OptionRound.objects.filter(tenant_id=request.tenant.pk, pk=round_id).first()
    if row is None:
        raise Http404
    return row


def _decision(request: KulanzRequest, answer_id: int) -> OptionDecision:
    rows = OptionDecision.objects.select_related("round", "dealer")
    row = rows.filter(tenant_id=request.tenant.pk, pk=answer_id).first()
    if row is None:
        raise Http404
    return row


def _decisions(row: OptionRound) -> list[OptionDecision]:
    return list(OptionDecision.objects.filter(round=row).select_related("dealer").order_by("dealer__name"))


def _page(
    request: KulanzRequest,
    row: OptionRound,
    *,
    error: str = "",
    status: int = 200,
    chosen: Collection[int] = (),
) -> HttpResponse:
    today = local_date(request.tenant, clock.now())
    decisions = _decisions(row)
    asked = {decision.dealer_id for decision in decisions}
    own = sum(d.option == ServiceOption.DEALER for d in decisions)
    decided = sum(d.decided_at is not None for d in decisions)
    is_open = row.closed_at is None and today <= row.deadline
    context = {
        "row": row,
        "decisions": [
            {"decision": d, "address": address_of(d.dealer), "source": SOURCES.get(d.source, "")}
            for d in decisions
        ],
        "to_ask": _to_ask(request.tenant.pk, asked, chosen) if is_open else [],
        "decided": decided,
        "decided_percent": round(decided * 100 / len(decisions)) if decisions else 0,
        "own": own,
        "own_percent": round(own * 100 / len(decisions)) if decisions else 0,
        "is_open": is_open,
        "may_enter": today <= row.takes_effect_on and row.announced_at is not None,
        "error": error,
    }
    return show(request, "option_round.html", HERE, context, status=status)


def _to_ask(tenant_id: int, asked: set[int], chosen: Collection[int]) -> list[dict[str, Any]]:
    """Whom this round may still be put before, and who is asked in another one right now.

    Nobody is chosen before somebody chooses: a letter to a house cannot be taken back.
    """
    dealers = [dealer for dealer in workflow.dealers_to_ask(tenant_id) if dealer.pk not in asked]
    busy = {one.dealer_id: one.round for one in running_decisions(tenant_id, [d.pk for d in dealers])}
    return [
        {"dealer": d, "address": address_of(d), "running": busy.get(d.pk), "chosen": d.pk in chosen}
        for d in dealers
    ]
