"""Letters: on the letterhead, archivable, readable by machines, and never led by what people typed."""

from __future__ import annotations

import dataclasses
import io
import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from kulanz.core.pdf.letters import LetterContent, Letterhead, QrCode, render_letter

LETTERHEAD = Letterhead(
    sender="Nordlicht Büromöbel",
    sender_line="Nordlicht Büromöbel · Werkstraße 1 · 86150 Augsburg",
    footer="Nordlicht Büromöbel\nWerkstraße 1\n\nTelefon 0821 1234\n \nHRB 1234",
    color="#7a1f5f",
)
LETTER = LetterContent(
    letterhead=LETTERHEAD,
    recipient=("Frau", "Ada Lovelace", "", "Hauptstraße 7", "86150 Augsburg"),
    date=date(2026, 3, 2),
    subject="Ihr Anliegen NB-2026-00042",
    salutation="Guten Tag Frau Lovelace,",
    paragraphs=("wir haben Ihren Stuhl repariert.", "Zeile eins\nZeile zwei"),
    info=(("Vorgang", "NB-2026-00042"), ("Telefon", "")),
    signer="Ihr Serviceteam",
    enclosures=("Reparaturbericht",),
)


def read(**changes: Any) -> PdfReader:
    return PdfReader(io.BytesIO(render_letter(dataclasses.replace(LETTER, **changes))))


def text(**changes: Any) -> str:
    return "\n".join(page.extract_text() for page in read(**changes).pages)


def test_everything_stands_on_the_letter_in_reading_order() -> None:
    found = text()
    expected = [
        "Nordlicht Büromöbel · Werkstraße 1 · 86150 Augsburg",
        "Frau\nAda Lovelace\nHauptstraße 7\n86150 Augsburg",
        "NB-2026-00042",
        "2. März 2026",
        "Ihr Anliegen NB-2026-00042",
        "Guten Tag Frau Lovelace,",
        "wir haben Ihren Stuhl repariert.",
        "Zeile eins\nZeile zwei",
        "Mit freundlichen Grüßen",
        "Ihr Serviceteam",
        "Anlagen\nReparaturbericht",
        "HRB 1234",
    ]
    places = [found.find(part) for part in expected]
    assert -1 not in places
    assert places == sorted(places)
    assert "Telefon\n" not in found, "a line of the information block without a value is left out"
    assert "Seite" not in found, "one page needs no number"


def test_english_letters_use_english_words() -> None:
    found = text(language="en")
    for word in ("2 March 2026", "Date", "Yours sincerely", "Enclosures"):
        assert word in found
    assert read(language="en").root_object["/Lang"] == "en"
    assert "Mit freundlichen Grüßen" in text(language="xx")


def test_the_file_is_archivable_and_accessible() -> None:
    reader = read(qr=QrCode("https://nordlicht.test/s/abc", "Stand ansehen"))
    root: Any = reader.root_object
    assert root["/Lang"] == "de"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == "Ihr Anliegen NB-2026-00042"
    xmp = root["/Metadata"].get_object().get_data()
    assert b"<pdfaid:part>2<" in xmp
    assert b"<pdfaid:conformance>A<" in xmp
    assert b"<pdfuaid:part>1<" in xmp
    assert alternatives(root["/StructTreeRoot"]) == ["QR-Code mit der Adresse https://nordlicht.test/s/abc"]


def alternatives(element: Any) -> list[str]:
    """The alternative texts of all pictures, by the tree that screen readers follow."""
    element = element.get_object()
    if isinstance(element, list):
        return [text for child in element for text in alternatives(child)]
    if not isinstance(element, dict):
        return []
    own = [str(element["/Alt"])] if "/Alt" in element else []
    return own + (alternatives(element["/K"]) if "/K" in element else [])


def test_equal_letters_are_equal_files() -> None:
    assert render_letter(LETTER) == render_letter(LETTER)


def test_long_letters_number_their_pages() -> None:
    reader = read(paragraphs=("Noch ein Satz. " * 60,) * 12)
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"Seite {number} von {len(pages)}" in page
    assert "Ihr Anliegen NB-2026-00042" in pages[1]
    assert "Hauptstraße" not in pages[1]


