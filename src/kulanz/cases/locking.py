"""Lock first, then decide. One helper, so that the order of locks is the same everywhere."""

from __future__ import annotations

from kulanz.cases.models import Case
from kulanz.cases.permissions import Action, require
from kulanz.cases.refusals import CaseEnded, NoSuchCase
from kulanz.core.access.actor import Actor


def lock_case(case_id: int) -> Case:
    """The case, locked until the transaction ends; raises NoSuchCase."""
    case = Case.objects.select_for_update(of=("self",)).filter(pk=case_id).first()
    if case is None:
        raise NoSuchCase
    return case


def lock_workable(actor: Actor, case_id: int) -> Case:
    """The open case this actor may work on, locked; raises NoSuchCase, NotAllowed, CaseEnded."""
    case = lock_case(case_id)
    require(actor, Action.WORK, case)
    if not case.is_open:
        raise CaseEnded
    return case


def lock_cases(*case_ids: int) -> list[Case]:
    """Several cases, locked in key order so that two commands cannot wait for each other for ever."""
    found = {
        case.pk: case
        for case in Case.objects.select_for_update(of=("self",)).filter(pk__in=case_ids).order_by("pk")
    }
    if len(found) != len(set(case_ids)):
        raise NoSuchCase
    return [found[pk] for pk in case_ids]
