"""A complaint with everything known: article, address, rates, prices. Figures in the docstring of `rates`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from kulanz.cases.commands.claiming import decide_claim
from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case, Position
from kulanz.cases.rules import Kind
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import (
    Article,
    CostKind,
    Executor,
    FreightUnit,
    ProductGroup,
    Rate,
    WeightClass,
)
from kulanz.masterdata.parties.models import Address, Party, PartyKind, PartyRoleKind
from kulanz.workflows.defaults import ensure_defaults
from tests.cases.people import People, make_party

AT = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)  # a Monday
LATER = AT + timedelta(hours=1)


@dataclass(frozen=True)
class Scene:
    tenant: Tenant
    people: People
    chair: Article
    caster: Article
    firm: Executor
    firm_party: Party


def make_scene(people: People) -> Scene:
    """The tenant's master data, Karla's address, a chair at 120.00 on half a pallet, a caster at 4.00."""
    tenant = people.tenant
    ensure_defaults(tenant_id=tenant.pk, at=AT)
    Address.objects.create(
        tenant=tenant,
        party=people.karla,
        street="Am Deich 7",
        postcode="20459",
        city="Hamburg",
        country="DE",
        is_main=True,
    )
    group = ProductGroup.objects.create(tenant=tenant, code="sitz", name="Sitzmöbel")
    pallet = FreightUnit.objects.filter(tenant=tenant).order_by("position")[1]
    chair = Article.objects.create(
        tenant=tenant,
        number="ST-100",
        name="Drehstuhl Kranich",
        product_group=group,
        weight_kg=Decimal(14),
        cost_price=Decimal("120.00"),
        freight_unit=pallet,
        units_per_piece=Decimal("0.5"),
        safety="none",
    )
    caster = Article.objects.create(
        tenant=tenant,
        number="ET-7",
        name="Rolle hart",
        product_group=group,
        weight_kg=Decimal("0.2"),
        cost_price=Decimal("4.00"),
        is_spare_part=True,
        safety="none",
    )
    firm_party = make_party(
        tenant,
        "Schraub & Söhne",
        role=PartyRoleKind.SERVICE_PARTNER,
        kind=PartyKind.ORGANISATION,
        email="einsatz@schraub.test",
    )
    firm = Executor.objects.create(
        tenant=tenant, kind="firm", name="Schraub & Söhne", party=firm_party, call_out=Decimal("85.00")
    )
    rates(tenant, pallet)
    return Scene(tenant, people, chair, caster, firm, firm_party)


def rates(tenant: Tenant, pallet: FreightUnit) -> None:
    """Packaging 3.50, handling 4.00, fixed 6.50; shipping up to 2 kg 5.90; pick-up 48, new delivery 55,
    second choice 20, warehouse 9 a pallet; customs 0 % for DE from the defaults."""
    lightest = WeightClass.objects.filter(tenant=tenant).order_by("up_to_kg")[0]
    kinds = {kind.code: kind for kind in CostKind.objects.filter(tenant=tenant)}
    rows: list[tuple[str, str, str, FreightUnit | None, WeightClass | None]] = [
        ("packaging", "3.50", "", None, None),
        ("handling", "4.00", "", None, None),
        ("fixed", "6.50", "", None, None),
        ("shipping", "5.90", "DE", None, lightest),
        ("pick_up", "48.00", "DE", pallet, None),
        ("new_delivery", "55.00", "DE", pallet, None),
        ("second_choice", "20.00", "", pallet, None),
        ("warehouse", "9.00", "", pallet, None),
    ]
    for code, amount, country, unit, weight in rows:
        Rate.objects.create(
            tenant=tenant,
            cost_kind=kinds[code],
            amount=Decimal(amount),
            country=country,
            freight_unit=unit,
            weight_class=weight,
            valid_from=date(2026, 1, 1),
            currency="EUR",
            created_at=AT,
        )


def make_complaint(
    scene: Scene, *, pieces: int = 2, positions: int = 1, accepted: bool = True, at: datetime = AT
) -> Case:
    """Karla complains about `positions` × `pieces` chairs, bought for 357.00 gross each (19 %)."""
    case = record_case(
        actor=scene.people.anna,
        case=NewCase(
            title="Gasfeder sinkt ab",
            kind=Kind.COMPLAINT,
            customer_id=scene.people.karla.pk,
            dealer_id=scene.people.blatt.pk,
        ),
        at=at,
    )
    Position.objects.filter(case=case).delete()
    for _number in range(positions):
        Position.objects.create(
            tenant=scene.tenant,
            case=case,
            article=scene.chair,
            product_group=scene.chair.product_group,
            quantity=Decimal(pieces),
            symptom="Sinkt nach einer Stunde ab",
            price_paid=Decimal("357.00"),
            tax_rate=Decimal(19),
            currency="EUR",
            invoice_number="R-4711",
            claim_status="under_review",
        )
    if accepted:
        decide_claim(actor=scene.people.anna, case_id=case.pk, accepted=True, reason="", at=at)
    case.refresh_from_db()
    return case
