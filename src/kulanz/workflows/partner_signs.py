"""A partner's own sign of a case that came another way: it names the case as his reference would.

Somebody of his typed it, in the portal or on the telephone, and nothing keeps him from giving two cases the
same. So it names a case only where no other one bears it, and none came from his system under it.
"""

from __future__ import annotations

from collections.abc import Iterable

from kulanz.cases.models import Case
from kulanz.cases.permissions import visible_to
from kulanz.core.access.actor import Actor
from kulanz.stages.contact.models import Partner, PartnerCase


def signed_cases(actor: Actor, signs: Iterable[str]) -> dict[str, list[Case]]:
    """Sign → the cases of the partner's house that bear it, the newest first; `actor` is the house."""
    asked = {sign for sign in signs if sign}
    if not asked:
        return {}
    own = visible_to(actor).filter(dealer_id=actor.organisation_id or 0, dealer_reference__in=asked)
    found: dict[str, list[Case]] = {}
    for case in own.select_related("merged_into").order_by("-pk"):
        living = case.merged_into or case
        if living not in (cases := found.setdefault(case.dealer_reference, [])):
            cases.append(living)
    return found


def case_by_sign(partner: Partner, actor: Actor, sign: str) -> Case | None:
    """The one case this sign names; None where there is none, or where it could be several."""
    cases = signed_cases(actor, [sign]).get(sign, [])
    if len(cases) != 1 or PartnerCase.objects.filter(partner=partner, their_reference=sign).exists():
        return None
    linked = PartnerCase.objects.filter(partner=partner, case=cases[0]).exclude(their_reference="")
    return None if linked.exists() else cases[0]
