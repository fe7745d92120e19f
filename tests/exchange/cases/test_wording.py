"""What is wrong with a record is said in words, in both languages, with its field."""

from __future__ import annotations

import pytest

from kulanz.cases.models import Case
from tests.exchange.cases.conftest import Take
from tests.exchange.cases.files import cases_file, new_case, zipped


@pytest.mark.parametrize(
    ("record", "field", "german", "english"),
    [
        (
            new_case("B-1", "<safety>x</safety>"),
            "safety",
            "„x“ ist hier nicht möglich. Möglich sind: yes, no, unknown.",
            "“x” is not possible here. Possible are: yes, no, unknown.",
        ),
        (
            new_case("B-1", title="x" * 201),
            "title",
            "Das ist zu lang: höchstens 200 Zeichen.",
            "This is too long: at most 200 characters.",
        ),
        (new_case("B-1", title=" "), "title", "Das darf nicht leer sein.", "This must not be empty."),
        (
            '<newCase reference="B-1"><kind>repair</kind></newCase>',
            "newCase",
            "Es fehlt: title.",
            "This is missing: title.",
        ),
        (
            "<newCase><title>x</title></newCase>",
            "newCase",
            "Das Attribut „reference“ fehlt.",
            "The attribute “reference” is missing.",
        ),
        (
            new_case("B-1", "<price>3</price>"),
            "price",
            "Dieses Element ist hier nicht vorgesehen oder steht doppelt.",
            "This element does not belong here or stands twice.",
        ),
        (
            new_case("B-1", "<informCustomer>vielleicht</informCustomer>"),
            "informCustomer",
            "„vielleicht“ ist hier kein gültiger Wert.",
            "“vielleicht” is not a valid value here.",
        ),
    ],
)
def test_in_words(take: Take, record: str, field: str, german: str, english: str) -> None:
    (problem,) = take(cases_file(record)).results.get().problems
    assert (problem["field"], problem["de"], problem["en"]) == (field, german, english)
    assert (problem["line"], problem["code"]) == (2, "not_valid")


def test_all_of_it_at_once(take: Take) -> None:
    """What the schema finds, and what only we can know: whoever mends his file does it in one go."""
    record = new_case(
        "B-1",
        """<carriedOutBy>factory</carriedOutBy><technician>Niemand</technician>
<customer><name>Ahorn</name><email>kein Postfach</email><country>Deutschland</country></customer>
<positions><position><item>Stuhl</item><deliveredOn>2031-01-01</deliveredOn></position>
<position><articleNumber>X-1</articleNumber></position></positions>""",
    )
    result = take(cases_file(record, new_case("B-2"))).results.first()
    assert result is not None
    assert [(p["field"], p["line"]) for p in result.problems] == [
        ("country", 3), ("email", 2), ("delivered_on", 2), ("articleNumber", 2), ("technician", 2),
    ]  # fmt: skip
    assert [case.dealer_reference for case in Case.objects.all()] == ["B-2"]


def test_what_only_we_can_know_is_told_at_once_as_well(take: Take) -> None:
    record = new_case(
        "B-1",
        "<customer><name>Ahorn</name><email>kein Postfach</email></customer>"
        "<positions><position><articleNumber>X-1</articleNumber></position></positions>",
    )
    result = take(cases_file(record)).results.get()
    assert sorted(p["field"] for p in result.problems) == ["articleNumber", "email"]
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("content", "german", "line"),
    [
        (cases_file(new_case("B-1"))[:-9], "Sie endet, bevor alles geschlossen ist", 2),
        (cases_file("<note></file>"), "anders geschlossen, als es geöffnet wurde", 2),
        (cases_file(new_case("B-1", title="a & b")), "< und & schreibt man", 2),
        (cases_file(new_case("B-1", title="&x;")), "den XML nicht kennt", 2),
        (cases_file(new_case("B-1", title="Ä")).decode().encode("latin-1"), "nicht in UTF-8", 2),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "Das ist keine XML-Datei.", 0),
        (b" \n", "Die Datei ist leer.", 0),
        (zipped(b"<x/>", {}), "Im ZIP liegt keine XML-Datei mit Vorgängen.", 0),
    ],
)
def test_what_is_no_such_file_is_said_in_words(take: Take, content: bytes, german: str, line: int) -> None:
    (problem,) = take(content).problems
    assert german in problem["de"]
    assert problem["line"] == line
    for said in (problem["de"], problem["en"]):
        assert "token" not in said
        assert "element found" not in said
    assert not Case.objects.exists()
