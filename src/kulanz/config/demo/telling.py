"""From a plot to a case: who reports what, who asks and answers, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from kulanz.cases.rules import Audience, ClaimStatus, ClosedBy, Kind, Safety, Severity, Step, WaitsFor
from kulanz.config.demo import phrases
from kulanz.config.demo.courses import Courses, Stride
from kulanz.config.demo.plots import Course
from kulanz.config.demo.story_parts import Opening
from kulanz.config.demo.world import Item
from kulanz.core.access.actor import Actor, Channel, Role
from kulanz.stages.solution.rules.money import USUAL_TAX_RATE
from kulanz.stages.solution.rules.remedies import ReasonPurpose

Beat = Callable[[datetime], None]
_WISHES: Final = ("", "", "repair", "repair", "replacement", "replacement", "reduction", "refund")
_WISHED_BESIDE: Final = ("", "möglichst noch in dieser Woche", "bitte vorher anrufen")
_COVERAGE: Final = (("statutory", 4.0), ("guarantee", 3.0), ("goodwill", 2.0), ("", 1.0))
_TAX: Final = {"AT": Decimal(20), "CH": Decimal("8.1")}
_CLAIMS: Final = frozenset({ClaimStatus.ACCEPTED, ClaimStatus.REMEDY_STARTED, ClaimStatus.REJECTED})


class Telling(Courses):
    """Tells one case, as long as it is unless the number of its messages is fixed."""

    def tell(self) -> None:
        """Everything up to today."""
        begin = self.timeline.at(self.start)
        self._report(begin)
        course = self.course
        beats = self._beats()
        strides = self.strides(course) if course is not None else []
        last = self._last(len(beats)) if course is None else self._chosen_at(course, strides, len(beats))
        for beat, at in zip(beats, self._times(len(beats), last), strict=True):
            beat(at)
        if course is not None:
            self._go_on(course, strides, last)
        self._leave(self.timeline.now)

    def _chosen_at(self, course: Course, strides: list[Stride], beats: int) -> float:
        """When the remedy is chosen, as a number of the timeline: so that everything after it is over."""
        latest = self.timeline.end - sum(stride.lag for stride in strides) - self.quiet(course)
        if course in (Course.DONE, Course.GIVEN_UP):
            latest = min(latest, self.start + 0.4 + self.dice.random() ** 2 * 12)
        return max(latest, min(self.start + 0.02 * beats, self.timeline.end))

    def _go_on(self, course: Course, strides: list[Stride], last: float) -> None:
        story, plot, now = self.story, self.plot, self.timeline.now
        last = self.run(strides, last, whole=True)
        if plot.step is Step.CLOSED and story.case["step"] != Step.CLOSED:
            self.wind_up(max(story.case["updated_at"], min(self.timeline.at(last), now)))
        if plot.step is Step.CLOSED:
            self.run(self.afterwards(course), last, whole=False)
            return
        self.tend(now)
        if self.offer is None and story.case["waits_for"] != plot.waits_for:
            story.turn(plot.waits_for, self.staff(), max(story.case["updated_at"], story.case["state_since"]))

    def _last(self, beats: int) -> float:
        """When the present state began, as a number of the timeline."""
        end = self.timeline.end
        if self.plot.step in (Step.CLOSED, Step.CANCELLED):
            last = min(self.start + 0.4 + self.dice.random() ** 2 * 24, end - 0.01)
        else:
            days = {WaitsFor.US: 1.6, WaitsFor.ERP: 0.8, WaitsFor.CUSTOMER: 4.5, WaitsFor.SUPPLIER: 4.5}
            quiet = days.get(self.plot.waits_for, 2.6) * self.dice.random()
            last = end - (quiet + 6 * self.plot.overdue + 0.05)
        return max(last, min(self.start + 0.02 * beats, end))

    def _times(self, count: int, last: float) -> list[datetime]:
        """As many instants, in order."""
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
        dice, problem, plot = self.dice, self.problem, self.plot
        if spam:
            return Opening(
                Kind.INQUIRY, Severity.MINOR, Safety.UNKNOWN, title, description, "de", None, None, None
            )
        complaint = plot.claim is not None
        decided = self.course is not None or plot.claim is ClaimStatus.ACCEPTED
        invoiced = decided or dice.random() < (0.8 if complaint else 0.33)
        delivered = self.timeline.local_date(self.timeline.at(self.start)) - timedelta(
            days=dice.randrange(20, 600)
        )
        supplier = self.item.supplier_id if complaint or plot.waits_for is WaitsFor.SUPPLIER else None
        count = self.count if "{n}" in problem.report else 1
        wished = dice.choice(_WISHES) if complaint else ""
        return Opening(
            kind=self._kind(), severity=problem.severity,
            safety=Safety.YES if problem.safety else dice.choice((Safety.NO, Safety.NO, Safety.UNKNOWN)),
            title=title, description=description, language="en" if self.english else "de",
            customer=self.customer, dealer=self.dealer, item=self.item,
            quantity=count, more=self._beside() if complaint and count == 1 else (),
            symptom="" if description else title, failure_code=problem.code,
            serial_number=f"{self.item.group}{dice.randrange(100_000, 999_999)}" if dice.one_in(2) else "",
            dealer_reference=f"{dice.choice('ABKMR')}{dice.randrange(10_000, 99_999)}" if self.dealer else "",
            customer_reference=f"BE-{dice.randrange(1000, 9999)}" if dice.one_in(5) else "",
            place_note=f"Steht in {self.room[0]}".replace(" in dem ", " im ") if dice.one_in(2) else "",
            wish=dice.choice(_WISHED_BESIDE if complaint else ("Reparatur", "Auskunft", "")),
            wished_remedy=wished,
            coverage=dice.heavy(_COVERAGE) if plot.claim in _CLAIMS else "",
            sold_by="dealer" if self.dealer else dice.choice(("direct", "online_shop")),
            invoice_number=f"RE{dice.randrange(200_000, 999_999)}" if invoiced else "",
            delivered_on=delivered if invoiced or dice.one_in(2) else None, clerk_id=clerk,
            supplier_id=supplier,
            tax_rate=_TAX.get(self.customer.place[3], USUAL_TAX_RATE) if invoiced else None,
        )  # fmt: skip

    def _beside(self) -> tuple[tuple[Item, int], ...]:
        """Sometimes a second article has the same trouble."""
        others = [i for i in self.world.items if i.group == self.item.group and i is not self.item]
        return ((self.dice.choice(others), 1),) if others and self.dice.one_in(9) else ()

    def _beats(self) -> list[Beat]:
        plot = self.plot
        if plot.spam:
            return [lambda at: self.story.mark_spam(self.staff(), at)]
        if plot.step is Step.RECORDED:
            return self._waiting_room()
        if plot.step is Step.CANCELLED:
            return [*self._talk()[:2], self._cancelled]
        beats = [*self._talk(), *self._decision()]
        if self.course is not None:
            return beats
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
        if claim is ClaimStatus.REJECTED:
            why = self.fill(self.problem.rejection)
            return [lambda at: self.story.decide("rejected", why, self.staff(), at)]
        why = self.reason(ReasonPurpose.ACCEPTANCE)
        return [lambda at: self.story.decide("accepted", why, self.staff(), at), *self._remedy()]

    def _remedy(self) -> list[Beat]:
        """What is needed for the comparison, and the choice itself."""
        course = self.course
        if course is None:
            found = self.plot.step is Step.IN_PROGRESS and self.dice.random() < 0.7
            return [lambda at: self.prepare("", at)] if found else []
        wanted = self.wanted_remedy(course)
        by = None
        if course in (Course.PROPOSED, Course.REFUSED):
            by = next((m for m in self.world.staff if m.roles == {Role.AGENT}), None)
        return [lambda at: self.prepare(wanted, at), lambda at: self.choose(wanted, at, by=by)]

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
            done = at if self.dice.one_in(4) else None
            story.task(title, due, self.staff(), at, assignee=self.owner, done=done)
