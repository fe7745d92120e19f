"""A round from the letter to the option, by link, portal, letter and silence."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from kulanz.core.access.actor import Channel, system_actor
from kulanz.core.access.models import AccessToken, TokenPurpose
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import MissingValue, NotAllowed, Refusal
from kulanz.masterdata.parties.commands.contracts import set_option
from kulanz.masterdata.parties.commands.options import (
    Answer,
    RoundFields,
    close_round,
    decide_option,
    save_round,
)
from kulanz.masterdata.parties.models import (
    ContactPoint,
    OptionDecision,
    OptionPeriod,
    OptionRound,
    ServiceOption,
)
from kulanz.masterdata.parties.queries.options import option_of
from kulanz.masterdata.parties.refusals_of_contracts import (
    DeadlineTooEarly,
    NobodyToAsk,
    NoOptionChosen,
    RoundAnnounced,
    RoundNotAnnounced,
    RoundOutOfOrder,
    RoundOver,
    RoundWithoutText,
)
from kulanz.stages.contact.models import OutgoingMail
from kulanz.workflows import options
from kulanz.workflows.option_duties import tend_options
from tests.cases.people import AT, People
from tests.contracts.houses import MONDAY
from tests.contracts.rounds import BLATT, DEADLINE, EFFECT, asked, new_round
from tests.letters.reading import words_of
from tests.outgoing.writing import body_of, parsed

A, B = ServiceOption.DEALER, ServiceOption.FACTORY


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def test_only_whole_rounds_are_saved(people: People) -> None:
    good: dict[str, Any] = {
        "title": "Wer fährt?",
        "text": "Ziele.",
        "deadline": DEADLINE,
        "takes_effect_on": EFFECT,
    }
    mistakes: tuple[tuple[type[Refusal], dict[str, Any]], ...] = (
        (MissingValue, {"title": " "}),
        (RoundWithoutText, {"text": "\n"}),
        (DeadlineTooEarly, {"deadline": MONDAY}),
        (RoundOutOfOrder, {"takes_effect_on": DEADLINE - timedelta(days=1)}),
    )
    for refusal, wrong in mistakes:
        with pytest.raises(refusal):
            save_round(actor=people.lena, fields=RoundFields(**{**good, **wrong}), today=MONDAY, at=AT)
    with pytest.raises(NotAllowed):
        save_round(actor=people.anna, fields=RoundFields(**good), today=MONDAY, at=AT)
    assert not OptionRound.objects.exists()


def test_every_dealer_gets_a_letter_with_a_link_of_its_own(people: People) -> None:
    ContactPoint.objects.filter(party=people.fremd).delete()
    row = new_round(people)
    preview = options.preview_round(actor=people.lena, option_round=row, dealer=people.blatt, at=AT)
    assert "Option B: Werkskundendienst" in words_of(preview)
    assert not AccessToken.objects.exists(), "a preview opens nothing"
    dealers = [d.pk for d in options.dealers_to_ask(people.tenant.pk)]
    done = options.announce_round(actor=people.lena, round_id=row.pk, dealer_ids=dealers, at=AT)
    assert done.mailed == 1
    assert [d.dealer_id for d in done.on_paper] == [people.fremd.pk]
    (mail,) = OutgoingMail.objects.all()
    assert (mail.recipient, mail.kind) == (BLATT, "option")
    message = parsed(mail)
    (pdf,) = [p for p in message.walk() if p.get_content_type() == "application/pdf"]
    words = words_of(pdf.get_content())
    assert "Bürohaus Blatt" in words
    assert "Möbel Fremd" not in words
    assert "/entscheidung/" in body_of(message)
    assert "unter diesem Brief" not in body_of(message), "a mail has no code below it"
    assert "den Link in dieser E-Mail oder den Code im beigelegten Brief" in body_of(message)
    (address,) = set(re.findall(r"http\S+/entscheidung/[a-z2-7]+/", body_of(message)))
    assert "unter diesem Brief" in words
    assert address in words.replace(" ", ""), "the letter has the address it speaks of below it"
    token = AccessToken.objects.get(purpose=TokenPurpose.SERVICE_OPTION, address=BLATT)
    assert body_of(message).count(bytes(token.digest).hex()) == 0
    paper = options.paper_letter(actor=people.lena, decision_id=done.on_paper[0].pk, at=AT)
    assert "Möbel Fremd" in words_of(paper)
    with pytest.raises(NobodyToAsk):
        options.announce_round(actor=people.lena, round_id=row.pk, dealer_ids=dealers, at=AT)
    fields = RoundFields(title="Anders", text="x", deadline=DEADLINE, takes_effect_on=EFFECT)
    with pytest.raises(RoundAnnounced):
        save_round(actor=people.lena, fields=fields, round_id=row.pk, today=MONDAY, at=AT)
    row.refresh_from_db()
    assert row.title == "Wer fährt?"


def test_the_link_decides_until_the_deadline(people: People) -> None:
    decision, secret = asked(people)
    visit = options.option_visit(secret=secret, at=AT)
    assert visit is not None
    OutgoingMail.objects.all().delete()
    answer = Answer("dealer", " Bodo  Blatt ", "Wir haben zwei Leute.")
    options.decide_by_link(visit=visit, answer=answer, at=AT)
    options.decide_by_link(visit=visit, answer=Answer("factory", "Bodo Blatt"), at=on(DEADLINE))
    decision.refresh_from_db()
    assert (decision.option, decision.decided_by_name, decision.source) == ("factory", "Bodo Blatt", "link")
    assert [m.recipient for m in OutgoingMail.objects.order_by("id")] == [BLATT, BLATT], "each is confirmed"
    events = ProtocolEntry.objects.filter(event="option_round.decided").order_by("id")
    assert [e.facts["option"] for e in events] == ["dealer", "factory"]
    for refusal, given, at in (
        (NoOptionChosen, Answer("beides", "Bodo"), AT),
        (MissingValue, Answer("dealer", " "), AT),
        (RoundOver, Answer("dealer", "Bodo"), on(DEADLINE + timedelta(days=1))),
    ):
        with pytest.raises(refusal):
            options.decide_by_link(visit=visit, answer=given, at=at)
    decision.refresh_from_db()
    assert (decision.option, decision.remark) == ("factory", "")
    assert OutgoingMail.objects.count() == 2
    assert not OptionPeriod.objects.exists(), "nothing holds before the round is closed"


def test_the_deadline_ends_at_midnight_on_the_wall(people: People) -> None:
    """The tenant is in Berlin: 23:30 UTC in January is half past midnight there."""
    _decision, secret = asked(people)
    last = datetime(DEADLINE.year, DEADLINE.month, DEADLINE.day, 22, 59, tzinfo=UTC)
    visit = options.option_visit(secret=secret, at=last)
    assert visit is not None
    options.decide_by_link(visit=visit, answer=Answer("dealer", "Bodo"), at=last)
    with pytest.raises(RoundOver):
        options.decide_by_link(visit=visit, answer=Answer("factory", "Bodo"), at=last + timedelta(minutes=1))


def test_the_house_decides_in_the_portal_and_nobody_else_for_it(people: People) -> None:
    decision, _secret = asked(people)
    give: dict[str, Any] = {"decision_id": decision.pk, "answer": Answer("dealer", "Bernd"), "at": AT}
    for actor, refusal in (
        (people.britta, NotAllowed),
        (people.fremd_house, RoundOver),
        (people.anna, RoundOver),
    ):
        with pytest.raises(refusal):
            options.decide_in_portal(actor=actor, **give)
    decision.refresh_from_db()
    assert decision.decided_at is None
    options.decide_in_portal(actor=people.blatt_house, **give)
    decision.refresh_from_db()
    assert (decision.option, decision.source) == ("dealer", "portal")
    told = set(
        OutgoingMail.objects.filter(key__startswith="option-decided").values_list("recipient", flat=True)
    )
    assert told == {BLATT, "haus@blatt.nordlicht.test"}


def test_silence_is_reminded_once_and_then_means_option_b(people: People) -> None:
    decision, secret = asked(people)
    visit = options.option_visit(secret=secret, at=AT)
    assert visit is not None
    OutgoingMail.objects.all().delete()
    tenant_id = people.tenant.pk
    assert tend_options(tenant_id, on(DEADLINE - timedelta(days=8))) == {"reminded": 0, "closed": 0}
    for _again in range(2):
        tend_options(tenant_id, on(DEADLINE - timedelta(days=7)))
    assert [m.key for m in OutgoingMail.objects.all()] == [f"option-reminder:{decision.pk}"]
    assert tend_options(tenant_id, on(DEADLINE))["closed"] == 0, "the last day is still his"
    with pytest.raises(RoundNotAnnounced):
        close_round(actor=people.lena, round_id=decision.round_id, today=DEADLINE, at=on(DEADLINE))
    for _again in range(2):
        tend_options(tenant_id, on(DEADLINE + timedelta(days=1)))
    decision.refresh_from_db()
    assert (decision.option, decision.source, decision.decided_at) == ("factory", "default", None)
    period = OptionPeriod.objects.get()
    assert (period.option, period.source, period.valid_from) == ("factory", "default", EFFECT)
    assert ProtocolEntry.objects.filter(event="option_round.closed").count() == 1
    with pytest.raises(RoundOver):
        options.decide_by_link(visit=visit, answer=Answer("dealer", "Bodo"), at=on(EFFECT))


def test_an_answer_takes_effect_on_its_day(people: People) -> None:
    _decision, secret = asked(people)
    visit = options.option_visit(secret=secret, at=AT)
    assert visit is not None
    options.decide_by_link(visit=visit, answer=Answer("dealer", "Bodo"), at=AT)
    tend_options(people.tenant.pk, on(DEADLINE + timedelta(days=1)))
    assert option_of(people.blatt.pk, EFFECT - timedelta(days=1)) is B
    assert option_of(people.blatt.pk, EFFECT) is A


def test_a_letter_is_entered_by_the_office_also_when_it_comes_late(people: People) -> None:
    decision, _secret = asked(people)
    with pytest.raises(NotAllowed):
        options.enter_letter(actor=people.anna, decision_id=decision.pk, answer=Answer("dealer", "B"), at=AT)
    tend_options(people.tenant.pk, on(DEADLINE + timedelta(days=1)))
    assert option_of(people.blatt.pk, EFFECT) is B
    late = on(DEADLINE + timedelta(days=2))
    options.enter_letter(
        actor=people.lena, decision_id=decision.pk, answer=Answer("dealer", "Bodo Blatt"), at=late
    )
    assert option_of(people.blatt.pk, EFFECT) is A
    after = on(EFFECT + timedelta(days=1))
    with pytest.raises(RoundOver):
        options.enter_letter(
            actor=people.lena, decision_id=decision.pk, answer=Answer("factory", "Bodo"), at=after
        )
    assert option_of(people.blatt.pk, EFFECT) is A


def test_what_the_office_settled_by_hand_meanwhile_stays(people: People) -> None:
    decision, _secret = asked(people)
    set_option(
        actor=people.lena,
        dealer_id=people.blatt.pk,
        option=A,
        valid_from=EFFECT,
        today=MONDAY,
        at=AT + timedelta(days=1),
    )
    tend_options(people.tenant.pk, on(DEADLINE + timedelta(days=1)))
    decision.refresh_from_db()
    assert decision.source == "default"
    assert option_of(people.blatt.pk, EFFECT) is A


def test_the_command_itself_asks_who_decides(people: People) -> None:
    decision, _secret = asked(people)
    guest = system_actor(people.tenant.pk, channel=Channel.PUBLIC, name="Bodo")
    for actor in (people.fremd_house, people.anna, people.britta):
        with pytest.raises(NotAllowed):
            decide_option(
                actor=actor,
                decision_id=decision.pk,
                answer=Answer("dealer", "x"),
                source="portal",
                today=MONDAY,
                at=AT,
            )
    decide_option(
        actor=guest, decision_id=decision.pk, answer=Answer("dealer", "x"), source="link", today=MONDAY, at=AT
    )
    assert OptionDecision.objects.get(pk=decision.pk).option == "dealer"
