"""The published schemas: their place, and checking against them."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lxml import etree


@dataclass(frozen=True, slots=True)
class Published:
    """One schema with its namespace, as it is published."""

    name: str
    namespace: str

    def content(self) -> bytes:
        return _read(self.name)

    def new(self) -> etree.XMLSchema:
        """A schema of the caller's own: its error log is no matter of other threads."""
        return etree.XMLSchema(etree.fromstring(self.content()))

    def tag(self, name: str) -> str:
        """The name with our namespace, as lxml writes it."""
        return f"{{{self.namespace}}}{name}"


@functools.cache
def _read(name: str) -> bytes:
    return Path(__file__).with_name(name).read_bytes()


ORDERS: Final = Published("kulanz-orders-1.xsd", "urn:kulanz:orders:1")
CASES: Final = Published("kulanz-cases-1.xsd", "urn:kulanz:cases:1")

NAMESPACE: Final = ORDERS.namespace
schema_bytes = ORDERS.content
new_schema = ORDERS.new
tag = ORDERS.tag


def local_name(element: etree._Element) -> str:
    """The name without a namespace."""
    return etree.QName(element).localname
