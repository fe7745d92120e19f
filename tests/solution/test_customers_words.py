"""What was done is said to the customer in his words and his language; what somebody wrote stays as it is."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from kulanz.cases.models import Case
from kulanz.core import clock
from kulanz.stages.solution.models import Remedy
from kulanz.workflows.customers_words import remedy_word, solution_told
from kulanz.workflows.links import issue_case_link
from tests.solution.scene import LATER, Scene, make_complaint
from tests.solution.test_remedies import decide, finish

pytestmark = pytest.mark.django_db


def ended(scene: Scene) -> Case:
    case = make_complaint(scene)
    finish(scene, decide(scene, case, "exchange", dearer_reason="Kunde braucht den Stuhl"))
    case.refresh_from_db()
    assert case.closed_by == "remedy"
    return case


def page_of(scene: Scene, case: Case, language: str) -> str:
    assert case.customer_id is not None
    url = issue_case_link(case=case, party_id=case.customer_id, address="k@kundin.test", at=LATER)
    client = Client(headers={"host": scene.tenant.host, "accept-language": language})
    client.cookies.load({"django_language": language})
    with clock.frozen(LATER):
        return client.get(re.sub(r"^https?://[^/]+", "", url)).content.decode()


def test_every_remedy_has_words_of_the_customers(scene: Scene) -> None:
    said = {
        remedy.code: (remedy_word(remedy, "de"), remedy_word(remedy, "en"))
        for remedy in Remedy.objects.filter(tenant=scene.tenant)
    }
    assert said["external_service"] == ("Kundendienst vor Ort", "Service visit at your place")
    assert said["spare_part"] == ("Lieferung des Ersatzteils", "Delivery of the spare part")
    assert len(said) == 6
    assert all(german != english for german, english in said.values())
    jargon = {"Fremdkundendienst", "Lieferung Rückholverzicht", "Abholung zur Gutschrift"}
    assert not jargon & {word for pair in said.values() for word in pair}


def test_a_remedy_the_house_has_renamed_is_called_as_the_house_calls_it(scene: Scene) -> None:
    Remedy.objects.filter(code="external_service").update(name="Technikerbesuch", name_en="Technician")
    remedy = Remedy.objects.get(code="external_service")
    assert (remedy_word(remedy, "de"), remedy_word(remedy, "en")) == ("Technikerbesuch", "Technician")


def test_the_automatic_solution_is_read_in_the_readers_language(scene: Scene) -> None:
    case = ended(scene)
    assert case.solution.startswith("Kostenloser Austausch: ")
    assert "Free exchange: " in page_of(scene, case, "en")
    assert "Kostenloser Austausch: " in page_of(scene, case, "de")


def test_one_kept_in_the_offices_words_is_told_in_the_customers(scene: Scene) -> None:
    case = ended(scene)
    Remedy.objects.filter(code="exchange").update(code="external_service_", name="x")
    Remedy.objects.filter(code="external_service").update(code="free")
    Remedy.objects.filter(code="external_service_").update(
        code="external_service", name="Fremdkundendienst", name_en="External service"
    )
    items = case.solution.partition(": ")[2]
    Case.objects.filter(pk=case.pk).update(solution=f"Fremdkundendienst: {items}")
    case.refresh_from_db()
    assert solution_told(case, "de") == f"Kundendienst vor Ort: {items}"
    assert "Fremdkundendienst" not in page_of(scene, case, "de")
    assert f"Service visit at your place: {items}" in page_of(scene, case, "en")


def test_what_somebody_wrote_is_shown_as_it_is(scene: Scene) -> None:
    case = ended(scene)
    Case.objects.filter(pk=case.pk).update(solution="Fremdkundendienst: war am Montag da.")
    case.refresh_from_db()
    assert solution_told(case, "en") == "Fremdkundendienst: war am Montag da."
    assert "war am Montag da." in page_of(scene, case, "en")
