"""What the program did itself is told to a dealer in his words; nobody there is called “System”."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from kulanz.cases.commands.closing import record_solution
from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.core.access.actor import system_actor
from tests.cases.people import AT, People

SignIn = Callable[[str], Client]


def plain(answer: Any) -> str:
    """What stands on the page."""
    body = re.sub(r"(?s)<(script|template|style).*?</\1>", " ", answer.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_a_case_and_a_solution_of_the_program(people: People, sign_in: SignIn) -> None:
    system = system_actor(people.tenant.pk)
    case = record_case(actor=system, case=NewCase(title="Wartung fällig", dealer_id=people.blatt.pk), at=AT)
    record_solution(actor=system, case_id=case.pk, solution="Gasfeder getauscht.", at=AT)
    house = sign_in("haus@blatt")
    page = plain(house.get(reverse("portal:case", args=[case.number])))
    assert "Gasfeder getauscht. aus dem Servicebericht" in page
    assert "automatisch angelegt" in page
    listed = plain(house.get(reverse("portal:home")))
    assert "Wartung fällig" in listed
    for text in (page, listed):
        assert "System" not in text
