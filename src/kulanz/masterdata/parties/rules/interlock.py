"""The safety interlock: may these people do this work on that day? The one rule, for planning, the
technicians' tablets, orders, firms' links and files alike (R039, R076–R083). Pure.

Work is judged by the strictest relevance of what it touches. Where that is none, anybody may do it. Else
the person must be named and hold, on the day of the work, a certificate of his own for every kind of work
concerned; and a dealer or service partner he works for must be certified as an organisation as well. The
factory service certifies its people only. A certificate is valid from its day of issue up to and including
its last day, unless it was revoked before. Certificates are nobody else's: only those of the named person
count, and of his organisation only those made out to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kulanz.masterdata.parties.rules.safety import Relevance, needs_certificate, strictest


class House(StrEnum):
    """Who somebody works for."""

    FACTORY = "factory"
    DEALER = "dealer"
    PARTNER = "partner"


class Ground(StrEnum):
    """Why the interlock stays shut."""

    NOBODY_NAMED = "nobody_named"
    NOT_ACTIVE = "not_active"
    WORK_UNKNOWN = "work_unknown"
    """It is safety-relevant and nobody has said which kind of work it is."""
    NEVER_CERTIFIED = "never_certified"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"
    HOUSE_NOT_CERTIFIED = "house_not_certified"
    HOUSE_EXPIRED = "house_expired"


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate; `work` is the kind of work's id, None for an organisation's as a whole."""

    work: int | None
    issued_on: date
    valid_until: date
    revoked_on: date | None = None

    def holds_on(self, day: date) -> bool:
        revoked = self.revoked_on is not None and self.revoked_on <= day
        return self.issued_on <= day <= self.valid_until and not revoked


@dataclass(frozen=True, slots=True)
class Worker:
    """A named person with his own certificates and those of the organisation he works for."""

    name: str
    house: House
    active: bool = True
    certificates: tuple[Held, ...] = ()
    house_name: str = ""
    house_certificates: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work to be done, with its own relevance."""

    id: int
    name: str
    relevance: Relevance


@dataclass(frozen=True, slots=True)
class Part:
    """A spare part to be assembled; `work` is the kind of work that is, where one is known."""

    name: str
    relevance: Relevance
    work: Work | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One reason against. `on` is the day the certificate ended or begins, where one is known."""

    ground: Ground
    work: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    relevance: Relevance
    bars: tuple[Bar, ...] = ()

    @property
    def relevant(self) -> bool:
        return needs_certificate(self.relevance)

    @property
    def allowed(self) -> bool:
        return not self.bars


def judge(*, material: Relevance, works: Sequence[Work], worker: Worker | None, day: date) -> Judgement:
    """Whether `worker` may do `works` on `material` on that day.

    `material` is the strictest relevance of articles, spare parts and failures concerned. All of it counts
    together: cleaning a part that is safety-relevant is safety-relevant work.
    """
    relevance = strictest((material, *(work.relevance for work in works)))
    if not needs_certificate(relevance):
        return Judgement(relevance)
    if worker is None:
        return Judgement(relevance, (Bar(Ground.NOBODY_NAMED),))
    bars: list[Bar] = []
    if not worker.active:
        bars.append(Bar(Ground.NOT_ACTIVE))
    if not works:
        bars.append(Bar(Ground.WORK_UNKNOWN))
    for work in works:
        bar = _against(worker.certificates, work, day)
        if bar is not None:
            bars.append(bar)
    bar = _against_house(worker, day)
    if bar is not None:
        bars.append(bar)
    return Judgement(relevance, tuple(bars))


def judge_assembly(*, parts: Sequence[Part], worker: Worker | None, day: date) -> Judgement:
    """Whether `worker` may assemble these spare parts (R085).

    A part that names no kind of work asks for any certificate of his that holds on that day.
    """
    relevance = strictest(part.relevance for part in parts)
    if not needs_certificate(relevance):
        return Judgement(relevance)
    needed = [part for part in parts if needs_certificate(part.relevance)]
    works = list({part.work.id: part.work for part in needed if part.work is not None}.values())
    if worker is None:
        return Judgement(relevance, (Bar(Ground.NOBODY_NAMED),))
    bars = [Bar(Ground.NOT_ACTIVE)] if not worker.active else []
    bars += [bar for work in works if (bar := _against(worker.certificates, work, day)) is not None]
    open_ones = [part for part in needed if part.work is None]
    if open_ones and not any(held.holds_on(day) for held in worker.certificates):
        bars.append(Bar(Ground.NEVER_CERTIFIED, open_ones[0].name))
    house = _against_house(worker, day)
    return Judgement(relevance, (*bars, house) if house is not None else tuple(bars))


def valid_until(worker: Worker, works: Iterable[Work], day: date) -> date | None:
    """The last day up to which `worker` stays entitled to all of `works` without a gap; None: not at all."""
    ends: list[date] = []
    for work in works:
        held = [one for one in worker.certificates if one.work == work.id]
        end = _last_day(held, day)
        if end is None:
            return None
        ends.append(end)
    if worker.house is not House.FACTORY:
        end = _last_day(worker.house_certificates, day)
        if end is None:
            return None
        ends.append(end)
    return min(ends, default=None)


def _against(certificates: Iterable[Held], work: Work, day: date) -> Bar | None:
    own = [held for held in certificates if held.work == work.id]
    if any(held.holds_on(day) for held in own):
        return None
    if not own:
        return Bar(Ground.NEVER_CERTIFIED, work.name)
    begun = [held for held in own if held.issued_on <= day]
    if not begun:
        return Bar(Ground.NOT_YET, work.name, min(held.issued_on for held in own))
    # one that begins later does not hide that the one before it has ended
    last = max(begun, key=lambda held: held.valid_until)
    if last.revoked_on is not None and last.revoked_on <= day:
        return Bar(Ground.REVOKED, work.name, last.revoked_on)
    return Bar(Ground.EXPIRED, work.name, last.valid_until)


def _against_house(worker: Worker, day: date) -> Bar | None:
    if worker.house is House.FACTORY or any(held.holds_on(day) for held in worker.house_certificates):
        return None
    ended = [held for held in worker.house_certificates if held.issued_on <= day]
    if not ended:
        return Bar(Ground.HOUSE_NOT_CERTIFIED, worker.house_name)
    last = max(ended, key=lambda held: held.valid_until)
    day_ended = last.valid_until
    if last.revoked_on is not None and last.revoked_on <= day:
        day_ended = min(day_ended, last.revoked_on)
    return Bar(Ground.HOUSE_EXPIRED, worker.house_name, day_ended)


def _last_day(certificates: Iterable[Held], day: date) -> date | None:
    """The end of the run of certificates that holds on `day`; a renewal that joins on prolongs it."""
    end: date | None = None
    reached = day
    for held in sorted(certificates, key=lambda one: one.issued_on):
        last = held.valid_until
        if held.revoked_on is not None:
            last = min(last, held.revoked_on.fromordinal(held.revoked_on.toordinal() - 1))
        starts = held.issued_on.toordinal()
        if starts <= reached.toordinal() + (1 if end is not None else 0) and last >= reached:
            end = reached = last
    return end
