"""The first dealer's own service: a year of his technicians' visits, a tour of today, work left to plan."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from kulanz.cases.commands.recording import NewCase, NewPosition
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, Message
from kulanz.cases.models.case import OPEN
from kulanz.cases.rules import CarriedOutBy, ClaimStatus, Coverage, DealerPart, Kind, Severity
from kulanz.config.demo.world import Dealer, World
from kulanz.core.access.actor import ActorKind, Channel, Role, system_actor
from kulanz.core.numbering.sequence import next_number
from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.parties.commands.recording import NewAddress
from kulanz.masterdata.parties.models import Technician, WorkKind
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.execution.commands.reports.receiving import PREFIX, SERIES
from kulanz.stages.execution.commands.visits.making import make_visit
from kulanz.stages.execution.models import Booking, ServiceReport, Visit
from kulanz.stages.execution.queries.ways import short_ways
from kulanz.stages.execution.rules.visits import VisitKind, VisitState
from kulanz.stages.improvement.rules.rate import month_of, months_after
from kulanz.workflows.filing import Filing, FilingCustomer, file_case
from kulanz.workflows.visits import plan_visit
from kulanz.workflows.visits_of_dealers import OwnVisit, make_own_visit

_YEAR: Final = 14
"""So many visits lie behind them; make or buy compares from five on."""
_TOUR: Final = (time(8, 30), time(11), time(14))
_LATEST: Final = 18
_MONTHS: Final = 12
_LONG_AGO: Final = timedelta(days=14)
"""So old a case is when its visit is over for certain."""
_SERVICE: Final = (Kind.REPAIR.value, Kind.ASSEMBLY.value, Kind.MAINTENANCE.value)
# What the first technician is certified for, or needs no certificate for, by product group.
_WORK: Final = {
    "DREH": "FEDER", "TISCH": "MONTAGE", "SCHRANK": "MONTAGE", "WAND": "MONTAGE", "KONF": "POLSTER",
    "LOUNGE": "POLSTER",
}  # fmt: skip
_CUSTOMERS: Final = (Channel.MAIL.value, Channel.PHONE.value, Channel.PUBLIC.value)
_DONE: Final = (
    "Gasfeder getauscht, Mechanik eingestellt, Sitzhöhe geprüft.",
    "Türen ausgerichtet, Scharniere nachgezogen, Kippsicherung geprüft.",
    "Rollen ersetzt, Fußkreuz auf Risse geprüft.",
)


class _OutOfReach(Exception):
    """Nobody is there in time from where he was before."""


class OwnService:
    """What happened around the technicians of the first house, which works under option A."""

    def __init__(self, world: World, dealer: Dealer, people: list[Technician], now: datetime) -> None:
        self.world, self.dealer, self.people, self.now = world, dealer, people, now
        self.zone = ZoneInfo(world.zone)
        self.kinds = {kind.code: kind for kind in WorkKind.objects.all()}
        lead = next(member for member in world.staff if Role.LEAD in member.roles)
        self.lead = lead.actor(world.tenant_id, Channel.DESK)
        self.house = people[0].organisation

    def happen(self) -> None:
        for number, case in enumerate(self._closed()[:_YEAR]):
            self._visited(case, number)
        self._tour()
        self._today()

    # --- the year that lies behind ----------------------------------------------------------------------

    def _closed(self) -> list[Case]:
        """Of the last twelve whole months: repairs and assemblies, what was rejected and mended for money,
        what began as a question. First his own and nobody's; others' only where no dealer wrote anything.
        """
        month = month_of(self.now, self.zone)
        begin, end = (datetime.combine(months_after(month, n), time(0), self.zone) for n in (-_MONTHS, 0))
        cases = Case.objects.filter(
            Q(kind__in=[*_SERVICE, Kind.INQUIRY.value]) | Q(claim_status=ClaimStatus.REJECTED.value),
            Q(dealer=None) | Q(dealer_id=self.dealer.party.id) | Q(channel__in=_CUSTOMERS),
            step="closed", created_at__gte=begin, is_spam=False,
            created_at__lt=min(end, self.now - _LONG_AGO),
            merged_into=None, visits=None, customer__isnull=False, customer__addresses__isnull=False,
        )  # fmt: skip
        wrote = Message.objects.filter(author_kind=ActorKind.DEALER.value).values("case_id")
        house = self.dealer.party.id
        found = cases.exclude(~Q(dealer_id=house) & Q(pk__in=wrote)).distinct().order_by("-pk")
        return sorted(found, key=lambda case: (case.dealer_id not in (None, house), _rank(case)))

    def _visited(self, case: Case, number: int) -> None:
        """Done some days after it was recorded; every fifth one is a guarantee case."""
        part = DealerPart.PRINCIPAL if number % 2 else DealerPart.INTERMEDIARY
        self._make_own(case, part, Coverage.GUARANTEE if number % 5 == 4 else Coverage.CHARGEABLE)
        day = case.created_at.astimezone(self.zone).date() + timedelta(days=4)
        starts = datetime.combine(day, time(8 + number % 8, 15), self.zone)
        actor = system_actor(self.world.tenant_id, channel=Channel.SYSTEM)
        visit = make_visit(
            actor=actor, case=case, kind=_kind(case), work_kind_ids=[], task=case.title, duration_minutes=75,
            organisation=self.house, at=case.created_at + timedelta(hours=3),
        )  # fmt: skip
        technician, length = self.people[number % len(self.people)], _minutes(45 + 15 * (number % 5))
        while self._too_far(visit, technician, starts, starts + length) or starts.weekday() > 4:
            starts += timedelta(days=1)
        ends = starts + length
        Visit.objects.filter(pk=visit.pk).update(
            state=VisitState.DONE.value, state_since=ends, starts_at=starts, ends_at=ends, started_at=starts,
            ended_at=ends, people=[technician.pk],
        )  # fmt: skip
        Booking.objects.create(
            tenant_id=self.world.tenant_id, technician=technician, visit=visit, starts_at=starts,
            ends_at=ends, created_at=visit.created_at, created_by_name=self.dealer.party.name,
        )  # fmt: skip
        self._reported(visit, technician, starts, ends, number)

    def _reported(
        self, visit: Visit, technician: Technician, starts: datetime, ends: datetime, number: int
    ) -> None:
        year = ends.year
        sequence = next_number(tenant_id=self.world.tenant_id, series=SERIES, year=year)
        ServiceReport.objects.create(
            tenant_id=self.world.tenant_id, number=f"{PREFIX}-{year}-{sequence:05d}", visit=visit,
            client_id=uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{visit.number}"), technician=technician,
            technician_name=technician.name, authorised=True, result="solved",
            work_done=_DONE[number % len(_DONE)], safety="safe", arrived_at=starts, left_at=ends,
            travel_minutes=20 + 7 * (number % 6), travel_km=Decimal(14 + 9 * (number % 6)),
            signature_refused="Vor Ort war beim Abschluss niemand mehr im Raum.",
            finished_at=ends, received_at=ends + timedelta(minutes=5),
        )  # fmt: skip

    def _make_own(self, case: Case, part: DealerPart, coverage: Coverage) -> None:
        case.dealer_id, case.dealer_part = self.dealer.party.id, part.value
        case.carried_out_by, case.coverage = CarriedOutBy.DEALER.value, coverage.value
        case.save(update_fields=["dealer", "dealer_part", "carried_out_by", "coverage"])

    # --- today ------------------------------------------------------------------------------------------

    def _tour(self) -> None:
        """What the first technician does today; the last visit lies ahead as long as the day does."""
        local = self.now.astimezone(self.zone)
        hours = [datetime.combine(local.date(), hour, self.zone) for hour in _TOUR]
        ahead = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        last = ahead.replace(hour=min(max(ahead.hour, 16), _LATEST)) if ahead.date() == local.date() else None
        cases = list(self._open())
        for starts in [*hours, *([last] if last else [])]:
            case = next((one for one in cases if self._planned(one, starts)), None)
            if case is not None:
                cases.remove(case)

    def _open(self) -> Iterator[Case]:
        """Open ones without a dealer; one of each state stays as it is: a visit changes whose turn it is."""
        cases = Case.objects.filter(
            OPEN, dealer=None, customer__isnull=False, customer__addresses__country="DE", decisions=None,
            visits=None, merged_into=None, merged_cases=None, is_spam=False,
            positions__product_group__code__in=list(_WORK), updated_at__lt=self.now - timedelta(hours=2),
        ).exclude(claim_status="rejected")  # fmt: skip
        states: set[tuple[str, str, str | None]] = set()
        for case in cases.distinct().order_by("-pk"):
            state = (case.step, case.waits_for, case.claim_status)
            if state in states:
                yield case
            states.add(state)

    def _planned(self, case: Case, starts: datetime) -> bool:
        position = case.positions.select_related("product_group").order_by("pk").first()
        group = position.product_group if position is not None else None
        if position is None or group is None or group.code not in _WORK:
            return False
        at = self.now - timedelta(minutes=58)
        try:
            with transaction.atomic():
                locked = lock_case(case.pk)
                self._make_own(locked, DealerPart.PRINCIPAL, Coverage.CHARGEABLE)
                visit = make_visit(
                    actor=self.lead, case=locked, kind=_kind(locked), at=at - timedelta(days=1),
                    work_kind_ids=[self.kinds[_WORK[group.code]].pk], task=position.symptom or case.title,
                    organisation=self.house,
                )  # fmt: skip
                self._in_reach(visit, self.people[0], starts)
                plan_visit(
                    actor=self.lead, visit_id=visit.pk, crew=[self.people[0].pk], starts_at=starts, at=at
                )
        except (Refusal, _OutOfReach):
            return False
        return True

    def _in_reach(self, visit: Visit, technician: Technician, starts: datetime) -> None:
        if self._too_far(visit, technician, starts, starts + _minutes(visit.duration_minutes)):
            raise _OutOfReach

    @staticmethod
    def _too_far(visit: Visit, technician: Technician, starts: datetime, ends: datetime) -> bool:
        """Whether he is taken, or not there in time."""
        taken = Booking.objects.filter(technician=technician, starts_at__lt=ends, ends_at__gt=starts)
        return taken.exists() or bool(short_ways(visit, [technician], starts, ends))

    def _today(self) -> None:
        """Filed this hour by the house for its own people, with a visit that waits for a time."""
        clerk = self.dealer.clerks[0].actor(self.world.tenant_id, Channel.PORTAL)
        case = file_case(
            actor=clerk, at=self.now - timedelta(minutes=18),
            filing=Filing(
                NewCase(
                    title="Armlehnen an zwei Drehstühlen wackeln", kind=Kind.REPAIR,
                    description="Die Kundin bittet um einen Termin am Vormittag, der Empfang weiß Bescheid.",
                    severity=Severity.HINDERS_OPERATION, dealer_part=DealerPart.PRINCIPAL,
                    dealer_reference="RW-2291", carried_out_by=CarriedOutBy.DEALER,
                    positions=(
                        NewPosition(
                            item_text="Drehstuhl mit Armlehnen", quantity=Decimal(2), sold_by="dealer"
                        ),
                    ),
                ),
                FilingCustomer(
                    name="Praxis am Ilmenaupark", is_business=True,
                    email="empfang@praxis-ilmenaupark.example",
                    place=NewAddress("Uferweg 4", "21335", "Lüneburg", "DE"),
                ),
                technician_id=self.people[0].person_id,
            ),
        )  # fmt: skip
        make_own_visit(
            actor=clerk, case_id=case.pk, at=self.now - timedelta(minutes=16),
            given=OwnVisit(
                kind=VisitKind.REPAIR, work_kind_ids=[self.kinds["POLSTER"].pk], duration_minutes=60,
                task="Armlehnen prüfen und befestigen",
            ),
        )  # fmt: skip


def _rank(case: Case) -> int:
    return 0 if case.kind in _SERVICE else 2 if case.kind == Kind.INQUIRY else 1


def _minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def _kind(case: Case) -> VisitKind:
    return VisitKind(case.kind) if case.kind in _SERVICE else VisitKind.REPAIR


def own_service(world: World, now: datetime) -> None:
    """Only where the first house has technicians of its own."""
    with tenant_context(world.tenant_id):
        dealer = next((one for one in world.dealers if one.clerks), None)
        if dealer is None:
            return
        own = Technician.objects.filter(organisation_id=dealer.party.id, house=House.DEALER.value)
        people = list(own.select_related("organisation").order_by("pk"))
        if people:
            OwnService(world, dealer, people, now).happen()
