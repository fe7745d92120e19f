"""Changing a case's fields and its kind. Two people at once are noticed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from kulanz.cases import events
from kulanz.cases.commands.comparing import changes_of, shown
from kulanz.cases.commands.state import touch
from kulanz.cases.indexing import index_case
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, Participant, ParticipantRole, Position
from kulanz.cases.permissions import Action, require
from kulanz.cases.refusals import KindFixed
from kulanz.cases.rules import Kind, first_claim_status
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue, MissingValue
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.rules.interlock import House

EDITABLE: Final = (
    "title",
    "description",
    "severity",
    "safety",
    "coverage",
    "customer_id",
    "dealer_id",
    "dealer_part",
    "dealer_reference",
    "carried_out_by",
    "wished_technician_id",
    "writer",
    "customer_reference",
    "place_of_use_id",
    "place_note",
    "language",
)
_DEALER_MAY: Final = frozenset({"dealer_reference"})


def edit_fields(
    *,
    actor: Actor,
    case_id: int,
    values: Mapping[str, Any],
    base: Mapping[str, Any],
    at: datetime,
) -> Case:
    """Change fields named in EDITABLE. `base` holds the values the editor saw when he began.

    A field whose present value differs from its base and from the wish raises EditConflict, and nothing
    at all is saved; resubmitting with the present value as base overwrites knowingly.
    Raises MissingValue, InvalidValue, NotAllowed.
    """
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise InvalidValue(min(unknown))
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.EDIT_OWN_REFERENCE if set(values) <= _DEALER_MAY else Action.WORK, case)
        if "title" in values and not str(values["title"]).strip():
            raise MissingValue("title")
        changes = changes_of(case, values, base)
        if not changes:
            return case
        if "dealer_id" in changes and case.dealer_id is not None and case.dealer_reference:
            # that is how the dealer before called it
            changes.setdefault("dealer_reference", "")
        if "dealer_id" in changes:
            _people_leave(case)
        before = {name: _told(case, name) for name in changes}
        for name, value in changes.items():
            setattr(case, name, value)
        _check(case, changes)
        case.save(update_fields=list(changes))
        record(
            events.FieldsChanged(
                fields_changed=tuple(sorted(changes)),
                before=dict(before),
                after={name: _told(case, name) for name in changes},
            ),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        touch(case, at)
        index_case(Case.objects.get(pk=case.pk))
        return case


def _people_leave(case: Case) -> None:
    """The technicians of the dealer before have no more business in it, whatever they have done there."""
    people = Technician.objects.filter(
        tenant_id=case.tenant_id, organisation_id=case.dealer_id or 0, house=House.DEALER.value
    )
    Participant.objects.filter(
        case=case, role=ParticipantRole.TECHNICIAN, party_id__in=people.values("person_id")
    ).delete()


def _check(case: Case, changes: Iterable[str]) -> None:
    """What the columns can hold; the first one that cannot is refused by its name."""
    try:
        case.full_clean(exclude=[f.name for f in Case._meta.fields if f.attname not in changes])
    except ValidationError as wrong:
        name, errors = next(iter(wrong.error_dict.items()))
        field = next(f.attname for f in Case._meta.fields if f.name == name)
        if errors[0].code in ("blank", "null"):
            raise MissingValue(field) from wrong
        # what Django says of keys and choices is not for people, what it says of lengths is
        said = errors[0].messages[0] if errors[0].code == "max_length" else None
        raise InvalidValue(field, said) from wrong


def _told(case: Case, name: str) -> str:
    """What the history tells of a field: a name, where the row holds only a key."""
    return (
        str(getattr(case, name.removesuffix("_id")) or "")
        if name.endswith("_id")
        else shown(getattr(case, name))
    )


def change_kind(*, actor: Actor, case_id: int, kind: Kind, at: datetime) -> Case:
    """Change the kind until closing. Becoming a complaint starts the claim under review."""
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.WORK, case)
        if not case.is_open:
            raise KindFixed
        if case.kind == kind:
            return case
        before = case.kind
        claim = first_claim_status(kind)
        case.kind = kind.value
        case.claim_status = claim.value if claim else None
        case.save(update_fields=["kind", "claim_status"])
        Position.objects.filter(case=case).update(claim_status=case.claim_status)
        record(
            events.KindChanged(kind_before=before, kind=kind.value), actor=actor, stream=case.stream, at=at
        )
        touch(case, at)
        return case
