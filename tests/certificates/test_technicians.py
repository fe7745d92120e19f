"""Technicians, kinds of work and courses: kept by whom, refused when."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import InvalidValue, MissingValue, NotAllowed, Refusal
from kulanz.masterdata.parties import refusals_of_skills as refusals
from kulanz.masterdata.parties.commands.courses import save_course
from kulanz.masterdata.parties.commands.recording import NewParty
from kulanz.masterdata.parties.commands.technicians import (
    TechnicianFields,
    change_technician,
    create_technician,
)
from kulanz.masterdata.parties.commands.work_kinds import classify_work_kinds, save_work_kind
from kulanz.masterdata.parties.models import (
    Affiliation,
    Course,
    Party,
    PartyRoleKind,
    Technician,
    TechnicianRegion,
    WorkKind,
)
from kulanz.masterdata.parties.permissions_of_skills import technicians_visible_to
from tests.cases.people import AT, make_party
from tests.certificates.conftest import Crew


def state() -> tuple[int, ...]:
    models: tuple[Any, ...] = (
        Technician, TechnicianRegion, Party, Affiliation, WorkKind, Course, ProtocolEntry,
    )  # fmt: skip
    return tuple(model.objects.count() for model in models)


def regions(technician: Technician) -> list[tuple[str, str]]:
    return list(technician.regions.values_list("country", "prefix"))


def test_a_person_becomes_a_technician_in_one_go(crew: Crew) -> None:
    row = create_technician(
        actor=crew.people.lena,
        organisation_id=crew.people.blatt.pk,
        new_person=NewParty("Nora Neu", roles=(), email="nora@blatt.test", phone="0731 123"),
        fields=TechnicianFields(regions="89, 88 ; AT 6", day_start=time(7), day_end=time(15)),
        at=AT,
    )
    assert (row.house, row.name) == ("dealer", "Nora Neu")
    assert regions(row) == [("AT", "6"), ("DE", "88"), ("DE", "89")]
    assert Affiliation.objects.filter(person=row.person, organisation=crew.people.blatt).exists()
    entry = ProtocolEntry.objects.get(event="technician.saved")
    assert entry.stream == f"party:{row.person_id}"
    assert entry.facts["regions"] == ["AT 6", "DE 88", "DE 89"]


def test_the_house_follows_from_the_role(crew: Crew) -> None:
    person = make_party(crew.people.tenant, "Pia Pendel", role=PartyRoleKind.CUSTOMER)
    row = create_technician(
        actor=crew.people.otto,
        organisation_id=crew.factory.pk,
        person_id=person.pk,
        fields=TechnicianFields(name="Pia P."),
        at=AT,
    )
    assert (row.house, row.name) == ("factory", "Pia P.")


def test_changing(crew: Crew) -> None:
    fields = TechnicianFields(name="Tom T.", regions="20, 21", note="nur vormittags", active=False)
    change_technician(actor=crew.people.lena, technician_id=crew.tom.pk, fields=fields, at=AT)
    change_technician(
        actor=crew.people.lena,
        technician_id=crew.tom.pk,
        fields=TechnicianFields(name="", regions="21, 22"),
        at=AT,
    )
    row = Technician.objects.get(pk=crew.tom.pk)
    assert (row.name, row.active, row.note) == ("Tom Trieb", True, "")
    assert regions(row) == [("DE", "21"), ("DE", "22")]


REFUSED: list[tuple[dict[str, Any], type[Refusal]]] = [
    ({"fields": TechnicianFields(regions="Hamburg")}, refusals.RegionUnreadable),
    ({"fields": TechnicianFields(day_start=time(9), day_end=time(9))}, refusals.DayWithoutHours),
    ({"organisation_id": 999_999}, refusals.NoHouseOfTechnicians),
    ({"new_person": None}, MissingValue),
    ({"new_person": NewParty("Nora", roles=(), email="kein Ort")}, InvalidValue),
]


@pytest.mark.parametrize(("wrong", "refusal"), REFUSED)
def test_refusals_change_nothing(crew: Crew, wrong: dict[str, Any], refusal: type[Refusal]) -> None:
    before = state()
    given: dict[str, Any] = {
        "organisation_id": crew.people.blatt.pk,
        "new_person": NewParty("Nora Neu", roles=()),
        "fields": TechnicianFields(),
        **wrong,
    }
    with pytest.raises(refusal):
        create_technician(actor=crew.people.lena, at=AT, **given)
    assert state() == before


def test_a_customers_firm_has_no_technicians_and_nobody_is_one_twice(crew: Crew) -> None:
    lena = crew.people.lena
    before = state()
    with pytest.raises(refusals.NoHouseOfTechnicians):
        create_technician(
            actor=lena,
            organisation_id=crew.people.karla.pk,
            person_id=crew.tom.person_id,
            fields=TechnicianFields(),
            at=AT,
        )
    with pytest.raises(refusals.TechnicianAlready):
        create_technician(
            actor=lena,
            organisation_id=crew.factory.pk,
            person_id=crew.tom.person_id,
            fields=TechnicianFields(),
            at=AT,
        )
    assert state() == before


def test_who_keeps_what(crew: Crew) -> None:
    people = crew.people
    before = state()
    for actor in (people.anna, people.blatt_house, people.tom):
        with pytest.raises(NotAllowed):
            change_technician(actor=actor, technician_id=crew.tom.pk, fields=TechnicianFields(), at=AT)
        with pytest.raises(NotAllowed):
            save_work_kind(actor=actor, code="X", name="X", at=AT)
        with pytest.raises(NotAllowed):
            save_course(actor=actor, work_kind_id=crew.spring.pk, name="X", at=AT)
        with pytest.raises(NotAllowed):
            classify_work_kinds(actor=actor, work_kind_ids=[crew.spring.pk], safety="none", at=AT)
    assert state() == before
    crew.spring.refresh_from_db()
    assert crew.spring.safety == "given"


def test_whose_technicians_one_sees(crew: Crew) -> None:
    people = crew.people
    assert set(technicians_visible_to(people.anna)) == {crew.tom, crew.bea, crew.fritz}
    assert set(technicians_visible_to(people.blatt_house)) == {crew.bea}
    assert set(technicians_visible_to(people.fremd_house)) == {crew.fritz}
    assert set(technicians_visible_to(people.tom)) == {crew.tom}
    assert not technicians_visible_to(people.customer_link(1)).exists()


def test_kinds_of_work(crew: Crew) -> None:
    lena = crew.people.lena
    row = save_work_kind(
        actor=lena, code="PRUEF", name="Prüfung", name_en="Inspection", duration_minutes=45, at=AT
    )
    assert (row.safety, row.active) == ("", True)
    save_work_kind(actor=lena, work_kind_id=row.pk, name="Sichtprüfung", safety="none", code="ANDERS", at=AT)
    row.refresh_from_db()
    assert (row.code, row.name, row.safety) == ("PRUEF", "Sichtprüfung", "none")
    before = state()
    for wrong, refusal in (
        ({"code": "PRUEF", "name": "Noch eine"}, refusals.WorkKindCodeTaken),
        ({"code": "NEU", "name": " "}, MissingValue),
        ({"code": "", "name": "Neu"}, MissingValue),
        ({"code": "NEU", "name": "Neu", "safety": "vielleicht"}, InvalidValue),
        ({"code": "NEU", "name": "Neu", "duration_minutes": 0}, InvalidValue),
        ({"work_kind_id": 999_999, "name": "Neu"}, refusals.NoSuchWorkKind),
    ):
        given: dict[str, Any] = dict(wrong)
        with pytest.raises(refusal):
            save_work_kind(actor=lena, at=AT, **given)
    assert state() == before


def test_classified_together(crew: Crew) -> None:
    both = [crew.spring.pk, crew.sewing.pk]
    assert classify_work_kinds(actor=crew.people.otto, work_kind_ids=both, safety="given", at=AT) == 1
    entry = ProtocolEntry.objects.get(event="work_kind.classified")
    assert (entry.facts["safety_before"], entry.facts["safety"]) == ("none", "given")
    with pytest.raises(InvalidValue):
        classify_work_kinds(actor=crew.people.otto, work_kind_ids=both, safety="?", at=AT)


def test_courses(crew: Crew) -> None:
    lena = crew.people.lena
    row = save_course(actor=lena, name="Gasfedern", work_kind_id=crew.spring.pk, at=AT)
    assert row.validity_months == 24
    before = state()
    for wrong, refusal in (
        ({"name": "Gasfedern"}, refusals.CourseNameTaken),
        ({"name": ""}, MissingValue),
        ({"name": "Neu", "validity_months": 0}, InvalidValue),
        ({"name": "Neu", "validity_months": 121}, InvalidValue),
        ({"name": "Neu", "work_kind_id": 999_999}, refusals.NoSuchWorkKind),
        ({"name": "Neu", "course_id": 999_999}, refusals.NoSuchCourse),
    ):
        given: dict[str, Any] = {"work_kind_id": crew.spring.pk} | dict(wrong)
        with pytest.raises(refusal):
            save_course(actor=lena, at=AT, **given)
    assert state() == before
