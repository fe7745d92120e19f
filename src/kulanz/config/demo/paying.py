"""Offers, credit notes and booked costs in the demo, as their commands would write them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from kulanz.config.demo.solving import Row, Solving
from kulanz.config.demo.story import Story
from kulanz.core.access.actor import Actor, system_actor
from kulanz.stages.billing import events as billing
from kulanz.stages.billing.commands.crediting import SERIES
from kulanz.stages.billing.models import ActualCost, CreditNote
from kulanz.stages.billing.rules.credit import CreditState
from kulanz.stages.solution import events_of_offers as events
from kulanz.stages.solution.models import Offer
from kulanz.stages.solution.rules.money import Amounts
from kulanz.stages.solution.rules.remedies import OfferState

_PUBLIC: Final = "public"


class Paying:
    """Money of one case."""

    def __init__(self, story: Story, solving: Solving, *, is_business: bool) -> None:
        self.story, self.solving, self.is_business = story, solving, is_business

    @property
    def _case(self) -> Row:
        return {"tenant_id": self.story.world.tenant_id, "case_id": self.story.case["id"]}

    @property
    def _pay_out(self) -> bool:
        return not (self.is_business and self._invoice)

    @property
    def _invoice(self) -> str:
        return str(self.story.told.positions[0]["invoice_number"])

    def offer(self, decision: Row, amounts: Amounts, text: str, actor: Actor, at: datetime) -> Row:
        """`make_offer`, with its letter by mail or on paper."""
        story = self.story
        until = story.timeline.local_date(at) + timedelta(days=self.solving.means.offer_days)
        row = story.told.add(
            Offer, id=story.ids.of(Offer), **self._case, decision_id=decision["id"],
            state=OfferState.OPEN.value, net=amounts.net, tax_rate=amounts.tax_rate, gross=amounts.gross,
            currency=decision["currency"], shown_gross=not self.is_business, pay_out=self._pay_out, text=text,
            made_at=at, made_by_name=actor.name, expires_on=until,
        )  # fmt: skip
        event = events.OfferMade(
            offer_id=row["id"], decision_id=decision["id"], net=amounts.net, gross=amounts.gross,
            currency=decision["currency"], shown_gross=not self.is_business, expires_on=until.isoformat(),
        )  # fmt: skip
        story.record(event, actor, at)
        story.case["updated_at"] = at
        return row

    def counter(self, offer: Row, amount: Decimal, text: str, actor: Actor, at: datetime) -> None:
        """`counter_offer`."""
        evidence = {"counter": {"by": actor.name, "at": at.isoformat()}}
        offer.update(counter_amount=amount, answer_text=text, evidence=evidence)
        event = events.OfferCountered(offer["id"], amount, offer["currency"], _PUBLIC, by=actor.name)
        self.story.record(event, actor, at)
        self.story.case["updated_at"] = at

    def answer(self, offer: Row, text: str, actor: Actor, at: datetime, *, accepted: bool) -> None:
        """`answer_offer`, by the customer on his page."""
        state = OfferState.ACCEPTED if accepted else OfferState.DECLINED
        offer.update(
            state=state.value, answered_at=at, answered_by_name=actor.name, answered_channel=_PUBLIC,
            answer_text=text,
        )  # fmt: skip
        event = (
            events.OfferAccepted(offer["id"], offer["decision_id"], _PUBLIC, late=False, by=actor.name)
            if accepted
            else events.OfferDeclined(offer["id"], offer["decision_id"], _PUBLIC, by=actor.name, text=text)
        )
        self.story.record(event, actor, at)
        self.story.case["updated_at"] = at

    def remind(self, offer: Row, at: datetime, *, by_mail: bool) -> None:
        """`mark_reminded`."""
        offer["reminded_at"] = at
        event = events.OfferReminded(offer["id"], "mail" if by_mail else "none")
        self.story.record(event, self._system(), at)

    def expire(self, offer: Row, at: datetime) -> None:
        """`expire_offer`."""
        offer["state"] = OfferState.EXPIRED.value
        event = events.OfferExpired(offer["id"], offer["expires_on"].isoformat())
        self.story.record(event, self._system(), at)

    def credit(  # what is credited, then who records it and when
        self, decision: Row, amounts: Amounts, actor: Actor, at: datetime, *, offer: Row | None = None,
        order: Row | None = None, declaration: str = "",
    ) -> Row:  # fmt: skip
        """`record_credit_note`; with an order it waits for the goods."""
        story = self.story
        year = story.timeline.local_date(at).year
        state = CreditState.WAITS_FOR_GOODS if order else CreditState.RECORDED
        customer = story.opening.customer if story.opening else None
        row = story.told.add(
            CreditNote, id=story.ids.of(CreditNote), **self._case,
            number=f"{SERIES}-{year}-{story.numbers.take(SERIES, year):05d}", decision_id=decision["id"],
            offer_id=offer["id"] if offer else None, order_id=order["id"] if order else None,
            party_id=customer.id if customer else None, state=state.value, state_since=at, net=amounts.net,
            tax_rate=amounts.tax_rate, tax=amounts.tax, gross=amounts.gross, rounding=amounts.rounding,
            currency=decision["currency"], pay_out=self._pay_out, invoice_number=self._invoice,
            declaration_at=at if declaration else None, declaration=declaration, created_at=at,
            created_by_name=actor.name,
        )  # fmt: skip
        event = billing.CreditRecorded(
            row["id"], row["number"], decision["id"], amounts.gross, row["currency"], order is not None
        )
        story.record(event, actor, at)
        return row

    def goods_arrived(self, credit: Row, actor: Actor, at: datetime) -> None:
        """`goods_arrived`."""
        day = self.story.timeline.local_date(at)
        credit.update(
            declaration=f"Ware zurück am {day:%d.%m.%Y}", declaration_at=at, state=CreditState.RECORDED.value,
            state_since=at,
        )  # fmt: skip
        self.story.record(billing.CreditGoodsArrived(credit["id"], credit["number"]), actor, at)

    def release(self, credit: Row, actor: Actor, at: datetime) -> None:
        """`release_credit`, known how to pay it only where it is set off."""
        credit.update(
            state=CreditState.RELEASED.value, state_since=at, released_at=at,
            released_by_id=actor.membership_id, released_by_name=actor.name,
        )  # fmt: skip
        event = billing.CreditReleased(
            credit["id"], credit["number"], credit["gross"], credit["currency"], credit["pay_out"]
        )
        self.story.record(event, actor, at)

    def confirm(self, credit: Row, number: str, at: datetime) -> None:
        """`confirm_credit`, by the ERP."""
        credit.update(
            state=CreditState.CONFIRMED.value, state_since=at, confirmed_at=at, external_number=number
        )
        event = billing.CreditConfirmed(credit["id"], credit["number"], number)
        self.story.record(event, self._system(), at)

    def book(  # noqa: PLR0917  # what it cost, then who books it and when
        self, decision: Row, kind: str, amount: Decimal, note: str, actor: Actor, at: datetime,
        order: Row | None = None,
    ) -> None:  # fmt: skip
        """`book_actual_cost`."""
        kind_id, name = self.solving.means.kinds[kind]
        pk = self.story.ids.of(ActualCost)
        self.story.told.add(
            ActualCost, id=pk, **self._case, decision_id=decision["id"],
            order_id=order["id"] if order else None, cost_kind_id=kind_id, amount=amount,
            currency=decision["currency"], note=note, key=f"demo:{pk}", booked_at=at,
            booked_by_name=actor.name,
        )  # fmt: skip
        event = billing.CostBooked(
            pk, name, amount, decision["currency"], decision["id"], order["id"] if order else None
        )
        self.story.record(event, actor, at)

    def _system(self) -> Actor:
        return system_actor(self.story.world.tenant_id)
