"""What customer and dealer read of a remedy: what is done and when, never what it costs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from kulanz.cases.commands.closing import close_case
from kulanz.cases.models import Case
from kulanz.cases.rules import ClosedBy
from kulanz.core import clock
from kulanz.core.access.models import User
from kulanz.core.protocol.working import work_once
from kulanz.stages.execution.commands.state import Dates, cancel_order
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.models import Decision
from kulanz.stages.solution.refusals_of_offers import OfferUnanswered
from kulanz.workflows.closing import close_and_tell
from kulanz.workflows.links import issue_case_link
from kulanz.workflows.orders import move_order
from kulanz.workflows.remedies_told import remedies_told
from kulanz.workflows.remedy_progress import check_decision
from tests.solution.deciding import decide, refused
from tests.solution.scene import AT, LATER, Scene, make_complaint

pytestmark = pytest.mark.django_db


def test_the_customer_reads_what_happens_and_no_figure(scene: Scene, client: Client) -> None:
    case = make_complaint(scene)
    decision = decide(scene, case, "exchange", dearer_reason="Streng vertraulich: Messekunde")
    delivery = Order.objects.get(decision=decision, kind="delivery")
    move_order(
        actor=scene.people.lena,
        order_id=delivery.pk,
        state=OrderState.CONFIRMED,
        dates=Dates(planned_on=date(2026, 11, 27)),
        at=LATER,
    )
    link = issue_case_link(case=case, party_id=scene.people.karla.pk, address="karla@post.test", at=AT)
    told = client.get("/" + link.split("/", 3)[3], HTTP_HOST=scene.tenant.host).content.decode()
    assert "Neue Ware wird geliefert" in told
    assert "27. Nov" in told
    assert "Messekunde" not in told
    for figure in ("332,00", "268,00", "240,00", "48,00"):
        assert figure not in told


def test_what_is_done_is_told_as_done(scene: Scene) -> None:
    case = make_complaint(scene)
    decision = decide(scene, case, "exchange", dearer_reason="eilig")
    delivery = Order.objects.get(decision=decision, kind="delivery")
    move_order(actor=scene.people.lena, order_id=delivery.pk, state=OrderState.DONE, at=LATER)
    (remedy,) = remedies_told(case, language="en")
    assert remedy.name == "Free exchange"
    assert [(str(step.text), step.done) for step in remedy.steps] == [
        ("Neue Ware geliefert", True),
        ("Beanstandete Ware wird abgeholt", False),
    ]


def test_what_was_cancelled_does_not_happen_any_more(scene: Scene, client: Client) -> None:
    case = make_complaint(scene)
    decision = decide(scene, case, "exchange", dearer_reason="eilig")
    Case.objects.filter(pk=case.pk).update(owner_id=scene.people.anna.membership_id)
    client.force_login(User.objects.get(pk=scene.people.anna.user_id))
    page = f"/desk/vorgang/{case.number}/"
    stuck = "Aus der Maßnahme wird so nichts mehr"
    with clock.frozen(LATER):
        assert stuck not in client.get(page, HTTP_HOST=scene.tenant.host).content.decode()
    for order in Order.objects.filter(decision=decision):
        assert len(remedies_told(case, language="de")) == 1
        cancel_order(actor=scene.people.lena, order_id=order.pk, reason="Ware fehlt", at=LATER)
        check_decision(actor=scene.people.lena, decision_id=decision.pk, at=LATER)
    assert remedies_told(case, language="de") == []
    with clock.frozen(LATER):
        told = client.get(page, HTTP_HOST=scene.tenant.host).content.decode()
    assert stuck in told
    assert f'href="/desk/entscheidung/{decision.pk}/">Zur Maßnahme' in told


def test_a_closed_case_leaves_no_proposal_behind(scene: Scene) -> None:
    case = make_complaint(scene)
    decision = decide(scene, case, "pick_up_credit", actor=scene.people.anna)
    close_case(
        actor=scene.people.anna,
        case_id=case.pk,
        closed_by=ClosedBy.ANSWER,
        solution="Hat sich erledigt",
        at=LATER,
    )
    work_once(LATER, [scene.tenant.pk])
    assert Decision.objects.get(pk=decision.pk).state == "withdrawn"
    assert not remedies_told(case, language="de")


def test_a_case_is_not_closed_over_an_open_offer(scene: Scene) -> None:
    case = make_complaint(scene)
    decide(scene, case, "price_reduction", amount=Decimal("119.00"))
    with refused(OfferUnanswered, case):
        close_and_tell(
            actor=scene.people.lena,
            case_id=case.pk,
            closed_by=ClosedBy.ANSWER,
            solution="Hat sich erledigt",
            at=LATER,
        )
