"""Articles with what they cost, from lists; and where a list waits for its confirmation."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.cases.people import make_party
from tests.catalog.rates_world import AT, person, unit

from kulanz.core.access.actor import Actor, Role
from kulanz.core.files.refusals import UploadNotFound
from kulanz.core.tables.keeping import drop_list, keep_list, kept_list
from kulanz.core.tables.reading import read_table
from kulanz.core.tables.writing import write_xlsx
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.commands.importing import import_article_table
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.catalog.refusals import ListRefused
from kulanz.masterdata.parties.models import PartyRoleKind

CONTENT = "Kostenart;Größe\npackaging;5\n"


@pytest.fixture
def keeper(tenant: Tenant, defaults: None) -> Actor:
    return person(tenant, Role.FINANCE)


def test_a_list_waits_for_its_confirmation(tenant: Tenant, tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    mine = {"tenant_id": tenant.pk, "bound_to": "rates:7", "at": AT}
    first = keep_list(name="a.csv", content=CONTENT.encode("cp1252"), **mine)
    assert kept_list(token=first, **mine) == ("a.csv", CONTENT.encode("cp1252"))
    second = keep_list(name="b.xlsx", content=write_xlsx(["A"], [["ä"]]), **mine)
    with pytest.raises(UploadNotFound):
        kept_list(token=first, **mine)
    with pytest.raises(UploadNotFound):
        kept_list(token=second, **{**mine, "bound_to": "rates:8"})
    drop_list(token=second, **mine)
    with pytest.raises(UploadNotFound):
        kept_list(token=second, **mine)


ARTICLES = """Artikelnummer;Bezeichnung;EK2;Währung;Frachteinheit;FE je Stück;Lieferant;Lieferbar
4711;Drehstuhl;"1.089,50";CHF;palette;0,5;Holzwerk Nord;nein
4712;Tisch;;;;;;
"""


def test_articles_come_with_what_they_cost(keeper: Actor, tenant: Tenant) -> None:
    supplier = make_party(tenant, "Holzwerk Nord", role=PartyRoleKind.SUPPLIER)
    table = read_table("a.csv", ARTICLES.encode())
    import_article_table(actor=keeper, table=table, at=AT)
    chair = Article.objects.get(number="4711")
    assert (chair.cost_price, chair.cost_currency, chair.units_per_piece) == (
        Decimal("1089.50"), "CHF", Decimal("0.5"),
    )  # fmt: skip
    assert (chair.freight_unit_id, chair.supplier_id, chair.deliverable) == (unit(), supplier.pk, False)
    assert Article.objects.get(number="4712").cost_price is None
    bad = """Nummer;Name;EK2;Währung;FE;FE je Stück;Lieferant
A;a;-1;;;;
B;b;1;DM;;;
C;c;1;;KISTE;;
D;d;1;;;0;
E;e;1;;;;Niemand
F;f;1.234;;;;
"""
    before = list(Article.objects.values())
    with pytest.raises(ListRefused) as refused:
        import_article_table(actor=keeper, table=read_table("a.csv", bad.encode()), at=AT)
    assert [p.line for p in refused.value.problems] == [2, 3, 4, 5, 6, 7]
    assert len(refused.value.lines()) == 6
    assert list(Article.objects.values()) == before
