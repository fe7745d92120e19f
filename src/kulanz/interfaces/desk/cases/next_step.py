"""What to do now with a case, from its state alone: the one button where the eye is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kulanz.cases.models import Case, Direction
from kulanz.cases.permissions import Action, allows
from kulanz.cases.queries.case_page import CasePage
from kulanz.cases.rules import ClaimStatus
from kulanz.core.access.actor import Actor
from kulanz.stages.execution.rules.visits import ON_PLAN, VisitState
from kulanz.stages.solution.rules.remedies import DecisionState

_TO_DECIDE: Final = {
    ClaimStatus.UNDER_REVIEW.value: _("Ist die Reklamation berechtigt?"),
    ClaimStatus.ACCEPTED.value: _("Maßnahme wählen"),
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one button where the eye is: a label, where it leads, its key."""

    label: Any
    button: Any
    target: str
    key: str = ""
    post_url: str = ""


def next_step(
    actor: Actor, page: CasePage, remedies: Mapping[str, Any], visits: Sequence[Mapping[str, Any]]
) -> NextStep | None:
    """What to do now, from the state alone."""
    found = page.case
    if found.is_spam or not found.is_open or not allows(actor, Action.WORK, found):
        return None
    planning = _planning_step(found, visits)
    if planning is not None:
        return planning
    if found.owner_id is None and (page.overdue or not found.is_with_the_dealer):
        return NextStep(
            _("Niemand ist zuständig"),
            _("Übernehmen"),
            "",
            "t",
            post_url=reverse("desk:take", args=[found.number]),
        )
    if page.overdue:
        return NextStep(_("Versprochene Nachricht ist überfällig"), _("Nachricht schreiben"), "#composer", "")
    deciding = _deciding_step(found, remedies)
    if deciding is not None:
        return deciding
    # a solution from before the present state was not the last word: the customer said no, or asked on
    if found.waits_for == "us" and found.solved_at and found.solved_at >= found.state_since:
        return NextStep(_("Lösung liegt vor"), _("Vorgang beenden"), "close-dialog", "")
    if found.waits_for == "us":
        return NextStep(_("Antworten oder lösen"), _("Antworten"), "#composer", "")
    return _visit_step(visits) or _waiting_step(page, visits)


def _waiting_step(page: CasePage, visits: Sequence[Mapping[str, Any]]) -> NextStep:
    """It is somebody else's turn: he owes an answer, or begins by himself."""
    asked = any(message.direction == Direction.OUT for message in page.messages)
    begins = page.case.is_with_the_dealer and not visits and not asked
    waiting = _("Der Fachhandelspartner schickt eigene Leute") if begins else _("Auf Antwort warten")
    return NextStep(waiting, _("Nachfassen"), "#composer", "")


def _planning_step(found: Case, visits: Sequence[Mapping[str, Any]]) -> NextStep | None:
    """An appointment is what the customer waits for, whoever has the case. The dealer plans his own."""
    unplanned = next((row["visit"] for row in visits if row["visit"].state == VisitState.TO_PLAN), None)
    if unplanned is None or (found.dealer_id and unplanned.organisation_id == found.dealer_id):
        return None
    return NextStep(
        _("Der Einsatz hat noch keinen Termin"),
        _("Einsatz planen"),
        reverse("desk:visit", args=[unplanned.number]),
        "",
    )


def _visit_step(visits: Sequence[Mapping[str, Any]]) -> NextStep | None:
    """While an appointment is agreed or being chosen nobody has to be asked for an answer."""
    for row in visits:
        visit = row["visit"]
        if visit.state == VisitState.PLANNED and not visit.token_id:
            return NextStep(
                _("Der Kunde weiß noch nichts vom Einsatz am %(when)s") % {"when": row["when"]},
                _("Termin mitteilen"),
                reverse("desk:visit_appointment", args=[visit.number]),
                "",
            )
        if visit.state in ON_PLAN:
            title = _("Einsatz am %(when)s") % {"when": row["when"]}
        elif visit.state == VisitState.OFFERED:
            title = str(_("Der Kunde wählt einen Termin"))
        else:
            continue
        return NextStep(title, _("Einsatz öffnen"), reverse("desk:visit", args=[visit.number]), "")
    return None


def _deciding_step(found: Case, remedies: Mapping[str, Any]) -> NextStep | None:
    """A complaint's own next step: released by a second person, judged, or its remedy chosen."""
    proposed = next((d for d in remedies.get("decisions", ()) if d.state == DecisionState.PROPOSED), None)
    if proposed is not None:
        return NextStep(
            _("Wartet auf Freigabe"), _("Zum Vorschlag"), reverse("desk:decision", args=[proposed.pk]), ""
        )
    if found.waits_for == "us" and remedies.get("stuck") is not None:
        return NextStep(
            _("Aus der Maßnahme wird so nichts mehr"),
            _("Zur Maßnahme"),
            reverse("desk:decision", args=[remedies["stuck"].pk]),
            "",
        )
    if found.waits_for == "us" and found.claim_status in _TO_DECIDE:
        return NextStep(
            _TO_DECIDE[found.claim_status],
            _("Entscheiden"),
            reverse("desk:comparison", args=[found.number]),
            "m",
        )
    return None
