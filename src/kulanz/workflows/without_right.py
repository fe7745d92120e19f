"""Work that somebody did without the right to: taken in, marked, told, and inspected again.

A report from a tablet has the same consequences (`workflows.report_following`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from kulanz.cases.commands.messages import add_message
from kulanz.cases.commands.state import touch
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case
from kulanz.cases.rules import Audience
from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import WorkKind
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.masterdata.parties.rules.interlock import Judgement
from kulanz.stages.execution.commands.visits.ending import call_off, end
from kulanz.stages.execution.commands.visits.following import as_reinspection
from kulanz.stages.execution.commands.visits.making import make_visit
from kulanz.stages.execution.models import Order, Visit
from kulanz.stages.execution.models.visits import OPEN_VISITS
from kulanz.stages.execution.queries.clearance_of_orders import work_kinds_of_order
from kulanz.stages.execution.queries.houses import factory_of
from kulanz.stages.execution.queries.visits import open_reinspection
from kulanz.stages.execution.refusals_of_visits import NobodyToVisit
from kulanz.stages.execution.rules.plan_reasons import Because, Why
from kulanz.stages.execution.rules.visits import ON_PLAN, Result, VisitKind, VisitState
from kulanz.stages.execution.words import words
from kulanz.workflows.safety_cases import alert_leads, open_again, tell_dealer

_INSPECTION_MINUTES = 45


def work_without_right(*, system: Actor, order: Order, judged: Mapping[str, Judgement], at: datetime) -> None:
    """Done, but not by somebody who may: it does not count as solved.

    The locked order stays open until somebody who may has done or inspected it, its visit of that day is
    over, any other is called off. A case that has ended is taken up again, and whoever leads hears of it.
    While an inspection is still to come there is no second one.
    """
    with override(_language(order.tenant_id)):
        said = _Said(
            reason=Why(Because.ORDER_WITHOUT_RIGHT, number=order.number),
            note=_(
                "Ohne gültige Berechtigung: Auftrag %(number)s ist als erledigt gemeldet, gilt aber nicht "
                "als gelöst. %(why)s"
            ),
            task=_("Ohne gültige Berechtigung gearbeitet: Auftrag %(number)s nachprüfen"),
            number=order.number,
            judged=judged,
        )
        kinds = work_kinds_of_order(order)
        been = _end_visits(system, order, said.reason, at)
        order.planned_on = order.planned_at = order.planned_until = None
        order.people = []
        order.save(update_fields=["planned_on", "planned_at", "planned_until", "people"])
        coming = order.visits.filter(OPEN_VISITS, reinspects=True).first()
        inspection = coming or _inspection(system, order.case, kinds, order=order, been=been, at=at)
        _follow(system, order.case_id, said, inspection, at)


def solved_without_right(
    *, system: Actor, case: Case, judged: Mapping[str, Judgement], kinds: Sequence[int], at: datetime
) -> None:
    """The same of work that a dealer or technician wrote down as the solution of a locked case."""
    with override(_language(case.tenant_id)):
        said = _Said(
            reason=Why(Because.CASE_WITHOUT_RIGHT, number=case.number),
            note=_(
                "Ohne gültige Berechtigung: Die Lösung zu %(number)s ist gemeldet, gilt aber nicht als "
                "gelöst. %(why)s"
            ),
            task=_("Ohne gültige Berechtigung gearbeitet: Vorgang %(number)s nachprüfen"),
            number=case.number,
            judged=judged,
        )
        inspection = open_reinspection(case.pk) or _inspection(system, case, kinds, at=at)
        _follow(system, case.pk, said, inspection, at)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the office reads of it, in the language that is active."""

    reason: Why
    note: str
    task: str
    number: str
    judged: Mapping[str, Judgement]

    def text(self, pattern: str) -> str:
        return pattern % {"number": self.number, "why": self.why()}

    def why(self) -> str:
        return NotCleared(judged={name: one for name, one in self.judged.items() if not one.allowed}).why()


def _follow(system: Actor, case_id: int, said: _Said, inspection: Visit | None, at: datetime) -> None:
    add_message(actor=system, case_id=case_id, body=said.text(said.note), audience=Audience.INTERNAL, at=at)
    case = open_again(system=system, case_id=case_id, reason=said.reason, at=at)

    def mail(reader: str) -> tuple[str, list[str]]:
        with override(reader):
            why = said.why()
        coming = inspection.number if inspection is not None else "–"
        text = words("alert_text", reader, number=said.number, inspection=coming)
        return words("alert_subject", reader, number=case.number), [text, why]

    key = f"without-right:{said.number}:{at.isoformat()}"
    alert_leads(case=case, task=said.text(said.task), mail=mail, key=key, at=at)
    tell_dealer(case=case, number=said.number, key=key, at=at)
    touch(lock_case(case.pk), at)


def _end_visits(system: Actor, order: Order, reason: Why, at: datetime) -> Visit | None:
    """The visit that took place is over, without having solved it; nobody else goes for the same work."""
    been = None
    for visit in order.visits.filter(OPEN_VISITS, reinspects=False).order_by("pk"):
        begun = visit.state in ON_PLAN and visit.starts_at is not None and visit.starts_at <= at
        if begun or visit.state == VisitState.UNDER_WAY:
            been, _ended = end(
                actor=system,
                visit_id=visit.pk,
                result=Result.SOLVED,
                authorised=False,
                reason=reason,
                at=at,
            )
        else:
            call_off(actor=system, visit_id=visit.pk, reason=reason, at=at)
    return been


def _inspection(
    system: Actor,
    case: Case,
    kinds: Sequence[int],
    *,
    order: Order | None = None,
    been: Visit | None = None,
    at: datetime,
) -> Visit | None:
    """None where nobody knows whom to visit: what was done is taken in all the same."""
    with override(case.language):
        task = _(
            "Nachprüfung: Zu %(number)s wurde ohne gültige Berechtigung gearbeitet. "
            "Bitte die Arbeit prüfen, bevor sie als gelöst gilt."
        ) % {"number": order.number if order is not None else case.number}
    try:
        made = make_visit(
            actor=system,
            case=case,
            kind=VisitKind.INSPECTION,
            work_kind_ids=list(
                WorkKind.objects.filter(pk__in=kinds, active=True).values_list("pk", flat=True)
            ),
            duration_minutes=_INSPECTION_MINUTES,
            task=task,
            order=order,
            follows=been,
            organisation=factory_of(case.tenant_id),
            at=at,
        )
    except NobodyToVisit:
        return None
    return as_reinspection(made)


def _language(tenant_id: int) -> str:
    return str(Tenant.objects.values_list("language", flat=True).get(pk=tenant_id))
