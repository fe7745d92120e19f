"""Who wrote, counted, moved or decided something stands by name beside it; erasing him takes the name away.

Found by the fields of the models, so that no table can be forgotten: whatever ends in `by_name`, and the
few that are called otherwise. What belongs to a case the law keeps stays with it until then.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.apps import apps
from django.db.models import CharField, ForeignKey

from kulanz.cases.models import Case
from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.parties.models import Party, Technician
from kulanz.stages.execution.commands.erasing import ERASED
from kulanz.stages.execution.models import Visit

_CALLED_OTHERWISE: Final = frozenset({"ServiceReport.technician_name", "ToolMovement.where"})
_FARTHEST: Final = 3


@dataclass(frozen=True, slots=True)
class Held:
    """A column with names of people; `case` is the way to the case the row belongs to, empty for none."""

    model: type[TenantModel]
    field: str
    case: str


def names_held() -> list[Held]:
    """Every column in which somebody stands by name who did something."""
    return [
        Held(model, field.name, _way_to_case(model))
        for model in apps.get_models()
        if issubclass(model, TenantModel) and not model._meta.proxy
        for field in model._meta.fields
        if isinstance(field, CharField)
        and (field.name.endswith("by_name") or f"{model.__name__}.{field.name}" in _CALLED_OTHERWISE)
    ]


def erase_names(party: Party, membership_ids: Collection[int], *, kept_cases: Collection[int]) -> int:
    """Overwrite the name wherever it says who did something; how many rows that were.

    Only of people who work here or for a dealer: a customer's name stands in his own cases. Somebody of the
    very same name is overwritten with him, for these rows know nothing but the name.
    """
    if not membership_ids and not Technician.objects.filter(person=party).exists():
        return 0
    count = 0
    for held in names_held():
        rows = held.model._default_manager.filter(tenant_id=party.tenant_id, **{held.field: party.name})
        if held.case:
            rows = rows.exclude(**{f"{held.case}__in": list(kept_cases)})
        count += rows.update(**{held.field: ERASED})
    visits = Visit.objects.filter(tenant_id=party.tenant_id, off_plan_reason__contains=party.name)
    visits = visits.exclude(case__in=list(kept_cases))
    return count + visits.update(off_plan_reason=ERASED, off_plan_why=None)


def _way_to_case(model: type[TenantModel]) -> str:
    """The shortest way by foreign keys, such as `visit__case`."""
    if model is Case:
        return "pk"
    ways: list[tuple[str, type]] = [("", model)]
    for _step in range(_FARTHEST):
        further = []
        for way, at in ways:
            for field in at._meta.fields:  # type: ignore[attr-defined]  # a model
                if not isinstance(field, ForeignKey) or not issubclass(field.related_model, TenantModel):
                    continue
                path = f"{way}__{field.name}" if way else field.name
                if field.related_model is Case:
                    return path
                if field.related_model is not at:
                    further.append((path, field.related_model))
        ways = further
    return ""
