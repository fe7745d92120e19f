"""The demo shows complaints decided by what they cost, with all that follows from it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Count
from django.test import Client, override_settings
from django.urls import reverse

from kulanz.cases.models import Case, Position
from kulanz.cases.rules import ClaimStatus
from kulanz.config.consistency.figures import all_figures
from kulanz.config.demo.making import PASSWORD
from kulanz.core import clock
from kulanz.core.access.actor import Actor, ActorKind, Channel, Role
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.interfaces.desk.dashboard.page import GROUPS, count_text
from kulanz.masterdata.catalog.models import Article
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.contact.models import Letter
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.improvement.queries.figures import Filters
from kulanz.stages.improvement.queries.rate import complaint_rate
from kulanz.stages.improvement.rules.rate import Counting, Dimension
from kulanz.stages.solution.models import Decision, DecisionPosition, Offer
from kulanz.stages.solution.queries.comparison import compare_case
from kulanz.stages.solution.queries.masterdata import tenant_figures
from kulanz.stages.solution.rules.comparing import compare
from kulanz.stages.solution.rules.frozen import frozen_comparison, frozen_inputs
from kulanz.stages.solution.rules.remedies import LIVE, REMEDIES, OfferState
from tests.demo.conftest import NOW

pytestmark = pytest.mark.xdist_group("demo")


def _tenant(slug: str = "nordbruck") -> Tenant:
    return Tenant.objects.get(slug=slug)


def _lead(tenant: Tenant) -> Actor:
    roles = frozenset({Role.LEAD})
    return Actor(tenant.pk, ActorKind.STAFF, "Leitung", Channel.DESK, roles=roles)


@pytest.fixture
def desk(demo: Path) -> Client:
    client = Client(headers={"host": "localhost"})
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        client.post("/konto/anmelden/", {"login": "lead@nordbruck.example", "password": PASSWORD})
    return client


def test_something_waits_on_every_tile(demo: Path) -> None:
    tenant = _tenant()
    with tenant_context(tenant.pk):
        counted = {
            str(tile.label): count_text(tile.rows(_lead(tenant), NOW, NOW.date()))[0]
            for _title, tiles in GROUPS
            for tile in tiles
        }
    assert [label for label, number in counted.items() if not number] == []


def test_whose_remedy_has_started_has_a_decision(demo: Path) -> None:
    for tenant in Tenant.objects.all():
        with tenant_context(tenant.pk):
            live = [state.value for state in LIVE]
            started = Position.objects.filter(claim_status=ClaimStatus.REMEDY_STARTED)
            held = DecisionPosition.objects.filter(holds=True, decision__state__in=live)
            assert started.exists()
            assert not started.exclude(pk__in=held.values("position_id")).exists()
            differing = Case.objects.filter(claim_status__isnull=False, merged_into=None).exclude(
                positions__claim_status=None
            )
            for case in differing.annotate(n=Count("positions__claim_status", distinct=True)).filter(n=1):
                assert set(case.positions.values_list("claim_status", flat=True)) == {case.claim_status}


def test_each_remedy_and_each_state_is_there(demo: Path) -> None:
    with tenant_context(_tenant().pk):
        assert set(Decision.objects.values_list("remedy__code", flat=True)) == {r.code for r in REMEDIES}
        assert set(Order.objects.values_list("state", flat=True)) == {state.value for state in OrderState}
        assert set(Offer.objects.values_list("state", flat=True)) >= {
            OfferState.OPEN, OfferState.ACCEPTED, OfferState.DECLINED, OfferState.EXPIRED,
        }  # fmt: skip
        dearer = Decision.objects.exclude(dearer_reason="")
        assert dearer.exists()
        assert Decision.objects.filter(decided_by__isnull=False).exclude(proposed_by=None).exists()
        assert not CreditNote.objects.filter(state="released", declaration_at=None).exists()


def test_calculations_are_what_the_rules_say_of_that_day(demo: Path) -> None:
    tenant = _tenant()
    with tenant_context(tenant.pk):
        decisions = list(Decision.objects.select_related("remedy").order_by("pk"))
        for decision in decisions[::3]:
            inputs = frozen_inputs(decision.calculation)
            assert compare(inputs) == frozen_comparison(decision.calculation)
            column = frozen_comparison(decision.calculation).column(decision.remedy.code)
            assert column.total == decision.total
            known = tenant_figures(tenant.pk, inputs.day)
            assert set(inputs.rates) <= set(known.rates)
            assert inputs.remedies == known.remedies
            refs = {f"position:{held.position_id}" for held in decision.positions.all()}
            assert {item.ref for item in inputs.items} == refs
            if column.is_dearer:
                assert decision.dearer_reason


def test_what_was_decided_lately_has_its_documents(demo: Path) -> None:
    with tenant_context(_tenant().pk):
        lately = Decision.objects.filter(key__contains="demo-lately")
        assert lately.count() >= 4
        assert not Order.objects.filter(decision__in=lately, document=None).exists()
        assert set(Letter.objects.values_list("kind", flat=True)) >= {"photo_request", "acceptance"}


def test_an_accepted_case_can_be_compared(demo: Path) -> None:
    """At least one listed case shows every remedy with its sum."""
    with tenant_context(_tenant().pk):
        accepted = Case.objects.filter(step="in_progress", claim_status="accepted", decisions=None)
        whole = 0
        for case in accepted.select_related("place_of_use"):
            columns = compare_case(case, day=NOW.date()).comparison.columns
            whole += all(c.total is not None for c in columns if c.remedy != "price_reduction")
        assert whole


def test_the_pages_show_it(desk: Client, demo: Path) -> None:
    with tenant_context(_tenant().pk):
        case = Case.objects.filter(step="in_progress", claim_status="accepted", decisions=None).first()
        assert case is not None
        number = case.number
    of_case = {"number": number}
    pages = [
        reverse(f"desk:{name}") for name in ("dashboard", "complaint_rate", "orders", "offers", "credits")
    ]
    pages += [reverse(f"desk:{name}", kwargs=of_case) for name in ("case", "comparison")]
    with clock.frozen(NOW):
        for url in pages:
            assert desk.get(url).status_code == 200, url


def test_complaint_rates_are_believable(demo: Path) -> None:
    tenant = _tenant()
    with tenant_context(tenant.pk):
        report = complaint_rate(actor=_lead(tenant), at=NOW, filters=Filters())
        assert all(report.lists[dimension] for dimension in Dimension)
        rates = [row.now.rate(Counting.CASES) for row in report.lists[Dimension.ARTICLE] if row.now.cases]
        known = sorted(rate for rate in rates if rate is not None)
        assert len(known) == len(rates)
        assert Decimal("0.3") < known[0]
        assert known[-1] < Decimal(7)
        assert known[-1] > 2 * known[-2]
        assert Article.objects.filter(is_spare_part=False, cost_price=None).count() == 0


def test_figures_count_decisions_and_what_follows(demo: Path) -> None:
    total = all_figures()["total"]
    assert total["decisions"]["done"] > total["decisions"]["proposed"] > 0
    assert total["orders"]["done"] > 0
    assert total["credit_notes"]["confirmed"] > 0
    assert total["offers"]["accepted"] > 0
    assert min(total[name] for name in ("letters", "rates", "sales_figures", "complaint_facts")) > 0
