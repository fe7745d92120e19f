"""Articles and product groups: kept by few, found by all who are signed in, taken over from lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from tests.conftest import make_tenant

from kulanz.core.access.actor import Actor, ActorKind, Channel, Role
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import InvalidValue, MissingValue, NotAllowed
from kulanz.core.search import vocabulary
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.commands import (
    ImportedArticles,
    change_article,
    change_product_group,
    create_article,
    create_product_group,
    import_articles,
)
from kulanz.masterdata.catalog.models import Article, ProductGroup
from kulanz.masterdata.catalog.queries import article_of_number, articles_after, find_articles, product_groups
from kulanz.masterdata.catalog.refusals import (
    ArticleNumberTaken,
    GroupCodeTaken,
    ListRefused,
    NoSuchArticle,
    NoSuchProductGroup,
)
from kulanz.masterdata.catalog.rules.lists import Flaw, read_articles, weight

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
LIST = """Artikelnummer;Bezeichnung;Warengruppe;Gewicht;Ersatzteil
4711-10;Drehstuhl Brise;SITZ;14,5 kg;nein
GF-200;Drehstuhlgasfeder;TEIL;1.250,5;ja

R-65;"Rolle; weich";;;x
"""


@pytest.fixture(autouse=True)
def _fresh_vocabulary() -> Iterator[None]:
    vocabulary.forget_vocabulary()
    yield
    vocabulary.forget_vocabulary()


@pytest.fixture
def keeper(tenant: Tenant) -> Actor:
    return actor(tenant, ActorKind.STAFF, Role.LEAD)


def actor(tenant: Tenant, kind: ActorKind, *roles: Role) -> Actor:
    return Actor(
        tenant_id=tenant.pk, kind=kind, name="Kim Probe", channel=Channel.DESK, roles=frozenset(roles)
    )


def numbers(by: Actor, query: str, spare_parts: bool | None = None) -> list[str]:
    return [a.number for a in find_articles(actor=by, query=query, spare_parts=spare_parts)]


def test_an_article_is_created_found_and_changed(keeper: Actor) -> None:
    group = create_product_group(actor=keeper, code="SITZ", name="Sitzmöbel", at=AT)
    stool = create_article(
        actor=keeper, number=" 4711-10 ", name="Drehstuhl Brise", product_group_id=group.pk, at=AT
    )
    create_article(actor=keeper, number="Z-4711", name="Armlehne", is_spare_part=True, at=AT)
    assert numbers(keeper, "stühle") == ["4711-10"]
    assert numbers(keeper, "4711") == ["4711-10", "Z-4711"]
    assert numbers(keeper, "4711", spare_parts=True) == ["Z-4711"]
    assert numbers(keeper, "z-4711") == ["Z-4711"]
    assert numbers(keeper, "  ") == []
    change_article(
        actor=keeper, article_id=stool.pk, name="Bürosessel Brise", weight_kg=Decimal("12.5"), at=AT
    )
    assert (numbers(keeper, "sessel"), numbers(keeper, "stuhl")) == (["4711-10"], [])
    change_article(actor=keeper, article_id=stool.pk, active=False, at=AT)
    change_article(actor=keeper, article_id=stool.pk, active=False, at=AT)
    assert numbers(keeper, "sessel") == []
    entries = ProtocolEntry.objects.filter(stream=f"article:{stool.pk}").order_by("pk")
    assert [e.event for e in entries] == ["article.created", "article.changed", "article.changed"]
    assert article_of_number(actor=keeper, number="4711-10") == stool


def test_what_is_refused(keeper: Actor, tenant: Tenant) -> None:
    create_article(actor=keeper, number="A1", name="Tisch", at=AT)
    with pytest.raises(ArticleNumberTaken):
        create_article(actor=keeper, number="A1", name="Anderer", at=AT)
    with pytest.raises(MissingValue):
        create_article(actor=keeper, number="A2", name=" ", at=AT)
    with pytest.raises(InvalidValue):
        create_article(actor=keeper, number="A2", name="x" * 201, at=AT)
    with pytest.raises(InvalidValue):
        create_article(actor=keeper, number="A2", name="Tisch", weight_kg=Decimal(-1), at=AT)
    with pytest.raises(NoSuchProductGroup):
        create_article(actor=keeper, number="A2", name="Tisch", product_group_id=999_999, at=AT)
    with pytest.raises(NoSuchArticle):
        change_article(actor=keeper, article_id=999_999, name="x", at=AT)
    with pytest.raises(TypeError):
        change_article(actor=keeper, article_id=1, number="x", at=AT)
    create_product_group(actor=keeper, code="T", name="Tische", at=AT)
    with pytest.raises(InvalidValue):
        create_product_group(actor=keeper, code="U", name="x" * 121, at=AT)
    with pytest.raises(MissingValue):
        create_product_group(actor=keeper, code=" ", name="Tische", at=AT)
    with pytest.raises(NoSuchProductGroup):
        change_product_group(actor=keeper, group_id=999_999, name="x", at=AT)
    with pytest.raises(GroupCodeTaken):
        create_product_group(actor=keeper, code="T", name="Nochmal", at=AT)
    for other in (actor(tenant, ActorKind.STAFF, Role.AGENT), actor(tenant, ActorKind.DEALER)):
        with pytest.raises(NotAllowed):
            create_article(actor=other, number="A3", name="Tisch", at=AT)
        with pytest.raises(NotAllowed):
            import_articles(actor=other, text=LIST, at=AT)


def test_who_sees_what(keeper: Actor, tenant: Tenant) -> None:
    create_article(actor=keeper, number="A1", name="Tisch", at=AT)
    retired = create_article(actor=keeper, number="A2", name="Tisch alt", at=AT)
    change_article(actor=keeper, article_id=retired.pk, active=False, at=AT)
    group = create_product_group(actor=keeper, code="T", name="Tische", at=AT)
    dealer, guest = actor(tenant, ActorKind.DEALER), actor(tenant, ActorKind.GUEST)
    assert (numbers(dealer, "tisch"), numbers(guest, "tisch")) == (["A1"], [])
    assert [a.number for a in articles_after(actor=keeper)] == ["A1", "A2"]
    assert [a.number for a in articles_after(actor=dealer)] == ["A1"]
    assert list(product_groups(guest)) == [group]
    change_product_group(actor=keeper, group_id=group.pk, name="Tische", active=False, at=AT)
    assert list(product_groups(guest)) == []
    other = make_tenant("suedwind")
    with tenant_context(other.pk):
        assert numbers(actor(other, ActorKind.STAFF, Role.LEAD), "tisch") == []


def test_pages_by_key(keeper: Actor) -> None:
    for number, name in (("3", "Bank"), ("1", "Bank"), ("2", "Bank"), ("4", "Regal")):
        create_article(actor=keeper, number=number, name=name, at=AT)
    first = articles_after(actor=keeper, limit=2)
    rest = articles_after(actor=keeper, limit=5, after=(first[-1].name, first[-1].number))
    assert [a.number for a in [*first, *rest]] == ["1", "2", "3", "4"]


def test_a_list_is_taken_over(keeper: Actor) -> None:
    create_article(actor=keeper, number="R-65", name="Rolle", weight_kg=Decimal("0.2"), at=AT)
    assert import_articles(actor=keeper, text=LIST, at=AT) == ImportedArticles(2, 1, 0)
    assert import_articles(actor=keeper, text="\ufeff" + LIST, at=AT) == ImportedArticles(0, 0, 3)
    roller = Article.objects.get(number="R-65")
    assert (roller.name, roller.weight_kg, roller.is_spare_part) == ("Rolle; weich", Decimal("0.2"), True)
    assert Article.objects.get(number="GF-200").weight_kg == Decimal("1250.5")
    assert set(ProductGroup.objects.values_list("code", flat=True)) == {"SITZ", "TEIL"}
    assert numbers(keeper, "gasfedern") == ["GF-200"]


def test_a_faulty_list_changes_nothing(keeper: Actor) -> None:
    text = "number,name,weight,active\nA1,Tisch,abc,\nA2,,1,\nA3,Stuhl,1,vielleicht\nA4,Bank,1,\nA4,Bank,1,\n"
    with pytest.raises(ListRefused) as refused:
        import_articles(actor=keeper, text=text, at=AT)
    assert [(p.line, p.flaw) for p in refused.value.problems] == [
        (2, Flaw.NO_NUMBER), (3, Flaw.MISSING), (4, Flaw.NO_YES_OR_NO), (6, Flaw.TWICE),
    ]  # fmt: skip
    assert "4" in str(refused.value)
    assert refused.value.lines()[0].startswith("Zeile 2, weight_kg")
    assert not Article.objects.exists()


def test_reading_lists() -> None:
    assert read_articles("")[1][0].flaw is Flaw.NO_HEADING
    assert read_articles("Nummer\tName\nA\tB\n")[0][0].name_en is None
    assert weight("0,35 kg") == Decimal("0.35")
    assert weight("NaN") is None
    assert weight("-1") is None
