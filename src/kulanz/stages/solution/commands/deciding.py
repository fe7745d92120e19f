"""Choosing a remedy. The calculation freezes here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import transaction

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.state import touch
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, Position
from kulanz.cases.refusals import CaseEnded, NotAComplaint
from kulanz.cases.rules import ClaimStatus, Coverage
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Executor
from kulanz.stages.solution import events
from kulanz.stages.solution.commands.assembling import Declaration, assembly_of, require_able_firm
from kulanz.stages.solution.commands.figures import enter_cost
from kulanz.stages.solution.commands.promising import converted, promise_of
from kulanz.stages.solution.commands.releasing import may_decide_alone, put_under_way
from kulanz.stages.solution.models import (
    Decision,
    DecisionPosition,
    Remedy,
    ServiceDetail,
)
from kulanz.stages.solution.permissions import SolutionAction, require_solving
from kulanz.stages.solution.queries.comparison import compare_case, needed_only
from kulanz.stages.solution.queries.offers import bought
from kulanz.stages.solution.refusals import (
    AlreadyDecided,
    AmountInvalid,
    ChoiceIncomplete,
    DecisionEnded,
    FiguresChanged,
    NoSuchRemedy,
    NotAccepted,
)
from kulanz.stages.solution.rules.choosing import needs
from kulanz.stages.solution.rules.figures import Comparison
from kulanz.stages.solution.rules.frozen import freeze
from kulanz.stages.solution.rules.money import ABSURD
from kulanz.stages.solution.rules.remedies import DecisionState, Nature

PRICE_REDUCTION = "price_reduction"
RECIPIENTS: Final = frozenset({"customer", "dealer", "technician"})
LONGEST_NOTE: Final = 4000
_TEXTS: Final = ("remedy", "dearer_reason", "wish_reason", "note")


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose. `amount` is what the customer reads: gross for consumers, net for businesses."""

    remedy: str
    position_ids: Collection[int] | None = None
    amount: Decimal | None = None
    dearer_reason: str = ""
    wish_reason: str = ""
    wish_consent: bool = False
    executor_id: int | None = None
    recipient: str = "customer"
    note: str = ""
    assembler_id: int | None = None
    """The technician, by name, who assembles safety-relevant parts."""
    assembly_declared: bool = False
    """That only he does, and that only original parts are used (R084, R085)."""
    seen: Decimal | None = None
    """The cost on the page somebody decided on; None where there was no page."""


def choose_remedy(*, actor: Actor, case_id: int, choice: Choice, key: str, at: datetime) -> Decision:
    """Decide for a remedy (R309), or propose it where it is above the actor's limit.

    `key` names the form it came from: the same key again returns the first decision and changes nothing.
    Raises NotAComplaint, CaseEnded, NotAccepted, AlreadyDecided, NoSuchRemedy, ChoiceIncomplete,
    FiguresChanged, NoLimit, DecisionEnded, InvalidValue, NotAllowed, and what `promise_of` and
    `assembly_of` raise.
    """
    with transaction.atomic():
        case = lock_case(case_id)
        again = decided_before(actor=actor, case=case, key=key)
        if again is not None:
            return again
        choice = _tidy(choice)
        if case.claim_status is None:
            raise NotAComplaint
        if not case.is_open:
            raise CaseEnded
        remedy = Remedy.objects.filter(tenant_id=case.tenant_id, code=choice.remedy, active=True).first()
        if remedy is None:
            raise NoSuchRemedy
        positions = _positions(case, choice)
        tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
        promise = promise_of(case, remedy, choice.amount, bought(positions, currency=tenant.currency))
        executor = _executor(case, remedy, choice)
        day = local_date(tenant, at)
        require_able_firm(case, positions, executor, day=day)
        if promise is not None and remedy.nature == Nature.REDUCTION:
            enter_cost(
                actor=actor,
                case_id=case.pk,
                cost_kind=PRICE_REDUCTION,
                remedy=remedy.code,
                amount=promise.amounts.net,
                currency=promise.currency,
                at=at,
            )
        compared = compare_case(case, day=day, position_ids=[p.pk for p in positions])
        if choice.seen is not None and compared.comparison.column(remedy.code).total != choice.seen:
            raise FiguresChanged
        credit = converted(compared.inputs, promise.amounts.net, promise.currency) if promise else None
        missing = needs(
            compared.comparison,
            remedy.code,
            nature=Nature(remedy.nature),
            needs_executor=remedy.needs_executor,
            has_executor=executor is not None,
            offered=credit,
            wishes={position.wished_remedy for position in positions},
            is_statutory=case.coverage == Coverage.STATUTORY,
            has_reason=bool(choice.dearer_reason.strip()),
            has_wish_answer=choice.wish_consent or bool(choice.wish_reason.strip()),
        )
        if missing:
            raise ChoiceIncomplete(missing[0])
        assembler = assembly_of(
            case,
            compared,
            remedy,
            Declaration(choice.assembler_id, choice.recipient, choice.assembly_declared),
            executor=executor,
            day=day,
        )
        decision = _proposal(actor, case, compared.comparison, choice, at)
        if assembler is not None:
            decision.assembler_id = assembler.person_id
            decision.assembly_declared_by = actor.name[:200]
        decision.remedy, decision.executor, decision.key = remedy, executor, _key(case, key)
        decision.calculation = freeze(needed_only(compared.inputs), compared.comparison)
        if promise is not None:
            decision.credit = credit
            decision.calculation["offer"] = promise.kept()
        _refuse_absurd(decision)
        alone = may_decide_alone(actor, case.tenant_id, decision)
        decision.save()
        DecisionPosition.objects.bulk_create(
            DecisionPosition(tenant_id=case.tenant_id, decision=decision, position=position)
            for position in positions
        )
        if alone:
            put_under_way(actor, case, decision, at)
        else:
            record(_proposed(decision, positions), actor=actor, stream=case.stream, at=at)
        touch(case, at)
        return decision


