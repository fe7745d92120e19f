"""Deciding on the positions of a complaint, and telling the customer of those that are not granted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kulanz.cases.commands.claiming import Verdict, decide_positions
from kulanz.cases.models import Case
from kulanz.cases.rules import ClaimStatus
from kulanz.core.access.actor import Actor
from kulanz.stages.contact.models import LetterKind
from kulanz.workflows.letters import send_letter


def judge_positions(*, actor: Actor, case_id: int, verdicts: Mapping[int, Verdict], at: datetime) -> Case:
    """Decide each position named. Where only a part is rejected, its letter goes out now: the case goes on.

    The letter of a complaint rejected as a whole goes out with its end. Raises what `decide_positions` and
    `send_letter` raise.
    """
    with transaction.atomic():
        case = decide_positions(actor=actor, case_id=case_id, verdicts=verdicts, at=at)
        rejected = sorted(pk for pk, verdict in verdicts.items() if not verdict.accepted)
        customer = case.customer
        if not rejected or case.claim_status == ClaimStatus.REJECTED:
            return case
        if customer is not None and customer.erased_at is None and not case.is_spam:
            send_letter(actor=actor, case_id=case.pk, kind=LetterKind.REJECTION, at=at)
        return case
