"""Ready texts: known placeholders only, filled in one pass."""

from __future__ import annotations

from typing import Any

import pytest

from kulanz.cases.rules import Audience
from kulanz.core.refusal import InvalidValue, MissingValue, NotAllowed
from kulanz.stages.contact.commands.text_modules import delete_text_module, save_text_module
from kulanz.stages.contact.models import TextModule
from kulanz.stages.contact.queries.text_modules import fill_text_module, text_modules
from tests.cases.people import AT, People
from tests.outgoing.writing import new_case


def save(people: People, **changes: Any) -> TextModule:
    given = {"name": "Foto", "body_de": "Bitte ein Foto zu {number}.", **changes}
    return save_text_module(actor=people.lena, at=AT, **given)


def test_it_is_filled_for_case_and_reader(people: People) -> None:
    module = save(
        people,
        subject="{number}: {title}",
        body_de="Guten Tag {customer}, {state}, bis {next_news}. {agent}",
        body_en="Hello {customer}, {state}. {agent}",
    )
    case = new_case(people, title="{agent} klemmt")
    filled = fill_text_module(
        module, case, actor=people.anna, audience=Audience.CUSTOMER, language="de", at=AT
    )
    assert filled.subject == f"{case.number}: {{agent}} klemmt"
    assert filled.body == (
        "Guten Tag Karla Kunde, Ihr Anliegen ist bei uns angekommen, bis 17. November 2026. Anna Amsel"
    )
    english = fill_text_module(
        module, case, actor=people.anna, audience=Audience.DEALER, language="en", at=AT
    )
    assert english.body == "Hello Karla Kunde, Received, service is looking at it. Anna Amsel"


@pytest.mark.parametrize("body", ["{nummer}", "{}", "a { b", "}", "{number.__class__}", "{{number}}"])
def test_unknown_placeholders_are_refused(people: People, body: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        save(people, body_de=body)
    assert refused.value.field == "body_de"


def test_name_and_text_are_needed_and_names_taken_once(people: People) -> None:
    for field in ("name", "body_de"):
        with pytest.raises(MissingValue):
            save(people, **{field: "  "})
    first = save(people)
    with pytest.raises(InvalidValue):
        save(people)
    assert save(people, text_module_id=first.pk, body_de="Neu").pk == first.pk


def test_only_leading_staff_change_them_and_only_staff_read_them(people: People) -> None:
    module = save(people, audience=Audience.CUSTOMER)
    with pytest.raises(NotAllowed):
        save_text_module(actor=people.anna, name="x", body_de="y", at=AT)
    assert text_modules(people.anna, audience=Audience.CUSTOMER) == [module]
    assert text_modules(people.anna, audience=Audience.DEALER) == []
    assert text_modules(people.blatt_house) == []
    delete_text_module(actor=people.lena, text_module_id=module.pk, at=AT)
    assert text_modules(people.anna, all_of_them=True) == []