def decided_before(*, actor: Actor, case: Case, key: str) -> Decision | None:
    """What the same form led to before, in this case; `case` is locked.

    Raises DecisionEnded where that does not hold any more, NotAllowed.
    """
    require_solving(actor, SolutionAction.DECIDE)
    found = Decision.objects.filter(tenant_id=case.tenant_id, case=case, key=_key(case, key)).first()
    if found is not None and not found.is_live:
        raise DecisionEnded
    return found


def _key(case: Case, key: str) -> str:
    """A key names a form of this case, whatever the forms of other cases are called."""
    return f"{case.pk}:{key}".replace("\x00", "")[:64]


def _tidy(choice: Choice) -> Choice:
    """Without the characters no column takes. Raises InvalidValue for what no form of ours sends."""
    recipient = choice.recipient or "customer"
    if recipient not in RECIPIENTS:
        raise InvalidValue("recipient")
    texts = {name: getattr(choice, name).replace("\x00", "").strip() for name in _TEXTS}
    if len(texts["note"]) > LONGEST_NOTE:
        raise InvalidValue("note")
    return replace(choice, recipient=recipient, **texts)


def _refuse_absurd(decision: Decision) -> None:
    """What no complaint costs is a slip of price or quantity, and no figure to decide on."""
    figures = (decision.total, decision.benchmark_total, decision.cheapest_total)
    if any(figure is not None and abs(figure) >= ABSURD for figure in figures):
        raise AmountInvalid


def _positions(case: Case, choice: Choice) -> list[Position]:
    wanted = Position.objects.filter(case=case).select_related("article").order_by("pk")
    if choice.position_ids is None:
        wanted = wanted.filter(claim_status=ClaimStatus.ACCEPTED.value).exclude(decisions__holds=True)
    else:
        wanted = wanted.filter(pk__in=choice.position_ids)
    positions = list(wanted)
    if not positions and DecisionPosition.objects.filter(position__case=case, holds=True).exists():
        raise AlreadyDecided
    if not positions or len(positions) != len(set(choice.position_ids or [p.pk for p in positions])):
        raise NotAccepted
    if DecisionPosition.objects.filter(position__in=positions, holds=True).exists():
        raise AlreadyDecided
    if any(position.claim_status != ClaimStatus.ACCEPTED for position in positions):
        raise NotAccepted
    return positions


def _executor(case: Case, remedy: Remedy, choice: Choice) -> Executor | None:
    if not remedy.needs_executor:
        return None
    wanted = choice.executor_id
    if wanted is None:
        wanted = ServiceDetail.objects.filter(case=case).values_list("executor_id", flat=True).first()
    return Executor.objects.filter(tenant_id=case.tenant_id, pk=wanted or 0, active=True).first()


def _proposal(actor: Actor, case: Case, result: Comparison, choice: Choice, at: datetime) -> Decision:
    return Decision(
        tenant_id=case.tenant_id,
        case=case,
        state=DecisionState.PROPOSED.value,
        currency=result.currency,
        total=result.column(choice.remedy).total,
        benchmark_total=result.benchmark_total,
        cheapest_total=result.column(result.cheapest).total if result.cheapest else None,
        cheapest_code=result.cheapest,
        recommended_code=result.recommended,
        dearer_reason=choice.dearer_reason.strip()[:300],
        wish_reason=choice.wish_reason.strip()[:300],
        wish_consent=choice.wish_consent,
        note=choice.note.strip(),
        recipient=choice.recipient,
        proposed_at=at,
        proposed_by_id=actor.membership_id,
        proposed_by_name=actor.name[:200],
    )


def _proposed(decision: Decision, positions: list[Position]) -> events.RemedyProposed:
    return events.RemedyProposed(
        decision_id=decision.pk,
        remedy=decision.remedy.code,
        remedy_name=decision.remedy.name,
        total=decision.total,
        currency=decision.currency,
        positions=tuple(position.pk for position in positions),
    )
