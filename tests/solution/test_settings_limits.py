"""Limits, settings and reasons: refused as a whole, recorded in full."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kulanz.core.access.actor import Role
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import InvalidValue, MissingValue, NotAllowed, Refusal
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.solution.commands.settings_limits import change_solution_settings, set_limits
from kulanz.stages.solution.commands.settings_reasons import add_reason, change_reason, move_reason
from kulanz.stages.solution.models import DecisionLimit, Reason, SolutionSettings
from kulanz.stages.solution.queries.settings import limits, reasons, solution_settings
from kulanz.stages.solution.refusals_of_settings import ChangedMeanwhile, NobodyUnlimited, ReasonThere
from kulanz.stages.solution.rules.limits import Limit
from kulanz.stages.solution.rules.remedies import ReasonPurpose
from tests.cases.people import AT, People, make_people

EVERYBODY = Limit(Decimal(500), Decimal(100))


@pytest.fixture
def people(tenant: Tenant, defaults: None) -> People:
    return make_people(tenant)


def state() -> list[Any]:
    return [
        *DecisionLimit.objects.order_by("pk").values(),
        *Reason.objects.order_by("pk").values(),
        *SolutionSettings.objects.values(),
        ProtocolEntry.objects.count(),
    ]


def test_each_role_has_its_limit(people: People) -> None:
    set_limits(actor=people.otto, wanted={Role.AGENT: None, Role.LEAD: Limit(Decimal(20), None)}, at=AT)
    assert limits(people.tenant.pk) == {
        Role.LEAD: Limit(Decimal(20), None),
        Role.DIVISION: Limit(),
        Role.EXECUTIVE: Limit(),
    }
    entry = ProtocolEntry.objects.filter(event="limit.changed").order_by("pk")[0]
    assert entry.facts["role"] == "agent"
    assert (entry.facts["decides_before"], entry.facts["decides"]) == (True, False)
    assert entry.facts["cost_before"] == "1000.00"
    entries = ProtocolEntry.objects.count()
    set_limits(actor=people.otto, wanted={Role.AGENT: None}, at=AT)
    assert ProtocolEntry.objects.count() == entries


@pytest.mark.parametrize(
    ("wanted", "seen", "refusal"),
    [
        ({Role.AGENT: Limit(Decimal(-1), None)}, None, InvalidValue),
        ({Role.AGENT: Limit(None, Decimal("1e12"))}, None, InvalidValue),
        ({Role.DIVISION: EVERYBODY, Role.EXECUTIVE: None}, None, NobodyUnlimited),
        # An agent without limit approves nothing.
        ({Role.AGENT: Limit(), Role.DIVISION: None, Role.EXECUTIVE: None}, None, NobodyUnlimited),
        ({Role.LEAD: EVERYBODY}, {Role.LEAD: EVERYBODY}, ChangedMeanwhile),
        ({Role.LEAD: EVERYBODY}, {Role.LEAD: None}, ChangedMeanwhile),
    ],
)
def test_limits_refused_as_a_whole(
    people: People, wanted: dict[Role, Limit | None], seen: Any, refusal: type[Refusal]
) -> None:
    before = state()
    with pytest.raises(refusal):
        set_limits(actor=people.otto, wanted=wanted, seen=seen, at=AT)
    assert state() == before


def test_nobody_raises_his_own_limit(people: People) -> None:
    before = state()
    for actor in (people.anna, people.lena, people.blatt_house):
        with pytest.raises(NotAllowed):
            set_limits(actor=actor, wanted={Role.LEAD: Limit()}, at=AT)
    assert state() == before


def test_settings_of_recommending(people: People) -> None:
    held = solution_settings(people.tenant.pk)
    assert (held.repair_preference_percent, held.offer_days, held.reminder_days) == (None, 14, 4)
    change_solution_settings(
        actor=people.lena, repair_preference_percent=Decimal(15), offer_days=10, reminder_days=0, at=AT
    )
    entry = ProtocolEntry.objects.get(event="tenant.solution_settings_changed")
    assert entry.facts["after"] == {
        "repair_preference_percent": "15", "offer_days": 10, "reminder_days": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("percent", "days", "reminder", "field"),
    [
        (Decimal(-1), 14, 4, "repair_preference_percent"),
        (Decimal(501), 14, 4, "repair_preference_percent"),
        (None, 0, 0, "offer_days"),
        (None, 181, 4, "offer_days"),
        (None, 14, 14, "reminder_days"),
    ],
)
def test_settings_refused(
    people: People, percent: Decimal | None, days: int, reminder: int, field: str
) -> None:
    before = state()
    with pytest.raises(InvalidValue) as refused:
        change_solution_settings(
            actor=people.lena,
            repair_preference_percent=percent,
            offer_days=days,
            reminder_days=reminder,
            at=AT,
        )
    assert refused.value.field == field
    assert state() == before


def test_a_reason_is_added_renamed_and_retired(people: People) -> None:
    purpose = ReasonPurpose.DEARER
    reason = add_reason(actor=people.lena, purpose=purpose, name=" Messe  ", name_en="Fair", at=AT)
    assert reasons(people.tenant.pk, purpose)[-1].name == "Messe"
    move_reason(actor=people.lena, reason_id=reason.pk, up=True, at=AT)
    assert reasons(people.tenant.pk, purpose)[-2].pk == reason.pk
    change_reason(actor=people.lena, reason_id=reason.pk, name="Messestand", active=False, at=AT)
    assert reason.pk not in [row.pk for row in reasons(people.tenant.pk, purpose)]
    assert reason.pk in [row.pk for row in reasons(people.tenant.pk, purpose, active=None)]
    saved = ProtocolEntry.objects.filter(event="reason.saved").order_by("pk")
    assert [entry.facts["text"] for entry in saved] == ["Messe", "Messestand"]


def test_reasons_refused(people: People) -> None:
    there = reasons(people.tenant.pk, ReasonPurpose.DEARER)[0]
    before = state()
    with pytest.raises(ReasonThere):
        add_reason(actor=people.lena, purpose=ReasonPurpose.DEARER, name=there.name, at=AT)
    with pytest.raises(MissingValue):
        change_reason(actor=people.lena, reason_id=there.pk, name=" ", at=AT)
    with pytest.raises(InvalidValue):
        add_reason(actor=people.lena, purpose=ReasonPurpose.DEARER, name="x" * 161, at=AT)
    with pytest.raises(NotAllowed):
        add_reason(actor=people.anna, purpose=ReasonPurpose.DEARER, name="Messe", at=AT)
    assert state() == before
