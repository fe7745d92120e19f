"""Erasing a person: preview, erasure now, and what the law kept when its time has come.

Every number, state and date of a case stays, so that no statistic changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import ClassVar, Final

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.erasing import Person, erase_own_case, erase_part_in_case, reindex
from kulanz.core.access.actor import Actor, system_actor
from kulanz.core.protocol.events import Event
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.commands.access import Invitation
from kulanz.masterdata.parties.commands.editing_erasure import end_accesses, erase_party
from kulanz.masterdata.parties.models import (
    ContactKind,
    ContactPoint,
    Membership,
    Party,
    PartyKind,
)
from kulanz.masterdata.parties.permissions import require_administration
from kulanz.stages.billing.commands.erasing import erase_credits
from kulanz.stages.contact.commands.erasing import erase_mails
from kulanz.stages.execution.commands.erasing import erase_orders
from kulanz.stages.execution.commands.erasing_service import erase_maintenance, erase_visits
from kulanz.stages.execution.commands.reports.erasing import erase_reports
from kulanz.stages.solution.commands.erasing_offers import erase_decisions, erase_offers
from kulanz.workflows.access_mails import queue_invitation
from kulanz.workflows.privacy_names import erase_names
from kulanz.workflows.privacy_plan import ErasurePlan, cases_with, plan_erasure

_AT_ONCE: Final = 50


class NotAPerson(Refusal):
    message = _("Gelöscht werden nur Personen. Für eine Firma löschen Sie die Personen, die für sie stehen.")


class AlreadyErased(Refusal):
    message = _("Diese Person ist schon gelöscht.")


class ErasureBlocked(Refusal):
    message = _("Die Person kann noch nicht gelöscht werden: %(reasons)s")


class NameDiffers(Refusal):
    message = _("Bitte geben Sie zur Bestätigung genau den Namen „%(name)s“ ein.")
    field = "confirm"


class NobodyThere(Refusal):
    message = _("Zu dieser Angabe gibt es keine Person.")
    field = "email"


class SeveralThere(Refusal):
    message = _("Diese Adresse gehört zu mehreren Personen: %(people)s. Bitte eine davon nennen.")
    field = "email"


@dataclass(frozen=True)
class PersonErased(Event):
    """A person was erased as far as the law allows; `look_again_on` is when the rest may go."""

    name: ClassVar[str] = "person.erased"
    party_id: int
    cases_erased: int
    cases_kept: int
    look_again_on: str | None


def days_of(party: Party) -> Callable[[datetime], date]:
    """Tells the tenant's day of a moment."""
    return partial(local_date, Tenant.objects.only("time_zone").get(pk=party.tenant_id))


def person_of(*, actor: Actor, party_id: int) -> Party:
    """The party, for administrators; Http404 when there is none."""
    require_administration(actor)
    party = Party.objects.filter(tenant_id=actor.tenant_id, pk=party_id).first()
    if party is None:
        raise Http404
    return party


def person_of_email(*, actor: Actor, email: str) -> Party:
    """The one person this address belongs to. Raises NobodyThere, SeveralThere."""
    require_administration(actor)
    address = email.strip().lower()
    points = ContactPoint.objects.filter(
        tenant_id=actor.tenant_id, kind=ContactKind.EMAIL, normalized=address
    )
    logins = Membership.objects.filter(
        tenant_id=actor.tenant_id, user__email__iexact=address, person__isnull=False
    )
    ids = {*points.values_list("party_id", flat=True), *logins.values_list("person_id", flat=True)}
    found = list(Party.objects.filter(pk__in=ids, erased_at=None).order_by("pk"))
    people = [party for party in found if party.kind == PartyKind.PERSON] or found
    if not people:
        raise NobodyThere
    if len(people) > 1:
        raise SeveralThere(people=", ".join(f"{party.name} ({party.pk})" for party in people))
    return people[0]


def preview_erasure(*, actor: Actor, party_id: int, at: datetime) -> ErasurePlan:
    """What would go, what would stay and why. Changes nothing. Raises NotAPerson, AlreadyErased."""
    party = person_of(actor=actor, party_id=party_id)
    _require_person(party)
    return plan_erasure(party, at=at)


