"""Everything that is wrong with a case of a partner's file, so that its writer mends it in one go.

What refuses a case says the first thing it meets. Here the rest is looked for among what can be looked at
by itself: whatever stands here would have been refused as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial

from kulanz.cases.commands.new_positions import check_position
from kulanz.core.access.actor import Actor
from kulanz.core.refusal import Refusal
from kulanz.masterdata.parties.commands.recording import checked_contact
from kulanz.masterdata.parties.models import ContactKind
from kulanz.workflows.partner_filing import Names, NotUnderstood, names_in, positions_of, technician_of
from kulanz.workflows.partner_reasons import reason_of
from kulanz.workflows.partner_records import GivenCase, Reason, Record


def with_the_rest(actor: Actor, record: Record, known: tuple[Reason, ...], today: date) -> tuple[Reason, ...]:
    """What is known to be wrong with this record, and behind it what else is; nothing of it twice."""
    given = record.readable
    if given is None:
        return known
    told = {(why.field, why.de) for why in known}
    rest = []
    for why in _wrong(given, names_in(actor, [given]), today):
        if (why.field, why.de) not in told:
            told.add((why.field, why.de))
            rest.append(why if why.line else replace(why, line=record.line))
    return (*known, *rest)


def _wrong(given: GivenCase, names: Names, today: date) -> Iterator[Reason]:
    customer = given.customer
    if customer is not None:
        for kind, value in ((ContactKind.EMAIL, customer.email), (ContactKind.PHONE, customer.phone)):
            if value:
                yield from _refused(partial(checked_contact, kind, value))
    for position in given.positions:
        yield from _refused(partial(_check, replace(given, positions=(position,)), names, today))
    yield from _refused(partial(technician_of, given, names))


def _check(given: GivenCase, names: Names, today: date) -> None:
    for position in positions_of(given, names):
        check_position(position, today)


def _refused(check: Callable[[], object]) -> Iterator[Reason]:
    try:
        check()
    except NotUnderstood as wrong:
        yield wrong.reason
    except Refusal as refusal:
        yield reason_of(refusal)
