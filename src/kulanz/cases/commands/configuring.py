"""What a tenant decides about its cases: wording, promised days, assignment."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from kulanz.cases import events_of_settings as events
from kulanz.cases.models import AssignmentRule, StatePromise, StateWording
from kulanz.cases.permissions import Action, require
from kulanz.cases.rules import OPEN_STEPS, Kind, Reader, Step, WaitsFor
from kulanz.cases.wording import states
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.protocol.events import Event
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue, MissingValue
from kulanz.masterdata.catalog.models import ProductGroup
from kulanz.masterdata.parties.models import Membership, Party, Team

LANGUAGES: Final = ("de", "en")
LONGEST_TEXT: Final = 300
MOST_DAYS: Final = 60


def set_wording(
    *,
    actor: Actor,
    state: str,
    waits_for: WaitsFor | None,
    reader: Reader,
    language: str,
    text: str,
    at: datetime,
) -> None:
    """The tenant's own words for a state; an empty text brings the built-in ones back.

    `waits_for` None stands for every one, where the state has one text only.
    """
    require(actor, Action.CONFIGURE)
    if (state, waits_for) not in states() or language not in LANGUAGES:
        raise InvalidValue("state")
    words = " ".join(text.replace("\x00", "").split())[:LONGEST_TEXT]
    with transaction.atomic():
        rows = StateWording.objects.select_for_update().filter(
            tenant_id=actor.tenant_id, state=state, reader=reader.value, language=language
        )
        parts = [waits_for] if waits_for else list(WaitsFor)
        held = {row.waits_for: row.text for row in rows}
        if all(held.get(part.value, "") == words for part in parts):
            return
        rows.filter(waits_for__in=parts).delete()
        if words:
            StateWording.objects.bulk_create(
                StateWording(
                    tenant_id=actor.tenant_id,
                    state=state,
                    waits_for=part.value,
                    reader=reader.value,
                    language=language,
                    text=words,
                )
                for part in parts
            )
        event = events.WordingChanged(
            state=state,
            waits_for=waits_for.value if waits_for else "",
            reader=reader.value,
            language=language,
            text=words,
        )
        _record(event, actor, at)


def set_promise(*, actor: Actor, step: Step, waits_for: WaitsFor, days: int | None, at: datetime) -> None:
    """Working days until the next news; None brings the built-in figure back. Promises given stay."""
    require(actor, Action.CONFIGURE)
    if step not in OPEN_STEPS:
        raise InvalidValue("step")
    if days is not None and not 0 <= days <= MOST_DAYS:
        raise InvalidValue("days", _("Bitte 0 bis 60 Arbeitstage angeben."))
    with transaction.atomic():
        rows = StatePromise.objects.select_for_update().filter(
            tenant_id=actor.tenant_id, step=step.value, waits_for=waits_for.value
        )
        known = rows.first()
        if (known.days if known else None) == days:
            return
        if days is None:
            rows.delete()
        elif known is not None:
            known.days = days
            known.save(update_fields=["days"])
        else:
            StatePromise.objects.create(
                tenant_id=actor.tenant_id, step=step.value, waits_for=waits_for.value, days=days
            )
        _record(events.PromiseChanged(step=step.value, waits_for=waits_for.value, days=days), actor, at)


def save_assignment_rule(
    *,
    actor: Actor,
    team_id: int | None,
    at: datetime,
    rule_id: int | None = None,
    product_group_id: int | None = None,
    dealer_id: int | None = None,
    postcode_prefix: str = "",
    country: str = "",
    kind: Kind | None = None,
    owner_id: int | None = None,
) -> AssignmentRule:
    """Add a rule at the end of the table, or change one. Empty conditions match everything.

    Raises MissingValue("team"), InvalidValue, NotAllowed.
    """
    require(actor, Action.CONFIGURE)
    if team_id is None:
        raise MissingValue("team")
    own = {"tenant_id": actor.tenant_id}
    members = Membership.objects.filter(kind=ActorKind.STAFF, active=True, **own)
    checks = (
        ("team", Team.objects.filter(active=True, **own), team_id),
        ("owner", members, owner_id),
        ("dealer", Party.objects.filter(active=True, **own), dealer_id),
        ("product_group", ProductGroup.objects.filter(**own), product_group_id),
    )
    for field, rows, pk in checks:
        if pk is not None and not rows.filter(pk=pk).exists():
            raise InvalidValue(field)
    with transaction.atomic():
        rule = _rule(actor, rule_id)
        rule.team_id, rule.owner_id = team_id, owner_id
        rule.product_group_id, rule.dealer_id = product_group_id, dealer_id
        rule.postcode_prefix = postcode_prefix.strip()[:10]
        rule.country = country.strip().upper()[:2]
        rule.kind = kind.value if kind else ""
        rule.save()
        conditions = tuple(
            name
            for name in ("product_group_id", "dealer_id", "postcode_prefix", "country", "kind")
            if getattr(rule, name)
        )
        event = events.AssignmentRuleSaved(rule_id=rule.pk, team_id=team_id, conditions=conditions)
        _record(event, actor, at)
        return rule


def move_assignment_rule(*, actor: Actor, rule_id: int, up: bool, at: datetime) -> None:
    """One place up or down; the first rule that matches decides."""
    require(actor, Action.CONFIGURE)
    with transaction.atomic():
        rules = list(AssignmentRule.objects.select_for_update().filter(tenant_id=actor.tenant_id))
        index = next((i for i, rule in enumerate(rules) if rule.pk == rule_id), None)
        if index is None:
            raise Http404
        other = index - 1 if up else index + 1
        if not 0 <= other < len(rules):
            return
        rules[index], rules[other] = rules[other], rules[index]
        for position, rule in enumerate(rules):
            if rule.position != position:
                rule.position = position
                rule.save(update_fields=["position"])
        _record(events.AssignmentRuleMoved(rule_id=rule_id, position=other), actor, at)


def delete_assignment_rule(*, actor: Actor, rule_id: int, at: datetime) -> None:
    """Cases it assigned keep their team."""
    require(actor, Action.CONFIGURE)
    with transaction.atomic():
        rule = _rule(actor, rule_id)
        rule.delete()
        _record(events.AssignmentRuleDeleted(rule_id=rule_id), actor, at)


def _rule(actor: Actor, rule_id: int | None) -> AssignmentRule:
    rules = AssignmentRule.objects.filter(tenant_id=actor.tenant_id)
    if rule_id is None:
        last: int | None = rules.aggregate(last=Max("position"))["last"]
        return AssignmentRule(tenant_id=actor.tenant_id, position=0 if last is None else last + 1)
    rule = rules.select_for_update(of=("self",)).filter(pk=rule_id).first()
    if rule is None:
        raise Http404
    return rule


def _record(event: Event, actor: Actor, at: datetime) -> None:
    record(event, actor=actor, stream="tenant", at=at)
