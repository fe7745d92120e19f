"""What stands on the plan and may not be done as planned comes off it, with the reason, and the leads hear.

Asked anew whenever something changes that the rule reads (`workflows.plan_rechecks`), and every hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import override

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.people import add_task
from kulanz.cases.models import Case
from kulanz.core.access.actor import system_actor
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.hosts import absolute_url
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.rules.interlock import Ground
from kulanz.stages.contact.commands.outgoing import MailText, queue_mail
from kulanz.stages.execution.commands.commissioning import tell_off_plan
from kulanz.stages.execution.document import language_of
from kulanz.stages.execution.events import OrderOffPlan
from kulanz.stages.execution.locking import lock_order, lock_visit
from kulanz.stages.execution.models import Order, Visit
from kulanz.stages.execution.plan_words import say
from kulanz.stages.execution.queries.clearance_of_plan import (
    Barred,
    barred_orders,
    barred_visits,
    planned_visits,
    promised_orders,
)
from kulanz.stages.execution.rules.plan_reasons import Because, Why
from kulanz.workflows.certificate_words import certificate_word, day_text
from kulanz.workflows.leads import leads, leads_of
from kulanz.workflows.news_texts import greeting
from kulanz.workflows.pages import desk_path
from kulanz.workflows.recipients import staff_recipient
from kulanz.workflows.visit_notices import customer_was_told
from kulanz.workflows.visits import take_off_plan

_ENDED: Final = frozenset({Ground.EXPIRED, Ground.REVOKED, Ground.HOUSE_EXPIRED})
_LISTED: Final = 60


@dataclass(frozen=True, slots=True)
class TakenOff:
    """A visit, or a firm's appointment, that has to be planned again, and why; `who` may not do it."""

    visit_id: int
    number: str
    case_number: str
    day: date
    why: Why

    @property
    def who(self) -> str:
        return self.why.who

    @property
    def ended(self) -> bool:
        """Only because certificates have ended."""
        return self.why.because is Because.CERTIFICATE_ENDED

    def reason(self, language: str) -> str:
        with override(language):
            return say(self.why)


def visits_off(tenant: Tenant, visits: QuerySet[Visit], at: datetime) -> list[TakenOff]:
    """Look at these planned visits, and take off the plan what may not be done so."""
    found = barred_visits(visits, zone=ZoneInfo(tenant.time_zone), today=local_date(tenant, at))
    return [taken for one in list(found) if (taken := visit_off(tenant, one.pk, at)) is not None]


def visit_off(tenant: Tenant, visit_id: int, at: datetime) -> TakenOff | None:
    """The same of one; None where it may be done after all, or was begun or moved meanwhile."""
    visit = lock_visit(visit_id)
    still = planned_visits(tenant.pk).filter(pk=visit.pk)
    barred = next(barred_visits(still, zone=ZoneInfo(tenant.time_zone), today=local_date(tenant, at)), None)
    if barred is None:
        return None
    one = _taken_off(visit, barred)
    visit = take_off_plan(actor=system_actor(tenant.pk), visit_id=visit.pk, reason=one.why, at=at)
    task = "off_plan_task" if one.ended else "barred_task"
    _task(tenant, visit.case, one, task, at)
    return one


def orders_off(tenant: Tenant, orders: QuerySet[Order], at: datetime) -> list[TakenOff]:
    """Look at what these firms have promised, and lift what may not be done so."""
    found = barred_orders(orders, today=local_date(tenant, at))
    return [taken for one in list(found) if (taken := order_off(tenant, one.pk, at)) is not None]


def order_off(tenant: Tenant, order_id: int, at: datetime) -> TakenOff | None:
    """The firm's appointment does not hold any more; the firm is told, and the office has a task."""
    order = lock_order(order_id)
    still = promised_orders(tenant.pk).filter(pk=order.pk)
    barred = next(barred_orders(still, today=local_date(tenant, at)), None)
    if barred is None or order.planned_on is None:
        return None
    one = _taken_off(order, barred)
    event = OrderOffPlan(
        order_id=order.pk,
        number=order.number,
        planned_before=order.planned_on.isoformat(),
        technicians=tuple(order.people),
        reason=one.reason(tenant.language),
        why=one.why.kept(),
        customer_told=customer_was_told(order),
    )
    order.planned_on = order.planned_at = order.planned_until = None
    order.people = []
    order.save(update_fields=["planned_on", "planned_at", "planned_until", "people"])
    record(event, actor=system_actor(tenant.pk), stream=order.case.stream, at=at)
    tell_off_plan(order, day=one.day, reason=one.reason(language_of(order)), at=at)
    _task(tenant, order.case, one, "order_task", at)
    return one


def tell_leads(tenant: Tenant, taken: Sequence[TakenOff], at: datetime) -> None:
    """One mail to each who leads, with everything that came off the plan in this run."""
    if not taken:
        return
    ended = all(one.ended for one in taken)
    key = ("lead_subject" if ended else "barred_subject") + ("_one" if len(taken) == 1 else "")
    for member in leads(tenant.pk):
        recipient = staff_recipient(member)
        language = recipient.language
        queue_mail(
            key=f"off-plan:{member.pk}:{taken[0].number}:{at.isoformat()}",
            tenant_id=tenant.pk,
            recipient=recipient,
            text=MailText(
                subject=certificate_word(key, language, count=len(taken), number=taken[0].number),
                paragraphs=(
                    greeting(recipient.name, language),
                    certificate_word("lead_text", language),
                    *_lines(tenant, taken[:_LISTED], language),
                ),
            ),
            kind="staff",
            at=at,
        )


def _taken_off(thing: Visit | Order, barred: Barred) -> TakenOff:
    bars = tuple(dict.fromkeys(bar for one in barred.judged.values() for bar in one.bars))
    names = ", ".join(name for name in barred.judged if name)
    ended = all(bar.ground in _ENDED for bar in bars)
    because = Because.CERTIFICATE_ENDED if ended else Because.NOT_ENTITLED
    why = Why(
        because if names else Because.NOBODY_NAMED,
        who=names,
        day=barred.day,
        bars=tuple(("", bar) for bar in bars),
    )
    return TakenOff(thing.pk, thing.number, thing.case.number, barred.day, why)


def _task(tenant: Tenant, case: Case, one: TakenOff, key: str, at: datetime) -> None:
    """For whoever leads the case's team."""
    if not case.is_open:
        return
    leader = leads_of(case).first()
    add_task(
        actor=system_actor(tenant.pk),
        case_id=case.pk,
        title=certificate_word(
            key,
            tenant.language,
            number=one.number,
            day=day_text(one.day, tenant.language),
            name=one.who or certificate_word("nobody", tenant.language),
        )[:200],
        due_on=max(local_date(tenant, at), one.day - timedelta(days=1)),
        assignee_id=leader.pk if leader else case.owner_id,
        at=at,
    )


def _lines(tenant: Tenant, taken: Iterable[TakenOff], language: str) -> list[str]:
    return [
        f"{one.number} · {one.reason(language)}\n{absolute_url(tenant, desk_path(one.case_number))}"
        for one in taken
    ]
