"""Up to which figures each role decides alone, and what else a tenant sets about deciding."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kulanz.core.access.actor import Actor, Role
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.solution.events_of_settings import LimitChanged, SolutionSettingsChanged
from kulanz.stages.solution.models import DecisionLimit, SolutionSettings
from kulanz.stages.solution.permissions import SOLUTION_STAFF_MAY, SolutionAction
from kulanz.stages.solution.permissions_of_settings import require_keeper, require_limit_keeper
from kulanz.stages.solution.refusals_of_settings import ChangedMeanwhile, NobodyUnlimited
from kulanz.stages.solution.rules.limits import Limit

HIGHEST: Final = Decimal("9999999999.99")
MOST_PERCENT: Final = Decimal(500)
MOST_DAYS: Final = 180


def set_limits(
    *,
    actor: Actor,
    wanted: Mapping[Role, Limit | None],
    at: datetime,
    seen: Mapping[Role, Limit | None] | None = None,
) -> None:
    """Set the roles named in `wanted`; None means that the role may not decide at all.

    One of the roles that approve must stay without any limit, or nobody could. `seen` holds the limits
    the editor began with. Raises InvalidValue, NobodyUnlimited, ChangedMeanwhile, NotAllowed.
    """
    require_limit_keeper(actor)
    with transaction.atomic():
        # The tenant's row is the lock: a role without limits has none of its own.
        Tenant.objects.select_for_update().only("pk").get(pk=actor.tenant_id)
        rows = {row.role: row for row in DecisionLimit.objects.filter(tenant_id=actor.tenant_id)}
        held = {role: Limit(row.cost, row.credit) for role, row in rows.items()}
        changes = {role: limit for role, limit in wanted.items() if held.get(role.value) != limit}
        for role, limit in changes.items():
            _check(role, limit)
            if seen is not None and seen.get(role) != held.get(role.value):
                raise ChangedMeanwhile
        after = {**held, **{role.value: limit for role, limit in changes.items()}}
        approving = SOLUTION_STAFF_MAY[SolutionAction.APPROVE]
        if changes and all(after.get(role.value) != Limit() for role in approving):
            raise NobodyUnlimited
        for role, limit in changes.items():
            before = held.get(role.value)
            if limit is None:
                rows[role.value].delete()
            else:
                DecisionLimit.objects.update_or_create(
                    tenant_id=actor.tenant_id,
                    role=role.value,
                    defaults={"cost": limit.cost, "credit": limit.credit},
                )
            event = LimitChanged(
                role=role.value,
                decides_before=before is not None,
                cost_before=before.cost if before else None,
                credit_before=before.credit if before else None,
                decides=limit is not None,
                cost=limit.cost if limit else None,
                credit=limit.credit if limit else None,
            )
            record(event, actor=actor, stream="limits", at=at)


def _check(role: Role, limit: Limit | None) -> None:
    for name in ("cost", "credit"):
        value: Decimal | None = getattr(limit, name) if limit else None
        if value is not None and not 0 <= value <= HIGHEST:
            raise InvalidValue(f"{role.value}_{name}", _("Bitte einen Betrag ab 0 angeben."))


def change_solution_settings(
    *,
    actor: Actor,
    repair_preference_percent: Decimal | None,
    offer_days: int,
    reminder_days: int,
    at: datetime,
) -> SolutionSettings:
    """How far a repair goes before a cheaper replacement, and how long an offer stands.

    Offers already made keep their day. Raises InvalidValue, NotAllowed.
    """
    require_keeper(actor)
    if repair_preference_percent is not None and not 0 <= repair_preference_percent <= MOST_PERCENT:
        raise InvalidValue("repair_preference_percent", _("Bitte 0 bis 500 Prozent angeben."))
    if not 1 <= offer_days <= MOST_DAYS:
        raise InvalidValue("offer_days", _("Bitte 1 bis 180 Tage angeben."))
    if not 0 <= reminder_days < offer_days:
        raise InvalidValue("reminder_days", _("Erinnert wird vor dem Ablauf: bitte weniger Tage."))
    with transaction.atomic():
        Tenant.objects.select_for_update().only("pk").get(pk=actor.tenant_id)
        settings, _made = SolutionSettings.objects.get_or_create(tenant_id=actor.tenant_id)
        wanted: dict[str, Any] = {
            "repair_preference_percent": repair_preference_percent,
            "offer_days": offer_days,
            "reminder_days": reminder_days,
        }
        changed = [name for name, value in wanted.items() if getattr(settings, name) != value]
        if not changed:
            return settings
        before = {name: _plain(getattr(settings, name)) for name in changed}
        for name in changed:
            setattr(settings, name, wanted[name])
        settings.save(update_fields=changed)
        event = SolutionSettingsChanged(before=before, after={name: _plain(wanted[name]) for name in changed})
        record(event, actor=actor, stream="tenant", at=at)
        return settings


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value
