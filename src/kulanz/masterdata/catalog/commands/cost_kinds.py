"""Cost kinds of the tenant's own, and what may change of any of them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue, MissingValue
from kulanz.masterdata.catalog.events import CostKindSaved
from kulanz.masterdata.catalog.models import CostKind
from kulanz.masterdata.catalog.permissions import require_keeper
from kulanz.masterdata.catalog.refusals_of_rates import CostKindCodeTaken, NoSuchCostKind
from kulanz.masterdata.catalog.rules.costs import Scope

_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,29}")
_LONGEST_NAME: Final = 80
OWN_SCOPES: Final = tuple(scope for scope in Scope if scope is not Scope.COST_PRICE)
"""The article's cost price is counted once, by the kind that is there from the start."""


def create_cost_kind(
    *,
    actor: Actor,
    code: str,
    name: str,
    scope: Scope,
    at: datetime,
    name_en: str = "",
    is_revenue: bool = False,
) -> CostKind:
    """A further cost kind; code, scope and sign stay, calculations of the past hang on them.

    It counts once the matrix of a remedy names it. Raises CostKindCodeTaken, InvalidValue, NotAllowed.
    """
    require_keeper(actor)
    kind = CostKind(
        tenant_id=actor.tenant_id,
        code=code.strip().lower(),
        scope=scope.value,
        is_revenue=is_revenue,
    )
    if not kind.code:
        raise MissingValue("code")
    if not _CODE.fullmatch(kind.code):
        raise InvalidValue(
            "code", _("Bitte nur Kleinbuchstaben ohne Umlaute, Ziffern und _, höchstens 30 Zeichen.")
        )
    if scope not in OWN_SCOPES:
        raise InvalidValue("scope")
    _name(kind, name, name_en)
    with transaction.atomic():
        kinds = CostKind.objects.filter(tenant_id=actor.tenant_id)
        last: int | None = kinds.aggregate(last=Max("position"))["last"]
        kind.position = 0 if last is None else last + 1
        try:
            with transaction.atomic():
                kind.save(force_insert=True)
        except IntegrityError as taken:
            if "cost_kind_code" not in str(taken):
                raise
            raise CostKindCodeTaken(code=kind.code) from taken
        _record(kind, actor, at)
    return kind


def change_cost_kind(
    *, actor: Actor, cost_kind_id: int, name: str, at: datetime, name_en: str = "", active: bool = True
) -> CostKind:
    """Rename a cost kind, take it out of use or back into it; its rates stay as they are."""
    require_keeper(actor)
    with transaction.atomic():
        kind = CostKind.objects.select_for_update().filter(pk=cost_kind_id, tenant_id=actor.tenant_id).first()
        if kind is None:
            raise NoSuchCostKind
        before = (kind.name, kind.name_en, kind.active)
        _name(kind, name, name_en)
        kind.active = active
        if before == (kind.name, kind.name_en, kind.active):
            return kind
        kind.save(update_fields=["name", "name_en", "active"])
        _record(kind, actor, at)
    return kind


def _name(kind: CostKind, name: str, name_en: str) -> None:
    kind.name, kind.name_en = name.strip(), name_en.strip()
    if not kind.name:
        raise MissingValue("name")
    for field in ("name", "name_en"):
        if len(getattr(kind, field)) > _LONGEST_NAME:
            raise InvalidValue(field)


def _record(kind: CostKind, actor: Actor, at: datetime) -> None:
    event = CostKindSaved(
        code=kind.code,
        kind_name=kind.name,
        scope=kind.scope,
        is_revenue=kind.is_revenue,
        active=kind.active,
    )
    record(event, actor=actor, stream="catalog", at=at)
