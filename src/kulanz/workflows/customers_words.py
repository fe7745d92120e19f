"""What was decided and done, in the words of the customer and his dealer and in their language.

The office names its remedies as it calculates them; an automatic solution is made of the remedies and shown
in the reader's words. What somebody wrote himself is shown as it is.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from kulanz.cases.models import Case
from kulanz.cases.queries.others_names import solved_by_others
from kulanz.cases.rules import ClosedBy
from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.own_houses import only_of_houses
from kulanz.stages.execution.models import ServiceReport
from kulanz.stages.execution.permissions_of_houses import not_of_others, reports_of_others
from kulanz.stages.execution.rules.visits import Result
from kulanz.stages.solution.models import Decision, Remedy
from kulanz.stages.solution.rules.remedies import REMEDIES, DecisionState

_WORDS: Final[dict[str, Any]] = {
    "spare_part": gettext_lazy("Lieferung des Ersatzteils"),
    "external_service": gettext_lazy("Kundendienst vor Ort"),
    "price_reduction": gettext_lazy("Preisnachlass"),
    "exchange": gettext_lazy("Kostenloser Austausch"),
    "delivery_no_return": gettext_lazy("Neue Lieferung, die alte Ware bleibt bei Ihnen"),
    "pick_up_credit": gettext_lazy("Abholung und Gutschrift"),
}
_NAMES: Final = {remedy.code: (remedy.name, remedy.name_en) for remedy in REMEDIES}


def remedy_word(remedy: Remedy, language: str) -> str:
    """A remedy as the customer calls it; one that the house has renamed as the house calls it."""
    if remedy.code in _WORDS and (remedy.name, remedy.name_en) == _NAMES[remedy.code]:
        with override(language):
            return str(_WORDS[remedy.code])
    return (language.startswith("en") and remedy.name_en) or remedy.name


def automatic_solution(case: Case) -> str:
    """One line a remedy that is done, in the language of the case."""
    return _lines(case, _done(case), case.language, plain=False)


def solution_told(case: Case, language: str, actor: Actor | None = None) -> str:
    """The solution as customer and dealer read it; `actor`: as far as the work is his to read."""
    if not case.solution or case.closed_by != ClosedBy.REMEDY:
        return case.solution if actor is None else solution_read(actor, case)
    done = _done(case)
    # the second is how it was kept before it was written in the customer's words
    if case.solution not in {_lines(case, done, case.language, plain=plain) for plain in (False, True)}:
        return case.solution if actor is None else solution_read(actor, case)
    readable = not_of_others(actor) if actor is not None else Q()
    return "\n\n".join([_lines(case, done, language, plain=False), *_work(case, readable)])


def solution_read(actor: Actor, case: Case) -> str:
    """The solution as it was written down, without what another dealer's people did and wrote."""
    houses = only_of_houses(actor)
    if houses is None or not case.solution:
        return case.solution
    theirs = ServiceReport.objects.filter(reports_of_others(houses), visit__case=case).exclude(work_done="")
    text = case.solution
    for work in theirs.values_list("work_done", flat=True):
        text = text.replace(work, "")
    if text == case.solution:
        return "" if solved_by_others(case, houses) else text
    return "\n".join(line for line in text.splitlines() if line.strip())


def _done(case: Case) -> list[Decision]:
    return list(
        Decision.objects.filter(case=case, state=DecisionState.DONE.value)
        .select_related("remedy")
        .prefetch_related("positions__position__article")
        .order_by("pk")
    )


def _lines(case: Case, done: list[Decision], language: str, *, plain: bool) -> str:
    lines = []
    with override(language):
        for decision in done:
            remedy = decision.remedy
            name = (language.startswith("en") and remedy.name_en) or remedy.name
            items = ", ".join(held.position.label for held in decision.positions.all() if held.holds)
            lines.append(
                _("%(remedy)s: %(items)s")
                % {"remedy": name if plain else remedy_word(remedy, language), "items": items or case.title}
            )
    return "\n".join(lines)


def _work(case: Case, readable: Q) -> list[str]:
    """What the technicians wrote that they did; only of reports that count."""
    reports = ServiceReport.objects.filter(
        readable,
        visit__case=case,
        authorised=True,
        unproven=False,
        result=Result.SOLVED.value,
    )
    works = reports.exclude(work_done="").order_by("pk").values_list("work_done", flat=True)
    return list(dict.fromkeys(works))
