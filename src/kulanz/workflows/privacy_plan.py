"""What an erasure would do: which cases go now, which the law keeps how long, what stands in the way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case, CaseFile, Message, Participant, ParticipantRole, Position
from kulanz.cases.rules import OPEN_STEPS, Audience
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import ContactKind, ContactPoint, Membership, Party
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.contact.models import Letter, OutgoingMail, RawMail, RawMailOutcome
from kulanz.workflows.privacy_rules import Duty, duty_of, last_day, look_again_on

_UNDECIDED = (RawMailOutcome.QUARANTINED, RawMailOutcome.WAITING)


@dataclass(frozen=True, slots=True)
class Subject:
    """A person with the accesses and mail addresses by which the rest is found."""

    party: Party
    membership_ids: tuple[int, ...]
    emails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CasePlan:
    """One case the person has a part in. `own`: the case is about this person as the customer."""

    case_id: int
    number: str
    own: bool
    duty: Duty
    keep_until: date | None
    look_again_on: date | None


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """`blockers` are sentences for the screen; with any of them nothing is erased."""

    subject: Subject
    blockers: tuple[str, ...]
    cases: tuple[CasePlan, ...]
    counts: dict[str, int]

    @property
    def now(self) -> list[CasePlan]:
        return [plan for plan in self.cases if plan.duty is Duty.NONE]

    @property
    def kept(self) -> list[CasePlan]:
        return [plan for plan in self.cases if plan.duty is not Duty.NONE]

    @property
    def due_on(self) -> date | None:
        """The first day on which more can be erased; None when everything goes now."""
        return min((plan.look_again_on for plan in self.kept if plan.look_again_on), default=None)


def subject_of(party: Party) -> Subject:
    memberships = Membership.objects.filter(tenant_id=party.tenant_id, person=party).select_related("user")
    points = ContactPoint.objects.filter(party=party, kind=ContactKind.EMAIL)
    emails = {*points.values_list("normalized", flat=True), *(m.user.email.lower() for m in memberships)}
    own = [m for m in memberships if not m.is_house_account]
    return Subject(party, tuple(sorted(m.pk for m in own)), tuple(sorted(_not_shared(party, emails))))


def _not_shared(party: Party, emails: Collection[str]) -> set[str]:
    """Addresses that reach nobody else: what went to a shared one may concern another person."""
    others = ContactPoint.objects.filter(
        tenant_id=party.tenant_id,
        kind=ContactKind.EMAIL,
        normalized__in=emails,
        party__erased_at=None,
    ).exclude(party=party)
    return set(emails) - set(others.values_list("normalized", flat=True))


def cases_with(subject: Subject) -> QuerySet[Case]:
    """Every case in which the person appears, as customer or otherwise."""
    party, members = subject.party, subject.membership_ids
    said = Message.objects.filter(
        Q(author_party=party) | Q(author_membership__in=members), case=OuterRef("pk")
    )
    takes_part = Participant.objects.filter(case=OuterRef("pk"), party=party)
    written = OutgoingMail.objects.filter(
        Q(party_id=party.pk) | Q(membership_id__in=members) | Q(recipient__in=subject.emails),
        case=OuterRef("pk"),
    )
    received = RawMail.objects.filter(case=OuterRef("pk"), sender__in=subject.emails)
    return Case.objects.filter(
        Q(customer=party)
        | Q(created_by_clerk=party)
        | Q(created_by_membership__in=members)
        | Exists(said)
        | Exists(takes_part)
        | Exists(written)
        | Exists(received),
        tenant_id=party.tenant_id,
    ).order_by("id")


def plan_erasure(party: Party, *, at: datetime) -> ErasurePlan:
    """Look only; whoever calls has checked the right to do so."""
    subject = subject_of(party)
    tenant = Tenant.objects.defer("logo").get(pk=party.tenant_id)
    asks = Participant.objects.filter(
        case=OuterRef("pk"), party=party, role__in=[ParticipantRole.CUSTOMER, ParticipantRole.CONTACT]
    )
    voucher = Position.objects.filter(
        ~Q(invoice_number="") | Q(price_paid__isnull=False), case=OuterRef("pk")
    )
    credited = CreditNote.objects.filter(case=OuterRef("pk"))
    rows = (
        cases_with(subject)
        .select_related("merged_into")
        .annotate(asks=Exists(asks), has_voucher=Exists(voucher) | Exists(credited))
        .exclude(customer=party, erased_at__isnull=False)
    )
    cases = list(rows)
    letters = _last_letters([case.pk for case in cases])
    plans, blocking = [], []
    today = local_date(tenant, at)
    for case in cases:
        plan = _plan(case, party, letters.get(case.pk), ZoneInfo(tenant.time_zone), today)
        plans.append(plan)
        if plan.duty is Duty.OPEN and (plan.own or case.asks):
            blocking.append(plan.number)
    return ErasurePlan(
        subject, tuple(_blockers(party, subject, blocking)), tuple(plans), _counts(subject, plans)
    )


def _last_letters(case_ids: list[int]) -> dict[int, datetime]:
    """When the last letter or mail of each case was written; internal notes are no letters."""
    found: dict[int, datetime] = {}
    sources = (
        Message.objects.filter(case__in=case_ids, withdrawn_at=None, direction__in=["in", "out"])
        .exclude(audience=Audience.INTERNAL)
        .order_by()
        .values_list("case_id")
        .annotate(last=Max("created_at")),
        Letter.objects.filter(case__in=case_ids)
        .order_by()
        .values_list("case_id")
        .annotate(last=Max("created_at")),
        OutgoingMail.objects.filter(case__in=case_ids)
        .values_list("case_id")
        .annotate(last=Max(Greatest(F("created_at"), F("sent_at")))),
    )
    for rows in sources:
        for case_id, last in rows:
            found[case_id] = max(last, found.get(case_id, last))
    return found


def _plan(case: Case, party: Party, letter: datetime | None, zone: ZoneInfo, today: date) -> CasePlan:
    stands_for = case.merged_into or case
    is_open = stands_for.step in OPEN_STEPS and not stands_for.is_spam
    duty = duty_of(
        is_open=is_open,
        is_spam=case.is_spam,
        has_voucher=bool(getattr(case, "has_voucher", False)),
        has_letter=letter is not None,
    )
    ended = max(filter(None, (case.closed_at or case.state_since, letter))).astimezone(zone).date()
    again = look_again_on(duty, ended, today) if duty is not Duty.NONE else None
    if again is not None and again <= today:
        duty, again = Duty.NONE, None
    return CasePlan(case.pk, case.number, case.customer_id == party.pk, duty, last_day(duty, ended), again)


def _blockers(party: Party, subject: Subject, open_cases: list[str]) -> list[str]:
    found = []
    if open_cases:
        found.append(
            _("Noch offen: %(cases)s. Bitte zuerst beenden oder stornieren.")
            % {"cases": ", ".join(open_cases[:20])}
        )
    undecided = RawMail.objects.filter(
        tenant_id=party.tenant_id, sender__in=subject.emails, outcome__in=_UNDECIDED
    ).count()
    if undecided:
        found.append(
            _("In der Quarantäne liegen noch E-Mails dieser Person (%(count)s). Bitte zuerst entscheiden.")
            % {"count": undecided}
        )
    return found


def _counts(subject: Subject, plans: list[CasePlan]) -> dict[str, int]:
    """What the screen tells; only cases that go now count for messages, files and mails."""
    going = [plan.case_id for plan in plans if plan.duty is Duty.NONE]
    own = [plan.case_id for plan in plans if plan.duty is Duty.NONE and plan.own]
    mine = Q(author_party=subject.party) | Q(author_membership__in=subject.membership_ids)
    return {
        "cases": len(going),
        "messages": Message.objects.filter(Q(case__in=own) | mine & Q(case__in=going)).count(),
        "files": CaseFile.objects.filter(case__in=own).count(),
        "contacts": ContactPoint.objects.filter(party=subject.party).count(),
        "addresses": subject.party.addresses.count(),
        "accesses": Membership.objects.filter(pk__in=subject.membership_ids, active=True).count(),
    }
