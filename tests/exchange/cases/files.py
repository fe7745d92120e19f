"""Files of cases as a dealer's own system writes them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from lxml import etree

from kulanz.interfaces.exchange.schema import CASES

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def cases_file(
    *records: str, sender: str = "blatt", to: str = "nordlicht", declaration: str = DECLARATION
) -> bytes:
    """A file with these records, each on a line of its own from the second on."""
    inside = "\n".join(records)
    root = f'<cases xmlns="{CASES.namespace}" from="{sender}" to="{to}">'
    return f"{declaration}{root}\n{inside}\n</cases>".encode()


def new_case(reference: str, inside: str = "", *, title: str = "Stuhl sinkt ab") -> str:
    return f'<newCase reference="{reference}"><title>{title}</title>{inside}</newCase>'


def attached(name: str, content: str = "", *, sha256: str = "") -> str:
    digest = f' sha256="{sha256}"' if sha256 else ""
    return f'<attachment name="{name}"{digest}>{content}</attachment>'


def note(reference: str, about: str, text: str, inside: str = "") -> str:
    return f'<note reference="{reference}"><about {about}/><text>{text}</text>{inside}</note>'


def question(about: str) -> str:
    return f"<stateQuestion><about {about}/></stateQuestion>"


def zipped(xml: bytes, beside: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("vorgaenge.xml", xml)
        for name, content in beside.items():
            archive.writestr(name, content)
    return target.getvalue()


def valid(content: bytes) -> etree._Element:
    """The root, valid by the schema as published."""
    root = etree.fromstring(content)
    etree.XMLSchema(etree.fromstring(CASES.content())).assertValid(root)
    return root
