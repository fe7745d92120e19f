"""Reading header fields of any quality: encoded words, parameters, addresses, ids and dates."""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from kulanz.core.mail.charsets import decode, one_line
from kulanz.core.mail.model import Address

MAX_HEADERS = 2_000
MAX_VALUE = 60_000
MAX_ADDRESSES = 200
MAX_REFERENCES = 100
# 500 characters of four bytes each still fit an index entry of PostgreSQL.
MAX_ID = 500

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_ID = re.compile(r"<\s*([^<>\s]+)\s*>")
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,180}@[^\s@<>()\[\],;:\"\\/]{1,180}")


class Headers:
    """The header fields of one part as text, in their order, names in lower case."""

    def __init__(self, message: Message) -> None:
        self._items: list[tuple[str, str]] = []
        for number, (name, value) in enumerate(message.raw_items()):
            if number >= MAX_HEADERS:
                break
            self._items.append((name.strip().lower(), _plain(str(value))))

    def all(self, *names: str) -> list[str]:
        """The raw values of all fields with one of these names."""
        return [value for name, value in self._items if name in names]

    def raw(self, name: str) -> str:
        """The raw value of the first such field that is not empty, else ''."""
        return next((value for value in self.all(name) if value.strip()), "")

    def text(self, name: str, limit: int = 1_000) -> str:
        """The decoded value on one line."""
        return one_line(decode_words(self.raw(name)), limit)

    def count(self, name: str) -> int:
        """How often the field occurs."""
        return len(self.all(name))

    def has_prefix(self, prefix: str) -> bool:
        """True when any field's name starts with this."""
        return any(name.startswith(prefix) for name, _ in self._items)


def _plain(value: str) -> str:
    """Raw 8-bit header bytes (kept as surrogates by the parser) become text; folding is undone."""
    value = value[:MAX_VALUE]
    if not value.isascii():
        value = decode(value.encode("utf-8", "surrogateescape"))
    return re.sub(r"[\r\n]+[ \t]?", " ", value)


def decode_words(value: str) -> str:
    """RFC 2047: encoded words become text; neighbours are joined before decoding, since many senders cut
    inside a character."""
    out: list[str] = []
    pending: tuple[str, bytes] | None = None
    position = 0
    for match in _WORD.finditer(value):
        gap = value[position : match.start()]
        charset = match[1].split("*")[0].lower()
        data = _word_bytes(match[2].lower(), match[3])
        if pending is not None and not gap.strip():
            if pending[0] == charset:
                pending = (charset, pending[1] + data)
            else:
                out.append(decode(pending[1], pending[0]))
                pending = (charset, data)
        else:
            if pending is not None:
                out.append(decode(pending[1], pending[0]))
            out.append(gap)
            pending = (charset, data)
        position = match.end()
    if pending is not None:
        out.append(decode(pending[1], pending[0]))
    out.append(value[position:])
    return "".join(out)


