"""Courses: what somebody learns, and for how long that entitles him."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue, MissingValue
from kulanz.masterdata.parties.events_of_skills import CourseSaved
from kulanz.masterdata.parties.models import Course, WorkKind
from kulanz.masterdata.parties.permissions_of_skills import require_certifier
from kulanz.masterdata.parties.refusals_of_skills import CourseNameTaken, NoSuchCourse, NoSuchWorkKind
from kulanz.masterdata.parties.rules.certificates import LONGEST_YEARS, USUAL_MONTHS

LONGEST_NAME: Final = 160


def save_course(
    *,
    actor: Actor,
    name: str,
    at: datetime,
    work_kind_id: int | None = None,
    course_id: int | None = None,
    name_en: str = "",
    validity_months: int = USUAL_MONTHS,
    active: bool = True,
) -> Course:
    """Add a course or change one. What it entitles to stays: certificates refer to it, and those issued
    keep their own last day.

    Raises MissingValue, InvalidValue, CourseNameTaken, NoSuchCourse, NoSuchWorkKind, NotAllowed.
    """
    require_certifier(actor)
    with transaction.atomic():
        if course_id is None:
            kinds = WorkKind.objects.filter(tenant_id=actor.tenant_id)
            if not kinds.filter(pk=work_kind_id or 0).exists():
                raise NoSuchWorkKind
            row = Course(tenant_id=actor.tenant_id, work_kind_id=work_kind_id or 0)
        else:
            courses = Course.objects.select_for_update(of=("self",)).filter(tenant_id=actor.tenant_id)
            known = courses.filter(pk=course_id).first()
            if known is None:
                raise NoSuchCourse
            row = known
        row.name, row.name_en = _line(name), _line(name_en)
        row.validity_months, row.active = validity_months, active
        if not row.name:
            raise MissingValue("name")
        for field in ("name", "name_en"):
            if len(getattr(row, field)) > LONGEST_NAME:
                raise InvalidValue(field)
        if not 0 < validity_months <= LONGEST_YEARS * 12:
            raise InvalidValue("validity_months")
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as taken:
            if "course_name" not in str(taken):
                raise
            raise CourseNameTaken from taken
        event = CourseSaved(
            course_id=row.pk,
            title=row.name,
            work_kind=row.work_kind.code,
            validity_months=row.validity_months,
            active=row.active,
        )
        record(event, actor=actor, stream=f"work_kind:{row.work_kind_id}", at=at)
        return row


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())