def erase_person(*, actor: Actor, party_id: int, confirm: str, at: datetime) -> ErasurePlan:
    """Erase; `confirm` is the person's name, typed. Returns what was done.

    Raises NotAPerson, AlreadyErased, ErasureBlocked, NameDiffers, LastAdministrator, NotAllowed.
    """
    party = person_of(actor=actor, party_id=party_id)
    if " ".join(confirm.split()) != " ".join(party.name.split()):
        raise NameDiffers(name=party.name)
    return _erase(actor, party_id, at)


def _require_person(party: Party) -> None:
    if party.erased_at is not None:
        raise AlreadyErased
    if party.kind != PartyKind.PERSON:
        raise NotAPerson


def _erase(actor: Actor, party_id: int, at: datetime) -> ErasurePlan:
    with transaction.atomic():
        party = Party.objects.select_for_update().get(tenant_id=actor.tenant_id, pk=party_id)
        _require_person(party)
        plan = plan_erasure(party, at=at)
        if plan.blockers:
            raise ErasureBlocked(reasons=" ".join(plan.blockers))
        subject = plan.subject
        for membership, secret in end_accesses(actor=actor, membership_ids=subject.membership_ids, at=at):
            queue_invitation(invitation=Invitation(membership, secret), at=at, renewed=True)
        person = Person(party.pk, subject.membership_ids, party.name, subject.emails)
        kept = [case.case_id for case in plan.kept]
        own_cases = [case.case_id for case in plan.now if case.own]
        erase_mails(
            actor=actor,
            own_cases=own_cases,
            kept_cases=kept,
            party_id=party.pk,
            membership_ids=subject.membership_ids,
            emails=subject.emails,
            at=at,
        )
        erase_orders(
            actor=actor,
            own_cases=own_cases,
            cases=[case.case_id for case in plan.now],
            party_id=party.pk,
        )
        erase_visits(actor=actor, own_cases=own_cases)
        erase_reports(actor=actor, own_cases=own_cases)
        today = local_date(Tenant.objects.defer("logo").get(pk=actor.tenant_id), at)
        erase_maintenance(actor=actor, party_id=party.pk, own_cases=own_cases, today=today, at=at)
        erase_offers(actor=actor, own_cases=own_cases)
        erase_decisions(actor=actor, own_cases=own_cases)
        erase_credits(actor=actor, own_cases=own_cases, at=at)
        for case in plan.now:
            erase = erase_own_case if case.own else erase_part_in_case
            erase(actor=actor, case_id=case.case_id, person=person, at=at)
        erase_names(party, subject.membership_ids, kept_cases=kept)
        erase_party(
            actor=actor,
            party=party,
            membership_ids=subject.membership_ids,
            emails=subject.emails,
            kept_streams=[f"case:{pk}" for pk in kept],
            erase_on=plan.due_on,
            at=at,
        )
        # All of them: a case erased before still was found by the name that has gone only now.
        reindex([*cases_with(subject).values_list("pk", flat=True)])
        record(
            PersonErased(
                party_id=party.pk,
                cases_erased=len(plan.now),
                cases_kept=len(kept),
                look_again_on=plan.due_on.isoformat() if plan.due_on else None,
            ),
            actor=actor,
            stream=f"party:{party.pk}",
            at=at,
        )
        return plan


def erase_due(tenant_id: int, at: datetime) -> int:
    """Erase what the law kept until today. Cheap when nothing is due; each person is a transaction."""
    with tenant_context(tenant_id):
        today = local_date(Tenant.objects.defer("logo").get(pk=tenant_id), at)
        due = list(_due(tenant_id, today).values_list("pk", flat=True)[:_AT_ONCE])
    done = 0
    for party_id in due:
        with tenant_context(tenant_id):
            try:
                _erase(system_actor(tenant_id), party_id, at)
                done += 1
            except (AlreadyErased, ErasureBlocked):
                # A kept case was opened again: the duty is judged anew next year.
                later = date(today.year + 1, 1, 1)
                Party.objects.filter(pk=party_id).update(erase_on=later)
    return done


def _due(tenant_id: int, today: date) -> QuerySet[Party]:
    return Party.objects.filter(tenant_id=tenant_id, erase_on__lte=today).order_by("erase_on", "pk")
