"""Looking through a file of cases before anything of it is believed: is it harmless, whose is it, how much?

It is read twice in full, by both parsers that will be asked, so that nothing in its last line can surprise
when its first records have been taken.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import IO, Final
from xml.parsers import expat

from lxml import etree

from kulanz.interfaces.exchange.not_xml import broken, broken_tree, looked_at
from kulanz.interfaces.exchange.parsing import HARMLESS, Unacceptable, Unfinished
from kulanz.interfaces.exchange.reasons import Problem
from kulanz.interfaces.exchange.schema import CASES

MOST_BYTES: Final = 50 * 1024 * 1024
MOST_RECORDS: Final = 10_000
MOST_ELEMENTS: Final = 1_000_000
MOST_IN_RECORD: Final = 25_000
_MOST_DEPTH: Final = 8
_MOST_ATTRIBUTES: Final = 20
_MOST_VALUE: Final = 1_000
_MOST_TEXT: Final = 60_000
# 7 MB in base64 with its ends of lines; libxml2 takes no more than ten million.
_MOST_CONTENT: Final = 9_990_000
_ROOT: Final = "cases"
RECORDS: Final = ("newCase", "note", "file", "stateQuestion", "case")
_BLOCK: Final = 1024 * 1024


@dataclass
class Survey:
    """What a harmless file says of itself."""

    sender: str = ""
    receiver: str = ""
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def records(self) -> int:
        return self.kinds.total()


def survey(content: IO[bytes]) -> Survey:
    """Read all of it. Raises Unacceptable; Unfinished when it is not well-formed."""
    content.seek(0)
    wrong = looked_at(content)
    if wrong is not None:
        raise (Unacceptable if wrong.code == "not_utf8" else Unfinished)(wrong)
    content.seek(0)
    found = _Scanner().run(content)
    content.seek(0)
    _read_through(content)
    content.seek(0)
    return found


class _Scanner:
    """Counts and measures while expat reads; says no at the first thing that must not be."""

    def __init__(self) -> None:
        # The encoding is ours to say: what the file claims is only compared.
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.XmlDeclHandler = self._declaration
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._doctype
        self._parser.ExternalEntityRefHandler = lambda *_: self._refuse("doctype")
        self._survey = Survey()
        self._open: list[tuple[str, int]] = []
        self._elements = 0
        self._in_record = 0

    def run(self, content: IO[bytes]) -> Survey:
        size = 0
        try:
            while block := content.read(_BLOCK):
                size += len(block)
                if size > MOST_BYTES:
                    self._refuse("too_large", limit=MOST_BYTES // 1024 // 1024)
                self._parser.Parse(block, False)
            self._parser.Parse(b"", True)
        except expat.ExpatError as wrong:
            raise Unfinished(broken(content, wrong.lineno, expat.ErrorString(wrong.code) or "")) from None
        return self._survey

    def _refuse(self, code: str, element: str = "", **details: object) -> bool:
        raise Unacceptable(Problem(code, self._parser.CurrentLineNumber, element, details=details))

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "utf8"):
            self._refuse("not_utf8")

    def _doctype(self, *_what: object) -> None:
        self._refuse("doctype")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        namespace, _space, name = tag.rpartition(" ")
        shown = name[:60]
        if len(attributes) > _MOST_ATTRIBUTES:
            self._refuse("too_many_elements", shown, limit=_MOST_ATTRIBUTES)
        if any(len(value) > _MOST_VALUE or len(key) > _MOST_VALUE for key, value in attributes.items()):
            self._refuse("too_much_text", shown, limit=_MOST_VALUE)
        depth = len(self._open)
        if depth == 0:
            if (namespace, name) != (CASES.namespace, _ROOT):
                self._refuse("not_cases", shown)
            self._survey.sender = attributes.get("from", "")
            self._survey.receiver = attributes.get("to", "")
        elif depth == 1:
            self._record(namespace, name, shown)
        elif depth >= _MOST_DEPTH:
            self._refuse("too_deep", shown, limit=_MOST_DEPTH)
        self._elements += 1
        self._in_record += 1
        if self._elements > MOST_ELEMENTS:
            self._refuse("too_many_elements", shown, limit=MOST_ELEMENTS)
        if self._in_record > MOST_IN_RECORD:
            self._refuse("record_too_large", shown, limit=MOST_IN_RECORD)
        self._open.append((name, 0))

    def _record(self, namespace: str, name: str, shown: str) -> None:
        if namespace != CASES.namespace or name not in RECORDS:
            self._refuse("unknown_record", shown, detail=shown)
        self._survey.kinds[name] += 1
        self._in_record = 0
        if self._survey.records > MOST_RECORDS:
            self._refuse("too_many_records", limit=MOST_RECORDS)

    def _end(self, _tag: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        name, length = self._open[-1]
        if name != "attachment" and text.isspace():
            return  # between elements, as a file is indented: harmless, and little of many records
        length += len(text)
        most = _MOST_CONTENT if name == "attachment" else _MOST_TEXT
        if length > most:
            self._refuse("too_much_text", name[:60], limit=most)
        self._open[-1] = name, length


def _read_through(content: IO[bytes]) -> None:
    try:
        for _event, element in etree.iterparse(content, events=("end",), **HARMLESS):
            parent = element.getparent()
            if parent is not None and parent.getparent() is None:
                parent.remove(element)
    except etree.XMLSyntaxError as wrong:
        raise Unfinished(broken_tree(content, wrong)) from None
