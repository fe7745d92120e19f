from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from kulanz.cases.commands.new_positions import NewPosition
from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case
from kulanz.cases.rules import Kind
from tests.cases.people import AT, People
from tests.desk.conftest import client_of


@pytest.fixture
def anna(people: People) -> Client:
    return client_of(people.anna, people.tenant)


@pytest.fixture
def otto(people: People) -> Client:
    return client_of(people.otto, people.tenant)


@pytest.fixture
def case(people: People) -> Case:
    """A complaint about two chairs, recorded by the office."""
    return record_case(
        actor=people.anna,
        at=AT,
        case=NewCase(
            title="Gasfeder sinkt ab",
            kind=Kind.COMPLAINT,
            customer_id=people.karla.pk,
            positions=(NewPosition(item_text="Drehstuhl Lumo", symptom="sinkt ab", quantity=Decimal(2)),),
        ),
    )
