"""From a plot to a case: who reports what, who asks and answers, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from kulanz.cases.rules import Audience, ClaimStatus, Kind, Safety, Severity, Step, WaitsFor
from kulanz.config.demo import phrases
from kulanz.config.demo.dice import Dice
from kulanz.config.demo.plots import Plot
from kulanz.config.demo.problems import PROBLEMS, ROOMS, Problem
from kulanz.config.demo.story import Opening, Story
from kulanz.config.demo.world import Contact, Dealer, Item, Member, World
from kulanz.core.access.actor import Actor, ActorKind, Channel, Role, system_actor

Beat = Callable[[datetime], None]
_CLAIMS: Final = frozenset({ClaimStatus.ACCEPTED, ClaimStatus.REMEDY_STARTED, ClaimStatus.REJECTED})


class Telling:
    """Tells one case. `messages` fixes the number of messages; otherwise it is as long as it is."""

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

    # --- the course of things ------------------------------------------------------------------------

    def tell(self) -> None:
        """Everything up to today."""
        begin = self.timeline.at(self.start)
        self._report(begin)
        beats = self._beats()
        for beat, at in zip(beats, self._times(len(beats)), strict=True):
            beat(at)
        self._leave(self.timeline.now)

    def _times(self, count: int) -> list[datetime]:
        """As many instants, in order, the last one when the present state began."""
        end = self.timeline.end
        if self.plot.step in (Step.CLOSED, Step.CANCELLED):
            last = min(self.start + 0.4 + self.dice.random() ** 2 * 24, end - 0.01)
        else:
            days = {WaitsFor.US: 1.6, WaitsFor.ERP: 0.8, WaitsFor.CUSTOMER: 4.5, WaitsFor.SUPPLIER: 4.5}
            quiet = days.get(self.plot.waits_for, 2.6) * self.dice.random()
            last = end - (quiet + 6 * self.plot.overdue + 0.05)
        last = max(last, min(self.start + 0.02 * count, end))
        span = last - self.start
        marks = sorted(self.dice.random() for _ in range(count - 1))
        numbers = [self.start + span * (0.03 + 0.95 * mark) for mark in marks] + [last]
        found: list[datetime] = []
        earliest = self.timeline.at(self.start)
        for number in numbers[:count]:
            earliest = max(self.timeline.at(number), earliest + timedelta(seconds=20))
            found.append(min(earliest, self.timeline.now))
        return found

    def _report(self, at: datetime) -> None:
        story, problem, plot = self.story, self.problem, self.plot
        title = problem.title_en if self.english else problem.title
        report = self.fill(problem.report_en if self.english else problem.report)
        if plot.spam:
            title, report = self.dice.choice(phrases.SPAM)
        actor: Actor = self.as_customer(self.channel)
        clerk: int | None = None
        if self.channel is Channel.PHONE:
            actor = self.staff(Channel.PHONE)
        elif self.channel in (Channel.PORTAL, Channel.API):
            actor, clerk = self.as_dealer()
            actor = actor.through(self.channel)
        by_mail = self.channel is Channel.MAIL
        story.motif = problem.motif
        team = None if plot.unassigned or plot.spam else self.world.team_of_group.get(self.item.group)
        story.open(self._opening(title, "" if by_mail else report, clerk, spam=plot.spam), actor, at, team)
        if by_mail:
            shown = 0 if plot.spam else self.dice.choice((0, 1, 1, 2))
            body = report if plot.spam else self.letter(report, to_customer=False)
            story.say(actor, Audience.CUSTOMER, body, at, subject=title, photos=shown)
        elif self.channel is not Channel.PHONE:
            story.attach(self.dice.choice((0, 1, 2, 3)), actor, at)

    def _opening(self, title: str, description: str, clerk: int | None, *, spam: bool) -> Opening:
        dice, problem = self.dice, self.problem
        if spam:
            return Opening(
                Kind.INQUIRY, Severity.MINOR, Safety.UNKNOWN, title, description, "de", None, None, None
            )
        invoiced = dice.one_in(3)
        delivered = self.timeline.local_date(self.timeline.at(self.start)) - timedelta(
            days=dice.randrange(20, 900)
        )
        supplier = self.item.supplier_id if self.plot.waits_for is WaitsFor.SUPPLIER else None
        return Opening(
            kind=self._kind(), severity=problem.severity,
            safety=Safety.YES if problem.safety else dice.choice((Safety.NO, Safety.NO, Safety.UNKNOWN)),
            title=title, description=description, language="en" if self.english else "de",
            customer=self.customer, dealer=self.dealer, item=self.item,
            quantity=self.count if "{n}" in problem.report else 1,
            symptom="" if description else title, failure_code=problem.code,
            serial_number=f"{self.item.group}{dice.randrange(100_000, 999_999)}" if dice.one_in(2) else "",
            dealer_reference=f"{dice.choice('ABKMR')}{dice.randrange(10_000, 99_999)}" if self.dealer else "",
            customer_reference=f"BE-{dice.randrange(1000, 9999)}" if dice.one_in(5) else "",
            place_note=self.room[0] if dice.one_in(2) else "",
            wish=dice.choice(("Reparatur", "Ersatz", "Auskunft", "")),
            sold_by="dealer" if self.dealer else dice.choice(("direct", "online_shop")),
            invoice_number=f"RE{dice.randrange(200_000, 999_999)}" if invoiced else "",
            delivered_on=delivered if invoiced or dice.one_in(2) else None, clerk_id=clerk,
            supplier_id=supplier,
        )  # fmt: skip

    def _beats(self) -> list[Beat]:
        plot = self.plot
        if plot.spam:
            return [lambda at: self.story.mark_spam(self.staff(), at)]
        if plot.step is Step.RECORDED:
            return self._waiting_room()
        if plot.step is Step.CANCELLED:
            return [*self._talk()[:2], self._cancelled]
        beats = [*self._talk(), *self._decision()]
        if plot.step is Step.CLOSED:
            return [*beats, *self._ending()]
        if plot.objection:
            return [*beats, *self._objection()]
        return [*beats, *self._present_turn()]

    def _waiting_room(self) -> list[Beat]:
        missing = (self.wanted or 0) - len(self.story.told.messages)
        if self.wanted is None and self.dice.one_in(3):
            missing = 1
        return [self._outsider] * max(missing, 0)

    def _talk(self) -> list[Beat]:
        """Question, answer and what else is said, before anything is decided."""
        beats: list[Beat] = [self._take, self._ask, self._answer]
        if self.wanted is not None:
            said = len(self.story.told.messages)
            return (beats + [self._note] * self.wanted)[: 1 + self.wanted - said]
        if self.plot.unassigned:
            beats.remove(self._take)
        extra: list[Beat] = [self._note]
        if self.dealer is not None:
            extra += [self._to_dealer, self._dealer_says]
        chosen = self.dice.randrange(len(extra) + 1)
        return beats + extra[:chosen]

    def _decision(self) -> list[Beat]:
        claim = self.plot.claim
        if claim not in _CLAIMS:
            return []
        text = self.fill(self.problem.rejection) if claim is ClaimStatus.REJECTED else "Fehler anerkannt."
        first = "rejected" if claim is ClaimStatus.REJECTED else "accepted"
        beats: list[Beat] = [lambda at: self.story.decide(first, text, self.staff(), at)]
        if claim is ClaimStatus.REMEDY_STARTED:
            beats.append(lambda at: self.story.decide("remedy_started", text, self.staff(), at))
        return beats

    def _ending(self) -> list[Beat]:
        plot, quiet = self.plot, self.wanted is not None
        beats: list[Beat] = []
        closed_by = plot.closed_by
        if closed_by is None:
            return beats
        if closed_by == "remedy" and not quiet and self.world.technicians and self.dice.one_in(2):
            beats += [self._to_technician, self._visit]
        if closed_by != "rejection":
            solver = self._solver()
            beats.append(lambda at: self.story.solve(self.problem.solution, solver, at))
        if not quiet:
            beats.append(self._goodbye)
        beats.append(lambda at: self.story.close(closed_by, self.staff(), at))
        if not quiet and closed_by != "rejection" and self.dice.one_in(3):
            beats.append(lambda at: self.story.confirm(self.as_customer(Channel.PUBLIC), at))
        return beats

    def _objection(self) -> list[Beat]:
        why = self.dice.choice(phrases.OBJECTIONS)
        rejection = self.fill(self.problem.rejection)
        from kulanz.cases.rules import ClosedBy

        return [
            lambda at: self.story.decide("rejected", rejection, self.staff(), at),
            lambda at: self.story.close(ClosedBy.REJECTION, self.staff(), at),
            lambda at: self.story.reopen(why, self.as_customer(Channel.PUBLIC), at),
        ]

    def _present_turn(self) -> list[Beat]:
        """The last move, after which the case waits for whom it waits for."""
        turn = self.plot.waits_for
        if self.wanted is not None:
            return [lambda at: self.story.turn(turn, self.staff(), at)]
        match turn:
            case WaitsFor.CUSTOMER:
                return [self._ask]
            case WaitsFor.DEALER if self.dealer is not None:
                return [self._to_dealer]
            case WaitsFor.TECHNICIAN if self.world.technicians:
                return [self._to_technician]
            case WaitsFor.US:
                return [self._outsider]
            case WaitsFor.SUPPLIER:
                return [self._note, self._to_supplier]
            case _:
                return [lambda at: self.story.turn(turn, self.staff(), at)]

    def _leave(self, now: datetime) -> None:
        """What lies on the desk today: tasks, follow-ups, an owner or none."""
        story, plot = self.story, self.plot
        if plot.unassigned or plot.spam:
            story.case["owner_id"] = None
            return
        if plot.step not in (Step.RECORDED, Step.IN_PROGRESS) or self.wanted is not None:
            return
        at = story.case["updated_at"]
        today = self.timeline.local_date(now)
        if plot.follow_up:
            story.follow_up(today + timedelta(days=self.dice.randrange(0, 9)), self.staff(), at)
        if self.dice.one_in(3):
            due = today + timedelta(days=self.dice.randrange(-2, 8))
            title = self.dice.choice(phrases.TASKS)
            story.task(title, due, self.owner, self.staff(), at, at if self.dice.one_in(4) else None)

    # --- single moves --------------------------------------------------------------------------------

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


def system(world: World) -> Actor:
    """The installation itself."""
    return system_actor(world.tenant_id)
