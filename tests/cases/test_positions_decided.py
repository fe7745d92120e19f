"""Positions and what was decided about them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kulanz.cases.commands import positions as commands
from kulanz.cases.commands.claiming import Verdict, decide_positions
from kulanz.cases.commands.recording import NewPosition
from kulanz.cases.models import Case
from kulanz.cases.refusals import (
    RemedyUnderWay,
)
from kulanz.workflows import positions as workflow
from tests.cases.people import AT, People


def test_a_new_position_is_still_to_be_decided(people: People, case: Case) -> None:
    row = case.positions.get()
    decide_positions(actor=people.anna, case_id=case.pk, verdicts={row.pk: Verdict(True, "Charge")}, at=AT)
    new = commands.add_position(
        actor=people.anna, case_id=case.pk, position=NewPosition(item_text="Tisch"), at=AT
    )
    case.refresh_from_db()
    assert case.claim_status == "under_review"
    workflow.remove_position(actor=people.anna, case_id=case.pk, position_id=new.pk, at=AT)
    case.refresh_from_db()
    assert case.claim_status == "accepted"


def test_what_a_remedy_was_decided_on_stays(people: People, case: Case) -> None:
    row = case.positions.get()
    case.positions.update(claim_status="remedy_started")
    with pytest.raises(RemedyUnderWay):
        commands.edit_position(
            actor=people.anna,
            position_id=row.pk,
            values={"quantity": Decimal(9)},
            base={"quantity": row.quantity},
            at=AT,
        )
    row.refresh_from_db()
    assert row.quantity != 9
    commands.edit_position(
        actor=people.anna,
        position_id=row.pk,
        values={"invoice_number": "R-1"},
        base={"invoice_number": ""},
        at=AT,
    )
    row.refresh_from_db()
    assert row.invoice_number == "R-1"
