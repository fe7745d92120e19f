"""The published schema: its place, and checking against it."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Final

from lxml import etree

NAMESPACE: Final = "urn:kulanz:orders:1"
FILE: Final = Path(__file__).with_name("kulanz-orders-1.xsd")


@functools.cache
def schema_bytes() -> bytes:
    """The schema as it is published."""
    return FILE.read_bytes()


def new_schema() -> etree.XMLSchema:
    """A schema of the caller's own: its error log is no matter of other threads."""
    return etree.XMLSchema(etree.fromstring(schema_bytes()))


def tag(name: str) -> str:
    """The name with our namespace, as lxml writes it."""
    return f"{{{NAMESPACE}}}{name}"


def local_name(element: etree._Element) -> str:
    """The name without a namespace."""
    return etree.QName(element).localname
