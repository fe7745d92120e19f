"""Fifty technicians and as many visits as a scratch home has cases: four a day each, this week first."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import connections, transaction

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case
from kulanz.config.bench.inserting import insert
from kulanz.config.demo.writing import OWNER
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Party, PartyRole, PartyRoleKind, Technician, WorkKind
from kulanz.stages.execution.models import Booking, Visit, VisitWork

FILE: Final = "bench-visits.txt"
TO_PLAN: Final = 60
HOUSE: Final = "Werkskundendienst (Messung)"
FIRST_VISIT: Final = "E-MESS-0"

_PEOPLE: Final = "generate_series(1, 50) AS person"
_TECHNICIANS: Final = """parties_party p JOIN parties_party house
    ON house.tenant_id = p.tenant_id AND house.name = %(house)s
    WHERE p.tenant_id = %(tenant)s AND p.number LIKE 'MESS-%%'"""
# Of working days those come first that are nearest to the middle of this week.
_VISITS: Final = """(
    WITH days AS (
        SELECT day::date,
               row_number() OVER (ORDER BY abs(day::date - (%(monday)s::date + 2)), day) - 1 AS turn
        FROM generate_series(%(monday)s::date - 2000, %(monday)s::date + 2000, interval '1 day') AS day
        WHERE extract(isodow FROM day) < 6
    ), cases AS (
        SELECT id, row_number() OVER (ORDER BY id) - 1 AS place
        FROM cases_case WHERE tenant_id = %(tenant)s
    ), people AS (
        SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM execution_house_people
    )
    SELECT n, c.id AS case_id, t.id AS technician_id, n < %(planned)s AS planned,
           (d.day + (ARRAY['08:00', '10:00', '12:30', '14:30']::time[])[1 + (n / 50) %% 4])
               AT TIME ZONE %(zone)s AS starts_at
    FROM generate_series(0, %(visits)s - 1) AS n
    JOIN cases c ON c.place = n %% %(cases)s
    JOIN people t ON t.place = n %% 50
    JOIN days d ON d.turn = n / 200
) v"""


def stock_visits(home: Path, visits: int, *, at: datetime) -> None:
    """Once a home; everything is there or nothing."""
    if (home / FILE).exists():
        return
    tenant = Tenant.objects.order_by("id").defer("logo")[0]
    today = local_date(tenant, at)
    given: dict[str, Any] = {
        "tenant": tenant.pk, "at": at, "house": HOUSE, "zone": tenant.time_zone,
        # a figure of its own: told by the cases themselves, each visit would be compared with every case
        "cases": Case.objects.using(OWNER).filter(tenant_id=tenant.pk).count(),
        "visits": visits, "planned": visits - min(TO_PLAN, visits // 2),
        "monday": today.fromordinal(today.toordinal() - today.weekday()),
    }  # fmt: skip
    with transaction.atomic(using=OWNER):
        _people(given)
        _visits(given)
    with connections[OWNER].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE execution_visit, execution_booking")
    (home / FILE).write_text(f"{visits} visits\n", encoding="utf-8")


def _people(given: dict[str, Any]) -> None:
    mine = {"tenant_id": "%(tenant)s", "created_at": "%(at)s"}
    insert(
        Party,
        "(SELECT 1) one",
        {**mine, "kind": "'organisation'", "name": "%(house)s", "active": "true"},
        given,
    )
    role = f"'{PartyRoleKind.FACTORY_SERVICE.value}'"
    house = "parties_party p WHERE p.tenant_id = %(tenant)s AND p.name = %(house)s"
    insert(PartyRole, house, {"tenant_id": "%(tenant)s", "party_id": "p.id", "role": role}, given)
    person = {
        **mine,
        "kind": "'person'",
        "name": "'Technikerin ' || person",
        "number": "'MESS-' || person",
        "active": "true",
    }
    insert(Party, _PEOPLE, person, given)
    technician = {
        **mine,
        "person_id": "p.id",
        "organisation_id": "house.id",
        "house": "'factory'",
        "name": "p.name",
        "day_start": "'08:00'::time",
        "day_end": "'17:00'::time",
        "active": "true",
    }
    insert(Technician, _TECHNICIANS, technician, given)
    kind = {"tenant_id": "%(tenant)s", "code": "'MESSUNG'", "name": "'Gasfeder tauschen (Messung)'"}
    insert(WorkKind, "(SELECT 1) one", kind, given)


def _visits(given: dict[str, Any]) -> None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE execution_house_people ON COMMIT DROP AS "
            "SELECT t.id FROM parties_technician t JOIN parties_party p ON p.id = t.person_id "
            "WHERE t.tenant_id = %(tenant)s AND p.number LIKE 'MESS-%%'",
            given,
        )
    day = "CASE WHEN v.planned THEN v.starts_at END"
    values = {
        "tenant_id": "%(tenant)s",
        "number": "'E-MESS-' || v.n",
        "case_id": "v.case_id",
        "kind": "'repair'",
        "state": "CASE WHEN NOT v.planned THEN 'to_plan' WHEN v.starts_at < %(at)s THEN 'done'"
        " ELSE 'planned' END",
        "state_since": "%(at)s",
        "duration_minutes": "75",
        "starts_at": day,
        "ends_at": f"{day} + interval '75 minutes'",
        "wanted_on": "CASE WHEN NOT v.planned THEN %(monday)s::date + (v.n %% 20)::int END",
        "people": "CASE WHEN v.planned THEN ARRAY[v.technician_id] ELSE '{}'::bigint[] END",
        "task": "'Gasfeder tauschen'",
        "name": "'Kundin ' || v.n",
        "street": "'Lange Gasse 7'",
        "postcode": "(10000 + v.n * 37 %% 89999)::text",
        "city": "'Augsburg'",
        "country": "'DE'",
        "created_at": "%(at)s",
        "created_by_name": "'Messung'",
    }
    insert(Visit, _VISITS, values, given)
    booking = {
        "tenant_id": "%(tenant)s",
        "technician_id": "v.people[1]",
        "visit_id": "v.id",
        "leads": "true",
        "starts_at": "v.starts_at",
        "ends_at": "v.ends_at",
        "created_at": "%(at)s",
        "created_by_name": "'Messung'",
    }
    mine = "execution_visit v WHERE v.tenant_id = %(tenant)s AND v.number LIKE 'E-MESS-%%'"
    insert(Booking, f"{mine} AND v.starts_at IS NOT NULL", booking, given)
    kinds = (
        "execution_visit v JOIN parties_workkind k ON k.tenant_id = v.tenant_id AND k.code = 'MESSUNG' "
        "WHERE v.tenant_id = %(tenant)s AND v.number LIKE 'E-MESS-%%' AND v.starts_at IS NULL"
    )
    work = {"tenant_id": "%(tenant)s", "visit_id": "v.id", "work_kind_id": "k.id"}
    insert(VisitWork, kinds, work, given)
