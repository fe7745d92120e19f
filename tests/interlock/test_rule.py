"""The interlock's rule: every combination, by a table that is written out, and by properties."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kulanz.masterdata.parties.rules.interlock import (
    Ground,
    Held,
    House,
    Part,
    Work,
    Worker,
    judge,
    judge_assembly,
    valid_until,
)
from kulanz.masterdata.parties.rules.safety import Relevance, relevance_of, strictest

DAY = date(2026, 11, 23)
NONE, ASSUMED, GIVEN = Relevance.NONE, Relevance.ASSUMED, Relevance.GIVEN
SPRING = 1
SEWING = 2


def work(relevance: Relevance = NONE, pk: int = SPRING) -> Work:
    return Work(pk, {SPRING: "Gasfederwechsel", SEWING: "Polsterarbeit"}[pk], relevance)


def held(
    pk: int | None = SPRING,
    since: date = date(2025, 1, 10),
    until: date = date(2027, 1, 9),
    revoked: date | None = None,
) -> Held:
    return Held(pk, since, until, revoked)


def worker(*certificates: Held, house: House = House.FACTORY, **more: object) -> Worker:
    return Worker("Tom Berg", house, certificates=certificates, house_name="Möbel Blatt", **more)  # type: ignore[arg-type]  # names are the dataclass's


# --- the table: (material, work) x how the person stands -> grounds -------------------------------------
OWN = {
    "nobody": (None, [Ground.NOBODY_NAMED]),
    "certified": (worker(held()), []),
    "no certificate": (worker(), [Ground.NEVER_CERTIFIED]),
    "for other work": (worker(held(SEWING)), [Ground.NEVER_CERTIFIED]),
    "last day": (worker(held(until=DAY)), []),
    "ended yesterday": (worker(held(until=DAY - timedelta(1))), [Ground.EXPIRED]),
    "first day": (worker(held(since=DAY)), []),
    "begins tomorrow": (worker(held(since=DAY + timedelta(1))), [Ground.NOT_YET]),
    "revoked today": (worker(held(revoked=DAY)), [Ground.REVOKED]),
    "revoked from tomorrow": (worker(held(revoked=DAY + timedelta(1))), []),
    "renewed": (worker(held(until=DAY - timedelta(1)), held(since=DAY)), []),
    "left the house": (worker(held(), active=False), [Ground.NOT_ACTIVE]),
    "dealer's, house certified": (
        worker(held(), house=House.DEALER, house_certificates=(held(None),)),
        [],
    ),
    "dealer's, house not certified": (worker(held(), house=House.DEALER), [Ground.HOUSE_NOT_CERTIFIED]),
    "dealer's, house ended": (
        worker(held(), house=House.DEALER, house_certificates=(held(None, until=DAY - timedelta(1)),)),
        [Ground.HOUSE_EXPIRED],
    ),
    "dealer's, house revoked": (
        worker(held(), house=House.DEALER, house_certificates=(held(None, revoked=DAY),)),
        [Ground.HOUSE_EXPIRED],
    ),
    "dealer's, neither": (
        worker(house=House.DEALER),
        [Ground.NEVER_CERTIFIED, Ground.HOUSE_NOT_CERTIFIED],
    ),
    "partner's, house certified": (
        worker(held(), house=House.PARTNER, house_certificates=(held(None),)),
        [],
    ),
    "partner's, house not certified": (worker(held(), house=House.PARTNER), [Ground.HOUSE_NOT_CERTIFIED]),
    "house's certificate is not his": (
        worker(house=House.DEALER, house_certificates=(held(None),)),
        [Ground.NEVER_CERTIFIED],
    ),
}
FACTS = list(product((NONE, ASSUMED, GIVEN), repeat=2))


@pytest.mark.parametrize("stands", OWN)
@pytest.mark.parametrize(("material", "kind"), FACTS)
def test_every_combination(stands: str, material: Relevance, kind: Relevance) -> None:
    who, grounds = OWN[stands]
    judged = judge(material=material, works=[work(kind)], worker=who, day=DAY)
    relevant = (material, kind) != (NONE, NONE)
    assert judged.relevant is relevant
    assert [bar.ground for bar in judged.bars] == (grounds if relevant else [])
    assert judged.allowed is (not grounds or not relevant)


def test_strictest_fact_counts() -> None:
    assert (
        judge(material=NONE, works=[work(NONE), work(GIVEN, SEWING)], worker=None, day=DAY).relevance is GIVEN
    )
    assert judge(material=ASSUMED, works=[work(NONE)], worker=None, day=DAY).relevance is ASSUMED


def test_each_kind_of_work_needs_its_own_certificate() -> None:
    both = [work(GIVEN), work(GIVEN, SEWING)]
    judged = judge(material=NONE, works=both, worker=worker(held()), day=DAY)
    assert [(bar.ground, bar.work) for bar in judged.bars] == [(Ground.NEVER_CERTIFIED, "Polsterarbeit")]


def test_relevant_work_without_a_kind_is_refused_whoever_comes() -> None:
    judged = judge(material=GIVEN, works=[], worker=worker(held()), day=DAY)
    assert [bar.ground for bar in judged.bars] == [Ground.WORK_UNKNOWN]


def test_nothing_known_is_assumed() -> None:
    assert strictest([]) is ASSUMED
    assert relevance_of("") is ASSUMED
    assert relevance_of("what?") is ASSUMED


def test_assembly_asks_for_the_parts_work_or_for_any_certificate() -> None:
    spring = Part("Gasfeder", GIVEN, work(GIVEN))
    castor = Part("Rolle", ASSUMED)
    cover = Part("Abdeckkappe", NONE)
    sewing_only = worker(held(SEWING))
    assert judge_assembly(parts=[cover], worker=None, day=DAY).allowed
    assert judge_assembly(parts=[castor, cover], worker=sewing_only, day=DAY).allowed
    refused = judge_assembly(parts=[spring, castor], worker=sewing_only, day=DAY)
    assert [(bar.ground, bar.work) for bar in refused.bars] == [(Ground.NEVER_CERTIFIED, "Gasfederwechsel")]
    assert [bar.ground for bar in judge_assembly(parts=[castor], worker=None, day=DAY).bars] == [
        Ground.NOBODY_NAMED
    ]
    assert not judge_assembly(parts=[castor], worker=worker(), day=DAY).allowed
    assert not judge_assembly(parts=[castor], worker=worker(held(), house=House.DEALER), day=DAY).allowed


# --- properties -----------------------------------------------------------------------------------------
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
certificates = st.builds(
    lambda since, length, revoked: Held(
        SPRING, since, since + timedelta(length), since + timedelta(revoked) if revoked is not None else None
    ),
    days,
    st.integers(0, 800),
    st.none() | st.integers(0, 900),
)


@given(st.lists(certificates, max_size=4), days)
def test_allowed_exactly_while_one_of_his_holds(own: list[Held], day: date) -> None:
    judged = judge(material=GIVEN, works=[work()], worker=worker(*own), day=day)
    holds = any(
        one.issued_on <= day <= one.valid_until and (one.revoked_on is None or day < one.revoked_on)
        for one in own
    )
    assert judged.allowed is holds


@given(st.lists(certificates, max_size=4), days)
def test_last_day_is_the_last_of_an_unbroken_run(own: list[Held], day: date) -> None:
    end = valid_until(worker(*own), [work()], day)

    def holds(on: date) -> bool:
        return any(one.holds_on(on) for one in own)

    if end is None:
        assert not holds(day)
        return
    assert all(holds(day + timedelta(n)) for n in range((end - day).days + 1))
    assert not holds(end + timedelta(1))


@given(st.lists(certificates, max_size=3), certificates, days)
def test_one_more_certificate_never_bars(own: list[Held], more: Held, day: date) -> None:
    before = judge(material=GIVEN, works=[work()], worker=worker(*own), day=day)
    after = judge(material=GIVEN, works=[work()], worker=worker(*own, more), day=day)
    assert after.allowed or not before.allowed
