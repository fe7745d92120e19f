"""Finding in the database: audiences, tenants, order, pages, privileges."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from kulanz.core.search import vocabulary
from kulanz.core.search.api import (
    SearchText,
    extend_document,
    find_documents,
    index_document,
    remove_document,
    suggestion,
)
from kulanz.core.search.bulk import document_row, load_documents
from kulanz.core.search.terms import document_words
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from tests.conftest import make_tenant

OFFICE = ["all", "customer", "dealer", "internal", "technician"]


@pytest.fixture(autouse=True)
def _fresh_vocabulary() -> Iterator[None]:
    vocabulary.forget_vocabulary()
    yield
    vocabulary.forget_vocabulary()


def found(query: str, audiences: list[str] = OFFICE, limit: int = 50, before: int | None = None) -> list[int]:
    return find_documents(query=query, audiences=audiences, limit=limit, before=before)


def store(document_id: int, **texts: str) -> None:
    index_document(document_id=document_id, texts={a: SearchText(short=[t]) for a, t in texts.items()})


def test_all_words_must_match_in_any_order_and_audience(tenant: Tenant) -> None:
    index_document(
        document_id=1,
        texts={
            "all": SearchText(["Drehstuhl sinkt ab"]),
            "internal": SearchText(long=["Rückruf der Gasfeder"]),
        },
    )
    store(2, all="Drehstuhl quietscht")
    assert found("stuhl") == [2, 1]
    assert found("rueckruf drehstuhl") == [1]
    assert found("rückruf quietscht") == []
    assert found("rückruf drehstuhl", ["all", "dealer"]) == []
    assert found("drehstuhl", ["dealer"]) == []
    assert found("drehstuhl", []) == []


def test_a_document_is_replaced_extended_and_removed(tenant: Tenant) -> None:
    store(1, all="Tischplatte")
    store(1, all="Stuhllehne")
    assert (found("tischplatte"), found("lehne")) == ([], [1])
    extend_document(document_id=1, texts={"internal": SearchText(long=["Schraube fehlt"])})
    assert (found("lehne"), found("schrauben", ["internal"]), found("schraube", ["all"])) == ([1], [1], [])
    remove_document(1)
    assert found("lehne") == []


def test_collections_do_not_mix(tenant: Tenant) -> None:
    index_document(document_id=5, texts={"all": SearchText(["Anna Beispiel"])}, collection="p")
    assert found("anna") == []
    assert find_documents(query="anna", audiences=["all"], limit=5, collection="p") == [5]


def test_another_tenant_finds_nothing(tenant: Tenant) -> None:
    store(1, all="Gasfeder")
    with tenant_context(make_tenant("suedwind").pk):
        assert found("gasfeder") == []
        store(1, all="Rolle")
        remove_document(2)
    with tenant_context(None):
        assert found("gasfeder") == []
    assert (found("gasfeder"), found("rolle")) == ([1], [])


def test_without_a_tenant_nothing_is_stored(db: None) -> None:
    statement = "SELECT search_index('d', 1, '{a}', '{x}')"
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="no tenant"), transaction.atomic():
        cursor.execute(statement)


def test_a_question_cannot_leave_its_tenant_or_audience(tenant: Tenant) -> None:
    store(1, internal="Geheimnis")
    for trick in ("x' | '", "geheimnis':* | '", "a:geheimnis", "\\' | 'd:i:geheim", "%", "*"):
        assert found(trick, ["all"]) == []
    with pytest.raises(ValueError, match="audience"):
        found("geheimnis", ["i"])


@pytest.mark.parametrize("statement", ["SELECT * FROM {}", "DELETE FROM {}", "UPDATE {} SET document_id = 1"])
def test_the_app_has_no_way_to_the_table(tenant: Tenant, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement.format("search_document"))


def test_every_way_of_looking_gives_the_same(tenant: Tenant) -> None:
    chance = random.Random(7)
    shares = {"ueberall": 1.0, "haelfte": 0.5, "zehntel": 0.1, "selten": 0.01, "einzeln": 0.001}
    expected: dict[str, list[int]] = {word: [] for word in shares}
    with connection.cursor() as cursor:
        for number in range(1, 2001):
            held = [word for word, share in shares.items() if chance.random() < share]
            for word in held:
                expected[word].insert(0, number)
            cursor.execute(
                "SELECT search_index('d', %s, %s::text[], %s::text[])", [number, ["a"] * len(held), held]
            )
    for word, numbers in expected.items():
        for limit in (1, 50, 3000):
            for before in (None, 1500, 120):
                wanted = [n for n in numbers if before is None or n < before][:limit]
                with connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT search_find('d', %s::jsonb, '{a}', %s, %s)",
                        [f'[[[["{word}", true]]]]', before, limit],
                    )
                    assert [row[0] for row in cursor.fetchall()] == wanted, (word, limit, before)


def test_pages_follow_each_other(tenant: Tenant) -> None:
    for number in range(1, 8):
        store(number, all=f"Stuhl {number}")
    first = found("stuhl", limit=3)
    assert (first, found("stuhl", limit=3, before=first[-1])) == ([7, 6, 5], [4, 3, 2])


def test_a_copied_row_is_the_same_as_a_stored_one(tenant: Tenant) -> None:
    texts = {
        "all": SearchText(["O'Neill \\ Söhne, o'neill@x.de"], ["Die Rollen klemmen"]),
        "dealer": SearchText(["D"]),
    }
    index_document(document_id=3, texts=texts)
    row = document_row(tenant.pk, 3, texts, vocabulary.tenant_vocabulary())
    own = document_words(texts, vocabulary.tenant_vocabulary())
    pairs = [(audience[0], word) for audience, found_by in own.items() for word in found_by]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT search_lexemes('d', %s::text[], %s::text[]) = %s::tsvector",
            [[a for a, _ in pairs], [w for _, w in pairs], row[3]],
        )
        assert cursor.fetchone() == (True,)
    assert found("o'neill") == [3]


def test_words_are_learned_and_kept_by_hand(tenant: Tenant) -> None:
    index_document(document_id=1, texts={"all": SearchText(long=["Der Zwirbelkrotz ist lose"])})
    assert found("krotz") == []
    vocabulary.learn_words(["Krotz, verzinkt", "Krotz"], origin="catalog")
    vocabulary.add_word("Zwirbel")
    index_document(document_id=1, texts={"all": SearchText(long=["Der Zwirbelkrotz ist lose"])})
    assert found("krotz") == [1]
    vocabulary.remove_word("krotz")
    assert "krotz" not in vocabulary.tenant_vocabulary()
    with tenant_context(make_tenant("suedwind").pk):
        assert "zwirbel" not in vocabulary.tenant_vocabulary()


def test_did_you_mean(tenant: Tenant) -> None:
    vocabulary.learn_words(["Armlehne"], origin="catalog")
    assert suggestion("Gassfeder") == "gasfeder"
    assert suggestion("Gasfeder") is None
    assert suggestion("xyzzy") is None


def test_loading_many_at_once(committed_db: str) -> None:
    tenant_id = make_tenant().pk
    rows = [document_row(tenant_id, n, {"all": SearchText([f"Stuhl {n}"])}, frozenset()) for n in (1, 2)]
    assert load_documents(rows) == 2
    assert load_documents([(*rows[0][:2], 3, rows[0][3])], many=False) == 1
    with tenant_context(tenant_id):
        assert found("stuhl") == [3, 2, 1]
