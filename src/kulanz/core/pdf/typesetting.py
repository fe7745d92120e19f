"""Sets a template with data as PDF/A-2a and PDF/UA-1 (archivable and accessible).

Data reaches the template as JSON and stays text: what a person wrote is never read as markup. The
standards forbid characters no font can show, so pictures and control characters are left out, letters
become a question mark, and the letter still goes out; the fonts are asked only when the first try fails.
"""

from __future__ import annotations

import functools
import json
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

from kulanz.core.pdf.fonts import FAMILY, fonts, fonts_folder

_STANDARDS: Final[list[typst.PDFStandard]] = ["a-2a", "ua-1"]
_FORBIDDEN: Final = frozenset({"Cc", "Cs", "Co", "Cn"})
# Shown by the fonts for certain: Latin, basic Greek and Cyrillic, the usual marks.
_SAFE: Final = re.compile("[\n -~\u00a0-\u017f\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f\u2013-\u201e\u20ac]")
_MOST_TRIED: Final = 200


class CannotTypeset(RuntimeError):
    """The template could not be set even with plain characters and without pictures: our own mistake."""


def typeset(template: Path, data: Mapping[str, Any], *, pictures: Mapping[str, bytes], at: datetime) -> bytes:
    """The PDF. `at` is its date of creation: the same data and `at` give the same bytes.

    `pictures` are the files the template may show, by name; it learns from `data.pictures` which there
    are. A `logo.…` that cannot be read is left out.
    """
    source = template.read_bytes()
    failure: typst.TypstError | None = None
    # The folder is all the compiler can read: nothing but the pictures of this letter.
    with tempfile.TemporaryDirectory(prefix="kulanz-pdf-") as folder:
        for name, picture in pictures.items():
            (Path(folder) / name).write_bytes(picture)
        for change, names in _attempts(sorted(pictures)):
            inputs = {**_changed(data, change), "pictures": names, "font": FAMILY}
            try:
                return _compile(source, inputs, folder=folder, at=at)
            except typst.TypstError as error:
                failure = error
    raise CannotTypeset(str(failure)) from failure


def _attempts(pictures: list[str]) -> Iterator[tuple[Callable[[str], str], list[str]]]:
    yield clean_text, pictures
    yield shown_text, pictures
    yield plain_text, pictures
    yield plain_text, [name for name in pictures if not name.startswith("logo.")]


def clean_text(text: str) -> str:
    """Composed, with one kind of line end, without what no standard allows in a text."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return _each(text, lambda char: "" if char != "\n" and unicodedata.category(char) in _FORBIDDEN else char)


def shown_text(text: str) -> str:
    """`clean_text` without what the fonts lack."""
    text = clean_text(text)
    unusual = sorted({char for char in text if not _SAFE.match(char)})
    if len(unusual) > _MOST_TRIED:
        return plain_text(text)
    missing = {char for char in unusual if not _has_glyph(char)}
    return _each(text, lambda char: _instead(char) if char in missing else char)


def plain_text(text: str) -> str:
    """Only characters that are shown for certain."""
    return _each(clean_text(text), lambda char: char if _SAFE.match(char) else _instead(char))


def _instead(char: str) -> str:
    """A letter or digit leaves a mark that something stood there; a picture leaves none."""
    return "?" if char.isalnum() else ""


def _each(text: str, change: Callable[[str], str]) -> str:
    """A text of which nothing is left is a dash: what it heads or fills is not empty."""
    kept = "".join(map(change, text))
    return kept if kept.strip() or not text.strip() else "–"


@functools.lru_cache(maxsize=4096)
def _has_glyph(char: str) -> bool:
    source = f'#set document(title: "x")\n#set text(font: "{FAMILY}")\n#json(bytes(sys.inputs.data))'
    try:
        _compile(source.encode(), f"a{char}b", folder=str(fonts_folder()), at=None)
    except typst.TypstError:
        return False
    return True


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _changed(entry, change) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_changed(entry, change) for entry in value]
    return value


def _compile(source: bytes, data: object, *, folder: str, at: datetime | None) -> bytes:
    return typst.compile(  # type: ignore[type-var]  # the stubs want a root of bytes beside a source of bytes
        source,
        root=folder,
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=_STANDARDS,
        timestamp=int(at.timestamp()) if at else 0,
    )
