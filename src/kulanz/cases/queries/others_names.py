"""Who of another dealer's house recorded or solved a case: the house that has it now reads no such name."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet

from kulanz.cases.events import SolutionRecorded
from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.parties.models import Membership, Technician
from kulanz.masterdata.parties.own_houses import only_of_houses
from kulanz.masterdata.parties.rules.interlock import House


def without_recorders_of_others(actor: Actor, cases: Sequence[Case]) -> None:
    """Empty `created_by_name` of loaded cases that another dealer's house recorded; for showing only."""
    houses = only_of_houses(actor)
    recorders = {case.created_by_membership_id for case in cases if case.created_by_membership_id}
    if houses is None or not recorders:
        return
    strange = set(_of_others(houses).filter(pk__in=recorders).values_list("pk", flat=True))
    for case in cases:
        if case.created_by_membership_id in strange:
            case.created_by_name = ""


def without_solver_of_others(actor: Actor, case: Case) -> None:
    """Empty `solved_by_name` likewise."""
    houses = only_of_houses(actor)
    if houses is not None and solved_by_others(case, houses):
        case.solved_by_name = ""


def solved_by_others(case: Case, houses: Collection[int]) -> bool:
    """Whether the solution was written by somebody of a dealer's house that is none of these."""
    if not case.solved_by_name:
        return False
    theirs = Technician.objects.filter(name=case.solved_by_name, house=House.DEALER.value)
    if theirs.exclude(organisation__in=houses).exists():
        return True
    entries = ProtocolEntry.objects.filter(stream=case.stream, event=SolutionRecorded.name)
    last = entries.order_by("-seq").values_list("actor_ref", flat=True).first() or ""
    kind, _colon, ident = last.partition(":")
    return kind == "membership" and _of_others(houses).filter(pk=int(ident)).exists()


def _of_others(houses: Collection[int]) -> QuerySet[Membership]:
    return Membership.objects.filter(~Q(organisation__in=houses), kind=ActorKind.DEALER.value)
