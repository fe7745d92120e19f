"""What happens to Karla's case, in one line each."""

from __future__ import annotations

from typing import Any

from kulanz.cases.commands.closing import close_case
from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.commands.state import set_waiting
from kulanz.cases.models import Case
from kulanz.cases.rules import ClosedBy, WaitsFor
from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.models import NotificationRecipient
from tests.cases.people import AT, People

BLATT = "post@blatt.test"


def record(people: People, actor: Actor | None = None, **fields: Any) -> Case:
    given = {
        "title": "Schublade klemmt",
        "customer_id": people.karla.pk,
        "dealer_id": people.blatt.pk,
        **fields,
    }
    return record_case(actor=actor or people.anna, case=NewCase(**given), at=AT)


def recipient(people: People, **settings: bool) -> None:
    given = {"at_creation": False, "at_closing": False, "at_changes": False, **settings}
    NotificationRecipient.objects.create(
        tenant=people.tenant, organisation=people.blatt, name="Post", email=BLATT, created_at=AT, **given
    )


def close(people: People, case: Case) -> None:
    close_case(
        actor=people.anna, case_id=case.pk, closed_by=ClosedBy.ANSWER, at=AT, solution="Führung gereinigt"
    )


def wait_for_supplier(people: People, case: Case) -> None:
    set_waiting(actor=people.anna, case_id=case.pk, waits_for=WaitsFor.SUPPLIER, at=AT)
