"""Rounds in which dealers choose between their own service and the factory's (R011–R014, R073, R100).

A round is written, announced to dealers, answered by link, portal or letter until its deadline, and closed.
Who said nothing is under option B. The mails are `workflows.options`'; here is what is decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.http import Http404

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import MissingValue
from kulanz.masterdata.parties.commands.contracts import lock_dealer, stream_of_dealer, write_period
from kulanz.masterdata.parties.events_of_contracts import (
    OptionAsked,
    OptionDecided,
    OptionReminded,
    OptionRoundClosed,
    OptionRoundSaved,
)
from kulanz.masterdata.parties.models import OptionDecision, OptionPeriod, OptionRound, ServiceOption
from kulanz.masterdata.parties.permissions import require_house_management, require_lead
from kulanz.masterdata.parties.queries.options import running_decisions
from kulanz.masterdata.parties.refusals_of_contracts import (
    DeadlineTooEarly,
    NobodyChosen,
    NobodyToAsk,
    NoOptionChosen,
    NotADealer,
    RoundAnnounced,
    RoundNotAnnounced,
    RoundOutOfOrder,
    RoundOver,
    RoundStillRunning,
    RoundWithoutText,
)

LINK, PORTAL, LETTER, DEFAULT = "link", "portal", "letter", "default"


@dataclass(frozen=True, slots=True)
class RoundFields:
    """What the dealers are asked, until when, and from when on it holds."""

    title: str
    text: str
    deadline: date
    takes_effect_on: date
    text_en: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a dealer answered: the option, who says so, and what else he wants to say."""

    option: str
    name: str
    remark: str = ""


def _stream(round_id: int) -> str:
    return f"option_round:{round_id}"


def save_round(
    *, actor: Actor, fields: RoundFields, today: date, at: datetime, round_id: int | None = None
) -> OptionRound:
    """Write a round, or change it while nobody has been asked.

    Raises MissingValue("title"), RoundWithoutText, DeadlineTooEarly, RoundOutOfOrder, RoundAnnounced.
    """
    require_lead(actor)
    title = " ".join(fields.title.replace("\x00", "").split())[:160]
    text, text_en = (t.replace("\x00", "").strip()[:50_000] for t in (fields.text, fields.text_en))
    if not title:
        raise MissingValue("title")
    if not text:
        raise RoundWithoutText
    if fields.deadline <= today:
        raise DeadlineTooEarly
    if fields.takes_effect_on < fields.deadline:
        raise RoundOutOfOrder
    with transaction.atomic():
        if round_id is None:
            row = OptionRound(tenant_id=actor.tenant_id, created_at=at, created_by_name=actor.name[:200])
        else:
            row = lock_round(actor.tenant_id, round_id)
        if row.announced_at is not None:
            raise RoundAnnounced
        row.title, row.text, row.text_en = title, text, text_en
        row.deadline, row.takes_effect_on = fields.deadline, fields.takes_effect_on
        row.save()
        record(
            OptionRoundSaved(
                round_id=row.pk,
                title=title,
                deadline=row.deadline.isoformat(),
                takes_effect_on=row.takes_effect_on.isoformat(),
            ),
            actor=actor,
            stream=_stream(row.pk),
            at=at,
        )
        return row


def lock_round(tenant_id: int, round_id: int) -> OptionRound:
    row = OptionRound.objects.select_for_update().filter(tenant_id=tenant_id, pk=round_id).first()
    if row is None:
        raise Http404
    return row


def ask_dealers(
    *, actor: Actor, round_id: int, dealer_ids: Sequence[int], today: date, at: datetime
) -> list[OptionDecision]:
    """Put the decision before these dealers; who has been asked in this round is left out.

    Raises RoundOver, NotADealer, NobodyChosen, NobodyToAsk, RoundStillRunning, NotAllowed.
    """
    require_lead(actor)
    with transaction.atomic():
        row = lock_round(actor.tenant_id, round_id)
        if row.closed_at is not None or today > row.deadline:
            raise RoundOver
        asked = set(OptionDecision.objects.filter(round=row).values_list("dealer_id", flat=True))
        if not dealer_ids:
            raise NobodyChosen
        wanted = [pk for pk in dict.fromkeys(dealer_ids) if pk not in asked]
        if not wanted:
            raise NobodyToAsk
        # in one order everywhere, so that two rounds at once wait for each other
        dealers = [lock_dealer(actor.tenant_id, dealer_id) for dealer_id in sorted(wanted)]
        busy = {one.dealer.name for one in running_decisions(actor.tenant_id, wanted)}
        if busy:
            raise RoundStillRunning(names=", ".join(sorted(busy)))
        made = [OptionDecision(tenant_id=actor.tenant_id, round=row, dealer=dealer) for dealer in dealers]
        OptionDecision.objects.bulk_create(made)
        if row.announced_at is None:
            row.announced_at = at
            row.save(update_fields=["announced_at"])
        return made


