from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kulanz.cases.commands.recording import NewCase, NewPosition, record_case
from kulanz.cases.models import Case
from kulanz.cases.rules import Kind
from kulanz.masterdata.catalog.models import Article, FailureCode, ProductGroup
from kulanz.masterdata.parties.models import Party, PartyRoleKind
from tests.cases.people import AT, People, make_party


@pytest.fixture
def supplier(people: People) -> Party:
    return make_party(people.tenant, "Werk Süd", role=PartyRoleKind.SUPPLIER)


@pytest.fixture
def chair(people: People, supplier: Party) -> Article:
    group = ProductGroup.objects.create(tenant=people.tenant, code="STUHL", name="Stühle")
    for code, of in (("F01", group), ("ALL", None)):
        FailureCode.objects.create(tenant=people.tenant, product_group=of, code=code, name="sinkt ab")
    return Article.objects.create(
        tenant=people.tenant, number="DS-1", name="Drehstuhl", product_group=group, supplier=supplier
    )


@pytest.fixture
def case(people: People, chair: Article) -> Case:
    position = NewPosition(
        article_id=chair.pk,
        quantity=Decimal(10),
        symptom="sinkt",
        failure_code="F01",
        price_paid=Decimal("499.00"),
        tax_rate=Decimal(19),
        invoice_number="R-1",
        invoice_date=date(2026, 3, 1),
        delivered_on=date(2026, 3, 2),
        sold_by="dealer",
        wish="bald",
        wished_remedy="replacement",
    )
    new = NewCase(title="Stühle sinken", kind=Kind.COMPLAINT, positions=(position,))
    return record_case(actor=people.anna, case=new, at=AT)
