"""Who writes to the customer of a case: as the case says, else as the dealer's contract says."""

from __future__ import annotations

from kulanz.cases.models import Case
from kulanz.core.enums import member
from kulanz.masterdata.parties.models import Writer
from kulanz.masterdata.parties.queries.options import writer_under_contract


def writer_kind(case: Case) -> Writer:
    """Without a dealer it is always the office, whatever was chosen before."""
    if case.dealer_id is None:
        return Writer.OFFICE
    return member(Writer, case.writer) or writer_under_contract(case.dealer_id)
