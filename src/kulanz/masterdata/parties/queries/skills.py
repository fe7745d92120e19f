"""Certificates with how they stand, and technicians with what they may do: for lists and pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.models import Certificate, Technician, WorkKind
from kulanz.masterdata.parties.permissions_of_skills import certificates_visible_to
from kulanz.masterdata.parties.queries.interlock import workers_of
from kulanz.masterdata.parties.rules.certificates import ENDING_DAYS, Standing, standing
from kulanz.masterdata.parties.rules.interlock import Judgement, Work, judge
from kulanz.masterdata.parties.rules.safety import Relevance, relevance_of


class Shown(StrEnum):
    """What a list of certificates shows; the first is where it begins."""

    CURRENT = "current"
    """The newest of each holder and kind of work, however it stands."""
    ENDING = "ending"
    ENDED = "ended"
    REVOKED = "revoked"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Skill:
    """A certificate as it stands today."""

    certificate: Certificate
    standing: Standing


@dataclass(frozen=True, slots=True)
class TechnicianView:
    """A technician with his newest certificates, and what he may do today by himself and his house."""

    technician: Technician
    skills: tuple[Skill, ...]
    may: tuple[tuple[WorkKind, Judgement], ...]

    @property
    def may_do(self) -> list[WorkKind]:
        return [kind for kind, judgement in self.may if judgement.allowed]


def certificates_seen(actor: Actor) -> QuerySet[Certificate]:
    """Those the actor sees, each with the first day of the next one for the same (`followed_from`)."""
    return (
        certificates_visible_to(actor)
        .annotate(followed_from=Subquery(_later().order_by("issued_on").values("issued_on")[:1]))
        .select_related("holder", "work_kind", "course", "evidence")
    )


def shown(certificates: QuerySet[Certificate], what: Shown, today: date) -> QuerySet[Certificate]:
    """Only those of one kind of list."""
    soon = today + timedelta(days=ENDING_DAYS)
    current = certificates.filter(~Exists(_later()), revoked_on=None)
    match what:
        case Shown.CURRENT:
            return current
        case Shown.ENDING:
            return current.filter(valid_until__gte=today, valid_until__lte=soon)
        case Shown.ENDED:
            return current.filter(valid_until__lt=today)
        case Shown.REVOKED:
            return certificates.filter(revoked_on__isnull=False)
        case Shown.ALL:
            return certificates


def _later() -> QuerySet[Certificate]:
    """Later ones of the same holder for the same; an organisation's have no kind of work."""
    same = Q(work_kind_id=OuterRef("work_kind_id")) | Q(work_kind=None)
    return Certificate.objects.filter(
        same, holder_id=OuterRef("holder_id"), issued_on__gt=OuterRef("issued_on"), revoked_on=None
    )


def stands(certificate: Certificate, today: date) -> Standing:
    """How a certificate of `certificates_seen` stands."""
    return standing(
        issued_on=certificate.issued_on,
        valid_until=certificate.valid_until,
        today=today,
        revoked_on=certificate.revoked_on,
        followed_from=getattr(certificate, "followed_from", None),
    )


def skills_of(actor: Actor, holder_ids: Iterable[int], today: date) -> dict[int, list[Skill]]:
    """By holder: the newest certificate of each kind of work, revoked ones where nothing came after them."""
    rows = certificates_seen(actor).filter(holder_id__in=set(holder_ids))
    newest: dict[tuple[int, int | None], Certificate] = {}
    for row in rows.order_by("issued_on", "pk"):
        key = (row.holder_id, row.work_kind_id)
        held = newest.get(key)
        # one that holds goes before one that begins later
        if held is None or held.revoked_on is not None or row.issued_on <= today or held.valid_until < today:
            newest[key] = row
    found: dict[int, list[Skill]] = defaultdict(list)
    for row in sorted(newest.values(), key=lambda row: str(row.work_kind or "")):
        found[row.holder_id].append(Skill(row, stands(row, today)))
    return found


def views_of(actor: Actor, technicians: Sequence[Technician], today: date) -> list[TechnicianView]:
    """Each technician with his certificates and, for each kind of work in use, whether he may do it today."""
    kinds = list(WorkKind.objects.filter(tenant_id=actor.tenant_id, active=True))
    works = {kind.pk: Work(kind.pk, str(kind), relevance_of(kind.safety)) for kind in kinds}
    workers = workers_of(technicians)
    skills = skills_of(actor, [t.person_id for t in technicians], today)
    return [
        TechnicianView(
            technician,
            tuple(skills.get(technician.person_id, ())),
            tuple(
                (
                    kind,
                    judge(
                        material=Relevance.NONE,
                        works=[works[kind.pk]],
                        worker=workers[technician.pk],
                        day=today,
                    ),
                )
                for kind in kinds
            ),
        )
        for technician in technicians
    ]
