"""Which team a new case goes to: the tenant's table product group, dealer, postcode, kind → team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kulanz.cases.models import AssignmentRule, Case


@dataclass(frozen=True, slots=True)
class Features:
    """What the rules look at. An empty rule field matches everything."""

    product_groups: frozenset[int]
    dealer_id: int | None
    postcode: str
    country: str
    kind: str


def matches(rule: AssignmentRule, features: Features) -> bool:
    return (
        (rule.product_group_id is None or rule.product_group_id in features.product_groups)
        and (rule.dealer_id is None or rule.dealer_id == features.dealer_id)
        and (not rule.postcode_prefix or features.postcode.startswith(rule.postcode_prefix))
        and (not rule.country or rule.country == features.country)
        and (not rule.kind or rule.kind == features.kind)
    )


def assignment_rules(tenant_id: int) -> list[AssignmentRule]:
    """The tenant's table, in the order in which it is read."""
    return list(AssignmentRule.objects.filter(tenant_id=tenant_id).select_related("team", "owner"))


def choose_assignment(
    case: Case, team_id: int | None, product_group_ids: Sequence[int], rules: Sequence[AssignmentRule]
) -> None:
    """Set team and owner of an unsaved case: the given team, else the first rule that matches."""
    if team_id:
        case.team_id = team_id
        return
    if not rules:
        return
    place = case.place_of_use
    features = Features(
        product_groups=frozenset(product_group_ids),
        dealer_id=case.dealer_id,
        postcode=place.postcode if place else "",
        country=place.country if place else "",
        kind=case.kind,
    )
    for rule in rules:
        if matches(rule, features):
            case.team = rule.team
            if rule.owner is not None and rule.owner.active:
                case.owner = rule.owner
            return