def _word_bytes(encoding: str, payload: str) -> bytes:
    data = payload.encode("utf-8", "replace")
    if encoding == "q":
        return quopri.decodestring(data, header=True)
    data = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    try:
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return binascii.a2b_base64(data[: len(data) // 4 * 4])


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """A structured field as its main value and its parameters, RFC 2231 and RFC 2047 in any mixture."""
    pieces = list(_split(value, ";"))
    main = pieces[0].strip().lower() if pieces else ""
    plain: dict[str, str] = {}
    pieces_of: dict[str, dict[int, tuple[bool, str]]] = {}
    for piece in pieces[1:200]:
        name, equals, content = piece.partition("=")
        name, content = name.strip().lower(), _unquote(content.strip())
        if not equals or not name:
            continue
        match = re.fullmatch(r"([^*]+)(?:\*(\d{1,3}))?(\*)?", name)
        if match is None or (match[2] is None and match[3] is None):
            plain.setdefault(name, decode_words(content))
        else:
            pieces_of.setdefault(match[1], {})[int(match[2] or 0)] = (match[3] is not None, content)
    for name, parts in pieces_of.items():
        plain[name] = _join_2231(parts)
    return main, plain


def _join_2231(parts: dict[int, tuple[bool, str]]) -> str:
    charset = ""
    data = b""
    for number, (encoded, content) in sorted(parts.items()):
        value = content
        if encoded and number == min(parts) and content.count("'") >= 2:
            charset, _, value = content.split("'", 2)
        data += unquote_to_bytes(value) if encoded else value.encode("utf-8", "replace")
    return decode_words(decode(data, charset))


def _unquote(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return re.sub(r"\\([\\\"])", r"\1", value[1:-1])
    return value.strip('"')


def _split(value: str, separators: str) -> Iterable[str]:
    """Split outside of quotes and angle brackets. One pass, whatever the nesting of the input."""
    start = 0
    quoted = False
    escaped = False
    angle = False
    for index, char in enumerate(value):
        if escaped:
            escaped = False
        elif char == "\\" and quoted:
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif char in "<>":
            angle = char == "<"
        elif char in separators and not angle:
            yield value[start:index]
            start = index + 1
    yield value[start:]


def valid_address(text: str) -> str:
    """The address in lower case when it has the form of one, else ''."""
    text = text.strip().strip(".").lower()
    return text if len(text) <= 254 and _ADDRESS.fullmatch(text) else ""


def addresses(values: Iterable[str]) -> tuple[Address, ...]:
    """All addresses of the fields, each once, the first name kept; what is no address is left out."""
    found: dict[str, Address] = {}
    for value in values:
        hits = list(_addresses_of(value))
        # Some senders encode the whole field, address included.
        for hit in hits or list(_addresses_of(decode_words(value))):
            found.setdefault(hit.address, hit)
            if len(found) >= MAX_ADDRESSES:
                return tuple(found.values())
    return tuple(found.values())


def _addresses_of(value: str) -> Iterable[Address]:
    for piece in _split(value, ",;"):
        head, angle, tail = piece.rpartition("<")
        if angle:
            inner = tail.partition(">")[0]
            match = _ADDRESS.search(inner)
            address = valid_address(inner) or (valid_address(match[0]) if match else "")
            name = head
        else:
            bare = re.sub(r"\([^()]*\)", " ", piece)
            match = _ADDRESS.search(bare)
            address = valid_address(match[0]) if match else ""
            comment = re.search(r"\(([^()]*)\)", piece)
            name = comment[1] if comment else ""
        if address:
            name = one_line(decode_words(_unquote(name.strip())), 200).strip("\"' ")
            yield Address(name="" if name.lower() == address else name, address=one_line(address, 254))


def sender(headers: Headers) -> Address:
    """Who says he sent it. Without a readable address the name alone is kept."""
    for field in ("from", "sender", "return-path"):
        found = addresses(headers.all(field))
        if found:
            return found[0]
    return Address(name=headers.text("from", 200).strip('<>"'), address="")


def message_ids(value: str) -> tuple[str, ...]:
    """The message ids of a field without brackets, each once; bare ids of careless senders included."""
    found = _ID.findall(value) or [word for word in value.split() if "@" in word]
    cleaned = (one_line(item.strip("<>,;\"'"), MAX_ID) for item in found)
    return tuple(dict.fromkeys(item for item in cleaned if item))


def reference_ids(value: str) -> tuple[str, ...]:
    """The References: the first one and the newest, as many as are sensible."""
    found = message_ids(value)
    return found if len(found) <= MAX_REFERENCES else (found[0], *found[-(MAX_REFERENCES - 1) :])


def date(value: str) -> datetime | None:
    """The date in UTC, None when it is missing or cannot be true."""
    try:
        moment = parsedate_to_datetime(value.strip()[:200])
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    return moment if 1980 <= moment.year <= 2100 else None
