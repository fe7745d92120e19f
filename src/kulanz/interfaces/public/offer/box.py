"""What waits for the customer's answer, as a box on the page of his case."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kulanz.cases.calendar import local_date
from kulanz.interfaces.public.tracking.link import Visit
from kulanz.stages.billing.queries.credits import Account, AccountState, account_state, own_credits
from kulanz.stages.execution.queries.customers_appointments import appointment_of_case
from kulanz.stages.execution.rules.visits import VisitState
from kulanz.stages.solution.permissions_of_offers import is_the_customer
from kulanz.stages.solution.queries.offers import open_offers_of_customer
from kulanz.workflows.offer_words import last_day, short_amount


@dataclass(frozen=True, slots=True)
class Box:
    title: str
    text: str
    button: str
    url: str


def boxes(visit: Visit) -> list[Box]:
    """Open offers first, then times to choose from, then what we cannot pay yet. Empty for anybody but the
    customer himself."""
    language = (get_language() or "de")[:2]
    today = local_date(visit.request.tenant, visit.at)
    found = [
        Box(
            title=_("Angebot – bitte antworten"),
            text=_("Wir bieten Ihnen %(amount)s an. Das Angebot gilt bis %(day)s.")
            % {"amount": short_amount(offer, language), "day": last_day(offer, language)},
            button=_("Angebot ansehen und antworten"),
            url=reverse("public:case_offer", args=[visit.token, offer.pk]),
        )
        for offer in open_offers_of_customer(visit.actor, visit.case, today=today)
    ]
    unpaid = [
        credit
        for credit in own_credits(visit.actor, visit.case)
        if account_state(credit) == AccountState(Account.MISSING, may_change=True)
    ]
    found += _appointment(visit)
    return found + [
        Box(
            title=_("Wohin dürfen wir überweisen?"),
            text=_("Für Ihre Gutschrift fehlt uns noch Ihre Bankverbindung."),
            button=_("Bankverbindung angeben"),
            url=reverse("public:case_offer", args=[visit.token, credit.offer_id])
            if credit.offer_id
            else reverse("public:case_account", args=[visit.token, credit.pk]),
        )
        for credit in unpaid
    ]


def _appointment(visit: Visit) -> list[Box]:
    """The times that stand before him, with the way to choose one."""
    if not visit.case.is_open or not is_the_customer(visit.actor, visit.case):
        return []
    found = appointment_of_case(visit.case)
    if found is None or found.state != VisitState.OFFERED:
        return []
    return [
        Box(
            title=_("Wann passt es Ihnen?"),
            text=_("Wir haben Ihnen Zeiten für den Termin bei Ihnen vorgeschlagen. Bitte wählen Sie eine."),
            button=_("Termin wählen"),
            url=reverse("public:case_appointment", args=[visit.token]),
        )
    ]
