"""Who certifies, whose certificates one sees, and whose technicians take new work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import Http404

from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import NotAllowed
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.parties import refusals_of_skills as refusals
from kulanz.masterdata.parties.commands.certifying import (
    issue_certificate,
    renew_certificate,
    revoke_certificate,
)
from kulanz.masterdata.parties.models import Certificate, OptionPeriod, Party
from kulanz.masterdata.parties.permissions_of_skills import certificates_visible_to
from kulanz.masterdata.parties.queries.service_house import service_house_for
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.masterdata.parties.rules.safety import Relevance
from tests.cases.people import AT, make_people
from tests.certificates.conftest import Crew
from tests.conftest import make_tenant

DAY = date(2026, 11, 16)


def state() -> tuple[Any, ...]:
    return (
        list(Certificate.objects.order_by("pk").values_list("pk", "holder", "valid_until", "revoked_on")),
        ProtocolEntry.objects.count(),
    )


def spring_of_tom(crew: Crew) -> Certificate:
    return issue_certificate(
        actor=crew.people.lena,
        holder_id=crew.tom.person_id,
        work_kind_id=crew.spring.pk,
        issued_on=DAY,
        at=AT,
    )


def test_who_may(crew: Crew) -> None:
    people = crew.people
    row = spring_of_tom(crew)
    before = state()
    for actor in (people.anna, people.blatt_house, people.tom):
        with pytest.raises(NotAllowed):
            issue_certificate(
                actor=actor,
                holder_id=crew.bea.person_id,
                work_kind_id=crew.spring.pk,
                issued_on=DAY,
                at=AT,
            )
        with pytest.raises(NotAllowed):
            renew_certificate(actor=actor, certificate_id=row.pk, issued_on=DAY, at=AT)
        with pytest.raises(NotAllowed):
            revoke_certificate(actor=actor, certificate_id=row.pk, reason="x", at=AT)
    assert state() == before


def test_whose_one_sees(crew: Crew) -> None:
    people = crew.people
    rows = {
        name: issue_certificate(
            actor=people.lena, holder_id=holder.pk, work_kind_id=kind, issued_on=DAY, at=AT
        ).pk
        for name, holder, kind in (
            ("tom", crew.tom.person, crew.spring.pk),
            ("bea", crew.bea.person, crew.spring.pk),
            ("blatt", people.blatt, None),
            ("fritz", crew.fritz.person, crew.spring.pk),
            ("fremd", people.fremd, None),
        )
    }

    def seen(actor: Any) -> set[int]:
        return set(certificates_visible_to(actor).values_list("pk", flat=True))

    assert seen(people.anna) == set(rows.values())
    assert seen(people.blatt_house) == {rows["bea"], rows["blatt"]}
    assert seen(people.fremd_house) == {rows["fritz"], rows["fremd"]}
    assert seen(people.tom) == {rows["tom"]}
    assert seen(people.customer_link(1)) == set()


def test_another_tenants_is_not_there(crew: Crew) -> None:
    row = spring_of_tom(crew)
    other = make_tenant("westwind")
    with tenant_context(other.pk):
        theirs = make_people(other, domain="westwind.test")
        assert not Certificate.objects.exists()
        with pytest.raises(Http404):
            revoke_certificate(actor=theirs.lena, certificate_id=row.pk, reason="fremd", at=AT)
        with pytest.raises(refusals.NoSuchHolder):
            issue_certificate(
                actor=theirs.lena,
                holder_id=crew.tom.person_id,
                work_kind_id=crew.spring.pk,
                issued_on=DAY,
                at=AT,
            )
    assert Party.objects.filter(pk=crew.tom.person_id).exists()


def test_whose_technicians_take_new_work(crew: Crew) -> None:
    blatt = crew.people.blatt
    assert service_house_for(blatt.pk, Relevance.NONE, DAY) is House.FACTORY
    OptionPeriod.objects.create(
        tenant=crew.people.tenant,
        dealer=blatt,
        option="dealer",
        valid_from=DAY,
        decided_at=AT,
        decided_by_name="Blatt",
        source="desk",
    )
    before = DAY - timedelta(days=1)
    assert service_house_for(blatt.pk, Relevance.NONE, before) is House.FACTORY
    assert service_house_for(blatt.pk, Relevance.NONE, DAY) is House.DEALER
    for relevance in (Relevance.ASSUMED, Relevance.GIVEN):
        assert service_house_for(blatt.pk, relevance, DAY) is House.FACTORY
    row = issue_certificate(actor=crew.people.lena, holder_id=blatt.pk, issued_on=DAY, at=AT)
    assert service_house_for(blatt.pk, Relevance.GIVEN, DAY) is House.DEALER
    assert service_house_for(blatt.pk, Relevance.GIVEN, row.valid_until) is House.DEALER
    assert service_house_for(blatt.pk, Relevance.GIVEN, row.valid_until + timedelta(days=1)) is House.FACTORY
    revoke_certificate(actor=crew.people.lena, certificate_id=row.pk, reason="Audit", at=AT)
    assert service_house_for(blatt.pk, Relevance.GIVEN, DAY) is House.FACTORY
    assert service_house_for(blatt.pk, Relevance.NONE, DAY) is House.DEALER
