"""Safety-relevant work of a firm that works by its link: it names who comes, and what counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kulanz.cases.models import Case, Message, Task
from kulanz.core import clock
from kulanz.core.access.models import User
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Certificate, PartyKind, PartyRoleKind, Technician, WorkKind
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.execution.models import Order, Visit
from kulanz.stages.solution.models import ServiceDetail
from kulanz.stages.solution.rules.remedies import OrderKind
from tests.cases.people import make_party
from tests.execution.placed import AT, Placed
from tests.execution.test_link import Firm, again
from tests.execution.test_placing import link_in

DAY = "2026-11-20"


@pytest.fixture
def work(placed: Placed) -> WorkKind:
    """The chair is safety-relevant, and it is known which work it is."""
    tenant = placed.people.tenant
    kind = WorkKind.objects.create(tenant=tenant, code="feder", name="Gasfederwechsel", safety="given")
    article = placed.position.article
    assert article is not None
    article.safety = "given"
    article.save()
    ServiceDetail.objects.create(tenant=tenant, case=placed.case, work_kind=kind, changed_at=AT)
    return kind


def person(placed: Placed, name: str, work: WorkKind | None, until: date = date(2027, 6, 30)) -> Technician:
    tenant, party = placed.people.tenant, placed.firm.party
    assert party is not None
    human = make_party(tenant, name, role=PartyRoleKind.SERVICE_PARTNER, kind=PartyKind.PERSON)
    for holder, kind in ((human, work), (party, None)):
        if (kind is not None or holder is party) and not holder.certificates.exists():
            Certificate.objects.create(
                tenant=tenant,
                holder=holder,
                work_kind=kind,
                issued_on=date(2025, 7, 1),
                valid_until=until if holder is human else date(2027, 12, 31),
                created_at=AT,
            )
    return Technician.objects.create(
        tenant=tenant, person=human, organisation=party, house="partner", name=name, created_at=AT
    )


@pytest.fixture
def order(placed: Placed, work: WorkKind) -> Order:
    return placed.service(decision=placed.decision(OrderKind.SERVICE, executor=placed.firm))


@pytest.fixture
def firm(order: Order, tenant: Tenant) -> Firm:
    return Firm(tenant, link_in(OutgoingMail.objects.get(kind="order")))


def refusals(case: Case) -> int:
    return ProtocolEntry.objects.filter(stream=case.stream, event="interlock.refused").count()


def test_a_promise_needs_a_certified_person_by_name(
    placed: Placed, order: Order, firm: Firm, work: WorkKind
) -> None:
    mona = person(placed, "Mona Möwe", work)
    late = person(placed, "Lars Late", work, until=date(2026, 11, 19))
    assert "Mona Möwe" in firm.page("annehmen")
    assert firm.says("annehmen", day=DAY) == 422  # nobody named
    assert refusals(placed.case) == 0  # the form asked; nothing was tried
    assert firm.says("annehmen", day=DAY, technician=late.pk) == 422
    assert "gilt nur bis 19.11.2026" in firm.body
    assert (again(order).state, refusals(placed.case)) == ("handed_over", 1)
    assert firm.says("annehmen", day="2026-11-19", technician=late.pk) == 302
    assert again(order).state == "confirmed"
    assert firm.says("termin", day=DAY, technician=late.pk) == 422
    assert again(order).planned_on == date(2026, 11, 19)
    assert firm.says("termin", day=DAY, technician=mona.pk) == 302
    assert again(order).planned_on == date(2026, 11, 20)


def test_somebody_elses_technician_is_nobody(
    placed: Placed, firm: Firm, order: Order, work: WorkKind
) -> None:
    person(placed, "Mona Möwe", work)
    assert firm.says("annehmen", day=DAY, technician=999_999) == 422
    assert again(order).state == "handed_over"


def test_done_by_a_certified_person_counts(placed: Placed, firm: Firm, order: Order, work: WorkKind) -> None:
    mona = person(placed, "Mona Möwe", work)
    firm.says("annehmen", day="2026-11-16", technician=mona.pk)
    assert firm.says("erledigt", day="2026-11-16", note="Getauscht", technician=mona.pk) == 302
    assert again(order).state == "done"
    assert not Visit.objects.exists()


def test_done_without_right_is_taken_in_and_does_not_count(
    placed: Placed, firm: Firm, order: Order, work: WorkKind
) -> None:
    mona = person(placed, "Mona Möwe", work)
    firm.says("annehmen", day="2026-11-16", technician=mona.pk)
    before = Task.objects.count()
    assert firm.says("erledigt", day="2026-11-16", note="Getauscht", technician="") == 302
    assert again(order).state == "confirmed"
    placed.case.refresh_from_db()
    assert placed.case.step != "closed"
    inspection = Visit.objects.get(case=placed.case)
    assert (inspection.kind, inspection.state, inspection.order_id) == ("inspection", "to_plan", order.pk)
    assert [one.work_kind_id for one in inspection.works.all()] == [work.pk]
    assert Task.objects.count() == before + 1
    assert Message.objects.filter(
        case=placed.case, audience="internal", body__contains="Ohne gültige Berechtigung"
    ).exists()
    entry = ProtocolEntry.objects.filter(event="order.answered").latest("seq")
    assert entry.facts["authorised"] is False


def test_harmless_work_asks_for_nobody(placed: Placed, tenant: Tenant) -> None:
    order = placed.service(decision=placed.decision(OrderKind.SERVICE, executor=placed.firm))
    firm = Firm(tenant, link_in(OutgoingMail.objects.get(kind="order")))
    assert 'name="technician"' not in firm.page("annehmen")
    assert firm.says("annehmen", day=DAY) == 302
    assert again(order).state == "confirmed"


def desk(client: Client, order: Order, **data: object) -> int:
    """Lena enters what the firm told her by phone."""
    with clock.frozen(AT + timedelta(hours=3)):
        answer = client.post(reverse("desk:order_move", args=[order.number]), data)
    return int(answer.status_code)


def test_the_office_asks_the_same_of_a_firm_that_calls(
    placed: Placed, order: Order, work: WorkKind, tenant: Tenant
) -> None:
    mona = person(placed, "Mona Möwe", work)
    client = Client(headers={"host": tenant.host})
    client.force_login(User.objects.get(pk=placed.people.lena.user_id))
    assert "technician_id" in client.get(reverse("desk:order", args=[order.number])).content.decode()
    assert desk(client, order, state="confirmed", planned_on=DAY) == 422
    assert (again(order).state, refusals(placed.case)) == ("handed_over", 1)
    assert desk(client, order, state="confirmed", planned_on=DAY, technician_id=mona.pk) == 302
    assert again(order).state == "confirmed"
    assert desk(client, order, state="done", done_on="2026-11-16") == 302
    assert again(order).state == "confirmed"
    assert Visit.objects.get(case=placed.case).kind == "inspection"
    assert desk(client, order, state="done", done_on="2026-11-16", technician_id=mona.pk) == 302
    assert again(order).state == "done"
