"""Single steps of a remedy: an order moves, an offer is answered, a credit is released."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Final

from kulanz.cases.rules import ClaimStatus, ClosedBy, Step, WaitsFor
from kulanz.config.demo import names, phrases
from kulanz.config.demo.carrying import open_orders
from kulanz.config.demo.deciding import Deciding
from kulanz.config.demo.plots import Course
from kulanz.config.demo.solving import Row
from kulanz.core.access.actor import Actor, Channel, Role, system_actor
from kulanz.stages.billing.permissions import BILLING_STAFF_MAY, BillingAction
from kulanz.stages.execution.rules.orders import Answer, HandedOverBy, OrderState
from kulanz.stages.solution.rules.money import cents
from kulanz.stages.solution.rules.remedies import DecisionState, OfferState, OrderKind

_BOOKED: Final = {
    "part_delivery": "shipping", "delivery": "new_delivery", "pick_up": "pick_up",
    "pick_up_for_credit": "pick_up", "service": "call_out",
}  # fmt: skip
_SERVICE: Final = OrderKind.SERVICE.value


class Progress(Deciding):
    """What each of them does to a remedy under way."""

    @property
    def course(self) -> Course | None:
        """The plot's own, else one that goes with where the case stands."""
        plot = self.plot
        if plot.course is not None:
            return plot.course
        if plot.claim is not ClaimStatus.REMEDY_STARTED:
            return None
        if plot.step is Step.CLOSED:
            return Course.DONE if plot.closed_by == ClosedBy.REMEDY else Course.GIVEN_UP
        return {
            WaitsFor.CUSTOMER: Course.OFFER_OPEN, WaitsFor.TECHNICIAN: Course.SERVICE,
            WaitsFor.SUPPLIER: Course.AT_SUPPLIER, WaitsFor.DEALER: Course.AT_DEALER,
            WaitsFor.US: (Course.COUNTERED, Course.FAILED)[self.story.case["id"] % 2],
        }.get(plot.waits_for, Course.ON_ITS_WAY)  # fmt: skip

    # --- orders ------------------------------------------------------------------------------------

    def hand_over(self, at: datetime) -> None:
        for order in self.orders:
            if order["state"] == OrderState.RECORDED:
                self.carrying.hand_over(order, HandedOverBy.HAND, "", self.staff(), at)

    def perhaps_hand_over(self, at: datetime) -> None:
        if self.dice.one_in(2):
            self.hand_over(at)

    def confirm(self, at: datetime) -> None:
        late = self.course in (Course.LATE, Course.SERVICE_LATE)
        for order in open_orders(self.orders):
            today = self.timeline.local_date(at)
            day = self.timeline.working_day_after(today, self.dice.randrange(1, 3) if late else 3)
            if order["kind"] == _SERVICE:
                self._firm_accepts(order, at)
            else:
                number = f"W{self.dice.randrange(100_000, 999_999)}"
                self.carrying.move(
                    order, OrderState.CONFIRMED, self.staff(), at, planned_on=day, external_number=number
                )

    def _firm_accepts(self, order: Row, at: datetime) -> None:
        late = self.course is Course.SERVICE_LATE
        days = self.dice.randrange(1, 4) if late else self.dice.randrange(4, 9)
        day = self.timeline.working_day_after(self.timeline.local_date(at), days)
        hour, actor = time(self.dice.choice((8, 9, 10, 13, 14))), self.staff()
        if self.helper is not None and order.get("handed_over_at") and self.helper.party_id:
            who = f"{self.dice.choice(names.MEN)} {self.dice.choice(names.FAMILY)}"
            actor = self.carrying.answer(order, self.helper, Answer.DATE, who, at, day=day, hour=hour)
        self.carrying.move(order, OrderState.CONFIRMED, actor, at, planned_on=day, planned_at=hour)

    def send_off(self, at: datetime) -> None:
        for order in open_orders(self.orders):
            if order["kind"] != _SERVICE:
                self.carrying.move(order, OrderState.UNDER_WAY, self.staff(), at)

    def finish_first(self, at: datetime) -> None:
        for order in open_orders(self.orders)[:-1]:
            self.carrying.move(order, OrderState.DONE, self.staff(), at)

    def fail(self, at: datetime) -> None:
        found = open_orders(self.orders)[:1]
        for order in found:
            why = self.dice.choice(phrases.FAILURES)
            self.carrying.move(order, OrderState.FAILED, self.staff(), at, reason=why)
        self.story.turn(WaitsFor.US, self.staff(), at)

    def finish(self, at: datetime) -> None:
        for order in open_orders(self.orders):
            self.carrying.move(order, OrderState.DONE, self.staff(), at)
        self._check(at)

    # --- the end of a remedy -----------------------------------------------------------------------

    def _check(self, at: datetime) -> None:
        """`check_decision`: ended with its orders or its credit note, and the case with it."""
        credit, decision = self.credit, self.decision
        if decision is None or decision["state"] != DecisionState.UNDER_WAY or open_orders(self.orders):
            return
        if credit is not None and credit["state"] == "waits_for_goods":
            self.paying.goods_arrived(credit, self.staff(), at)
        if credit is None and not self.orders:
            return
        self._end(self._system(), at)

    def _end(self, actor: Actor, at: datetime, reason: str = "") -> None:
        if self.decision is None or self.way is None:
            return
        done, by_hand = DecisionState.DONE, bool(reason)
        self.solving.end(self.decision, self.way, done, actor, at, reason, by_hand=by_hand)
        if not self.story.case["solution"]:
            repaired = self.way.code in ("spare_part", "external_service")
            goods = ", ".join(item.name for item, _pieces in self.story.items)
            text = self.problem.solution if repaired else f"{self.way.name}: {goods}"
            self.story.solve(text, self._solver() if repaired else self._system(), at)
        self.story.close(ClosedBy.REMEDY, self._system(), at)

    def end_by_hand(self, at: datetime) -> None:
        if self.offer is not None:
            self.accept(at)
        elif self.decision is not None and self.decision["state"] == DecisionState.UNDER_WAY:
            self._end(self.staff(), at, phrases.LET_GO)

    def give_up(self, at: datetime) -> None:
        reason = phrases.HELPED_HIMSELF
        for order in open_orders(self.orders):
            self.carrying.move(order, OrderState.CANCELLED, self.staff(), at, reason=reason)
        if self.story.case["step"] != Step.CLOSED:
            self.story.solve(reason, self.staff(), at)
            self.story.close(ClosedBy.ANSWER, self.staff(), at)

    def wind_up(self, at: datetime) -> None:
        """An ended case whose remedy could not be decided, or whose course did not end it."""
        if self.decision is not None and self.decision["state"] == DecisionState.UNDER_WAY:
            self._end(self.staff(), at, phrases.LET_GO)
            return
        self.story.solve(self.problem.solution, self.staff(), at)
        self.story.close(ClosedBy.ANSWER, self.staff(), at)

    def refuse(self, at: datetime) -> None:
        if self.decision is None or self.way is None or self.decision["state"] != DecisionState.PROPOSED:
            return
        lead = next(m for m in self.world.staff if Role.LEAD in m.roles)
        actor = lead.actor(self.world.tenant_id, Channel.DESK)
        why = "Bitte zuerst eine Nachbesserung versuchen."
        self.solving.end(self.decision, self.way, DecisionState.REFUSED, actor, at, why, by_hand=True)

    def choose_exchange(self, at: datetime) -> None:
        self.choose("exchange", at)

    # --- what is said meanwhile --------------------------------------------------------------------

    def turn_to_supplier(self, at: datetime) -> None:
        if self.wanted is None:
            self._to_supplier(at)
        else:
            self.story.turn(WaitsFor.SUPPLIER, self.staff(), at)

    def turn_to_dealer(self, at: datetime) -> None:
        if self.wanted is None and self.dealer is not None:
            self._to_dealer(at)
        else:
            self.story.turn(WaitsFor.DEALER, self.staff(), at)

    def say_goodbye(self, at: datetime) -> None:
        self._goodbye(at)

    def say_thanks(self, at: datetime) -> None:
        self.story.confirm(self.as_customer(Channel.PUBLIC), at)

    # --- offers ------------------------------------------------------------------------------------

    def counter(self, at: datetime) -> None:
        if self.offer is None:
            return
        shown = self.offer["gross"] if self.offer["shown_gross"] else self.offer["net"]
        more = shown + Decimal(self.dice.choice((10, 15, 20, 40)))
        actor, text = self.as_customer(Channel.PUBLIC), self.dice.choice(phrases.COUNTERS)
        self.paying.counter(self.offer, more, text, actor, at)
        self.story.turn(WaitsFor.US, actor, at)

    def decline(self, at: datetime) -> None:
        if self.offer is None or self.decision is None or self.way is None:
            return
        actor, text = self.as_customer(Channel.PUBLIC), self.dice.choice(phrases.DECLINES)
        self.paying.answer(self.offer, text, actor, at, accepted=False)
        house = self._system()
        self.solving.end(self.decision, self.way, DecisionState.DECLINED, house, at)
        self.story.turn(WaitsFor.US, house, at)

    def accept(self, at: datetime) -> None:
        if self.offer is None or self.decision is None or self.choice is None or self.choice.amounts is None:
            return
        if self.offer["state"] != OfferState.OPEN:
            return
        actor = self.as_customer(Channel.PUBLIC)
        self.paying.answer(self.offer, "", actor, at, accepted=True)
        said = f"Auf der Angebotsseite angenommen, {actor.name}"
        self.credit = self.paying.credit(
            self.decision, self.choice.amounts, self._system(), at, offer=self.offer, declaration=said
        )
        self._check(at)

    def tend(self, now: datetime) -> None:
        """`tend_offers`: what time alone has brought about by today."""
        offer = self.offer
        if offer is None or offer["state"] != OfferState.OPEN:
            return
        zone = self.timeline.zone
        reminder = offer["expires_on"] - timedelta(days=self.means.reminder_days)
        due = datetime.combine(reminder, time(6), zone)
        if offer.get("counter_amount") is None and due <= now:
            self.paying.remind(offer, due, by_mail=bool(self.customer.email))
        over = datetime.combine(offer["expires_on"] + timedelta(days=1), time(3), zone)
        if over <= now:
            self.paying.expire(offer, over)
            self.story.turn(WaitsFor.US, self._system(), over)

    # --- money of ended cases ----------------------------------------------------------------------

    def release_credit(self, at: datetime) -> None:
        if self.credit is None or self.credit["state"] != "recorded":
            return
        may = BILLING_STAFF_MAY[BillingAction.RELEASE]
        found = [m for m in self.world.staff if Role.FINANCE in m.roles]
        clerk = (found or [m for m in self.world.staff if m.roles & may])[0]
        self.paying.release(self.credit, clerk.actor(self.world.tenant_id, Channel.DESK), at)

    def confirm_credit(self, at: datetime) -> None:
        if self.credit is not None and self.credit["state"] == "released":
            self.paying.confirm(self.credit, f"GS{self.dice.randrange(100_000, 999_999)}", at)

    def book(self, at: datetime) -> None:
        """What carriers and firms sent bills for, near what was calculated."""
        if self.decision is None or self.reckoned is None or self.way is None:
            return
        lines = self.reckoned.comparison.column(self.way.code).lines
        for order in self.orders:
            kind = _BOOKED[order["kind"]]
            amount = sum((line.amount for line in lines if line.kind == kind and line.amount), Decimal(0))
            if amount > 0:
                factor = Decimal(str(round(self.dice.uniform(0.85, 1.3), 2)))
                self.paying.book(self.decision, kind, cents(amount * factor), "", self.staff(), at, order)

    def _system(self) -> Actor:
        return system_actor(self.world.tenant_id)
