"""Currencies, taxes and fractions, and amounts beyond what was paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kulanz.cases.models import Case, Position
from kulanz.masterdata.catalog.models import ExchangeRate
from kulanz.masterdata.parties.models import Party
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.contact.models import OutgoingMail
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.models import DecisionLimit, Offer
from kulanz.stages.solution.refusals import ChoiceIncomplete
from kulanz.stages.solution.refusals_of_offers import AboveThePrice, CurrenciesDiffer, TaxRatesDiffer
from kulanz.workflows.crediting import release_and_tell
from kulanz.workflows.orders import move_order
from kulanz.workflows.remedies import release_remedy
from tests.outgoing.writing import body_of, parsed
from tests.solution.deciding import decide, refused
from tests.solution.scene import AT, LATER, Scene, make_complaint

pytestmark = pytest.mark.django_db


@pytest.fixture
def swiss(scene: Scene) -> Case:
    """Bought for 714.00 Swiss francs."""
    case = make_complaint(scene)
    Position.objects.filter(case=case).update(currency="CHF")
    return case


@pytest.fixture
def franc(scene: Scene) -> None:
    ExchangeRate.objects.create(
        tenant=scene.tenant, currency="CHF", rate=Decimal("1.10"), valid_from=date(2026, 1, 1), created_at=AT
    )


def test_what_was_paid_in_francs_is_paid_back_in_francs(scene: Scene, swiss: Case, franc: None) -> None:
    decision = decide(scene, swiss, "pick_up_credit")
    note = CreditNote.objects.get()
    assert (note.gross, note.currency) == (Decimal("714.00"), "CHF")
    # limits are said in the tenant's currency: 600.00 net × 1.10
    assert (decision.credit, decision.currency) == (Decimal("660.00"), "EUR")


def test_a_reduction_in_francs_costs_its_worth(scene: Scene, swiss: Case, franc: None) -> None:
    decision = decide(scene, swiss, "price_reduction", amount=Decimal("119.00"))
    offer = Offer.objects.get()
    assert (offer.net, offer.currency) == (Decimal("100.00"), "CHF")
    assert (decision.total, decision.credit, decision.currency) == (Decimal(110), Decimal(110), "EUR")


@pytest.mark.parametrize("remedy", ["pick_up_credit", "price_reduction"])
def test_francs_without_their_rate_are_not_euros(scene: Scene, swiss: Case, remedy: str) -> None:
    with refused(ChoiceIncomplete, swiss):
        decide(scene, swiss, remedy, amount=Decimal("119.00"))


def test_different_currencies_and_taxes_are_decided_apart(scene: Scene) -> None:
    case = make_complaint(scene, positions=2)
    first = Position.objects.filter(case=case).order_by("pk")[0]
    Position.objects.filter(pk=first.pk).update(tax_rate=7)
    for remedy in ("pick_up_credit", "price_reduction"):
        with refused(TaxRatesDiffer, case):
            decide(scene, case, remedy, amount=Decimal("10.00"))
    Position.objects.filter(pk=first.pk).update(tax_rate=19, currency="CHF")
    with refused(CurrenciesDiffer, case):
        decide(scene, case, "pick_up_credit", amount=Decimal("10.00"))


@pytest.mark.parametrize("remedy", ["pick_up_credit", "price_reduction"])
def test_nobody_gets_more_than_was_paid(scene: Scene, remedy: str) -> None:
    case = make_complaint(scene)
    with refused(AboveThePrice, case):
        decide(scene, case, remedy, amount=Decimal("7140.00"), dearer_reason="Kommastelle verrutscht")
    # nor does somebody propose it, to be released into a refusal
    DecisionLimit.objects.filter(role="agent").update(cost=Decimal(10), credit=Decimal(10))
    with refused(AboveThePrice, case):
        decide(scene, case, remedy, actor=scene.people.anna, amount=Decimal("714.01"), dearer_reason="x")


def test_without_tax(scene: Scene) -> None:
    case = make_complaint(scene)
    Position.objects.filter(case=case).update(tax_rate=0)
    decide(scene, case, "pick_up_credit")
    note = CreditNote.objects.get()
    assert (note.net, note.tax, note.gross) == (Decimal("714.00"), Decimal("0.00"), Decimal("714.00"))


def test_a_third_of_a_piece(scene: Scene) -> None:
    case = make_complaint(scene)
    Position.objects.filter(case=case).update(quantity=Decimal("0.33"))
    decide(scene, case, "pick_up_credit")
    assert CreditNote.objects.get().gross == Decimal("117.81")


def test_a_consumer_who_turns_out_a_business_is_offered_the_same(scene: Scene) -> None:
    case = make_complaint(scene)
    DecisionLimit.objects.filter(role="agent").update(cost=Decimal(10), credit=Decimal(10))
    decision = decide(
        scene, case, "price_reduction", actor=scene.people.anna, amount=Decimal("119.00"), dearer_reason="x"
    )
    Party.objects.filter(pk=case.customer_id).update(is_business=True)
    release_remedy(actor=scene.people.lena, decision_id=decision.pk, at=LATER)
    offer = Offer.objects.get()
    assert (offer.net, offer.gross, offer.shown_gross) == (Decimal("100.00"), Decimal("119.00"), False)


@pytest.mark.parametrize(
    ("is_business", "reads"),
    [
        (True, "600,00\u00a0€ zuzüglich 19 % Umsatzsteuer"),
        (False, "714,00\u00a0€ (einschließlich 19 % Umsatzsteuer)"),
    ],
)
def test_a_business_reads_net_in_the_letter_of_its_credit_too(
    scene: Scene, is_business: bool, reads: str
) -> None:
    Party.objects.filter(pk=scene.people.karla.pk).update(is_business=is_business)
    case = make_complaint(scene)
    decide(scene, case, "pick_up_credit")
    lena = scene.people.lena
    move_order(actor=lena, order_id=Order.objects.get().pk, state=OrderState.DONE, at=LATER)
    note = CreditNote.objects.get()
    release_and_tell(actor=lena, credit_note_id=note.pk, at=LATER, without_account=True)
    assert reads in body_of(parsed(OutgoingMail.objects.filter(kind="letter").latest("pk")))
