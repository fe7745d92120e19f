"""Who takes part in a case, what is broken, and how each of them writes."""

from __future__ import annotations

from kulanz.cases.rules import Kind
from kulanz.config.demo import phrases
from kulanz.config.demo.dice import Dice
from kulanz.config.demo.plots import Plot
from kulanz.config.demo.problem import Problem
from kulanz.config.demo.problems import PROBLEMS, ROOMS
from kulanz.config.demo.story import Story
from kulanz.config.demo.world import Contact, Dealer, Item, Member, World
from kulanz.core.access.actor import Actor, ActorKind, Channel, Role


class Cast:
    """Who takes part in one case, and in whose words. `messages` fixes the number of messages."""

    def __init__(self, story: Story, plot: Plot, start: float, messages: int | None) -> None:
        self.story, self.plot, self.start, self.wanted = story, plot, start, messages
        self.dice: Dice = story.dice
        self.world: World = story.world
        self.timeline = story.timeline
        self.customer, self.dealer = self._parties()
        self.item, self.problem = self._trouble()
        self.owner = self._owner()
        self.channel = self._channel()
        self.english = self.customer.language == "en" and bool(self.problem.report_en)
        self.room = self.dice.choice(ROOMS)
        self.count = self.dice.choice((2, 3, 4, 6, 8, 10, 12))

    # --- who and what ------------------------------------------------------------------------------

    def _parties(self) -> tuple[Contact, Dealer | None]:
        dice, world = self.dice, self.world
        position = int(dice.random() ** 1.6 * len(world.customers))
        customer = world.customers[position]
        if not world.dealers or dice.one_in(4):
            return customer, None
        return customer, world.dealers[(position * 7 + int(dice.random() ** 2 * 3)) % len(world.dealers)]

    def _trouble(self) -> tuple[Item, Problem]:
        items = self.world.items
        item = items[int(self.dice.random() ** 1.25 * len(items))]
        fitting = [
            p for p in PROBLEMS[item.group] if (p.kind is Kind.COMPLAINT) == (self.plot.claim is not None)
        ]
        return item, self.dice.choice(fitting or PROBLEMS[item.group])

    def _owner(self) -> Member:
        team = self.world.team_of_group.get(self.item.group)
        workers = [m for m in self.world.staff if m.roles & {Role.AGENT, Role.LEAD}]
        fitting = [m for m in workers if team is None or m.team_id == team[0]] or workers
        return fitting[int(self.dice.random() ** 1.5 * len(fitting))]

    def _channel(self) -> Channel:
        if self.plot.spam:
            return Channel.MAIL
        weights = [(Channel.MAIL, 3.6), (Channel.PHONE, 2.0), (Channel.PUBLIC, 1.4)]
        if self.dealer is not None:
            weights += [(Channel.PORTAL, 4.5), (Channel.API, 0.3)]
        return self.dice.heavy(weights)

    def _kind(self) -> Kind:
        if self.plot.claim is not None:
            return Kind.COMPLAINT
        return self.problem.kind if self.problem.kind is not Kind.COMPLAINT else Kind.REPAIR

    def staff(self, channel: Channel = Channel.DESK) -> Actor:
        return self.owner.actor(self.world.tenant_id, channel)

    def as_customer(self, channel: Channel) -> Actor:
        customer = self.customer
        return Actor(
            self.world.tenant_id, ActorKind.CUSTOMER, customer.name, channel,
            person_id=customer.id if customer.is_person else None,
            organisation_id=None if customer.is_person else customer.id,
            case_id=self.story.case["id"],
        )  # fmt: skip

    def as_dealer(self) -> tuple[Actor, int | None]:
        """Somebody of the dealer's house, and the person picked where it is the house account."""
        if self.dealer is None:
            return self.as_customer(Channel.PUBLIC), None
        if self.dealer.clerks and (self.dealer.account is None or self.dice.one_in(2)):
            return self.dice.choice(self.dealer.clerks).actor(self.world.tenant_id, Channel.PORTAL), None
        if self.dealer.account is None:
            party = self.dealer.party
            return Actor(
                self.world.tenant_id, ActorKind.DEALER, party.name, Channel.MAIL, organisation_id=party.id
            ), None
        actor = self.dealer.account.actor(self.world.tenant_id, Channel.PORTAL)
        if not self.dealer.people:
            return actor, None
        person, name = self.dice.choice(self.dealer.people)
        return Actor(
            actor.tenant_id, actor.kind, f"{name} ({actor.name})", actor.channel, actor.roles, actor.scope,
            membership_id=actor.membership_id, organisation_id=actor.organisation_id, clerk_id=person,
            house_account=True,
        ), person  # fmt: skip

    # --- in whose words ----------------------------------------------------------------------------

    def fill(self, text: str) -> str:
        return text.format(
            article=self.item.name, room=self.room[0], n=self.count, article_en=self.item.name,
            room_en=self.room[1],
        )  # fmt: skip

    def letter(self, text: str, *, to_customer: bool) -> str:
        """A message with greeting and name."""
        name = self.customer.name if to_customer else self.world.staff[0].name.split()[-1]
        signed = self.owner.name if to_customer else self.customer.name
        if self.english:
            return f"Dear {name},\n\n{text}\n\nKind regards\n{signed}"
        greeting = self.dice.choice(phrases.GREETINGS if to_customer else phrases.GREETINGS[1:2])
        closing = self.dice.choice(phrases.CLOSINGS)
        return f"{greeting.format(name=name)}\n\n{text}\n\n{closing}\n{signed}"
