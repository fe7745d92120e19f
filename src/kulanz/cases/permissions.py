"""Who sees which case and who may do what with it. The only rule for cases; everything asks here."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from kulanz.cases.models import Case, CaseFile, Message, Participant
from kulanz.cases.others_work import others_work
from kulanz.cases.rules import Audience, audiences_readable_by, audiences_writable_by
from kulanz.core.access.actor import Actor, ActorKind, Role, Scope
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.parties.own_houses import only_of_houses


class Action(StrEnum):
    VIEW = "view"
    RECORD = "record"
    WRITE_MESSAGE = "write_message"
    ADD_FILE = "add_file"
    REMOVE_FILE = "remove_file"
    WORK = "work"
    """Step, whom it waits for, fields, positions, tasks, links, owner: the office's daily work."""
    EDIT_OWN_REFERENCE = "edit_own_reference"
    DECIDE_CLAIM = "decide_claim"
    RECORD_SOLUTION = "record_solution"
    GIVE_TO_FACTORY = "give_to_factory"
    """Have the factory service carry out what a dealer's own people were to do."""
    CLOSE = "close"
    REOPEN = "reopen"
    OBJECT = "object"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"
    MERGE = "merge"
    MARK_SPAM = "mark_spam"
    MANAGE_VIEWS = "manage_views"
    CONFIGURE = "configure"


_WORKERS: Final = frozenset({Role.AGENT, Role.LEAD, Role.DIVISION, Role.EXECUTIVE})
_EVERY_ROLE: Final = frozenset(Role)

# action -> staff roles that may; and the other kinds of actor that may on a case they see.
STAFF_MAY: Final[dict[Action, frozenset[Role]]] = {
    Action.VIEW: _EVERY_ROLE,
    Action.RECORD: _WORKERS | {Role.QUALITY},
    Action.WRITE_MESSAGE: _EVERY_ROLE,
    Action.ADD_FILE: _EVERY_ROLE,
    Action.REMOVE_FILE: _WORKERS,
    Action.WORK: _WORKERS,
    Action.EDIT_OWN_REFERENCE: _WORKERS,
    Action.DECIDE_CLAIM: _WORKERS,
    Action.RECORD_SOLUTION: _WORKERS | {Role.QUALITY},
    Action.GIVE_TO_FACTORY: _WORKERS,
    Action.CLOSE: _WORKERS,
    Action.REOPEN: _WORKERS,
    Action.OBJECT: _WORKERS,
    Action.CONFIRM: frozenset(),
    Action.WITHDRAW: _WORKERS,
    Action.MERGE: _WORKERS,
    Action.MARK_SPAM: _WORKERS,
    Action.MANAGE_VIEWS: _EVERY_ROLE,
    Action.CONFIGURE: frozenset({Role.ADMINISTRATOR}),
}
OTHERS_MAY: Final[dict[Action, frozenset[ActorKind]]] = {
    Action.VIEW: frozenset({ActorKind.DEALER, ActorKind.TECHNICIAN, ActorKind.CUSTOMER, ActorKind.SUPPLIER}),
    Action.RECORD: frozenset({ActorKind.DEALER, ActorKind.CUSTOMER, ActorKind.GUEST}),
    Action.WRITE_MESSAGE: frozenset({ActorKind.DEALER, ActorKind.TECHNICIAN, ActorKind.CUSTOMER}),
    Action.ADD_FILE: frozenset({ActorKind.DEALER, ActorKind.TECHNICIAN, ActorKind.CUSTOMER}),
    Action.EDIT_OWN_REFERENCE: frozenset({ActorKind.DEALER}),
    Action.RECORD_SOLUTION: frozenset({ActorKind.DEALER, ActorKind.TECHNICIAN}),
    Action.GIVE_TO_FACTORY: frozenset({ActorKind.DEALER}),
    Action.OBJECT: frozenset({ActorKind.DEALER, ActorKind.CUSTOMER}),
    Action.CONFIRM: frozenset({ActorKind.CUSTOMER}),
    Action.WITHDRAW: frozenset({ActorKind.DEALER, ActorKind.CUSTOMER}),
}


def visible_to(actor: Actor) -> QuerySet[Case]:
    """The cases this actor may know of. Denied by default."""
    cases = Case.objects.filter(tenant_id=actor.tenant_id)
    if actor.is_system:
        return cases
    if actor.case_id is not None:
        # a link opens exactly its case, and after a merge the one it went into
        return cases.filter(Q(pk=actor.case_id) | Q(merged_cases=actor.case_id), is_spam=False)
    match actor.kind:
        case ActorKind.STAFF:
            return cases
        case ActorKind.DEALER if actor.organisation_id:
            return cases.filter(dealer_id=actor.organisation_id, is_spam=False).filter(_dealer_scope(actor))
        case ActorKind.TECHNICIAN:
            return cases.filter(_takes_part(actor, "technician"), is_spam=False)
        case ActorKind.SUPPLIER:
            return cases.filter(_takes_part(actor, "supplier"), is_spam=False)
        case ActorKind.CUSTOMER if actor.person_id or actor.organisation_id:
            own = Q(customer_id__in=[pk for pk in (actor.person_id, actor.organisation_id) if pk])
            return cases.filter(own | _takes_part(actor, "customer"), is_spam=False)
        case _:
            return cases.none()


