"""Orders in the demo: each method does to plain values what the command of that name does to rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from kulanz.config.demo.solving import Row, Solving
from kulanz.config.demo.story import Story
from kulanz.config.demo.world import Contact, Helper
from kulanz.core.access.actor import Actor, ActorKind, Channel
from kulanz.stages.execution import events
from kulanz.stages.execution.commands.placing import PREFIX, SERIES
from kulanz.stages.execution.models import Order, OrderLine
from kulanz.stages.execution.rules.orders import Answer, HandedOverBy, OrderState
from kulanz.stages.solution.rules.remedies import OrderKind

_FIRM: Final = "firm"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an order goes."""

    party: Contact
    note: str = ""


class Carrying:
    """The orders of one case."""

    def __init__(self, story: Story, solving: Solving) -> None:
        self.story, self.solving = story, solving

    def place(  # noqa: PLR0917  # what an order is, then who places it and when
        self, decision: Row, kind: OrderKind, to: Place, helper: Helper | None, text: str, actor: Actor,
        at: datetime,
    ) -> Row:  # fmt: skip
        """`place_order`; a firm is mailed its order at once."""
        story, party = self.story, to.party
        year = story.timeline.local_date(at).year
        street, postcode, city, country = party.place
        order = story.told.add(
            Order, id=story.ids.of(Order), tenant_id=story.world.tenant_id, case_id=story.case["id"],
            number=f"{PREFIX}-{year}-{story.numbers.take(SERIES, year):05d}", decision_id=decision["id"],
            kind=kind.value, state=OrderState.RECORDED.value, state_since=at,
            executor_id=helper.id if helper else None, recipient_id=party.id, name=party.name, street=street,
            postcode=postcode, city=city, country=country, place_note=to.note,
            contact=f"{party.name}, {party.phone}" if party.phone else "", text=text, created_at=at,
            created_by_name=actor.name,
        )  # fmt: skip
        self._lines(order, kind)
        event = events.OrderPlaced(
            order_id=order["id"], number=order["number"], kind=kind.value, decision_id=decision["id"],
            executor_id=order["executor_id"], recipient=party.name, executor=helper.name if helper else "",
        )  # fmt: skip
        story.record(event, actor, at)
        if helper is not None and helper.kind == _FIRM and helper.email:
            self.hand_over(order, HandedOverBy.MAIL, helper.email, actor, at)
        return order

    def _lines(self, order: Row, kind: OrderKind) -> None:
        story = self.story
        same: dict[str, Any] = {"tenant_id": order["tenant_id"], "order_id": order["id"]}
        if kind is OrderKind.PART_DELIVERY:
            for (part, pieces), row in zip(self.solving.parts, self.solving.part_rows, strict=True):
                story.told.add(
                    OrderLine, id=story.ids.of(OrderLine), **same, part_id=row["id"], article_id=part.id,
                    article_number=part.number, name=row["name"], quantity=Decimal(pieces),
                    weight_kg=part.weight,
                )  # fmt: skip
            return
        for (item, pieces), position in zip(story.items, story.told.positions, strict=True):
            story.told.add(
                OrderLine, id=story.ids.of(OrderLine), **same, position_id=position["id"], article_id=item.id,
                article_number=item.number, name=item.name, serial_number=position["serial_number"],
                quantity=Decimal(pieces), weight_kg=item.weight,
            )  # fmt: skip

    def hand_over(self, order: Row, by: HandedOverBy, note: str, actor: Actor, at: datetime) -> None:
        """`mark_handed_over`."""
        order.update(
            state=OrderState.HANDED_OVER.value, state_since=at, handed_over_at=at, handed_over_by=by.value
        )
        event = events.OrderHandedOver(order["id"], order["number"], by.value, note=note)
        self.story.record(event, actor, at)

    def move(  # the step, then who takes it and when
        self, order: Row, state: OrderState, actor: Actor, at: datetime, *, planned_on: date | None = None,
        planned_at: time | None = None, external_number: str = "", reason: str = "",
    ) -> None:  # fmt: skip
        """`change_order_state` forward, to failed or to cancelled."""
        before = order["state"]
        if planned_on is not None:
            order.update(planned_on=planned_on, planned_at=planned_at)
        if external_number:
            order["external_number"] = external_number
        order.update(state=state.value, state_since=at)
        if state is OrderState.CANCELLED:
            self._cancelled(order, before, reason, actor, at)
            return
        if state is OrderState.DONE:
            order["done_on"] = self.story.timeline.local_date(at)
        if state is OrderState.FAILED:
            order["failure"] = reason
        elif order.get("handed_over_at") is None:
            order["handed_over_at"] = at
        day, hour = order.get("planned_on"), order.get("planned_at")
        done = order.get("done_on")
        event = events.OrderStateChanged(
            order_id=order["id"], number=order["number"], kind=order["kind"], state_before=before,
            state=state.value, planned_on=day.isoformat() if day else None,
            planned_at=hour.isoformat("minutes") if hour else None,
            done_on=done.isoformat() if done else None, external_number=order.get("external_number", ""),
            reason=reason,
        )  # fmt: skip
        self.story.record(event, actor, at)

    def _cancelled(self, order: Row, before: str, reason: str, actor: Actor, at: datetime) -> None:
        order["failure"] = reason
        event = events.OrderCancelled(
            order_id=order["id"], number=order["number"], kind=order["kind"], state_before=before,
            handed_over=order.get("handed_over_at") is not None,
            external_number=order.get("external_number", ""), reason=reason,
        )  # fmt: skip
        self.story.record(event, actor, at)

    def answer(  # what the firm says, then when
        self, order: Row, helper: Helper, answer: Answer, who: str, at: datetime, *, day: date | None = None,
        hour: time | None = None, note: str = "",
    ) -> Actor:  # fmt: skip
        """`record_answer`: what the firm says by its link; the order moves by `move`."""
        actor = Actor(
            self.story.world.tenant_id, ActorKind.TECHNICIAN, f"{who} ({helper.name})", Channel.PUBLIC,
            organisation_id=helper.party_id, case_id=self.story.case["id"],
        )  # fmt: skip
        event = events.OrderAnswered(
            order_id=order["id"], number=order["number"], answer=answer.value,
            day=day.isoformat() if day else None, from_time=hour.isoformat("minutes") if hour else None,
            who=who, note=note,
        )  # fmt: skip
        self.story.record(event, actor, at)
        return actor


def open_orders(orders: Sequence[Row]) -> list[Row]:
    ended = {OrderState.DONE.value, OrderState.FAILED.value, OrderState.CANCELLED.value}
    return [order for order in orders if order["state"] not in ended]
