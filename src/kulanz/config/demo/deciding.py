"""From an accepted complaint to its remedy: what is entered, compared, chosen, released and started."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from kulanz.cases import events as case_events
from kulanz.cases.rules import Coverage, WaitsFor
from kulanz.config.demo.carrying import Carrying, Place
from kulanz.config.demo.casting import Cast
from kulanz.config.demo.moves import Moves
from kulanz.config.demo.paying import Paying
from kulanz.config.demo.plots import Plot
from kulanz.config.demo.reckoning import Reckoned
from kulanz.config.demo.solving import Choice, Row, Solving, decides
from kulanz.config.demo.story import Story
from kulanz.config.demo.world import Helper, Member, Way
from kulanz.core.access.actor import Actor, Channel, Role
from kulanz.stages.solution.rules.choosing import Need, needs
from kulanz.stages.solution.rules.money import Amounts, of_gross, of_net
from kulanz.stages.solution.rules.remedies import Nature, OrderKind, ReasonPurpose
from kulanz.workflows.default_reasons import DEFAULT_REASONS

# What is tried when the wanted remedy is out of the question or above everybody's limit.
_OTHERWISE: Final = ("spare_part", "external_service", "exchange", "pick_up_credit", "price_reduction")
_FIVE: Final = Decimal(5)
_LEAST: Final = Decimal(10)
_STAYS: Final = frozenset({OrderKind.PICK_UP, OrderKind.PICK_UP_FOR_CREDIT, OrderKind.SERVICE})
_FIRM: Final = "firm"


class Deciding(Moves):
    """What is decided in a complaint."""

    def __init__(self, story: Story, plot: Plot, start: float, messages: int | None) -> None:
        Cast.__init__(self, story, plot, start, messages)
        self.means = self.world.means
        self.solving = Solving(story, self.customer.place[3])
        self.carrying = Carrying(story, self.solving)
        self.paying = Paying(story, self.solving, is_business=self.customer.is_business)
        self.helper: Helper | None = None
        self.way: Way | None = None
        self.choice: Choice | None = None
        self.decision: Row | None = None
        self.orders: list[Row] = []
        self.offer: Row | None = None
        self.credit: Row | None = None
        self.reckoned: Reckoned | None = None

    def reason(self, purpose: ReasonPurpose) -> str:
        return self.dice.choice(DEFAULT_REASONS[purpose])[0]

    def prepare(self, wanted: str, at: datetime) -> None:
        """What a comparison cannot know: the part, who would come and for how much, disposal."""
        dice, actor, parts = self.dice, self.staff(), self.means.parts.get(self.item.group, ())
        pieces = self.story.items[0][1]
        whole = not wanted and dice.one_in(2)
        if parts and (whole or wanted == "spare_part" or dice.random() < 0.55):
            told = f"{self.problem.title} {self.problem.solution}".casefold()
            fitting = [part for part in parts if part.name.split()[0].casefold() in told]
            self.solving.name_part(dice.choice(fitting or parts), pieces, actor, at)
        if self.means.helpers and (whole or wanted == "external_service" or dice.random() < 0.6):
            firms = [h for h in self.means.helpers if h.kind == _FIRM]
            chosen = firms if firms and dice.random() < 0.75 else list(self.means.helpers)
            self.helper = dice.choice(chosen)
            self.solving.plan_service(self.helper, self.problem.title, actor, at)
            self.solving.enter("call_out", "external_service", self.helper.call_out, "", actor, at)
            if dice.one_in(3):
                self.solving.enter(
                    "material", "external_service", Decimal(dice.choice((15, 25, 40, 60))),
                    self.reason(ReasonPurpose.HAND_ENTRY), actor, at,
                )  # fmt: skip
            if dice.one_in(5):
                self.solving.enter(
                    "futile_visit", "external_service", self.helper.futile_visit, "", actor, at
                )
        if whole or wanted == "delivery_no_return" or dice.random() < 0.6:
            amount = Decimal(dice.choice((12, 18, 25, 35))) * pieces
            self.solving.enter("disposal", "delivery_no_return", amount, "", actor, at)
        if dice.one_in(7):
            out = dice.choice([code for code in ("exchange", "delivery_no_return") if code != wanted])
            self.solving.exclude(out, self.reason(ReasonPurpose.EXCLUSION), actor, at)

    def choose(self, wanted: str, at: datetime, *, by: Member | None = None) -> None:
        """`decide_remedy`, for the wanted remedy or the next that somebody may decide for."""
        actor = (by or self.owner).actor(self.world.tenant_id, Channel.DESK)
        for code in (wanted, *_OTHERWISE):
            found = self._choice(self.means.ways[code], at)
            if found is None:
                continue
            choice, reckoned = found
            total, credit = reckoned.comparison.column(code).total, self._net(choice)
            alone = decides(actor, total, credit)
            if not alone and self._approver(actor, total, credit) is None:
                continue
            if choice.way.nature == Nature.REDUCTION and choice.amounts is not None:
                self.solving.enter(code, code, choice.amounts.net, "", actor, at)
            self.choice, self.way, self.reckoned = choice, choice.way, reckoned
            self.decision = self.solving.propose(choice, reckoned, actor, at)
            if alone:
                self._start(actor, at)
            return

    def release(self, at: datetime) -> None:
        """`release_remedy` by a second pair of eyes, where the choice was above a limit."""
        decision = self.decision
        if decision is None or decision["state"] != "proposed":
            return
        approver = self._approver(None, decision["total"], decision["credit"])
        if approver is not None:
            self._start(approver.actor(self.world.tenant_id, Channel.DESK), at)

    def _approver(
        self, proposer: Actor | None, total: Decimal | None, credit: Decimal | None
    ) -> Member | None:
        mine = proposer.membership_id if proposer else (self.decision or {}).get("proposed_by_id")
        for role in (Role.LEAD, Role.DIVISION, Role.EXECUTIVE):
            for member in self.world.staff:
                actor = member.actor(self.world.tenant_id, Channel.DESK)
                if role in member.roles and member.id != mine and decides(actor, total, credit):
                    return member
        return None

    @staticmethod
    def _net(choice: Choice) -> Decimal | None:
        return choice.amounts.net if choice.amounts else None

    # --- which remedy, and what is said beside it --------------------------------------------------

    def _choice(self, way: Way, at: datetime) -> tuple[Choice, Reckoned] | None:
        """None where the rules would refuse it."""
        before = self.solving.compare(at)
        amounts = self._amounts(way, before)
        reckoned = before
        if way.nature == Nature.REDUCTION and amounts is not None:
            reckoned = self.solving.compare(at, (way.code, way.code, amounts.net, ""))
        position = self.story.told.positions[0]
        open_needs = set(
            needs(
                reckoned.comparison, way.code, nature=Nature(way.nature), needs_executor=way.needs_executor,
                has_executor=self.helper is not None, offered=amounts.net if amounts else None,
                wishes={position["wished_remedy"]}, has_reason=False, has_wish_answer=False,
                is_statutory=self.story.case["coverage"] == Coverage.STATUTORY,
            )
        )  # fmt: skip
        said = {Need.DEARER_REASON, Need.ROOM_REASON, Need.WISH}
        if open_needs - said or (amounts is None and way.nature in (Nature.REDUCTION, Nature.REFUND)):
            return None
        consents = Need.WISH in open_needs and self.dice.random() < 0.7
        choice = Choice(
            way, amounts, self._shown(amounts),
            dearer_reason=self.reason(ReasonPurpose.DEARER) if open_needs & (said - {Need.WISH}) else "",
            wish_consent=consents,
            wish_reason=self.reason(ReasonPurpose.OTHER_THAN_WISHED)
            if Need.WISH in open_needs and not consents
            else "",
            helper=self.helper if way.needs_executor else None,
            recipient=self._recipient(way),
        )  # fmt: skip
        return choice, reckoned

    def _recipient(self, way: Way) -> str:
        if self.dealer is None or way.code != "spare_part":
            return "customer"
        return "dealer" if self.plot.waits_for is WaitsFor.DEALER or self.dice.one_in(5) else "customer"

    def _shown(self, amounts: Amounts | None) -> Decimal | None:
        if amounts is None:
            return None
        return amounts.net if self.customer.is_business else amounts.gross

    def _amounts(self, way: Way, reckoned: Reckoned) -> Amounts | None:
        """What is promised: the price paid for a refund, a round amount for a reduction."""
        positions = self.story.told.positions
        if any(p["price_paid"] is None for p in positions):
            return None
        price = sum((p["price_paid"] * p["quantity"] for p in positions), Decimal(0))
        rate = positions[0]["tax_rate"]
        if way.nature == Nature.REFUND:
            return of_gross(price, rate)
        if way.nature != Nature.REDUCTION:
            return None
        limit = reckoned.comparison.room.limit or price / 5
        share = Decimal(str(round(self.dice.uniform(0.45, 1.1), 2)))
        amount = max(min(limit * share, price * Decimal("0.3")) // _FIVE * _FIVE, _LEAST)
        return of_net(amount, rate) if self.customer.is_business else of_gross(amount, rate)

    # --- what it starts ----------------------------------------------------------------------------

    def _start(self, actor: Actor, at: datetime) -> None:
        """As `workflows.remedies` starts a decision."""
        way, choice, decision = self.way, self.choice, self.decision
        if way is None or choice is None or decision is None:
            return
        self.solving.put_under_way(decision, way, actor, at)
        self.orders = [self._order(OrderKind(kind), choice, actor, at) for kind in way.orders]
        self.offer = self.credit = None
        if choice.amounts is not None and way.nature == Nature.REDUCTION:
            self.offer = self.paying.offer(decision, choice.amounts, choice.note, actor, at)
        elif choice.amounts is not None:
            order = next((o for o in self.orders if o["kind"] == OrderKind.PICK_UP_FOR_CREDIT), None)
            self.credit = self.paying.credit(decision, choice.amounts, actor, at, order=order)
        for letter in way.letters:
            self.tell_letter(letter, actor, at)
        if self.offer is not None:
            self.story.turn(WaitsFor.CUSTOMER, actor, at, next_news=self.offer["expires_on"])
        else:
            visit = OrderKind.SERVICE in way.orders
            self.story.turn(WaitsFor.TECHNICIAN if visit else WaitsFor.ERP, actor, at)

    def _order(self, kind: OrderKind, choice: Choice, actor: Actor, at: datetime) -> Row:
        to = self.customer
        if kind not in _STAYS and choice.recipient == "dealer" and self.dealer is not None:
            to = self.dealer.party
        note = self.story.case["place_note"] if to is self.customer else ""
        helper = choice.helper if kind is OrderKind.SERVICE else None
        text = self.problem.title if kind is OrderKind.SERVICE else choice.note
        return self.carrying.place(self.decision or {}, kind, Place(to, note), helper, text, actor, at)

    def tell_letter(self, kind: str, actor: Actor, at: datetime) -> None:
        """Of the mass of letters only the protocol tells; some of the youngest are real."""
        email = self.customer.email
        event = case_events.LetterSent(
            letter=kind, channel="mail" if email else "print", recipient=self.customer.name, sent_to=email
        )
        self.story.record(event, actor, at)
