"""Who carries out a dealer's case: what its option, its contract and its certificate make of its wish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.recording import NewCase, NewPosition
from kulanz.cases.events_of_execution import ExecutionSettled
from kulanz.cases.models import Case, Position
from kulanz.cases.queries.relevance import relevance_of_case, relevance_of_positions
from kulanz.cases.rules import CarriedOutBy, Coverage, DealerPart, Kind, Safety
from kulanz.cases.rules_of_execution import (
    House,
    InvoiceTo,
    Why,
    first_turn,
    invoice_to,
    proposed_execution,
    proposed_part,
    settled_execution,
)
from kulanz.core.access.actor import Actor
from kulanz.core.enums import member
from kulanz.core.protocol.recording import record
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import DealerContract, ServiceOption
from kulanz.masterdata.parties.queries.options import contract_of, option_of
from kulanz.masterdata.parties.queries.service_house import is_certified_house
from kulanz.masterdata.parties.rules.safety import Relevance, needs_certificate

WHY_WORDS: Final[dict[Why, Promise]] = {
    Why.OPTION_B: _("Ihr Haus arbeitet unter Option B: Der Werkskundendienst führt aus."),
    Why.DELEGATED: _("Gewährleistung und Garantie übernimmt nach Ihrem Vertrag der Werkskundendienst."),
    Why.MEDIATED: _(
        "Bezahlte Reparaturen und Wartungen vermitteln Sie nach Ihrem Vertrag an den Werkskundendienst."
    ),
    Why.NOT_CERTIFIED: _(
        "Die Arbeit ist sicherheitsrelevant oder als solche anzunehmen, und für Ihr Haus liegt kein gültiges "
        "Zertifikat vor. Deshalb führt der Werkskundendienst aus."
    ),
    Why.OWN_SERVICE: _("Ihr eigener Kundendienst führt aus."),
}
BY_CONTRACT: Final = frozenset({Why.DELEGATED, Why.MEDIATED})
"""Where the contract and not the option gives it to the factory service."""
INVOICE_WORDS: Final[dict[InvoiceTo, Promise]] = {
    InvoiceTo.NOBODY: _("niemand – der Hersteller trägt die Kosten"),
    InvoiceTo.OPEN: _("niemand, solange es ein Garantiefall ist – noch nicht entschieden"),
    InvoiceTo.CUSTOMER: _("der Kunde"),
    InvoiceTo.DEALER: _("der Fachhandelspartner als Auftraggeber"),
    InvoiceTo.OWN: _("der Fachhandelspartner rechnet selbst mit seinem Kunden ab"),
}
# As the dealer reads it of his own house.
INVOICE_WORDS_FOR_DEALER: Final[dict[InvoiceTo, Promise]] = {
    **INVOICE_WORDS,
    InvoiceTo.CUSTOMER: _("Ihr Kunde"),
    InvoiceTo.DEALER: _("Ihr Haus als Auftraggeber"),
    InvoiceTo.OWN: _("Ihr Haus rechnet selbst mit dem Kunden ab"),
}


@dataclass(frozen=True, slots=True)
class DealersHouse:
    """What is agreed with a dealer on a day."""

    tenant_id: int
    option: ServiceOption
    contract: DealerContract
    certified: bool

    @property
    def own_service(self) -> bool:
        return self.option is ServiceOption.DEALER

    def facing(self, relevance: Relevance) -> House:
        """The house as the rule reads it, before work of this relevance."""
        return House(
            own_service=self.own_service,
            delegates_guarantee=self.contract.delegates_guarantee,
            mediates_repairs=self.contract.mediates_repairs,
            may_work=self.certified or not needs_certificate(relevance),
        )

    def settle(self, case: NewCase) -> tuple[NewCase, Why]:
        """A new case with who carries it out and the dealer's part, where he has not said otherwise; and
        with whose turn it is first.
        """
        # under option B nothing depends on what the work is
        relevance = self._relevance(case) if self.own_service and not self.certified else Relevance.NONE
        by, why = settled_execution(
            wished=case.carried_out_by,
            kind=case.kind,
            coverage=case.coverage,
            house=self.facing(relevance),
        )
        part = case.dealer_part or proposed_part(kind=case.kind, coverage=case.coverage)
        own = by is CarriedOutBy.DEALER and case.carried_out_by is by
        technician = case.wished_technician_id if own else None
        turn = first_turn(carried_out_by=by, kind=case.kind, safety=case.safety)
        settled = replace(
            case, carried_out_by=by, dealer_part=part, wished_technician_id=technician, first_turn=turn
        )
        return settled, why

    def _relevance(self, case: NewCase) -> Relevance:
        if case.safety is Safety.YES:
            return Relevance.GIVEN
        return relevance_of_positions(self.tenant_id, self._positions(case.positions))

    def _positions(self, given: Sequence[NewPosition]) -> list[Position]:
        """As rows that are not saved, with their articles."""
        ids = {position.article_id for position in given if position.article_id}
        articles = Article.objects.in_bulk(ids) if ids else {}
        return [
            Position(
                pk=number,
                article=articles.get(position.article_id or 0),
                product_group_id=position.product_group_id,
                failure_code=position.failure_code,
            )
            for number, position in enumerate(given, start=1)
        ]


def house_of(tenant_id: int, dealer_id: int, on: date) -> DealersHouse:
    """What is agreed with this dealer on that day."""
    return DealersHouse(
        tenant_id=tenant_id,
        option=option_of(dealer_id, on),
        contract=contract_of(dealer_id),
        certified=is_certified_house(dealer_id, on),
    )


def house_at(tenant_id: int, dealer_id: int, at: datetime) -> DealersHouse:
    tenant = Tenant.objects.defer("logo").get(pk=tenant_id)
    return house_of(tenant_id, dealer_id, local_date(tenant, at))


def note_execution(*, actor: Actor, case: Case, wished: CarriedOutBy | None, why: Why, at: datetime) -> None:
    """Keep in the protocol that somebody else carries it out than the dealer wished, and why."""
    if wished is None or case.carried_out_by == wished:
        return
    event = ExecutionSettled(wished=wished.value, carried_out_by=case.carried_out_by, why=why.value)
    record(event, actor=actor, stream=case.stream, at=at)


def proposal_for(case: Case, on: date) -> tuple[CarriedOutBy, Why] | None:
    """Who should carry out a recorded case; None without a dealer."""
    if case.dealer_id is None:
        return None
    house = house_of(case.tenant_id, case.dealer_id, on).facing(relevance_of_case(case))
    return proposed_execution(kind=Kind(case.kind), coverage=member(Coverage, case.coverage), house=house)


def invoice_of(case: Case) -> InvoiceTo:
    """Who receives the invoice of this case, as things stand."""
    return invoice_to(
        kind=Kind(case.kind),
        coverage=member(Coverage, case.coverage),
        part=member(DealerPart, case.dealer_part),
        carried_out_by=member(CarriedOutBy, case.carried_out_by),
        has_dealer=case.dealer_id is not None,
    )


def invoice_told(case: Case, words: Mapping[InvoiceTo, Promise]) -> str:
    """The same in `words`; an ended case is not said to be undecided still."""
    to = invoice_of(case)
    return "" if to is InvoiceTo.OPEN and not case.is_open else str(words[to])
