"""Deciding with keys of other forms, with text no column takes, and with figures no complaint has."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kulanz.cases.models import Case, Position
from kulanz.core.access.models import User
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.catalog.models import Article
from kulanz.stages.solution.commands.deciding import Choice
from kulanz.stages.solution.models import CostEntry, Decision, RemedyCostKind, ServiceDetail
from kulanz.stages.solution.refusals import DecisionEnded
from kulanz.stages.solution.rules.remedies import DecisionState
from kulanz.workflows.remedies import decide_remedy
from kulanz.workflows.remedy_progress import take_back_decision
from tests.solution.deciding import refused
from tests.solution.scene import LATER, Scene, make_complaint

pytestmark = pytest.mark.django_db

PICK_UP = Choice("pick_up_credit")


def lena(scene: Scene) -> Client:
    client = Client(HTTP_HOST=scene.tenant.host)
    client.force_login(User.objects.get(email="lena@nordlicht.test"))
    return client


def posted(scene: Scene, case: Case, **data: str) -> Any:
    return lena(scene).post(reverse("desk:decide_remedy", args=[case.number]), data)


def test_the_key_of_another_case_is_another_form(scene: Scene) -> None:
    one, two = make_complaint(scene), make_complaint(scene)
    for case in (one, two):
        made = decide_remedy(actor=scene.people.lena, case_id=case.pk, choice=PICK_UP, key="same", at=LATER)
        assert made.case_id == case.pk


def test_a_known_key_is_no_right(scene: Scene) -> None:
    case = make_complaint(scene)
    decide_remedy(actor=scene.people.lena, case_id=case.pk, choice=PICK_UP, key="same", at=LATER)
    for outsider in (scene.people.blatt_house, scene.people.otto, scene.people.customer_link(case.pk)):
        with refused(NotAllowed, case):
            decide_remedy(actor=outsider, case_id=case.pk, choice=PICK_UP, key="same", at=LATER)


def test_a_form_without_a_key_decides_its_own_case(scene: Scene) -> None:
    one, two = make_complaint(scene), make_complaint(scene)
    posted(scene, one, remedy="pick_up_credit")
    posted(scene, two, remedy="pick_up_credit")
    assert Decision.objects.filter(case=two).count() == 1


def test_an_old_page_says_that_its_decision_was_taken_back(scene: Scene) -> None:
    case = make_complaint(scene)
    made = decide_remedy(actor=scene.people.lena, case_id=case.pk, choice=PICK_UP, key="old", at=LATER)
    take_back_decision(
        actor=scene.people.lena,
        decision_id=made.pk,
        state=DecisionState.WITHDRAWN,
        reason="Irrtum",
        at=LATER,
    )
    with refused(DecisionEnded, case):
        decide_remedy(actor=scene.people.lena, case_id=case.pk, choice=PICK_UP, key="old", at=LATER)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("recipient", "<script>alert(1)</script>"),
        ("recipient", "nobody"),
        ("note", "a\x00b"),
        ("dearer_reason", "a\x00b"),
        ("wish_reason", "\x00"),
        ("key", "a\x00b"),
        ("remedy", "a\x00b"),
        ("amount", "1e5"),
        ("amount", "\uff11\uff12"),
        ("amount", "9" * 22),
        ("amount", "NaN"),
        ("amount", "+-1,5"),
        ("executor", "²"),
        ("position", "²"),
    ],
)
def test_what_no_form_of_ours_sends(scene: Scene, field: str, value: str) -> None:
    case = make_complaint(scene)
    for remedy in ("exchange", "price_reduction"):
        data = {"remedy": remedy, "key": remedy, "dearer_reason": "eilig", "amount": "10", field: value}
        assert posted(scene, case, **data).status_code in (302, 422), remedy


def test_a_note_longer_than_a_letter(scene: Scene) -> None:
    case = make_complaint(scene)
    assert posted(scene, case, remedy="pick_up_credit", note="x" * 4001).status_code == 422


@pytest.mark.parametrize("field", ["cost", "price"])
def test_a_slip_of_price_and_quantity_is_refused(scene: Scene, field: str) -> None:
    case = make_complaint(scene, pieces=90_000)
    if field == "cost":
        Article.objects.filter(pk=scene.chair.pk).update(cost_price=Decimal("9999999.99"))
    else:
        Position.objects.filter(case=case).update(price_paid=Decimal("9999999.99"))
    assert posted(scene, case, remedy="pick_up_credit").status_code == 422
    assert not Decision.objects.exists()


def test_the_service_form_without_one_of_its_cost_kinds(scene: Scene) -> None:
    RemedyCostKind.objects.filter(cost_kind__code="futile_visit").delete()
    case = make_complaint(scene)
    data = {"remedy": "external_service", "executor": str(scene.firm.pk), "call_out": "85", "task": "x"}
    url = reverse("desk:plan_service", args=[case.number])
    assert lena(scene).post(url, data | {"futile_visit": ""}).status_code == 302
    assert lena(scene).post(url, data | {"futile_visit": "9"}).status_code == 422


def test_a_refused_service_form_keeps_what_was_typed(scene: Scene) -> None:
    case = make_complaint(scene)
    data = {
        "remedy": "external_service",
        "executor": str(scene.firm.pk),
        "call_out": "abc",
        "task": "Feder prüfen",
    }
    answer = lena(scene).post(reverse("desk:plan_service", args=[case.number]), data)
    assert answer.status_code == 422
    page = answer.content.decode().partition('id="dienst"')[2].partition("</section>")[0]
    assert f'<option value="{scene.firm.pk}" selected>' in page
    assert 'name="call_out" inputmode="decimal" value="abc" aria-invalid="true"' in page
    assert "Feder prüfen</textarea>" in page
    assert not ServiceDetail.objects.exists()
    assert not CostEntry.objects.exists()


def test_what_was_changed_while_the_page_was_open_is_looked_at_again(scene: Scene) -> None:
    """Somebody else made two pieces three: nobody decides on a figure he has not seen."""
    case = make_complaint(scene)
    page = lena(scene).get(reverse("desk:comparison", args=[case.number])).content.decode()
    form = page[page.index('id="choose-pick_up_credit"') :]
    (seen,) = re.findall(r'name="seen" value="([0-9.]+)"', form[: form.index("</form>")])
    assert seen == "268.00"
    Position.objects.filter(case=case).update(quantity=3)
    answer = posted(scene, case, remedy="pick_up_credit", seen=seen, key="a")
    assert answer.status_code == 422
    assert "Die Kosten haben sich geändert" in answer.content.decode()
    (now,) = set(re.findall(r'name="seen" value="(4[0-9.]+)"', answer.content.decode())) & {"416.00"}
    assert posted(scene, case, remedy="pick_up_credit", seen=now, key="b").status_code == 302
    # what only a script sends is no figure anybody saw
    assert posted(scene, make_complaint(scene), remedy="pick_up_credit", seen="sNaN\x00").status_code == 422