def sees_all(actor: Actor) -> bool:
    """Whether `visible_to` is every case of the tenant: then what belongs to a case needs no look at it."""
    return actor.is_system or (actor.is_staff and actor.case_id is None)


def _dealer_scope(actor: Actor) -> Q:
    if actor.scope is Scope.COMPANY:
        return Q()
    own = Q(created_by_membership_id=actor.membership_id)
    if actor.person_id:
        own |= Q(created_by_clerk_id=actor.person_id)
    if actor.scope is Scope.TEAM and actor.dealer_team:
        own |= Q(dealer_team=actor.dealer_team)
    return own


def _takes_part(actor: Actor, role: str) -> Q:
    parties = [pk for pk in (actor.person_id, actor.organisation_id) if pk]
    return Q(
        Exists(
            Participant.objects.filter(
                tenant_id=actor.tenant_id, case_id=OuterRef("pk"), role=role, party_id__in=parties
            )
        )
    )


def allows(actor: Actor, action: Action, case: Case | None = None) -> bool:
    """Whether the tables let this actor do it; `case` must already come from `visible_to`."""
    if actor.is_system:
        return True
    if case is not None and case.tenant_id != actor.tenant_id:
        return False
    if actor.is_staff:
        return not actor.roles.isdisjoint(STAFF_MAY[action])
    return actor.kind in OTHERS_MAY.get(action, frozenset())


def require(actor: Actor, action: Action, case: Case | None = None) -> None:
    """Raise NotAllowed unless `allows`. A case the actor cannot see is refused the same way."""
    if not allows(actor, action, case):
        raise NotAllowed
    outsider = not actor.is_system and not actor.is_staff
    if case is not None and outsider and not visible_to(actor).filter(pk=case.pk).exists():
        raise NotAllowed


def audiences_readable(actor: Actor) -> frozenset[Audience]:
    return audiences_readable_by(actor.kind)


def audiences_writable(actor: Actor) -> frozenset[Audience]:
    return audiences_writable_by(actor.kind)


def messages_visible_to(actor: Actor, case: Case) -> QuerySet[Message]:
    """A case's messages this actor may read; his own unreleased ones included, withdrawn ones not.

    `case` must come from `visible_to`. Filtering by release time is the caller's with `at`
    (see queries.timeline), because only it knows the clock.
    """
    return Message.objects.filter(
        not_another_dealers(only_of_houses(actor)),
        tenant_id=actor.tenant_id,
        case__in=_with_merged(case),
        audience__in=[a.value for a in audiences_readable(actor)],
        withdrawn_at=None,
    )


def files_visible_to(actor: Actor, case: Case) -> QuerySet[CaseFile]:
    """A case's files this actor may open; removed ones not, and nobody a signature by itself.

    Copies are for those who may not have the original; who has that reads it once.
    """
    houses = only_of_houses(actor)
    found = CaseFile.objects.filter(
        not_another_dealers(houses),
        not_others_work(houses),
        tenant_id=actor.tenant_id,
        case__in=_with_merged(case),
        kind=CaseFile.Kind.ORDINARY,
        audience__in=[a.value for a in audiences_readable(actor)],
        removed_at=None,
    ).exclude(message__withdrawn_at__isnull=False)
    return found.filter(copy_of=None) if actor.is_staff or actor.is_system else found


def not_another_dealers(houses: Collection[int] | None) -> Q:
    """A case may change its dealer: what the office said to the one before and to his technicians, and they
    to the office, stays theirs. `houses` are the reader's own, None for whoever belongs to no dealer.
    """
    if houses is None:
        return Q()
    own = Q(dealer=None) | Q(dealer__in=houses)
    return own | ~Q(audience__in=[Audience.DEALER.value, Audience.TECHNICIAN.value])


def not_others_work(houses: Collection[int] | None) -> Q:
    """Of files: without those of what another dealer's own people did, such as their service reports."""
    return Q() if houses is None else ~others_work(houses)


def _with_merged(case: Case) -> list[int]:
    """The case and those merged into it; looked up once for each loaded row."""
    kept: list[int] | None = getattr(case, "with_merged", None)
    if kept is None:
        kept = [case.pk, *Case.objects.filter(merged_into_id=case.pk).values_list("pk", flat=True)]
        case.with_merged = kept  # type: ignore[attr-defined]  # lives and dies with this instance
    return kept
