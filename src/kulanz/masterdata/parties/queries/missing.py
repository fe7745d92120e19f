"""What somebody lacks for work that was refused him: the certificate to renew, or one to be issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kulanz.masterdata.parties.models import Certificate, Technician
from kulanz.masterdata.parties.rules.interlock import Bar, Ground, Judgement, Work

_RENEWABLE: Final = frozenset({Ground.EXPIRED, Ground.HOUSE_EXPIRED})
_TO_ISSUE: Final = frozenset({Ground.NEVER_CERTIFIED, Ground.REVOKED, Ground.HOUSE_NOT_CERTIFIED})
_OF_HOUSE: Final = frozenset({Ground.HOUSE_EXPIRED, Ground.HOUSE_NOT_CERTIFIED})


@dataclass(frozen=True, slots=True)
class Missing:
    """`renews` is the certificate that has ended; without it one is to be issued, of an organisation as a
    whole where `work_kind_id` is None.
    """

    who: str
    what: str
    holder_id: int
    work_kind_id: int | None
    renews: int | None


def missing_certificates(
    judged: Mapping[str, Judgement], people: Sequence[Technician], works: Sequence[Work]
) -> list[Missing]:
    """What would open the interlock, as far as a certificate would; `judged` by name, as NotCleared has it.

    The people come with their organisations. One statement for each that has ended.
    """
    kinds = {work.name: work.id for work in works}
    found: dict[tuple[int, int | None], Missing] = {}
    for person in people:
        judgement = judged.get(person.name)
        for bar in judgement.bars if judgement is not None else ():
            one = _missing(person, bar, kinds)
            if one is not None:
                found.setdefault((one.holder_id, one.work_kind_id), one)
    return list(found.values())


def _missing(person: Technician, bar: Bar, kinds: Mapping[str, int]) -> Missing | None:
    if bar.ground in _OF_HOUSE:
        who, holder, kind, what = person.organisation.name, person.organisation_id, None, ""
    elif bar.work in kinds:
        who, holder, kind, what = person.name, person.person_id, kinds[bar.work], bar.work
    else:
        return None
    if bar.ground in _TO_ISSUE:
        return Missing(who, what, holder, kind, None)
    if bar.ground in _RENEWABLE:
        return Missing(who, what, holder, kind, _last(holder, kind))
    return None


def _last(holder_id: int, kind_id: int | None) -> int | None:
    """The one that ended last and can be renewed."""
    ended = Certificate.objects.filter(holder_id=holder_id, work_kind_id=kind_id, revoked_on=None)
    rows = ended.exclude(renewals__in=Certificate.objects.filter(revoked_on=None))
    return rows.order_by("-valid_until", "-pk").values_list("pk", flat=True).first()
