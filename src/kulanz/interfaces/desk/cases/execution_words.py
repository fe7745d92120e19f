"""The protocol's entries about make or buy in words, and what the fields of it are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kulanz.cases.models import choices
from kulanz.cases.rules_of_execution import Why
from kulanz.core.enums import member
from kulanz.interfaces.desk.cases.service import WHY_AT_THE_DESK
from kulanz.masterdata.parties.models import Writer

Facts = dict[str, Any]

WRITERS: Final[list[tuple[str, Any]]] = [
    ("", gettext_lazy("wie im Vertrag des Händlers")),
    *Writer.choices,
]
EXECUTION_ICONS: Final = {
    "case.execution_settled": ("tools", "warn"),
    "case.given_to_factory": ("tools", "warn"),
}


def _settled(facts: Facts, _personal: Facts) -> tuple[str, str]:
    names = dict(choices.CARRIED_OUT_BY)
    text = _("Ausführung: %(by)s, gewünscht war %(wished)s") % {
        "by": names.get(str(facts.get("carried_out_by")), "–"),
        "wished": names.get(str(facts.get("wished")), "–"),
    }
    why = member(Why, facts.get("why"))
    return text, str(WHY_AT_THE_DESK[why]) if why is not None else ""


def _given(facts: Facts, personal: Facts) -> tuple[str, str]:
    wished = str(personal.get("wished_before") or "")
    details = [_("gewünscht war %(name)s") % {"name": wished} if wished else "", personal.get("reason", "")]
    text = _("An den Werkskundendienst gegeben; vorher: %(before)s") % {
        "before": dict(choices.CARRIED_OUT_BY).get(str(facts.get("carried_out_by_before")), "–")
    }
    return text, " · ".join(detail for detail in details if detail)


EXECUTION_SENTENCES: Final[dict[str, Callable[[Facts, Facts], tuple[str, str]]]] = {
    "case.execution_settled": _settled,
    "case.given_to_factory": _given,
}
