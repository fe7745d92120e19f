"""The lines of the comparison. A page has dozens of them, each with its form: written in one go."""

from __future__ import annotations

import functools
from typing import Any, Final

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from kulanz.core.money import money_text
from kulanz.core.ui.templatetags.ui import icon
from kulanz.interfaces.desk.solution.presenting import ReceiptLine

register = template.Library()

_PLAIN: Final = """<li id="{ident}" class="receipt-line{marks}">
<div class="receipt-row"><span>{name}{item}</span><span class="num">{amount}</span></div>{origin}</li>"""

_EDITABLE: Final = """<li id="{ident}" class="receipt-line{marks}">
<details{open}><summary class="receipt-row"><span>{name}{item}{sign}</span><span class="num">{amount}</span>\
</summary>
<div class="receipt-edit stack-s">{origin}
{error}
<form class="stack-s" method="post" action="{url}">\
<input type="hidden" name="csrfmiddlewaretoken" value="{token}">\
<input type="hidden" name="line" value="{ident}"><input type="hidden" name="cost_kind" value="{kind}">\
<input type="hidden" name="remedy" value="{remedy}">\
<input type="hidden" name="position_id" value="{position}">\
<input type="hidden" name="part_id" value="{part}">
<label class="form-label small" for="a-{ident}">{amount_label}</label>\
<input class="form-control form-control-sm num" id="a-{ident}" name="amount" inputmode="decimal"\
 autocomplete="off" value="{typed_amount}">
<label class="form-label small" for="w-{ident}">{reason_label}</label>\
<input class="form-control form-control-sm" id="w-{ident}" name="reason" maxlength="300" list="hand-reasons"\
 value="{typed_reason}">
<label class="small"><input type="checkbox" name="for_all" value="1"{checked}> {for_all}</label>
<button class="btn btn-sm">{take_over}</button></form>
{undo}</div></details></li>"""

_UNDO: Final = """<form method="post" action="{url}">\
<input type="hidden" name="csrfmiddlewaretoken" value="{token}"><input type="hidden" name="undo" value="1">\
<input type="hidden" name="line" value="{ident}"><input type="hidden" name="cost_kind" value="{kind}">\
<input type="hidden" name="remedy" value="{remedy}">\
<input type="hidden" name="position_id" value="{position}">\
<input type="hidden" name="part_id" value="{part}">\
<button class="btn btn-ghost btn-sm">{sign} {take_back}</button></form>"""


@functools.lru_cache(maxsize=8)
def _words(language: str | None) -> dict[str, str]:
    """In the language that is active now, which `language` names."""
    return {
        "revenue": _("Erlös netto"),
        "cost": _("Betrag netto"),
        "reason_label": _("Grund"),
        "for_all": _("für alle Maßnahmen"),
        "take_over": pgettext("figures", "Übernehmen"),
        "take_back": _("Handeintrag zurücknehmen"),
        "by_hand": _("von Hand eingetragen"),
        "enter": _("eintragen"),
        "missing": _("fehlt"),
    }


@register.simple_tag(takes_context=True)
def receipt_line(context: template.Context, line: ReceiptLine) -> SafeString:
    """A figure with its origin; for who may enter amounts, with the form for it behind the figure."""
    language = get_language()
    shown: dict[str, Any] = {
        "ident": line.ident,
        "marks": (" is-missing" if line.amount is None else "") + (" is-by-hand" if line.by_hand else ""),
        "name": line.name,
        "item": format_html(' <small class="muted">{}</small>', line.item) if line.item else "",
        "origin": format_html('<p class="small muted">{}</p>', line.origin) if line.origin else "",
    }
    if line.amount is not None:
        shown["amount"] = money_text(line.amount, context["comparison"].currency, language or "de")
    if not context.get("may_enter"):
        return format_html(_PLAIN, **{"amount": "–", **shown})
    words = _words(language)
    if line.amount is None:
        open_to_entry = line.is_blank or not line.origin
        shown["amount"] = format_html(
            '<span class="{}">{}</span>',
            "enter" if open_to_entry else "tone tone-warn",
            words["enter" if open_to_entry else "missing"],
        )
    return format_html(_EDITABLE, **shown, **_form(context, line, words))


def _form(context: template.Context, line: ReceiptLine, words: dict[str, str]) -> dict[str, Any]:
    """What a refused form held comes back in it, with the error."""
    is_open = context.get("open_line") == line.ident
    typed = context.get("form") if is_open else None
    error = context.get("error") if is_open else ""
    target: dict[str, Any] = {
        "url": context["enter_url"],
        "token": context.get("csrf_token", ""),
        "kind": line.kind,
        "position": line.position_id or "",
        "part": line.part_id or "",
    }
    return {
        **target,
        "remedy": context["receipt"].code,
        "open": " open" if is_open else "",
        "sign": format_html(" {}", icon("edit", label=words["by_hand"])) if line.by_hand else "",
        "error": format_html('<p class="field-error" role="alert">{}</p>', error) if error else "",
        "amount_label": words["revenue" if line.is_revenue else "cost"],
        "typed_amount": (typed and typed.get("amount")) or ("" if line.entered is None else line.entered),
        "typed_reason": (typed and typed.get("reason")) or line.reason,
        "checked": " checked" if line.for_all else "",
        "reason_label": words["reason_label"],
        "for_all": words["for_all"],
        "take_over": words["take_over"],
        "undo": format_html(
            _UNDO,
            **target | {"ident": line.ident, "remedy": line.entered_for},
            sign=icon("undo"),
            take_back=words["take_back"],
        )
        if line.by_hand
        else "",
    }
