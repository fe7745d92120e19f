"""The program's reasons as sentences, in the language that is active."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.interlock_words import sentences
from kulanz.masterdata.parties.rules.interlock import Bar
from kulanz.stages.execution.rules.plan_reasons import Because, NamedBars, Reason, Why

_SENTENCES: Final[dict[Because, Any]] = {
    Because.CERTIFICATE_ENDED: _("%(who)s darf diese Arbeit am %(day)s nicht mehr ausführen. %(bars)s"),
    Because.NOT_ENTITLED: _("%(who)s darf diese Arbeit am %(day)s nicht ausführen. %(bars)s"),
    Because.NOBODY_NAMED: _("Für diese Arbeit ist am %(day)s niemand genannt. %(bars)s"),
    Because.WORK_ADDED: _("Durch den Auftrag %(number)s kam Arbeit dazu. %(bars)s"),
    Because.CUSTOMERS_WISH: _("Der Kunde wünscht: %(text)s"),
    Because.ABSENT: _("%(who)s ist zu dieser Zeit nicht da."),
    Because.OTHER_DEALER: _("Der Vorgang gehört jetzt einem anderen Fachhandelspartner."),
    Because.TO_FACTORY: _("Der Händler gibt die Ausführung an den Werkskundendienst. %(text)s"),
    Because.CASE_ENDED: _("Der Vorgang ist beendet."),
    Because.DECIDED_ANEW: _("Der Vorgang wurde neu geöffnet oder storniert."),
    Because.ORDER_ENDED: _("Der Auftrag %(number)s ist beendet."),
    Because.ORDER_WITHOUT_RIGHT: _("Auftrag %(number)s: ohne gültige Berechtigung gearbeitet."),
    Because.CASE_WITHOUT_RIGHT: _("Vorgang %(number)s: ohne gültige Berechtigung gearbeitet."),
    Because.REPORT: _("Servicebericht %(number)s: Nachprüfung nötig."),
}


def say(why: Why) -> str:
    values = {
        "who": why.who,
        "day": date_format(why.day, "SHORT_DATE_FORMAT") if why.day is not None else "",
        "number": why.number,
        "text": why.text,
        "bars": bars_said(why.bars),
    }
    return (str(_SENTENCES[why.because]) % values).strip()


def said(kept: Mapping[str, Any] | None, text: str) -> str:
    """A stored reason for its reader; what somebody wrote, and what was stored as a sentence, as it is."""
    return say(Why.of(kept)) if kept else text


def in_words(reason: Reason, tenant_id: int) -> tuple[str, dict[str, Any] | None]:
    """The text to keep with a reason, in the house's language, and the reason itself as it is kept."""
    if isinstance(reason, str):
        return reason, None
    with override(Tenant.objects.values_list("language", flat=True).get(pk=tenant_id)):
        return say(reason), reason.kept()


def bars_said(bars: NamedBars) -> str:
    """“Tom Berg: Kein Zertifikat für …” for each who may not."""
    found: dict[str, list[Bar]] = {}
    for name, bar in bars:
        found.setdefault(name, []).append(bar)
    return " ".join(
        f"{name}: {sentences(tuple(of))}" if name else sentences(tuple(of)) for name, of in found.items()
    )


def reason_said(personal: Mapping[str, Any]) -> str:
    """The reason in an entry of the protocol, for whoever reads it now."""
    return said(personal.get("why"), str(personal.get("reason") or ""))
