"""What broke, flat per product group: saving one code, and taking over a list of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record, record_all
from kulanz.core.refusal import InvalidValue, MissingValue
from kulanz.core.tables.reading import read_table
from kulanz.core.tables.refusals import CELL_FLAWS
from kulanz.masterdata.catalog.commands.classifying import code_classified
from kulanz.masterdata.catalog.events_of_executors import FailureCodeSaved, FailureCodesImported
from kulanz.masterdata.catalog.failure_lists import (
    COLUMNS,
    LONGEST,
    CodeFault,
    CodeFlaw,
    CodeRow,
    read_codes,
)
from kulanz.masterdata.catalog.models import FailureCode, ProductGroup
from kulanz.masterdata.catalog.permissions import require_classifier, require_keeper
from kulanz.masterdata.catalog.refusals import NO_RELEVANCE, NoSuchProductGroup
from kulanz.masterdata.catalog.refusals_of_executors import (
    CodesRefused,
    FailureCodeTaken,
    ListFault,
    NoSuchFailureCode,
)
from kulanz.masterdata.parties.commands.work_kinds import require_class
from kulanz.masterdata.parties.rules.safety import UNCLASSIFIED

_FLAWS: Final[dict[StrEnum, str | Promise]] = {
    **CELL_FLAWS,
    CodeFlaw.NO_COLUMN: _("die Spalte fehlt"),
    CodeFlaw.TWICE_A_COLUMN: _("die Spalte steht zweimal da"),
    CodeFlaw.MISSING: _("der Wert fehlt"),
    CodeFlaw.TOO_LONG: _("der Wert ist zu lang"),
    CodeFlaw.TWICE: _("dieser Code steht schon weiter oben"),
    CodeFlaw.NO_RELEVANCE: NO_RELEVANCE,
    CodeFlaw.NO_SUCH_GROUP: _("diese Produktgruppe gibt es nicht"),
}


@dataclass(frozen=True, slots=True)
class CodeChange:
    """What the list does to one code; `before` is empty for a new one."""

    line: int
    group: str
    code: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CodesPlan:
    """What taking the list over would do."""

    created: tuple[CodeChange, ...]
    changed: tuple[CodeChange, ...]
    unchanged: int


def save_failure_code(
    *,
    actor: Actor,
    code: str,
    name: str,
    at: datetime,
    failure_code_id: int | None = None,
    product_group_id: int | None = None,
    name_en: str = "",
    active: bool = True,
    safety: str | None = None,
) -> FailureCode:
    """Add a code, or change the words of one; code and group stay, cases name them. Without `safety` what is
    said of its safety stays.

    Raises MissingValue, InvalidValue, NoSuchProductGroup, NoSuchFailureCode, FailureCodeTaken, NotAllowed.
    """
    require_keeper(actor)
    with transaction.atomic():
        if failure_code_id is None:
            row = FailureCode(tenant_id=actor.tenant_id, code=code.strip(), product_group_id=product_group_id)
            groups = ProductGroup.objects.filter(tenant_id=actor.tenant_id)
            if product_group_id is not None and not groups.filter(pk=product_group_id).exists():
                raise NoSuchProductGroup
        else:
            row = _locked(actor, failure_code_id)
        before = row.safety
        wanted = {
            "name": " ".join(name.split()),
            "name_en": " ".join(name_en.split()),
            "active": active,
            "safety": before if safety is None else safety,
        }
        if wanted["safety"] != before:
            require_classifier(actor)
        if row.pk and all(getattr(row, field) == value for field, value in wanted.items()):
            return row
        for field, value in wanted.items():
            setattr(row, field, value)
        _check(row)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as taken:
            if "failure_code_once" not in str(taken):
                raise
            raise FailureCodeTaken(code=row.code) from taken
        event = FailureCodeSaved(
            code=row.code,
            group=row.product_group.code if row.product_group else "",
            text=row.name,
            active=row.active,
        )
        record(event, actor=actor, stream=f"failure_code:{row.pk}", at=at)
        if row.safety != before:
            record_all([code_classified(row, before)], actor=actor, at=at)
        return row


def plan_import(*, actor: Actor, name: str, content: bytes) -> CodesPlan:
    """What the list would change, without changing it. Raises CodesRefused, TableRefused, NotAllowed."""
    require_keeper(actor)
    return _apply(actor, name, content)[0]


def import_failure_codes(*, actor: Actor, name: str, content: bytes, at: datetime) -> CodesPlan:
    """Create and change codes by a CSV or XLSX list: all of it or nothing. Codes it lacks stay.

    Raises CodesRefused, TableRefused, NotAllowed.
    """
    require_keeper(actor)
    with transaction.atomic():
        plan, created, changed, before = _apply(actor, name, content)
        FailureCode.objects.bulk_create(created, batch_size=1000)
        FailureCode.objects.bulk_update(changed, ["name", "name_en", "active", "safety"], batch_size=500)
        event = FailureCodesImported(
            created=len(plan.created), changed=len(plan.changed), unchanged=plan.unchanged
        )
        record(event, actor=actor, stream="catalog", at=at)
        classified = [
            code_classified(code, before.get(code.pk, UNCLASSIFIED))
            for code in (*created, *changed)
            if code.safety != before.get(code.pk, UNCLASSIFIED)
        ]
        record_all(classified, actor=actor, at=at)
        return plan


def _apply(
    actor: Actor, name: str, content: bytes
) -> tuple[CodesPlan, list[FailureCode], list[FailureCode], dict[int, str]]:
    """What the list does, the new and the changed codes, and how safe the known ones were by their ids."""
    rows, faults = read_codes(read_table(name, content))
    groups = _groups(actor)
    faults += [
        CodeFault(row.line, "group", CodeFlaw.NO_SUCH_GROUP)
        for row in rows
        if row.group and row.group.casefold() not in groups
    ]
    if faults:
        raise CodesRefused(_in_words(faults))
    known = {
        (row.product_group_id, row.code.casefold()): row
        for row in FailureCode.objects.select_for_update(of=("self",))
        .select_related("product_group")
        .filter(tenant_id=actor.tenant_id)
        .order_by("pk")
    }
    safety = {row.pk: row.safety for row in known.values()}
    new, old = [], []
    created, changed = [], []
    for row in rows:
        group_id = groups[row.group.casefold()] if row.group else None
        held = known.get((group_id, row.code.casefold()))
        before = _words(held) if held else ""
        code = held or FailureCode(tenant_id=actor.tenant_id, product_group_id=group_id, code=row.code)
        _take(code, row)
        change = CodeChange(row.line, row.group, code.code, before, _words(code))
        if held is None:
            new.append(code)
            created.append(change)
        elif before != change.after:
            old.append(code)
            changed.append(change)
    if any(code.safety != safety.get(code.pk, UNCLASSIFIED) for code in (*new, *old)):
        require_classifier(actor)
    unchanged = len(rows) - len(new) - len(old)
    return CodesPlan(tuple(created), tuple(changed), unchanged), new, old, safety


def _take(code: FailureCode, row: CodeRow) -> None:
    code.name = row.name
    if row.name_en is not None:
        code.name_en = row.name_en
    if row.active is not None:
        code.active = row.active
    if row.safety is not None:
        code.safety = row.safety


def _words(code: FailureCode) -> str:
    words = f"{code.name} / {code.name_en}" if code.name_en else code.name
    if code.safety != UNCLASSIFIED:
        words = f"{words} · {code.get_safety_display()}"
    return words if code.active else f"{words} (–)"


def _groups(actor: Actor) -> dict[str, int]:
    """Product groups by code, and by name where that is nobody's code."""
    found: dict[str, int] = {}
    groups = list(ProductGroup.objects.filter(tenant_id=actor.tenant_id))
    for group in groups:
        found[group.name.casefold()] = group.pk
    for group in groups:
        found[group.code.casefold()] = group.pk
    return found


def _in_words(faults: Sequence[CodeFault]) -> list[ListFault]:
    ordered = sorted(faults, key=lambda fault: fault.line)
    return [
        ListFault(fault.line, COLUMNS.get(fault.column, (fault.column,))[0], _FLAWS[fault.flaw])
        for fault in ordered
    ]


def _locked(actor: Actor, failure_code_id: int) -> FailureCode:
    row = (
        FailureCode.objects.select_for_update(of=("self",))
        .select_related("product_group")
        .filter(pk=failure_code_id, tenant_id=actor.tenant_id)
        .first()
    )
    if row is None:
        raise NoSuchFailureCode
    return row


def _check(row: FailureCode) -> None:
    for field in ("code", "name"):
        if not getattr(row, field):
            raise MissingValue(field)
    for field, longest in LONGEST.items():
        if len(getattr(row, field)) > longest or "\x00" in getattr(row, field):
            raise InvalidValue(field)
    require_class(row.safety)
