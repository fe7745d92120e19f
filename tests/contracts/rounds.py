"""A round, and what Blatt was asked in it."""

from __future__ import annotations

import re
from datetime import date

from kulanz.masterdata.parties.commands.options import RoundFields, save_round
from kulanz.masterdata.parties.models import OptionDecision, OptionRound
from kulanz.stages.contact.models import OutgoingMail
from kulanz.workflows.options import announce_round
from tests.cases.people import AT, People
from tests.contracts.houses import MONDAY
from tests.outgoing.writing import body_of, parsed

BLATT = "service@blatt.nordlicht.test"
DEADLINE = date(2027, 1, 15)
EFFECT = date(2027, 2, 1)


def new_round(people: People) -> OptionRound:
    fields = RoundFields(
        title="Wer fährt?",
        text="Unsere Ziele.\n\nSo geht es weiter.",
        deadline=DEADLINE,
        takes_effect_on=EFFECT,
    )
    return save_round(actor=people.lena, fields=fields, today=MONDAY, at=AT)


def asked(people: People) -> tuple[OptionDecision, str]:
    """Blatt's decision, and the secret of the link in its mail."""
    row = new_round(people)
    announce_round(actor=people.lena, round_id=row.pk, dealer_ids=[people.blatt.pk], at=AT)
    return OptionDecision.objects.get(dealer=people.blatt), newest_secret()


def newest_secret() -> str:
    mail = OutgoingMail.objects.filter(kind="option").order_by("-id")[0]
    found = re.search(r"/entscheidung/([a-z2-7]+)/", body_of(parsed(mail)))
    assert found is not None
    return found[1]
