"""What page and history say of a remedy afterwards: the wish, who carries it out, whose price it is."""

from __future__ import annotations

import re

import pytest

from kulanz.cases.models import Case, Position
from kulanz.cases.queries.case_page import history_entry
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.interfaces.desk.cases.history_words import line
from kulanz.stages.execution.models import Order
from kulanz.stages.solution.models import SparePart
from tests.solution.deciding import decide
from tests.solution.scene import Scene, make_complaint
from tests.solution.test_screens import client_of, page, url

pytestmark = pytest.mark.django_db


def said(case: Case, event: str) -> list[str]:
    """The sentences of the case's history about one event, oldest first."""
    entries = ProtocolEntry.objects.filter(stream=case.stream, event=event).order_by("seq")
    lines = [line(history_entry(entry)) for entry in entries.select_related("personal")]
    return [f"{one.text} · {one.detail}".replace("\xa0", " ") for one in lines]


def test_what_the_customer_wishes_stays_so_when_it_is_decided(scene: Scene) -> None:
    case = make_complaint(scene)
    assert "nichts Bestimmtes" in page(scene, case)
    Position.objects.filter(case=case).update(wished_remedy="repair")
    wish = "<dt>Kunde wünscht</dt><dd>Reparatur</dd>"
    assert wish in page(scene, case)
    decide(scene, case, "pick_up_credit")
    assert wish in page(scene, case)


def test_a_service_names_who_carries_it_out_and_goods_name_whom_they_go_to(scene: Scene) -> None:
    case = make_complaint(scene)
    client_of(scene).post(
        url(case, "plan_service"),
        {"executor": str(scene.firm.pk), "remedy": "external_service", "call_out": "85", "material": "10"},
    )
    decide(scene, case, "external_service", dearer_reason="eilt")
    (service,) = said(case, "order.placed")
    assert "Ausführung: Schraub & Söhne" in service
    assert scene.people.karla.name not in service
    other = make_complaint(scene)
    decide(scene, other, "pick_up_credit")
    (goods,) = said(other, "order.placed")
    assert goods.endswith(Order.objects.get(case=other).name)


def test_only_what_was_typed_is_called_by_hand(scene: Scene) -> None:
    case = make_complaint(scene)
    anna = client_of(scene)
    service = {"executor": str(scene.firm.pk), "remedy": "external_service", "material": "10,00"}
    anna.post(url(case, "plan_service"), service)
    usual, typed = sorted(said(case, "solution.cost_entered"), reverse=True)
    assert usual == "Üblicher Preis von Schraub & Söhne: 85,00 € · "
    assert typed == "Kosten von Hand: 10,00 € · "
    shown = page(scene, case)
    assert "üblicher Preis von Schraub &amp; Söhne" in shown
    # the same form once more enters nothing anew, and what is then typed is by hand
    anna.post(url(case, "plan_service"), service | {"call_out": "85,00"})
    assert len(said(case, "solution.cost_entered")) == 2
    anna.post(url(case, "plan_service"), service | {"call_out": "90,00"})
    assert said(case, "solution.cost_entered")[-1] == "Kosten von Hand: 90,00 € · "


def test_who_is_entered_is_chosen_before_it_begins(scene: Scene) -> None:
    case = make_complaint(scene)
    anna = client_of(scene)

    def asked() -> str:
        shown = page(scene, case)
        found = re.search(r'<select[^>]* id="executor-external_service".*?</div>', shown, re.DOTALL)
        assert found is not None
        return found.group()

    anna.post(url(case, "plan_service"), {"remedy": "external_service", "call_out": "60"})
    assert "bitte wählen" in asked(), "a price alone says not who comes"
    anna.post(url(case, "plan_service"), {"executor": str(scene.firm.pk), "remedy": "external_service"})
    assert f'<option value="{scene.firm.pk}" selected>' in asked()
    assert "bitte wählen" not in asked()
    assert "Eingetragen unter „Detail-Fremdkundendienst“: Schraub &amp; Söhne" in asked()


@pytest.mark.parametrize("pieces", ["-1", "0", "zwei"])
def test_a_refused_part_keeps_its_article_and_leads_to_its_fault(scene: Scene, pieces: str) -> None:
    case = make_complaint(scene)
    typed = {"article": str(scene.caster.pk), "name": "", "quantity": pieces, "cost_price": "4,20"}
    answer = client_of(scene).post(url(case, "spare_part"), typed)
    assert answer.status_code == 422
    assert not SparePart.objects.exists()
    shown = answer.content.decode()
    assert f'data-combobox-value="{scene.caster.pk}"' in shown
    assert "Die Menge muss größer als 0 sein." in shown
    faulty = re.search(r'<input[^>]* id="part-quantity"[^>]*>', shown)
    assert faulty is not None
    assert f'value="{pieces}"' in faulty.group()
    assert 'aria-invalid="true"' in faulty.group()
    assert "data-autofocus" in faulty.group()
    assert shown.count("data-autofocus") == 1
