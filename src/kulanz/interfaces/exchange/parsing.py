"""Reading what the ERP wrote. Nothing of it is believed before it is valid by the published schema."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from lxml import etree

from kulanz.interfaces.exchange.not_xml import broken_tree, looked_at
from kulanz.interfaces.exchange.reasons import Problem
from kulanz.interfaces.exchange.schema import NAMESPACE, local_name, new_schema, tag

MOST_BYTES: Final = 10 * 1024 * 1024
# A thousand answers with all their costs have fewer, tags and attributes alike.
MOST_ELEMENTS: Final = 200_000
_MOST_ATTRIBUTES: Final = 20
_MOST_PROBLEMS: Final = 50
_LONGEST_DETAIL: Final = 300

# Only before the root element can there be one. Possessive, so that it ends however hostile the text is.
_DOCTYPE: Final = re.compile(r"(?:\s++|<\?(?:(?!\?>).)*+\?>|<!--(?:(?!-->).)*+-->)*+<!DOCTYPE", re.DOTALL)
_ENCODING: Final = re.compile(r"<\?xml\s[^>]*?\bencoding\s*=\s*[\"']([^\"']*)[\"']")


HARMLESS: Final[dict[str, Any]] = {
    "encoding": "utf-8",
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "recover": False,
    "remove_comments": True,
    "remove_pis": True,
}
"""How a parser of what others wrote is set: it fetches nothing, expands nothing and guesses nothing."""


class Unacceptable(Exception):
    """Why the whole file is refused."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems[0].code)
        self.problems = problems


class Unfinished(Unacceptable):
    """It is not well-formed, as a file that is being written is not."""


@dataclass(frozen=True, slots=True)
class Cost:
    ident: str
    kind: str
    amount: Decimal
    currency: str
    line: int


@dataclass(frozen=True, slots=True)
class OrderResponse:
    number: str
    state: str
    external_number: str
    planned_on: date | None
    done_on: date | None
    reason: str
    costs: tuple[Cost, ...]
    line: int


@dataclass(frozen=True, slots=True)
class CreditResponse:
    number: str
    confirmed: bool
    external_number: str
    reason: str
    line: int


Response = OrderResponse | CreditResponse


def responses_in(content: bytes, *, tenant: str) -> list[Response]:
    """The answers of a file, in order. Raises Unacceptable with every reason against the whole file."""
    root = _tree(content)
    if root.tag != tag("responses"):
        raise Unacceptable(Problem("not_responses", _line(root), etree.QName(root).localname))
    for element in root.iter():
        # The validation would take its time to name each of them.
        if len(element.attrib) > _MOST_ATTRIBUTES:
            limit = {"limit": _MOST_ATTRIBUTES}
            raise Unacceptable(
                Problem("too_many_elements", _line(element), local_name(element), details=limit)
            )
    schema = new_schema()
    if not schema.validate(root):
        raise Unacceptable(*schema_problems(schema))
    given = root.get("tenant", "")
    if given != tenant:
        details = {"given": given, "tenant": tenant}
        raise Unacceptable(Problem("other_tenant", _line(root), "responses", details=details))
    return [_response(element) for element in root]


def _tree(content: bytes) -> etree._Element:
    wrong_kind = looked_at(io.BytesIO(content))
    if wrong_kind is not None:
        raise (Unacceptable if wrong_kind.code == "not_utf8" else Unfinished)(wrong_kind)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        # The last letter of a file being written may be there by half.
        kind = Unfinished if wrong.reason == "unexpected end of data" else Unacceptable
        raise kind(Problem("not_utf8", line)) from None
    declared = _ENCODING.match(text)
    if declared and declared[1].lower() not in ("utf-8", "utf8"):
        raise Unacceptable(Problem("not_utf8", 1))
    if _DOCTYPE.match(text):
        raise Unacceptable(Problem("doctype", 1))
    if max(text.count("<"), text.count("=")) > MOST_ELEMENTS:
        raise Unacceptable(Problem("too_many_elements", details={"limit": MOST_ELEMENTS}))
    parser = etree.XMLParser(**HARMLESS, dtd_validation=False)
    try:
        root: etree._Element = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as wrong:
        raise Unfinished(broken_tree(io.BytesIO(content), wrong)) from None
    if root.getroottree().docinfo.doctype:
        raise Unacceptable(Problem("doctype", 1))
    return root


def schema_problems(schema: etree.XMLSchema, namespace: str = NAMESPACE) -> list[Problem]:
    """What the last validation found, the first thing of each place."""
    found: dict[tuple[int, str], Problem] = {}
    for error in schema.error_log:
        if len(found) == _MOST_PROBLEMS:
            break
        # What is wrong comes first; what follows for the same element only repeats it.
        path = re.sub(r"\*|\w+:", "", error.path or "").strip("/")
        element = re.search(r"Element '(?:\{[^}]*\})?([^']{1,60})'", error.message)
        name = element[1] if element else path[-60:]
        message = short(error.message.replace(f"{{{namespace}}}", ""))
        found.setdefault(
            (error.line, name), Problem("not_valid", error.line, name, details={"detail": message})
        )
    return list(found.values())


def short(text: str) -> str:
    """One line, as long as a reason may be."""
    return " ".join(text.split())[:_LONGEST_DETAIL]


def _line(element: etree._Element) -> int:
    return int(element.sourceline or 0)


def _response(element: etree._Element) -> Response:
    def text(name: str) -> str:
        # The schema's type decides about the blanks around it, as the validation has.
        return " ".join((element.findtext(tag(name)) or "").split())

    if local_name(element) == "creditResponse":
        return CreditResponse(
            number=text("number"),
            confirmed=text("confirmed") in ("true", "1"),
            external_number=text("externalNumber"),
            reason=text("reason"),
            line=_line(element),
        )
    planned, done = text("plannedOn"), text("doneOn")
    return OrderResponse(
        number=text("number"),
        state=text("state"),
        external_number=text("externalNumber"),
        planned_on=date.fromisoformat(planned) if planned else None,
        done_on=date.fromisoformat(done) if done else None,
        reason=text("reason"),
        costs=tuple(_cost(cost) for cost in element.iter(tag("cost"))),
        line=_line(element),
    )


def _cost(element: etree._Element) -> Cost:
    return Cost(
        ident=element.get("id", "").strip(),
        kind=element.get("kind", "").strip(),
        amount=Decimal((element.text or "").strip()),
        currency=element.get("currency", "").strip(),
        line=_line(element),
    )
