"""A safety-relevant part goes to a named person's house, and a visit to plan brings and fits it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from kulanz.cases.models import Case
from kulanz.core.access.actor import system_actor
from kulanz.masterdata.parties.models import Address, Party, PartyRoleKind, Technician, WorkKind
from kulanz.stages.contact.models import Letter, LetterTemplate
from kulanz.stages.execution.commands.visits.of_orders import visit_for_order
from kulanz.stages.execution.models import Order, Visit
from kulanz.stages.execution.queries.suggestions import Because, suggest
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.execution.rules.visits import Result
from kulanz.stages.solution.commands.figures import PartInput, enter_cost, save_spare_part
from kulanz.stages.solution.models import Decision
from kulanz.stages.solution.rules.remedies import DecisionState
from kulanz.workflows.orders import move_order
from kulanz.workflows.remedy_progress import take_back_decision
from kulanz.workflows.visits import cancel_visit, finish_visit, plan_visit
from tests.cases.people import make_party
from tests.letters.reading import pdf_of, words_of
from tests.solution.deciding import decide
from tests.solution.scene import AT, LATER, Scene, make_complaint
from tests.solution.test_safety_parts import certify, technician

# A Monday morning later on, so that whoever plans it may.
STARTS = AT + timedelta(days=7)


@pytest.fixture
def work(scene: Scene) -> WorkKind:
    return WorkKind.objects.create(
        tenant=scene.tenant, code="feder", name="Gasfederwechsel", safety="given", duration_minutes=45
    )


@pytest.fixture
def case(scene: Scene, work: WorkKind) -> Case:
    scene.caster.safety = "given"
    scene.caster.work_kind = work
    scene.caster.save()
    case = make_complaint(scene)
    save_spare_part(
        actor=scene.people.anna, case_id=case.pk, part=PartInput(article_id=scene.caster.pk), at=AT
    )
    enter_cost(actor=scene.people.anna, case_id=case.pk, cost_kind="call_out", amount=Decimal(60), at=AT)
    return case


@pytest.fixture
def works(scene: Scene) -> Party:
    """The factory service, with an address for goods."""
    found = make_party(scene.tenant, "Werk Nord", role=PartyRoleKind.FACTORY_SERVICE, kind="organisation")
    _at_home(scene, found)
    return found


@pytest.fixture
def fritz(scene: Scene, work: WorkKind, works: Party) -> Technician:
    found = technician(scene, "Fritz Fink", "factory", works)
    certify(found.person, work)
    return found


def _at_home(scene: Scene, party: Party) -> None:
    Address.objects.create(
        tenant=scene.tenant, party=party, street="Markt 1", postcode="23552", city="Lübeck", is_main=True
    )


def decided(scene: Scene, case: Case, person: Technician, recipient: str = "technician") -> Decision:
    return decide(
        scene, case, "spare_part", recipient=recipient, assembler_id=person.pk, assembly_declared=True
    )


def solved(scene: Scene, visit: Visit) -> None:
    finish_visit(
        actor=system_actor(scene.tenant.pk),
        visit_id=visit.pk,
        result=Result.SOLVED,
        authorised=True,
        at=STARTS + timedelta(hours=1),
    )


def moved(scene: Scene, order: Order, state: OrderState, reason: str = "") -> Order:
    return move_order(actor=scene.people.lena, order_id=order.pk, state=state, reason=reason, at=LATER)


def test_it_is_a_visit_to_plan_at_the_customers(scene: Scene, case: Case, fritz: Technician) -> None:
    order = Order.objects.get(decision=decided(scene, case, fritz))
    visit = order.visits.get()
    assert (visit.state, visit.kind, visit.duration_minutes) == ("to_plan", "repair", 45)
    assert (order.city, visit.name, visit.city) == ("Lübeck", "Karla Kunde", "Hamburg")
    assert visit.organisation == fritz.organisation
    assert [str(row.work_kind) for row in visit.works.all()] == ["Gasfederwechsel"]
    assert [(part.name, part.article_id) for part in visit.parts.all()] == [("Rolle hart", scene.caster.pk)]
    assert "Sinkt nach einer Stunde ab" in visit.task
    assert "ausschließlich durch Fritz Fink" in visit.task
    case.refresh_from_db()
    assert case.waits_for == "us", "the office plans it"


def test_whoever_was_named_is_proposed_first(
    scene: Scene, case: Case, fritz: Technician, work: WorkKind
) -> None:
    other = technician(scene, "Anton Alt", "factory", fritz.organisation)
    certify(other.person, work)
    visit = Order.objects.get(decision=decided(scene, case, fritz)).visits.get()
    first, second = suggest(scene.people.lena, visit, at=LATER)
    assert (first.technician, Because.NAMED in first.because) == (fritz, True)
    assert (second.technician, Because.NAMED in second.because) == (other, False)


@pytest.mark.parametrize("recipient", ["dealer", "technician"])
def test_the_dealer_plans_his_own_people(scene: Scene, case: Case, work: WorkKind, recipient: str) -> None:
    dario = technician(scene, "Dario Blatt", "dealer", scene.people.blatt)
    certify(dario.person, work)
    certify(scene.people.blatt, None)
    _at_home(scene, scene.people.blatt)
    visit = Order.objects.get(decision=decided(scene, case, dario, recipient)).visits.get()
    assert (visit.organisation, visit.state) == (scene.people.blatt, "to_plan")
    case.refresh_from_db()
    assert case.waits_for == "dealer"


def test_a_firms_named_person_is_planned_by_the_office(scene: Scene, case: Case, work: WorkKind) -> None:
    """No order of its own goes to the firm: it would be asked by a link for what it has no order for."""
    paula = technician(scene, "Paula Schraub", "partner", scene.firm_party)
    certify(paula.person, work)
    certify(scene.firm_party, None)
    _at_home(scene, scene.firm_party)
    order = Order.objects.get(decision=decided(scene, case, paula))
    visit = order.visits.get()
    assert (visit.organisation, "durch Paula Schraub" in visit.task) == (scene.firm_party, True)
    assert order.token_id is None
    case.refresh_from_db()
    assert case.waits_for == "us"


def test_it_is_made_once(scene: Scene, case: Case, fritz: Technician) -> None:
    order = Order.objects.get(decision=decided(scene, case, fritz))
    again = visit_for_order(scene.people.lena, order, at=LATER)
    assert again == Visit.objects.get(case=case)


def test_planning_it_leaves_the_order_of_the_part(scene: Scene, case: Case, fritz: Technician) -> None:
    order = Order.objects.get(decision=decided(scene, case, fritz))
    plan_visit(
        actor=scene.people.lena, visit_id=order.visits.get().pk, crew=[fritz.pk], starts_at=STARTS, at=LATER
    )
    order.refresh_from_db()
    assert (order.state, order.planned_on) == ("recorded", None)


def test_parts_that_have_arrived_are_still_to_be_fitted(scene: Scene, case: Case, fritz: Technician) -> None:
    decision = decided(scene, case, fritz)
    order = Order.objects.get(decision=decision)
    visit = order.visits.get()
    plan_visit(actor=scene.people.lena, visit_id=visit.pk, crew=[fritz.pk], starts_at=STARTS, at=LATER)
    moved(scene, order, OrderState.DONE)
    visit.refresh_from_db()
    decision.refresh_from_db()
    case.refresh_from_db()
    assert (visit.state, decision.state, case.step) == ("planned", "under_way", "in_progress")
    solved(scene, visit)
    decision.refresh_from_db()
    case.refresh_from_db()
    assert (decision.state, case.step, case.closed_by) == ("done", "closed", "remedy")


def test_what_was_fitted_has_arrived(scene: Scene, case: Case, fritz: Technician) -> None:
    decision = decided(scene, case, fritz)
    order = Order.objects.get(decision=decision)
    visit = order.visits.get()
    moved(scene, order, OrderState.HANDED_OVER)
    plan_visit(actor=scene.people.lena, visit_id=visit.pk, crew=[fritz.pk], starts_at=STARTS, at=LATER)
    solved(scene, visit)
    order.refresh_from_db()
    case.refresh_from_db()
    assert (order.state, case.step) == ("done", "closed")


def test_a_visit_called_off_leaves_the_remedy_open(scene: Scene, case: Case, fritz: Technician) -> None:
    decision = decided(scene, case, fritz)
    order = Order.objects.get(decision=decision)
    cancel_visit(actor=scene.people.lena, visit_id=order.visits.get().pk, reason="Umzug", at=LATER)
    order.refresh_from_db()
    assert order.state == "recorded", "the part may be on its way"
    moved(scene, order, OrderState.DONE)
    decision.refresh_from_db()
    case.refresh_from_db()
    assert (decision.state, case.step, case.waits_for) == ("under_way", "in_progress", "us")


@pytest.mark.parametrize("by", ["order", "decision"])
def test_it_is_called_off_with_the_order(scene: Scene, case: Case, fritz: Technician, by: str) -> None:
    decision = decided(scene, case, fritz)
    order = Order.objects.get(decision=decision)
    if by == "order":
        moved(scene, order, OrderState.CANCELLED, "doch nicht")
    else:
        take_back_decision(
            actor=scene.people.lena,
            decision_id=decision.pk,
            state=DecisionState.WITHDRAWN,
            reason="doch nicht",
            at=LATER,
        )
    assert [visit.state for visit in order.visits.all()] == ["cancelled"]


def test_a_failed_order_placed_again_has_a_visit_again(scene: Scene, case: Case, fritz: Technician) -> None:
    order = Order.objects.get(decision=decided(scene, case, fritz))
    moved(scene, order, OrderState.FAILED, "nicht lieferbar")
    moved(scene, order, OrderState.RECORDED)
    assert sorted(visit.state for visit in order.visits.all()) == ["cancelled", "to_plan"]


def test_what_nobody_has_to_fit_makes_none(scene: Scene, case: Case) -> None:
    scene.caster.safety = "none"
    scene.caster.save()
    decide(scene, case, "spare_part")
    assert not Visit.objects.filter(case=case).exists()
    case.refresh_from_db()
    assert case.waits_for == "erp"


def letter_of(case: Case) -> str:
    """The words of its letter, those that are divided at the end of a line put together."""
    return words_of(pdf_of(Letter.objects.get(case=case))).replace("- ", "")


@pytest.mark.parametrize(
    ("language", "fits", "date", "danger"),
    [
        (
            "de",
            "Das Ersatzteil bringt ein Techniker mit und baut es bei Ihnen ein.",
            "Der Termin dafür wird noch mit Ihnen vereinbart.",
            "Bitte benutzen Sie das Produkt nicht mehr, bis das Ersatzteil eingebaut ist.",
        ),
        (
            "en",
            "A technician will bring the spare part and fit it at your place.",
            "The appointment for it will be arranged with you.",
            "Please do not use the product any more until the spare part has been fitted.",
        ),
    ],
)
@pytest.mark.parametrize("safety", ["yes", "no"])
def test_the_letter_says_who_comes_and_not_to_use_it_until_then(
    scene: Scene,
    case: Case,
    fritz: Technician,
    language: str,
    fits: str,
    date: str,
    danger: str,
    safety: str,
) -> None:
    Case.objects.filter(pk=case.pk).update(safety=safety)
    Party.objects.filter(pk=scene.people.karla.pk).update(language=language)
    decided(scene, case, fritz)
    words = letter_of(case)
    assert f"{fits} {date}" in words
    assert (danger in words) is (safety == "yes")


def test_a_text_of_the_house_that_does_not_place_it_says_it_at_its_end(
    scene: Scene, case: Case, fritz: Technician
) -> None:
    body = "Vorgesehen ist: {remedy}."
    LetterTemplate.objects.create(
        tenant=scene.tenant, kind="acceptance", language="de", subject="{number}", body=body
    )
    decided(scene, case, fritz)
    words = letter_of(case)
    assert "Lieferung des Ersatzteils. Das Ersatzteil bringt ein Techniker mit" in words


def test_the_letter_about_a_part_that_is_sent_says_nothing_of_it(scene: Scene, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(safety="yes")
    scene.caster.safety = "none"
    scene.caster.save()
    decide(scene, case, "spare_part")
    words = letter_of(case)
    assert "Lieferung des Ersatzteils" in words
    assert "Techniker" not in words
