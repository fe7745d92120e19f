"""What was decided in the last hour by the product's own commands: with real documents, letters and links."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet

from kulanz.cases.models import Case
from kulanz.cases.models.case import OPEN
from kulanz.config.demo.world import World
from kulanz.core.access.actor import Actor, Channel, Role
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.catalog.models import Article, Executor
from kulanz.masterdata.catalog.rules.costs import ExecutorKind
from kulanz.stages.billing.commands.accounts import give_account
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.billing.rules.credit import CreditState
from kulanz.stages.contact.models import LetterKind
from kulanz.stages.solution.commands.deciding import Choice
from kulanz.stages.solution.commands.figures import (
    PartInput,
    enter_cost,
    exclude_remedy,
    plan_service,
    save_spare_part,
)
from kulanz.stages.solution.models import CostEntry, SparePart
from kulanz.stages.solution.rules.remedies import ReasonPurpose
from kulanz.workflows.default_reasons import DEFAULT_REASONS
from kulanz.workflows.letters import send_letter
from kulanz.workflows.remedies import decide_remedy

_REMEDIES: Final = (
    "spare_part", "external_service", "price_reduction", "exchange", "delivery_no_return", "pick_up_credit",
)  # fmt: skip
_PHOTO_REQUESTS: Final = 4
_ACCOUNTS: Final = 2
# The number every bank shows as its example.
_IBAN: Final = "DE89370400440532013000"
_REDUCTION: Final = Decimal(40)


def decide_lately(world: World, now: datetime) -> None:
    """One case for each remedy, photo requests, accounts to pay to; as many as there are cases for."""
    lead = next(member for member in world.staff if Role.LEAD in member.roles)
    actor = lead.actor(world.tenant_id, Channel.DESK)
    with tenant_context(world.tenant_id):
        quiet = Case.objects.filter(OPEN, customer__isnull=False, updated_at__lt=now - timedelta(hours=1))
        for number, (remedy, case) in enumerate(zip(_REMEDIES, _undecided(quiet), strict=False)):
            at = now - timedelta(minutes=55 - 4 * number)
            _enter(actor, case, remedy, at)
            choice = Choice(
                remedy=remedy, amount=_REDUCTION if remedy == "price_reduction" else None,
                dearer_reason=DEFAULT_REASONS[ReasonPurpose.DEARER][number][0], wish_consent=True,
            )  # fmt: skip
            decide_remedy(
                actor=actor, case_id=case.pk, choice=choice, key=f"demo-lately:{case.pk}",
                at=at + timedelta(minutes=1),
            )  # fmt: skip
        waiting = quiet.filter(claim_status="under_review", waits_for="customer", merged_cases=None)
        for number, case in enumerate(waiting.order_by("-pk")[:_PHOTO_REQUESTS]):
            at = now - timedelta(minutes=30 - number)
            send_letter(actor=actor, case_id=case.pk, kind=LetterKind.PHOTO_REQUEST, at=at)
        _accounts(actor, now - timedelta(minutes=20))


def _undecided(quiet: QuerySet[Case]) -> list[Case]:
    """Accepted ones with a known price; one of each turn is left as it is."""
    found: list[Case] = []
    turns: set[str] = set()
    cases = quiet.filter(claim_status="accepted", decisions=None).order_by("-pk")
    for case in cases.exclude(positions__price_paid=None).select_related("customer"):
        if case.waits_for in turns:
            found.append(case)
        turns.add(case.waits_for)
    return found


def _enter(actor: Actor, case: Case, remedy: str, at: datetime) -> None:
    """What the comparison needs and nobody has entered yet; what stood against the remedy is lifted."""
    exclude_remedy(actor=actor, case_id=case.pk, remedy=remedy, excluded=False, at=at)
    if remedy == "spare_part" and not SparePart.objects.filter(case=case).exists():
        part = Article.objects.filter(is_spare_part=True, safety="none").order_by("pk").first()
        if part is not None:
            save_spare_part(actor=actor, case_id=case.pk, part=PartInput(article_id=part.pk), at=at)
    if remedy == "external_service":
        firm = Executor.objects.filter(kind=ExecutorKind.FIRM).order_by("pk").first()
        if firm is not None:
            plan_service(actor=actor, case_id=case.pk, executor_id=firm.pk, task=case.title, at=at)
            enter_cost(
                actor=actor, case_id=case.pk, cost_kind="call_out", amount=firm.call_out,
                remedy=remedy, at=at,
            )  # fmt: skip
    disposal = CostEntry.objects.filter(case=case, cost_kind__code="disposal")
    if remedy == "delivery_no_return" and not disposal.exists():
        enter_cost(
            actor=actor, case_id=case.pk, cost_kind="disposal", amount=Decimal(25), remedy=remedy, at=at
        )


def _accounts(actor: Actor, at: datetime) -> None:
    notes = CreditNote.objects.filter(state=CreditState.RECORDED.value, pay_out=True).order_by("-pk")
    for note in notes.select_related("party")[:_ACCOUNTS]:
        holder = note.party.name if note.party is not None else ""
        give_account(actor=actor, credit_note_id=note.pk, holder=holder, iban=_IBAN, at=at)