@pytest.mark.parametrize(
    "hostile",
    [
        '#import "@preview/x:1.0.0": *',
        '#read("/etc/passwd") $x^2$ *fett* _kursiv_ `code` // Rest',
        "<label> @ref \\ #panic() [a] = Titel",
        "- Liste\n+ Zahl\n/ Begriff: ja",
        '"), #sys.inputs.data, ("',
        "{{ x }} {% y %} <script>alert(1)</script>",
    ],
)
def test_what_people_type_stays_text(hostile: str) -> None:
    fields = {"subject": hostile, "salutation": hostile, "paragraphs": (hostile,), "signer": hostile}
    found = text(**fields, recipient=tuple(hostile.split("\n")), info=((hostile, hostile),))
    for line in hostile.split("\n"):
        assert found.count(line) >= 4


@pytest.mark.parametrize(
    ("odd", "shown"),
    [
        ("a\0b", "ab"),
        ("a\ud800b", "ab"),
        ("a\ue000b\ufffec", "abc"),
        ("漢字 und 😀", "?? und"),
        ("😀", "–"),
        ("Danke 👍🏽 sagt Familie 🪑!", "Danke sagt Familie !"),
        ("Zażółć gęślą jaźń, Ελληνικά, Привет", "Zażółć gęślą jaźń, Ελληνικά, Привет"),
        ("Stu\u0308hle", "Stühle"),
        ("a\tb\r\nc\x1b[31m", "a b\nc[31m"),
    ],
)
def test_characters_no_font_can_show_leave_no_boxes(odd: str, shown: str) -> None:
    found = text(paragraphs=(odd,))
    assert " ".join(shown.split()) in " ".join(found.split())
    assert "□" not in found


def test_writing_from_right_to_left_does_not_stop_a_letter() -> None:
    assert "שלום" in text(paragraphs=("שלום עולם",)) or "םולש" in text(paragraphs=("שלום עולם",))
    assert "abc" in text(paragraphs=("\u202eabc\u202c \u200fabc",))


def test_words_without_an_end_are_broken_and_copied_whole() -> None:
    reader = read(paragraphs=("x" * 3000,))
    found = reader.pages[0].extract_text()
    assert max(map(len, found.splitlines())) < 130
    assert found.count("x") == 3000
    assert "\u200b" not in found


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=80), st.text(alphabet=st.characters(), max_size=40))
def test_any_text_makes_a_letter(paragraph: str, subject: str) -> None:
    content = dataclasses.replace(LETTER, paragraphs=(paragraph,), subject=subject, recipient=(subject,))
    assert render_letter(content).startswith(b"%PDF-")


def test_the_code_stands_beside_its_caption_and_address() -> None:
    url = "https://nordlicht.test/s/" + "abcdefghij" * 5
    found = text(qr=QrCode(url, "Stand ansehen und antworten"))
    assert "Stand ansehen und antworten" in found
    assert url in found


def test_logos_are_shown_and_broken_ones_left_out() -> None:
    png = io.BytesIO()
    Image.new("RGBA", (300, 80), (200, 20, 60, 128)).save(png, "PNG")
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
    plain = len(render_letter(LETTER))
    for logo, kind in ((png.getvalue(), "image/png"), (svg, "image/svg+xml")):
        head = dataclasses.replace(LETTERHEAD, logo=logo, logo_type=kind)
        assert len(render_letter(dataclasses.replace(LETTER, letterhead=head))) != plain
    for logo, kind in ((b"no picture", "image/png"), (b"x", "text/html"), (b"<svg", "image/svg+xml")):
        head = dataclasses.replace(LETTERHEAD, logo=logo, logo_type=kind, color="red; #x")
        assert "Nordlicht Büromöbel" in text(letterhead=head)


def test_a_letter_is_quick() -> None:
    render_letter(LETTER)
    start = time.perf_counter()
    for number in range(10):
        render_letter(dataclasses.replace(LETTER, subject=f"Vorgang {number}"))
    assert (time.perf_counter() - start) / 10 < 0.2, "usually 10 to 40 ms"
