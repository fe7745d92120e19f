"""One case as it happens: each method does to plain values what the command of that name does to rows."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kulanz.cases import events
from kulanz.cases.commands.messages import TAKE_BACK
from kulanz.cases.rules import Audience, ClosedBy, Safety, Step, WaitsFor, first_claim_status
from kulanz.config.demo.chain import Chain
from kulanz.config.demo.dice import Dice
from kulanz.config.demo.reckoning import Reckoner
from kulanz.config.demo.story_parts import Ids, Numbers, Opening, Photo, Told
from kulanz.config.demo.timeline import Timeline
from kulanz.config.demo.world import Contact, Item, Member, World
from kulanz.core.access.actor import Actor, ActorKind, system_actor
from kulanz.core.protocol.events import Event
from kulanz.stages.solution.rules.money import cents


class Story:
    """A case under way."""

    def __init__(
        self, world: World, timeline: Timeline, ids: Ids, dice: Dice, *, case_id: int, number: str,
        reckoner: Reckoner, numbers: Numbers,
    ) -> None:  # fmt: skip
        self.world, self.reckoner, self.numbers = world, reckoner, numbers
        self.items: list[tuple[Item, int]] = []
        self.timeline = timeline
        self.ids = ids
        self.dice = dice
        self.opening: Opening | None = None
        self.technician: Contact | None = None
        self.motif = ""
        self.with_photos = True
        self.told = Told(
            case={"id": case_id, "tenant_id": world.tenant_id, "number": number},
            chain=Chain(world.tenant_id, f"case:{case_id}"),
        )

    @property
    def case(self) -> dict[str, Any]:
        return self.told.case

    def record(self, event: Event, actor: Actor, at: datetime) -> None:
        salt = f"{self.dice.getrandbits(128):032x}"
        self.told.chain.add(next(self.ids.entry), event, actor, at, salt)

    def open(self, opening: Opening, actor: Actor, at: datetime, team: tuple[int, str] | None) -> None:
        """`record_case`: with its team, where a rule names one."""
        self.opening = opening
        claim = first_claim_status(opening.kind)
        customer, dealer = opening.customer, opening.dealer
        is_dealer = actor.kind is ActorKind.DEALER
        self.case.update(
            kind=opening.kind.value, channel=actor.channel.value, title=opening.title,
            description=opening.description, language=opening.language, step=Step.RECORDED.value,
            claim_status=claim.value if claim else None, severity=opening.severity.value,
            safety=opening.safety.value, waits_for=WaitsFor.US.value, state_since=at,
            next_news_on=self.timeline.next_news(Step.RECORDED, WaitsFor.US, at),
            customer_id=customer.id if customer else None, dealer_id=dealer.party.id if dealer else None,
            dealer_part="intermediary" if dealer else "", dealer_reference=opening.dealer_reference,
            customer_reference=opening.customer_reference, place_note=opening.place_note,
            place_of_use_id=customer.address_id if customer else None,
            team_id=team[0] if team else None, owner_id=None, created_at=at,
            created_by_membership_id=actor.membership_id,
            created_by_clerk_id=opening.clerk_id or (actor.person_id if is_dealer else None),
            created_by_name=actor.name, updated_at=at, solution="", closed_by="", closed_at=None,
            coverage=opening.coverage,
        )  # fmt: skip
        if opening.item is not None:
            for item, pieces in ((opening.item, opening.quantity), *opening.more):
                self._position(opening, item, pieces, claim.value if claim else None)
        self.record(
            events.CaseRecorded(
                number=self.case["number"], kind=opening.kind.value, severity=opening.severity.value,
                safety=opening.safety.value, dealer_id=self.case["dealer_id"],
                customer_id=self.case["customer_id"], title=opening.title,
            ),
            actor, at,
        )  # fmt: skip
        if team:
            event = events.Assigned(None, None, None, team[0], team_name=team[1], automatic=True)
            # nobody assigned it: the office's rules did
            self.record(event, system_actor(self.world.tenant_id, channel=actor.channel), at)

    def _position(self, opening: Opening, item: Item, pieces: int, claim: str | None) -> None:
        first = not self.items
        self.items.append((item, pieces))
        factor = 1 + (opening.tax_rate or Decimal(0)) / 100
        self.told.positions.append(
            {
                "id": next(self.ids.position), "tenant_id": self.world.tenant_id, "case_id": self.case["id"],
                "article_id": item.id, "product_group_id": item.group_id, "quantity": pieces,
                "symptom": opening.symptom, "failure_code": opening.failure_code,
                "serial_number": opening.serial_number if first else "", "wish": opening.wish,
                "sold_by": opening.sold_by, "invoice_number": opening.invoice_number,
                "delivered_on": opening.delivered_on,
                "price_paid": cents(item.price * factor) if opening.invoice_number else None,
                "tax_rate": opening.tax_rate if opening.invoice_number else None,
                "currency": "EUR" if opening.invoice_number else "", "supplier_id": opening.supplier_id,
                "wished_remedy": opening.wished_remedy, "claim_reason": "",
                "safety_relevant": True if opening.safety is Safety.YES else None, "claim_status": claim,
            }
        )  # fmt: skip

    def assign(self, owner: Member, actor: Actor, at: datetime) -> None:
        """`assign_case`: taking it oneself starts the work."""
        event = events.Assigned(
            owner_before=self.case["owner_id"], owner=owner.id, team_before=self.case["team_id"],
            team=owner.team_id, owner_name=owner.name, team_name=owner.team_name,
        )  # fmt: skip
        self.case.update(owner_id=owner.id, team_id=owner.team_id)
        self.record(event, actor, at)
        if owner.id == actor.membership_id:
            self.turn(WaitsFor(self.case["waits_for"]), actor, at)

    def turn(self, waits_for: WaitsFor, actor: Actor, at: datetime, *, next_news: date | None = None) -> None:
        """`turn_to`."""
        step = Step(self.case["step"])
        if step is Step.RECORDED and (actor.is_staff or waits_for is not WaitsFor.US):
            step = Step.IN_PROGRESS
        if step == self.case["step"] and waits_for == self.case["waits_for"]:
            return
        before = (self.case["step"], self.case["waits_for"])
        news = next_news or self.timeline.next_news(step, waits_for, at)
        self.case.update(step=step.value, waits_for=waits_for.value, state_since=at, next_news_on=news)
        claim = self.case["claim_status"]
        event = events.StateChanged(
            before[0], step.value, claim, claim, before[1], waits_for.value, news.isoformat()
        )
        self.record(event, actor, at)

    def say(
        self,
        actor: Actor,
        audience: Audience,
        body: str,
        at: datetime,
        *,
        subject: str = "",
        waits_for: WaitsFor | None = None,
        recipients: list[dict[str, str]] | None = None,
        photos: int = 0,
        party_id: int | None = None,
    ) -> None:
        """`add_message`."""
        inside = actor.kind in (ActorKind.STAFF, ActorKind.SYSTEM)
        direction = ("note" if audience is Audience.INTERNAL else "out") if inside else "in"
        message_id = next(self.ids.message)
        shown = self._photos(photos, actor, audience, message_id, at)
        self.told.messages.append(
            {
                "id": message_id, "tenant_id": self.world.tenant_id, "case_id": self.case["id"],
                "audience": audience.value, "direction": direction, "channel": actor.channel.value,
                "author_kind": actor.kind.value, "author_name": actor.name,
                "author_membership_id": actor.membership_id, "author_party_id": party_id or actor.person_id,
                "subject": subject, "body": body, "recipients": recipients or [], "created_at": at,
                "released_at": at + TAKE_BACK if direction == "out" else at,
            }
        )  # fmt: skip
        event = events.MessageAdded(message_id, audience.value, direction, files=len(shown))
        self.record(event, actor, at)
        for row, photo in shown:
            self.record(
                events.FileAdded(row["id"], audience.value, "image/jpeg", photo.size, file_name=photo.name),
                actor, at,
            )  # fmt: skip
        turn = waits_for or (None if inside else WaitsFor.US)
        if turn is not None:
            self.turn(turn, actor, at)
        elif direction == "out" and self.case["step"] == "recorded":
            self.turn(WaitsFor(self.case["waits_for"]), actor, at)
        self.case["updated_at"] = max(self.case["updated_at"], at)

    def _photos(
        self, count: int, actor: Actor, audience: Audience, message_id: int | None, at: datetime
    ) -> list[tuple[dict[str, Any], Photo]]:
        found: list[tuple[dict[str, Any], Photo]] = []
        drawn = self.world.photos.get(self.motif, ()) if self.with_photos else ()
        for index in range(min(count, len(drawn))):
            variant = (self.case["id"] + index) % len(drawn)
            photo = Photo(
                next(self.ids.file),
                self.motif,
                variant,
                drawn[variant][2],
                f"{drawn[variant][0]}-{index + 1}.jpg",
                at,
            )
            row = {
                "id": photo.id, "tenant_id": self.world.tenant_id, "case_id": self.case["id"],
                "message_id": message_id, "stored_id": photo.id, "audience": audience.value,
                "name": photo.name, "from_outside": not actor.is_staff, "uploaded_by_name": actor.name,
                "created_at": at,
            }  # fmt: skip
            self.told.files.append(row)
            self.told.photos.append(photo)
            found.append((row, photo))
        return found

    def attach(self, count: int, actor: Actor, at: datetime) -> None:
        """`attach_files`: pictures of the report, for everybody."""
        for row, photo in self._photos(count, actor, Audience.ALL, None, at):
            event = events.FileAdded(row["id"], "all", "image/jpeg", photo.size, file_name=photo.name)
            self.record(event, actor, at)

    def take_part(self, party: Contact, role: str, actor: Actor, at: datetime) -> None:
        """`add_participant`."""
        self.told.participants.append(
            {
                "id": next(self.ids.participant), "tenant_id": self.world.tenant_id,
                "case_id": self.case["id"], "party_id": party.id, "role": role, "added_at": at,
            }
        )  # fmt: skip
        self.record(events.ParticipantAdded(party.id, role, party.name), actor, at)

    def decide(self, claim: str, reason: str, actor: Actor, at: datetime) -> None:
        """`decide_claim`, and its reset by an objection."""
        ids = tuple(position["id"] for position in self.told.positions)
        event = events.ClaimDecided(
            self.case["claim_status"], claim, reason=reason, accepted=ids if claim == "accepted" else (),
            rejected=ids if claim == "rejected" else (),
        )  # fmt: skip
        self.case.update(claim_status=claim, claim_reason=reason)
        for position in self.told.positions:
            position.update(claim_status=claim, claim_reason=reason)
        self.record(event, actor, at)
        self.case["updated_at"] = at

    def solve(self, solution: str, actor: Actor, at: datetime) -> None:
        """`record_solution`."""
        self.case.update(solution=solution, solved_by_name=actor.name, solved_at=at, updated_at=at)
        if not actor.is_staff:
            self.case["waits_for"] = WaitsFor.US.value
        self.record(events.SolutionRecorded(solution), actor, at)

    def close(self, closed_by: ClosedBy, actor: Actor, at: datetime) -> None:
        """`close_case`."""
        before = self.case["step"]
        self._end(Step.CLOSED, at)
        self.case["closed_by"] = closed_by.value
        self.record(events.CaseClosed(closed_by.value, self.case["claim_status"], before), actor, at)

    def cancel(self, reason: str, actor: Actor, at: datetime) -> None:
        """`cancel_case`."""
        before = self.case["step"]
        self._end(Step.CANCELLED, at)
        if not actor.is_staff:
            self.case["withdrawn_at"] = at
        self.record(events.CaseCancelled(before, not actor.is_staff, reason), actor, at)

    def _end(self, step: Step, at: datetime) -> None:
        self.case.update(
            step=step.value, closed_at=at, waits_for=WaitsFor.NOBODY.value, state_since=at,
            next_news_on=None, follow_up_on=None, updated_at=at,
        )  # fmt: skip

    def confirm(self, actor: Actor, at: datetime) -> None:
        """`confirm_solution`: it is solved."""
        self.case["customer_confirmed"] = True
        self.record(events.CustomerConfirmed(True), actor, at)

    def reopen(self, reason: str, actor: Actor, at: datetime) -> None:
        """`object_to_decision` on a closed complaint."""
        before, claim = self.case["step"], self.case["claim_status"]
        self.case.update(
            step=Step.IN_PROGRESS.value, closed_by="", closed_at=None, waits_for=WaitsFor.US.value,
            state_since=at, next_news_on=self.timeline.next_news(Step.IN_PROGRESS, WaitsFor.US, at),
            updated_at=at,
        )  # fmt: skip
        self.record(events.CaseReopened(before, True, reason), actor, at)
        if claim is not None:
            self.decide("under_review", self.case["claim_reason"], actor, at)

    def follow_up(self, on: date, actor: Actor, at: datetime) -> None:
        """`set_follow_up`."""
        self.case["follow_up_on"] = on
        self.record(events.FollowUpSet(on.isoformat()), actor, at)

    def task(
        self, title: str, due: date, actor: Actor, at: datetime, *, assignee: Member, done: datetime | None
    ) -> None:
        """`add_task`, and its tick where it is done."""
        row = {
            "id": next(self.ids.task), "tenant_id": self.world.tenant_id, "case_id": self.case["id"],
            "title": title, "due_on": due, "assignee_id": assignee.id, "created_at": at,
            "created_by_name": actor.name, "done_at": done, "done_by_name": actor.name if done else "",
        }  # fmt: skip
        self.told.tasks.append(row)
        self.record(events.TaskAdded(row["id"], due.isoformat(), title), actor, at)

    def mark_spam(self, actor: Actor, at: datetime) -> None:
        """`mark_spam`."""
        self.case["is_spam"] = True
        self.record(events.SpamMarked(True), actor, at)
