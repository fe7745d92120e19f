"""The service of the last and next days by the product's own commands: vans, visits, plans, offers."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction

from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case
from kulanz.cases.models.case import OPEN
from kulanz.config.demo.reporting import report_visits
from kulanz.config.demo.world import World
from kulanz.core.access.actor import Channel, Role
from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Technician, WorkKind
from kulanz.masterdata.parties.queries.interlock import in_region, judge_technicians
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.masterdata.parties.rules.safety import Relevance
from kulanz.stages.execution.commands.maintenance import PlanInput, save_plan
from kulanz.stages.execution.commands.service_offers import OfferInput
from kulanz.stages.execution.commands.stock import load_stock, set_minimum
from kulanz.stages.execution.commands.tools import move_tool, save_tool
from kulanz.stages.execution.commands.vehicles import save_vehicle
from kulanz.stages.execution.commands.visits.absences import note_absence
from kulanz.stages.execution.commands.visits.making import PartInput, make_visit
from kulanz.stages.execution.models import Tool, Visit
from kulanz.stages.execution.queries.houses import factory_of
from kulanz.stages.execution.queries.ways import short_ways
from kulanz.stages.execution.rules.visits import VisitKind
from kulanz.workflows.service_offers import offer_service
from kulanz.workflows.visits import plan_visit

# What is usually done to things of a product group, with the part that is taken along.
_WORK: Final = {
    "DREH": ("FEDER", VisitKind.REPAIR, "Gasfeder 100 mm"),
    "KONF": ("POLSTER", VisitKind.REPAIR, "Filzgleiter Satz"),
    "STEH": ("ELEKTRO", VisitKind.REPAIR, "Steuereinheit"),
    "TISCH": ("MONTAGE", VisitKind.ASSEMBLY, "Plattenverbinder"),
    "SCHRANK": ("MONTAGE", VisitKind.ASSEMBLY, "Schubladenauszug Paar"),
    "LOUNGE": ("POLSTER", VisitKind.REPAIR, "Kissenbezug petrol"),
    "LICHT": ("ELEKTRO", VisitKind.REPAIR, "Netzteil Leuchte"),
    "WAND": ("MONTAGE", VisitKind.ASSEMBLY, "Verbindungsprofil"),
}  # fmt: skip
_VISITS: Final = 26
_LEFT_TO_PLAN: Final = 6
_OVER: Final = 5
_TODAY: Final = 7
_TOUR: Final = 4
_HOURS: Final = (time(8, 30), time(10, 45), time(11, 30), time(13, 15), time(14, 30), time(15, 15))
_STOCK: Final = (
    "Gasfeder 100 mm", "Rollensatz hart", "Steuereinheit", "Netzteil 230 V", "Schubladenauszug Paar",
    "Plattenverbinder",
)  # fmt: skip
_TOOLS: Final = (
    ("Gasfederpresse", "SW-101"), ("Prüfgerät Schutzleiter", "SW-102"), ("Saugheber 120 kg", "SW-103"),
    ("Sprühextraktionsgerät", "SW-104"),
)  # fmt: skip


class Service:
    """What happened around technicians up to `now`, in the manufacturer's house."""

    def __init__(self, world: World, now: datetime) -> None:
        self.world, self.now = world, now
        self.zone = ZoneInfo(world.zone)
        self.today = now.astimezone(self.zone).date()
        lead = next(member for member in world.staff if Role.LEAD in member.roles)
        self.lead = lead.actor(world.tenant_id, Channel.DESK)
        self.kinds = {kind.code: kind for kind in WorkKind.objects.all()}
        self.taken: set[tuple[int, datetime]] = set()
        # the first one's tablet is the one people try
        self.people = list(Technician.objects.filter(house=House.FACTORY.value).order_by("pk"))
        self.over = _OVER

    def happen(self) -> None:
        if not self.people:
            return
        self._vans()
        self._plan()
        forenoon = datetime.combine(self.today, _HOURS[1], self.zone)
        report_visits(self.world.tenant_id, self.now, unwritten=(self.people[0].pk, forenoon))
        self._absence()
        self._maintenance()
        self._offers()

    def _vans(self) -> None:
        at = self.now - timedelta(days=3)
        parts = list(Article.objects.filter(name__in=_STOCK, is_spare_part=True).order_by("pk"))
        for index, technician in enumerate(self.people[:4]):
            van = save_vehicle(
                actor=self.lead, at=at,
                values={
                    "name": f"Transporter {index + 1}", "plate": f"NB-K {410 + index}",
                    "technician_id": technician.pk,
                },
            )  # fmt: skip
            for place, part in enumerate(parts):
                load_stock(
                    actor=self.lead, vehicle_id=van.pk, article_id=part.pk,
                    quantity=Decimal(1 + (index + place) % 4), at=at,
                )  # fmt: skip
                set_minimum(actor=self.lead, vehicle_id=van.pk, article_id=part.pk, minimum=Decimal(2))
        for index, (name, number) in enumerate(_TOOLS):
            until = self.today + timedelta(days=-20 if index == 1 else 200)
            tool = save_tool(
                actor=self.lead, at=at, values={"name": name, "number": number, "inspected_until": until}
            )
            if index < len(self.people) - 1:
                move_tool(actor=self.lead, tool_id=tool.pk, technician_id=self.people[index].pk, at=at)
            else:
                move_tool(actor=self.lead, tool_id=tool.pk, place="Lager, Regal 4", at=at)

    def _plan(self) -> None:
        """Visits of open cases: some to plan, the others on the days around today."""
        at = self.now - timedelta(days=4)
        made = [visit for case in self._cases() if (visit := self._visit(case, at)) is not None]
        left = min(_LEFT_TO_PLAN, len(made) // 4)
        self.over = min(_OVER, (len(made) - left) // 3)
        rest = made[left:]
        for number, visit in enumerate([*rest[: self.over], *sorted(rest[self.over :], key=self._far)]):
            self._put(visit, number, at)
        if made:
            self._refused(made[0], at)

    def _far(self, visit: Visit) -> tuple[bool, bool]:
        """How far it is from the one whose tour people look at."""
        near = in_region(self.people[:1], postcode=visit.postcode, country=visit.country)
        return not near, visit.country != "DE"

    def _cases(self) -> list[Case]:
        """Open ones at a customer's address, the newest first."""
        cases = Case.objects.filter(
            OPEN, customer__isnull=False, customer__addresses__isnull=False, decisions=None,
            positions__product_group__isnull=False, updated_at__lt=self.now - timedelta(hours=1),
        ).exclude(claim_status="rejected")  # fmt: skip
        found: list[Case] = []
        states: set[tuple[str, str | None]] = set()
        for case in cases.distinct().order_by("-pk"):
            state = (case.waits_for, case.claim_status)
            # one of each state stays as it is: whom a case waits for changes with its visit
            if state in states:
                found.append(case)
            states.add(state)
        return found[:_VISITS]

    def _visit(self, case: Case, at: datetime) -> Visit | None:
        position = case.positions.select_related("product_group").order_by("pk").first()
        if position is None or position.product_group is None:
            return None
        code, kind, part_name = _WORK[position.product_group.code]
        part = Article.objects.filter(name=part_name, is_spare_part=True).first()
        tool = Tool.objects.filter(number="SW-101").first() if code == "FEDER" else None
        try:
            with transaction.atomic():
                return make_visit(
                    actor=self.lead, case=lock_case(case.pk), kind=kind,
                    work_kind_ids=[self.kinds[code].pk], task=position.symptom or case.title,
                    part_inputs=[PartInput(part.pk)] if part is not None else [],
                    tool_ids=[tool.pk] if tool is not None else [],
                    organisation=factory_of(self.world.tenant_id), at=at,
                )  # fmt: skip
        except Refusal:
            return None

    def _days(self) -> list[date]:
        """The last working day, today whatever day it is, and the next working days."""
        before = self.today - timedelta(days=1)
        while before.weekday() > 4:
            before -= timedelta(days=1)
        after = [self.today + timedelta(days=n) for n in range(1, 9)]
        return [before, self.today, *(day for day in after if day.weekday() < 5)]

    def _put(self, visit: Visit, number: int, at: datetime) -> None:
        """A free slot of somebody who may and gets there in time, of the region where there is one; the first
        ones are over.
        """
        near = in_region(self.people, postcode=visit.postcode, country=visit.country)
        people = sorted(self.people[:-1], key=lambda technician: technician.pk not in near)
        days = self._days()
        turn = 0 if number < self.over else 1 if number < self.over + _TODAY else 2
        crews = [people]
        if self.over <= number < self.over + _TOUR:
            crews.insert(0, self.people[:1])
        slots = [
            (datetime.combine(day, hour, self.zone), technician)
            for crew in crews for day in days[turn:] for hour in _HOURS for technician in crew
        ]  # fmt: skip
        for starts_at, technician in slots:
            if (technician.pk, starts_at) in self.taken:
                continue
            if self._planned(visit, technician, starts_at, at):
                self.taken.add((technician.pk, starts_at))
                return

    def _planned(self, visit: Visit, technician: Technician, starts_at: datetime, at: datetime) -> bool:
        works = list(visit.works.values_list("work_kind_id", flat=True))
        judged = judge_technicians(
            tenant_id=visit.tenant_id, technician_ids=[technician.pk], work_kind_ids=works,
            relevance=Relevance.NONE, on=starts_at.date(),
        )  # fmt: skip
        ends_at = starts_at + timedelta(minutes=visit.duration_minutes)
        if not judged[technician.pk].allowed or short_ways(visit, [technician], starts_at, ends_at):
            return False
        before = min(at, starts_at - timedelta(days=1))
        try:
            with transaction.atomic():
                plan_visit(
                    actor=self.lead, visit_id=visit.pk, crew=[technician.pk], starts_at=starts_at, at=before
                )
        except Refusal:
            return False
        return True

    def _refused(self, visit: Visit, at: datetime) -> None:
        """Somebody tried the one whose certificate has ended; the protocol keeps it."""
        starts_at = datetime.combine(self.today + timedelta(days=2), time(9), self.zone)
        try:
            plan_visit(
                actor=self.lead, visit_id=visit.pk, crew=[self.people[-1].pk], starts_at=starts_at, at=at
            )
        except Refusal:
            return

    def _absence(self) -> None:
        if len(self.people) < 4:
            return
        begins = datetime.combine(self.today + timedelta(days=9), time(0), self.zone)
        note_absence(
            actor=self.lead, technician_id=self.people[3].pk, what="Schulung", starts_at=begins,
            ends_at=begins + timedelta(days=2), at=self.now - timedelta(days=2),
        )  # fmt: skip

    def _maintenance(self) -> None:
        firms = [contact for contact in self.world.customers if contact.is_business and contact.address_id]
        for index, firm in enumerate(firms[:3]):
            save_plan(
                actor=self.lead, at=self.now - timedelta(days=5),
                given=PlanInput(
                    name=f"Sicherheitsprüfung {firm.name}", customer_id=firm.id, place_id=firm.address_id,
                    work_kind_id=self.kinds["WARTUNG"].pk, items=f"{12 + 9 * index} Bürodrehstühle",
                    interval_months=(12, 24, 6)[index], duration_minutes=90 + 60 * index,
                    next_due_on=self.today + timedelta(days=(21, 75, 40)[index]),
                ),
            )  # fmt: skip

    def _offers(self) -> None:
        firms = [contact for contact in self.world.customers if contact.is_business and contact.email]
        for index, firm in enumerate(firms[3:6]):
            offer_service(
                actor=self.lead, at=self.now - timedelta(days=2, hours=index),
                given=OfferInput(
                    kind=VisitKind.CLEANING, customer_id=firm.id, work_kind_id=self.kinds["REINIGUNG"].pk,
                    text="Reinigung der Drehstühle vor Ort, mit Prüfung der Rollen.",
                    pieces=20 + 10 * index, net=Decimal(380) + 160 * index,
                    expires_on=self.today + timedelta(days=21), place_id=firm.address_id,
                    interval_months=12 if index == 1 else None,
                ),
            )  # fmt: skip


def service_lately(world: World, now: datetime) -> None:
    with tenant_context(world.tenant_id):
        Service(world, now).happen()
