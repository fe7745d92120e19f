"""Single moves of a case: a question, an answer, a visit."""

from __future__ import annotations

from datetime import datetime

from kulanz.cases.rules import Audience, ClaimStatus, WaitsFor
from kulanz.config.demo import phrases
from kulanz.config.demo.casting import Cast
from kulanz.core.access.actor import Actor, ActorKind, Channel


class Moves(Cast):
    """What each of them does in turn."""

    def _to(self, audience: Audience) -> list[dict[str, str]]:
        dealer, technician = self.dealer, self.story.technician
        if audience is Audience.CUSTOMER:
            return [{"name": self.customer.name, "email": self.customer.email, "kind": "customer"}]
        if audience is Audience.DEALER and dealer is not None:
            return [{"name": dealer.party.name, "email": dealer.party.email, "kind": "dealer"}]
        if audience is Audience.TECHNICIAN and technician is not None:
            return [{"name": technician.name, "email": technician.email, "kind": "technician"}]
        return []

    def _take(self, at: datetime) -> None:
        self.story.assign(self.owner, self.staff(), at)

    def _ask(self, at: datetime) -> None:
        text = phrases.ASK_EN if self.english else self.fill(self.problem.ask)
        if any(text in message["body"] for message in self.story.told.messages):
            text = phrases.FIRST_WORDS_EN if self.english else self.dice.choice(phrases.PARTS_SENT)
        self.story.say(
            self.staff(), Audience.CUSTOMER, self.letter(text, to_customer=True), at,
            waits_for=WaitsFor.CUSTOMER, recipients=self._to(Audience.CUSTOMER),
        )  # fmt: skip

    def _answer(self, at: datetime) -> None:
        channel = self.channel if self.channel in (Channel.MAIL, Channel.PUBLIC) else Channel.MAIL
        text = phrases.ANSWER_EN if self.english else self.fill(self.problem.answer)
        self.story.say(
            self.as_customer(channel), Audience.CUSTOMER, text, at,
            subject=f"Re: {self.story.case['title']}" if channel is Channel.MAIL else "",
            photos=self.dice.choice((0, 1)) if self.wanted is None else 0,
        )  # fmt: skip

    def _note(self, at: datetime) -> None:
        note = self.problem.note if self.dice.one_in(2) else self.dice.choice(phrases.NOTES)
        self.story.say(self.staff(), Audience.INTERNAL, note, at)

    def _to_dealer(self, at: datetime) -> None:
        self.story.say(
            self.staff(), Audience.DEALER, self.dice.choice(phrases.TO_DEALER), at,
            waits_for=WaitsFor.DEALER, recipients=self._to(Audience.DEALER),
        )  # fmt: skip

    def _dealer_says(self, at: datetime) -> None:
        actor, clerk = self.as_dealer()
        audience = Audience.DEALER if actor.kind is ActorKind.DEALER else Audience.CUSTOMER
        self.story.say(actor, audience, self.dice.choice(phrases.DEALER_SAYS), at, party_id=clerk)

    def _outsider(self, at: datetime) -> None:
        if self.dealer is not None and self.dice.one_in(2):
            self._dealer_says(at)
            return
        channel = Channel.PUBLIC if self.dice.one_in(2) else Channel.MAIL
        text = self.dice.choice(phrases.CUSTOMER_ASKS)
        if self.english:
            text = "Is there any news?"
        self.story.say(self.as_customer(channel), Audience.CUSTOMER, text, at)

    def _to_technician(self, at: datetime) -> None:
        technician, _member = self.dice.choice(self.world.technicians)
        self.story.technician = technician
        self.story.take_part(technician, "technician", self.staff(), at)
        self.story.say(
            self.staff(), Audience.TECHNICIAN, self.dice.choice(phrases.TO_TECHNICIAN), at,
            waits_for=WaitsFor.TECHNICIAN, recipients=self._to(Audience.TECHNICIAN),
        )  # fmt: skip

    def _visit(self, at: datetime) -> None:
        self.story.say(
            self._technician(), Audience.TECHNICIAN, self.problem.visit, at, photos=self.dice.choice((0, 1))
        )

    def _technician(self) -> Actor:
        technician = self.story.technician
        for contact, member in self.world.technicians:
            if contact is technician and member is not None:
                return member.actor(self.world.tenant_id, Channel.PORTAL)
        name = technician.name if technician else ""
        return Actor(
            self.world.tenant_id, ActorKind.TECHNICIAN, name, Channel.MAIL,
            person_id=technician.id if technician else None,
        )  # fmt: skip

    def _solver(self) -> Actor:
        """The one who solved it records the solution: mostly the office, sometimes the dealer."""
        if self.dealer is not None and self.wanted is None and self.dice.one_in(5):
            return self.as_dealer()[0]
        return self.staff()

    def _to_supplier(self, at: datetime) -> None:
        supplier = next((s for s in self.world.suppliers if s.id == self.item.supplier_id), None)
        if supplier is not None:
            self.story.take_part(supplier, "supplier", self.staff(), at)
        self.story.say(
            self.staff(), Audience.INTERNAL, f"Antwort des Lieferanten: „{self.problem.supplier}“", at
        )
        self.story.turn(WaitsFor.SUPPLIER, self.staff(), at)

    def _goodbye(self, at: datetime) -> None:
        text = phrases.DONE_EN if self.english else self.dice.choice(phrases.DONE)
        if self.plot.claim is ClaimStatus.REJECTED:
            text = self.fill(self.problem.rejection)
        self.story.say(
            self.staff(), Audience.CUSTOMER, self.letter(text, to_customer=True), at,
            recipients=self._to(Audience.CUSTOMER),
        )  # fmt: skip

    def _cancelled(self, at: datetime) -> None:
        if self.plot.withdrawn:
            self.story.cancel("", self.as_customer(Channel.PUBLIC), at)
        else:
            self.story.cancel(self.dice.choice(phrases.CANCELLED), self.staff(), at)
