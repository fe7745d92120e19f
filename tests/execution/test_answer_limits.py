"""What a firm may answer by its link: a slip in the year or in the hours goes no further."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import Refusal
from kulanz.stages.execution.commands.answering import MOST_HOURS, ExecutorAnswer, check_answer
from kulanz.stages.execution.refusals import HoursOutOfRange, PromisedTooFar
from kulanz.stages.execution.rules.orders import Answer
from tests.cases.people import People
from tests.execution.placed import AT, make_placed


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (ExecutorAnswer(Answer.ACCEPTS, "Möwe", day=date(2099, 1, 1)), PromisedTooFar),
        (ExecutorAnswer(Answer.DATE, "Möwe", day=AT.date().replace(year=AT.year + 2)), PromisedTooFar),
        (
            ExecutorAnswer(Answer.DONE, "Möwe", note="fertig", day=AT.date(), hours=MOST_HOURS + 1),
            HoursOutOfRange,
        ),
        (
            ExecutorAnswer(Answer.DONE, "Möwe", note="fertig", day=AT.date(), hours=Decimal(0)),
            HoursOutOfRange,
        ),
    ],
)
def test_a_slip_is_refused_and_changes_nothing(
    people: People, given: ExecutorAnswer, refusal: type[Refusal]
) -> None:
    order = make_placed(people).service()
    before = ProtocolEntry.objects.count()
    with pytest.raises(refusal):
        check_answer(order, given, at=AT)
    assert ProtocolEntry.objects.count() == before


def test_what_is_usual_is_taken(people: People) -> None:
    order = make_placed(people).service()
    check_answer(order, ExecutorAnswer(Answer.DATE, "Möwe", day=AT.date().replace(year=AT.year + 1)), at=AT)
    check_answer(
        order, ExecutorAnswer(Answer.DONE, "Möwe", note="fertig", day=AT.date(), hours=MOST_HOURS), at=AT
    )
