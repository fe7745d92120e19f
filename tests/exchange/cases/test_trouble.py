"""What nobody thought of: one file keeps no other from being read, and who has left hands nothing in."""

from __future__ import annotations

import io
from typing import IO

import pytest

from kulanz.cases.models import Case
from kulanz.interfaces.exchange import cases_working
from kulanz.interfaces.exchange.cases_scanning import Survey
from kulanz.stages.contact.commands.partners import receive_file
from kulanz.stages.contact.models import Partner, PartnerFile
from kulanz.stages.contact.refusals import PartnerNotActive
from kulanz.workflows.partner_taking import actor_of_partner
from tests.cases.people import AT, People
from tests.exchange.cases.conftest import Take
from tests.exchange.cases.files import cases_file, new_case


def test_one_file_keeps_no_other_from_being_read(
    people: People, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = actor_of_partner(partner)
    first, second = (
        receive_file(
            actor=actor,
            partner_id=partner.pk,
            way="api",
            name="da\x00tei.xml",
            content=io.BytesIO(cases_file(new_case(reference))),
            at=AT,
        )[0]
        for reference in ("B-1", "B-2")
    )
    assert first.name == "datei.xml"
    real = cases_working.survey

    def broken(content: IO[bytes]) -> Survey:
        if b"B-1" in content.read():
            raise KeyError("nobody thought of this")
        return real(content)

    monkeypatch.setattr(cases_working, "survey", broken)
    monkeypatch.setattr(cases_working, "_resting", {})
    cases_working.work_waiting(people.tenant.pk, AT)
    cases_working.work_waiting(people.tenant.pk, AT)
    assert [case.dealer_reference for case in Case.objects.all()] == ["B-2"]
    partner.refresh_from_db()
    assert partner.last_error == "datei.xml: KeyError"
    monkeypatch.setattr(cases_working, "survey", real)
    cases_working.work_waiting(people.tenant.pk, AT)
    assert Case.objects.count() == 1
    monkeypatch.setattr(cases_working, "_resting", {})
    cases_working.work_waiting(people.tenant.pk, AT)
    assert [case.dealer_reference for case in Case.objects.order_by("id")] == ["B-2", "B-1"]
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("taken", "taken")


def test_a_house_that_has_left_hands_nothing_in(people: People, partner: Partner, take: Take) -> None:
    people.blatt.active = False
    people.blatt.save()
    with pytest.raises(PartnerNotActive):
        take(cases_file(new_case("B-1")))
    assert not PartnerFile.objects.exists()