def mark_asked(
    *, actor: Actor, decision: OptionDecision, token_id: int, address: str, at: datetime
) -> OptionDecision:
    """The letter to this dealer exists: mailed to `address`, or for the printer where there is none."""
    decision.token_id, decision.sent_at, decision.sent_to = token_id, at, address[:254]
    decision.save(update_fields=["token_id", "sent_at", "sent_to"])
    record(
        OptionAsked(
            round_id=decision.round_id, dealer_id=decision.dealer_id, by_mail=bool(address), address=address
        ),
        actor=actor,
        stream=stream_of_dealer(decision.dealer_id),
        at=at,
    )
    return decision


def mark_reminded(*, actor: Actor, decision_id: int, at: datetime) -> OptionDecision | None:
    """Remind once; None when it was done, answered or closed meanwhile."""
    with transaction.atomic():
        row = _lock(actor.tenant_id, decision_id)
        if row.reminded_at is not None or row.decided_at is not None or row.round.closed_at is not None:
            return None
        row.reminded_at = at
        row.save(update_fields=["reminded_at"])
        told = OptionReminded(round_id=row.round_id, dealer_id=row.dealer_id)
        record(told, actor=actor, stream=stream_of_dealer(row.dealer_id), at=at)
        return row


def decide_option(
    *, actor: Actor, decision_id: int, answer: Answer, source: str, today: date, at: datetime
) -> OptionDecision:
    """Take the dealer's answer; until the deadline it may be changed, by him or by the office for his letter.

    By letter the office enters it until the option takes effect, also after the round was closed. Raises
    NoOptionChosen, MissingValue("name"), RoundOver, RoundNotAnnounced, NotAllowed.
    """
    option = _chosen(answer.option)
    name = " ".join(answer.name.replace("\x00", "").split())[:200]
    if not name:
        raise MissingValue("name")
    with transaction.atomic():
        row = _lock(actor.tenant_id, decision_id)
        if source == LETTER:
            require_lead(actor)
        else:
            require_house_management(actor, row.dealer_id)
        if row.round.announced_at is None:
            raise RoundNotAnnounced
        last = row.round.takes_effect_on if source == LETTER else row.round.deadline
        if today > last or (row.round.closed_at is not None and source != LETTER):
            raise RoundOver
        before = row.option
        row.option, row.decided_at, row.decided_by_name = option.value, at, name
        row.source, row.remark = source, answer.remark.replace("\x00", "").strip()[:4000]
        row.save(update_fields=["option", "decided_at", "decided_by_name", "source", "remark"])
        record(
            OptionDecided(
                round_id=row.round_id,
                dealer_id=row.dealer_id,
                option_before=before,
                option=option.value,
                source=source,
                by=name,
                remark=row.remark,
            ),
            actor=actor,
            stream=stream_of_dealer(row.dealer_id),
            at=at,
        )
        if row.round.closed_at is not None:
            _take_effect(actor, row, at)
        return row


def close_round(*, actor: Actor, round_id: int, today: date, at: datetime) -> OptionRound:
    """After the deadline: every asked dealer's option from the day of effect on, B for who said nothing.

    Twice is once. Raises RoundNotAnnounced while the deadline has not passed, or when nobody was asked.
    """
    require_lead(actor)
    with transaction.atomic():
        row = lock_round(actor.tenant_id, round_id)
        if row.closed_at is not None:
            return row
        if row.announced_at is None or today <= row.deadline:
            raise RoundNotAnnounced
        silent = 0
        decisions = OptionDecision.objects.select_for_update(of=("self",)).filter(round=row)
        for decision in decisions.select_related("round", "dealer").order_by("id"):
            if decision.decided_at is None:
                silent += 1
                decision.option, decision.source = ServiceOption.FACTORY.value, DEFAULT
                decision.save(update_fields=["option", "source"])
            _take_effect(actor, decision, at)
        row.closed_at = at
        row.save(update_fields=["closed_at"])
        record(
            OptionRoundClosed(round_id=row.pk, decided=len(decisions) - silent, silent=silent),
            actor=actor,
            stream=_stream(row.pk),
            at=at,
        )
        return row


def _take_effect(actor: Actor, decision: OptionDecision, at: datetime) -> None:
    """The period, unless the office has since entered another one for that day by hand."""
    try:
        dealer = lock_dealer(actor.tenant_id, decision.dealer_id)
    except NotADealer:
        return  # he left meanwhile; there is no option to keep
    since = decision.decided_at or decision.sent_at or at
    by_hand = OptionPeriod.objects.filter(
        dealer=dealer, valid_from=decision.round.takes_effect_on, source="desk", decided_at__gt=since
    )
    if by_hand.exists():
        return
    write_period(
        actor=actor,
        dealer=dealer,
        option=ServiceOption(decision.option),
        valid_from=decision.round.takes_effect_on,
        by=decision.decided_by_name or actor.name,
        source=decision.source,
        note=decision.round.title,
        decided_at=decision.decided_at,
        at=at,
    )


def _chosen(text: str) -> ServiceOption:
    try:
        return ServiceOption(text)
    except ValueError:
        raise NoOptionChosen from None


def _lock(tenant_id: int, decision_id: int) -> OptionDecision:
    row = (
        OptionDecision.objects.select_for_update(of=("self",))
        .select_related("round", "dealer")
        .filter(tenant_id=tenant_id, pk=decision_id)
        .first()
    )
    if row is None:
        raise Http404
    return row
