"""Deciding in the demo: each method does to plain values what the command of that name does to rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from kulanz.cases import events as case_events
from kulanz.config.demo.reckoning import Goods, Reckoned, Refs
from kulanz.config.demo.story import Story
from kulanz.config.demo.world import Helper, Part, Way
from kulanz.core.access.actor import Actor
from kulanz.stages.solution import events
from kulanz.stages.solution.models import (
    CostEntry,
    Decision,
    DecisionPosition,
    Exclusion,
    ServiceDetail,
    SparePart,
)
from kulanz.stages.solution.rules.limits import Limit, decides_alone
from kulanz.stages.solution.rules.money import Amounts
from kulanz.stages.solution.rules.remedies import LIVE, DecisionState
from kulanz.workflows.defaults import LIMITS

_LIMITS: Final = {role: Limit(cost, credit) for role, (cost, credit) in LIMITS.items()}
Row = dict[str, Any]


def decides(actor: Actor, total: Decimal | None, credit: Decimal | None) -> bool:
    """Whether the limits a new tenant has let this person decide alone."""
    return decides_alone(_LIMITS, actor.roles, total or Decimal(0), credit or Decimal(0))


@dataclass(frozen=True, slots=True)
class Choice:
    """A remedy with what is said and promised beside it."""

    way: Way
    amounts: Amounts | None = None
    shown: Decimal | None = None
    dearer_reason: str = ""
    wish_reason: str = ""
    wish_consent: bool = False
    helper: Helper | None = None
    recipient: str = "customer"
    note: str = ""


class Solving:
    """What is entered, compared and decided in one case."""

    def __init__(self, story: Story, country: str) -> None:
        self.story, self.country = story, country
        self.means = story.world.means
        self.parts: list[tuple[Part, int]] = []
        self.part_rows: list[Row] = []
        self.entries: list[tuple[str, str, Decimal, str]] = []
        self.excluded: list[tuple[str, str]] = []
        self.entered_by, self.entered_at = "", ""
        self.decisions = 0

    @property
    def _case(self) -> Row:
        return {"tenant_id": self.story.world.tenant_id, "case_id": self.story.case["id"]}

    def name_part(self, part: Part, pieces: int, actor: Actor, at: datetime) -> None:
        """`save_spare_part`."""
        name = f"{part.number} {part.name}"
        row = self.story.told.add(
            SparePart, id=self.story.ids.of(SparePart), **self._case, article_id=part.id, name=name,
            quantity=Decimal(pieces), cost_price=part.cost, weight_kg=part.weight, added_at=at,
            added_by_name=actor.name,
        )  # fmt: skip
        self.parts.append((part, pieces))
        self.part_rows.append(row)
        event = events.SparePartChanged(part_id=row["id"], part=name, quantity=row["quantity"])
        self.story.record(event, actor, at)

    def plan_service(self, helper: Helper, task: str, actor: Actor, at: datetime) -> None:
        """`plan_service`."""
        self.story.told.add(
            ServiceDetail, id=self.story.ids.of(ServiceDetail), **self._case, executor_id=helper.id,
            task=task, changed_at=at,
        )  # fmt: skip
        event = events.ServicePlanned(executor_id=helper.id, executor=helper.name, task=task)
        self.story.record(event, actor, at)

    def enter(  # noqa: PLR0917  # as they stand in a line of the form
        self, kind: str, remedy: str, amount: Decimal, reason: str, actor: Actor, at: datetime
    ) -> None:
        """`enter_cost`; one figure for each kind and remedy."""
        way, currency = self.means.ways.get(remedy), self.means.figures[0][1].currency
        self.story.told.add(
            CostEntry, id=self.story.ids.of(CostEntry), **self._case, remedy_id=way.id if way else None,
            cost_kind_id=self.means.kinds[kind][0], amount=amount, currency=currency, reason=reason,
            entered_at=at, entered_by_id=actor.membership_id, entered_by_name=actor.name,
        )  # fmt: skip
        self.entries.append((kind, remedy, amount, reason))
        self.entered_by, self.entered_at = actor.name, at.isoformat()
        event = events.CostEntered(
            cost_kind=kind, remedy=remedy, position_id=None, part_id=None, amount=amount, currency=currency,
            reason=reason,
        )  # fmt: skip
        self.story.record(event, actor, at)

    def exclude(self, remedy: str, reason: str, actor: Actor, at: datetime) -> None:
        """`exclude_remedy`."""
        self.story.told.add(
            Exclusion, id=self.story.ids.of(Exclusion), **self._case, remedy_id=self.means.ways[remedy].id,
            reason=reason, excluded_at=at, excluded_by_name=actor.name,
        )  # fmt: skip
        self.excluded.append((remedy, reason))
        self.story.record(events.RemedyExcluded(remedy=remedy, excluded=True, reason=reason), actor, at)

    def compare(self, at: datetime, *more: tuple[str, str, Decimal, str]) -> Reckoned:
        """All remedies for the case's articles, with entries still to be made."""
        goods = Goods(
            items=tuple(self.story.items), parts=tuple(self.parts), entries=(*self.entries, *more),
            excluded=tuple(self.excluded),
        )  # fmt: skip
        return self.story.reckoner.compare(goods, self.country, self.story.timeline.local_date(at))

    def propose(self, choice: Choice, reckoned: Reckoned, actor: Actor, at: datetime) -> Row:
        """`choose_remedy`, up to where it is released."""
        story, comparison, amounts = self.story, reckoned.comparison, choice.amounts
        positions = [row["id"] for row in story.told.positions]
        offer = None
        if amounts is not None:
            offer = {
                "shown": str(choice.shown), "gross": str(amounts.gross), "tax_rate": str(amounts.tax_rate)
            }  # fmt: skip
        refs = Refs(
            tuple(positions), tuple(row["id"] for row in self.part_rows), story.timeline.local_date(at),
            self.entered_by, self.entered_at,
        )  # fmt: skip
        cheapest = comparison.cheapest
        self.decisions += 1
        decision = story.told.add(
            Decision, id=story.ids.of(Decision), **self._case, remedy_id=choice.way.id,
            state=DecisionState.PROPOSED.value, key=f"demo:{story.case['id']}:{self.decisions}",
            calculation=reckoned.frozen(refs, offer), currency=comparison.currency,
            total=comparison.column(choice.way.code).total, benchmark_total=comparison.benchmark_total,
            cheapest_total=comparison.column(cheapest).total if cheapest else None, cheapest_code=cheapest,
            recommended_code=comparison.recommended, credit=amounts.net if amounts else None,
            dearer_reason=choice.dearer_reason, wish_reason=choice.wish_reason,
            wish_consent=choice.wish_consent, note=choice.note,
            executor_id=choice.helper.id if choice.helper else None, recipient=choice.recipient,
            proposed_at=at, proposed_by_id=actor.membership_id, proposed_by_name=actor.name,
        )  # fmt: skip
        for pk in positions:
            story.told.add(
                DecisionPosition, id=story.ids.of(DecisionPosition), tenant_id=story.world.tenant_id,
                decision_id=decision["id"], position_id=pk, holds=True,
            )  # fmt: skip
        if not decides(actor, decision["total"], decision["credit"]):
            event = events.RemedyProposed(
                decision_id=decision["id"], remedy=choice.way.code, remedy_name=choice.way.name,
                total=decision["total"], currency=comparison.currency, positions=tuple(positions),
            )  # fmt: skip
            story.record(event, actor, at)
        story.case["updated_at"] = at
        return decision

    def put_under_way(self, decision: Row, way: Way, actor: Actor, at: datetime) -> None:
        """What approving, or deciding alone, comes down to."""
        story = self.story
        decision.update(
            state=DecisionState.UNDER_WAY.value, decided_at=at, decided_by_id=actor.membership_id,
            decided_by_name=actor.name,
        )  # fmt: skip
        event = events.RemedyDecided(
            decision_id=decision["id"], remedy=way.code, remedy_name=way.name, total=decision["total"],
            benchmark=decision["benchmark_total"], cheapest=decision["cheapest_total"],
            currency=decision["currency"], positions=tuple(row["id"] for row in story.told.positions),
            credit=decision["credit"], wish_consent=decision["wish_consent"],
            dearer_reason=decision["dearer_reason"], wish_reason=decision["wish_reason"],
        )  # fmt: skip
        story.record(event, actor, at)
        self._claim("remedy_started", actor, at)

    def end(  # noqa: PLR0917  # as the command, by name where it is not plain
        self, decision: Row, way: Way, state: DecisionState, actor: Actor, at: datetime, reason: str = "",
        *, by_hand: bool = False,
    ) -> None:  # fmt: skip
        """`end_decision`: unless it is done, the positions are accepted again."""
        story = self.story
        before = decision["state"]
        decision.update(state=state.value, ended_at=at, ended_reason=reason)
        event = events.RemedyEnded(
            decision_id=decision["id"], remedy=way.code, remedy_name=way.name, state=state.value,
            by_hand=by_hand, reason=reason,
        )  # fmt: skip
        story.record(event, actor, at)
        if state not in LIVE:
            for held in story.told.rows[DecisionPosition]:
                if held["decision_id"] == decision["id"]:
                    held["holds"] = False
            if before != DecisionState.PROPOSED:
                self._claim("accepted", actor, at)
        story.case["updated_at"] = at

    def _claim(self, claim: str, actor: Actor, at: datetime) -> None:
        """`set_remedy_started` for all positions."""
        case = self.story.case
        before = case["claim_status"]
        for position in self.story.told.positions:
            position["claim_status"] = claim
        case["claim_status"] = claim
        event = case_events.StateChanged(
            case["step"], case["step"], before, claim, case["waits_for"], case["waits_for"]
        )
        self.story.record(event, actor, at)
