"""Safety relevance of articles and failure codes: one by one, many at once, and by lists."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kulanz.core.access.actor import Actor, ActorKind, Role
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import InvalidValue, NotAllowed
from kulanz.core.tables.writing import write_csv
from kulanz.masterdata.catalog.commands.articles import change_article, create_article
from kulanz.masterdata.catalog.commands.classifying import classify_articles, classify_failure_codes
from kulanz.masterdata.catalog.commands.failure_codes import import_failure_codes, save_failure_code
from kulanz.masterdata.catalog.commands.importing import import_articles
from kulanz.masterdata.catalog.failure_lists import HEADINGS
from kulanz.masterdata.catalog.models import Article, FailureCode
from kulanz.masterdata.catalog.refusals import ListRefused
from kulanz.masterdata.catalog.refusals_of_executors import CodesRefused
from kulanz.masterdata.catalog.rules.relevance_words import list_word, relevance_word
from kulanz.masterdata.parties.actors import actor_of
from tests.cases.people import AT, People, make_member

LATER = datetime(2026, 11, 17, 9, tzinfo=UTC)


@pytest.fixture
def finn(people: People) -> Actor:
    """Finance keeps articles and what they cost, but does not say what is safe."""
    member = make_member(
        people.tenant, "finn@nordlicht.test", "Finn", ActorKind.STAFF, roles=[Role.FINANCE.value]
    )
    return actor_of(member)


@pytest.fixture
def chair(people: People) -> Article:
    return create_article(actor=people.lena, number="DS-1", name="Drehstuhl", at=AT)


def classified(stream: str) -> list[tuple[str, str]]:
    entries = ProtocolEntry.objects.filter(stream=stream, event__endswith=".classified").order_by("pk")
    return [(entry.facts["safety_before"], entry.facts["safety"]) for entry in entries]


@pytest.mark.parametrize("stored", ["given", "assumed", "none", ""])
def test_a_list_goes_out_and_comes_back(stored: str) -> None:
    assert relevance_word(list_word(stored)) == stored


def test_an_article(people: People, chair: Article, finn: Actor) -> None:
    assert chair.safety == ""
    change_article(actor=people.lena, article_id=chair.pk, safety="given", at=AT)
    assert classified(f"article:{chair.pk}") == [("", "given")]
    before = ProtocolEntry.objects.count()
    with pytest.raises(NotAllowed):
        change_article(actor=finn, article_id=chair.pk, safety="none", at=AT)
    with pytest.raises(NotAllowed):
        create_article(actor=finn, number="DS-2", name="Stuhl", safety="none", at=AT)
    with pytest.raises(InvalidValue):
        change_article(actor=people.lena, article_id=chair.pk, safety="vielleicht", at=AT)
    chair.refresh_from_db()
    assert (chair.safety, ProtocolEntry.objects.count(), Article.objects.count()) == ("given", before, 1)
    # what else finance changes leaves it alone
    change_article(actor=finn, article_id=chair.pk, safety="given", is_original=False, at=AT)
    chair.refresh_from_db()
    assert (chair.safety, chair.is_original) == ("given", False)


def test_many_at_once(people: People, chair: Article, finn: Actor) -> None:
    other = create_article(actor=people.lena, number="DS-2", name="Fußkreuz", safety="none", at=AT)
    both = [chair.pk, other.pk]
    with pytest.raises(NotAllowed):
        classify_articles(actor=finn, article_ids=both, safety="none", at=AT)
    assert classify_articles(actor=people.lena, article_ids=both, safety="none", at=AT) == 1
    assert classify_articles(actor=people.lena, article_ids=both, safety="given", at=LATER) == 2
    assert classified(f"article:{chair.pk}") == [("", "none"), ("none", "given")]
    code = save_failure_code(actor=people.lena, code="F1", name="sinkt ab", at=AT)
    assert classify_failure_codes(actor=people.lena, failure_code_ids=[code.pk], safety="given", at=AT) == 1
    assert classified(f"failure_code:{code.pk}") == [("", "given")]
    with pytest.raises(NotAllowed):
        classify_failure_codes(actor=finn, failure_code_ids=[code.pk], safety="none", at=AT)
    code.refresh_from_db()
    assert code.safety == "given"


def test_articles_by_list(people: People, chair: Article, finn: Actor) -> None:
    text = (
        "Nummer;Bezeichnung;Sicherheitsrelevanz;Originalteil\n"
        "DS-1;Drehstuhl;nein;nein\nDS-2;Gasfeder;sicherheitsrelevant;ja\nDS-3;Rolle;;\n"
    )
    with pytest.raises(NotAllowed):
        import_articles(actor=finn, text=text, at=AT)
    assert Article.objects.count() == 1
    import_articles(actor=people.lena, text=text, at=AT)
    assert list(Article.objects.order_by("number").values_list("number", "safety", "is_original")) == [
        ("DS-1", "none", False),
        ("DS-2", "given", True),
        ("DS-3", "", True),
    ]
    assert classified(f"article:{chair.pk}") == [("", "none")]
    # an empty cell says nothing, and who may not classify may bring everything else
    import_articles(actor=finn, text="Nummer;Bezeichnung;Sicherheitsrelevanz\nDS-2;Gasfeder 2;\n", at=LATER)
    assert Article.objects.get(number="DS-2").safety == "given"
    with pytest.raises(ListRefused) as refused:
        import_articles(
            actor=people.lena, text="Nummer;Bezeichnung;Sicherheitsrelevanz\nDS-2;Feder;mittel\n", at=LATER
        )
    assert refused.value.lines()[0].startswith("Zeile 2, safety: hier steht weder")
    assert Article.objects.get(number="DS-2").name == "Gasfeder 2"


def test_failure_codes_by_list(people: People, finn: Actor) -> None:
    rows = [("", "F1", "sinkt ab", "", True, "sicherheitsrelevant"), ("", "F2", "Fleck", "", True, "nein")]
    content = write_csv(HEADINGS, rows)
    with pytest.raises(NotAllowed):
        import_failure_codes(actor=finn, name="codes.csv", content=content, at=AT)
    assert not FailureCode.objects.exists()
    plan = import_failure_codes(actor=people.lena, name="codes.csv", content=content, at=AT)
    assert plan.created[0].after == "sinkt ab · sicherheitsrelevant"
    assert dict(FailureCode.objects.values_list("code", "safety")) == {"F1": "given", "F2": "none"}
    wrong = write_csv(HEADINGS, [("", "F1", "sinkt ab", "", True, "?")])
    with pytest.raises(CodesRefused) as refused:
        import_failure_codes(actor=people.lena, name="codes.csv", content=wrong, at=AT)
    assert "Sicherheitsrelevanz" in str(refused.value.faults[0])
