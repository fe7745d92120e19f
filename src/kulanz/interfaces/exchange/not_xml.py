"""Why a file is no XML, in words a person understands and never in a parser's own."""

from __future__ import annotations

import codecs
from typing import IO, Final
from xml.parsers.expat import errors

from lxml import etree

from kulanz.interfaces.exchange.reasons import Problem

_BLOCK: Final = 1024 * 1024
_BLANK: Final = b" \t\r\n"
_UTF8_MARK: Final = b"\xef\xbb\xbf"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_UTF32: Final = (b"\x00\x00\x00<", b"\x00\x00\xfe\xff")
_UNKNOWN: Final = (
    "An dieser Stelle ist das XML fehlerhaft.",
    "At this place the XML is broken.",
)
_UNFINISHED: Final = (
    "Die Datei ist nicht vollständig: Sie endet, bevor alles geschlossen ist.",
    "The file is not complete: it ends before everything is closed.",
)
# By expat's names of what it found; both languages.
_SAYINGS: Final[dict[str, tuple[str, str]]] = {
    errors.XML_ERROR_NO_ELEMENTS: _UNFINISHED,
    errors.XML_ERROR_UNCLOSED_TOKEN: _UNFINISHED,
    errors.XML_ERROR_PARTIAL_CHAR: _UNFINISHED,
    errors.XML_ERROR_UNCLOSED_CDATA_SECTION: _UNFINISHED,
    errors.XML_ERROR_TAG_MISMATCH: (
        "Ein Element wird hier anders geschlossen, als es geöffnet wurde.",
        "An element is closed here by another name than it was opened with.",
    ),
    errors.XML_ERROR_DUPLICATE_ATTRIBUTE: (
        "Ein Attribut steht an diesem Element doppelt.",
        "An attribute stands twice at this element.",
    ),
    errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: (
        "Nach dem Ende der Vorgänge steht noch etwas.",
        "Something follows after the end of the cases.",
    ),
    errors.XML_ERROR_UNDEFINED_ENTITY: (
        "Hier steht ein Name zwischen & und ;, den XML nicht kennt. Ein einzelnes & schreibt man &amp;.",
        "Here stands a name between & and ; that XML does not know. A single & is written &amp;.",
    ),
    errors.XML_ERROR_INVALID_TOKEN: (
        "Hier steht ein Zeichen, das in XML nicht erlaubt ist. < und & schreibt man im Text &lt; und &amp;.",
        "Here stands a character that XML does not allow. In a text < and & are written &lt; and &amp;.",
    ),
    errors.XML_ERROR_BAD_CHAR_REF: (
        "Hier ist ein Zeichen als Nummer angegeben, die in XML nicht erlaubt ist.",
        "Here a character is given by a number that XML does not allow.",
    ),
    errors.XML_ERROR_UNBOUND_PREFIX: (
        "Ein Namensraum wird hier mit einem Kürzel benutzt, das nirgends erklärt ist.",
        "A namespace is used here by a prefix that is explained nowhere.",
    ),
    errors.XML_ERROR_MISPLACED_XML_PI: (
        "Die Angabe <?xml …?> muss ganz am Anfang der Datei stehen.",
        "The declaration <?xml …?> has to stand at the very beginning of the file.",
    ),
    errors.XML_ERROR_XML_DECL: (
        "Die Angabe <?xml …?> ist nicht richtig geschrieben.",
        "The declaration <?xml …?> is not written correctly.",
    ),
}

# What the other parser calls the same.
_OF_LIBXML: Final[dict[int, str]] = {
    etree.ErrorTypes.ERR_DOCUMENT_END: errors.XML_ERROR_NO_ELEMENTS,
    etree.ErrorTypes.ERR_TAG_NOT_FINISHED: errors.XML_ERROR_UNCLOSED_TOKEN,
    etree.ErrorTypes.ERR_GT_REQUIRED: errors.XML_ERROR_UNCLOSED_TOKEN,
    etree.ErrorTypes.ERR_TAG_NAME_MISMATCH: errors.XML_ERROR_TAG_MISMATCH,
    etree.ErrorTypes.ERR_ATTRIBUTE_REDEFINED: errors.XML_ERROR_DUPLICATE_ATTRIBUTE,
    etree.ErrorTypes.ERR_UNDECLARED_ENTITY: errors.XML_ERROR_UNDEFINED_ENTITY,
    etree.ErrorTypes.ERR_INVALID_CHAR: errors.XML_ERROR_INVALID_TOKEN,
    etree.ErrorTypes.ERR_NAME_REQUIRED: errors.XML_ERROR_INVALID_TOKEN,
    etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE: errors.XML_ERROR_UNBOUND_PREFIX,
}


def looked_at(content: IO[bytes]) -> Problem | None:
    """What is wrong with it at first sight: nothing in it, no XML at all, or XML in another encoding."""
    start = content.read(_BLOCK)
    if start[:2] in _UTF16 or start[:4] in _UTF32:
        return Problem("not_utf8", 1)
    text = start.removeprefix(_UTF8_MARK).lstrip(_BLANK)
    while not text and (start := content.read(_BLOCK)):
        text = start.lstrip(_BLANK)
    if not text:
        return Problem("empty")
    return None if text.startswith(b"<") else Problem("not_xml")


def broken(content: IO[bytes], line: int, name: str = "") -> Problem:
    """What broke the reading in this line, by expat's name; letters in another encoding are told as such."""
    content.seek(0)
    wrong = _no_utf8(content)
    if wrong and (not line or wrong <= line):
        return Problem("not_utf8", wrong)
    german, english = _SAYINGS.get(name, _UNKNOWN)
    return Problem("not_well_formed", line, details={"de": german, "en": english})


def broken_tree(content: IO[bytes], wrong: etree.XMLSyntaxError) -> Problem:
    """As `broken`, of what libxml2 found."""
    return broken(content, wrong.lineno or 0, _OF_LIBXML.get(wrong.code, ""))


def _no_utf8(content: IO[bytes]) -> int:
    """The first line that is not UTF-8; 0 where all of it is, or only its last letter is cut off."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    while block := content.read(_BLOCK):
        kept = decoder.getstate()[0]
        try:
            decoder.decode(block)
        except UnicodeDecodeError as wrong:
            return line + (kept + block).count(b"\n", 0, wrong.start)
        line += block.count(b"\n")
    return 0
