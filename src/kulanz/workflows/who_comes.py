"""Whose people come to the customer, whoever writes to him: on his page, in mails and calendar files.

A page or a mail may wear the dealer's face although somebody of the factory service or of a partner comes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kulanz.cases.models import Case
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.contact.senders import Sender
from kulanz.stages.execution.models import Visit


@dataclass(frozen=True, slots=True)
class WhoComes:
    """`house` is empty where no one house can be named; `principal`: in whose name somebody else's come."""

    house: str
    principal: str = ""
    own: bool = False
    """It is the house that writes to him: “wir”."""


def who_comes(visit: Visit, sender: Sender, *, offered: Iterable[Technician] = ()) -> WhoComes:
    """Of the crew; as long as nobody is booked, of those whose times are `offered`."""
    crew = Technician.objects.filter(bookings__visit=visit).select_related("organisation")
    return house_of(list(crew) or list(offered), visit.case, sender)


def house_in_calendar(visit: Visit, sender: Sender) -> str:
    """Where something has to stand."""
    return who_comes(visit, sender).house or sender.name


def house_of(people: Iterable[Technician], case: Case, sender: Sender) -> WhoComes:
    """The one house all of them are of."""
    found = {_one(technician, case, sender) for technician in people}
    return found.pop() if len(found) == 1 else WhoComes("")


def _one(technician: Technician, case: Case, sender: Sender) -> WhoComes:
    is_dealers = technician.house == House.DEALER
    if is_dealers and technician.organisation_id != case.dealer_id:
        # who had the case before is nobody to be named in the name of who has it now
        return WhoComes("")
    if is_dealers != sender.is_office and technician.house != House.PARTNER:
        return WhoComes(sender.name, own=True)
    return WhoComes(technician.organisation.name, "" if is_dealers else sender.name)
