"""A made-up ERP that works in the two folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from kulanz.interfaces.exchange.schema import NAMESPACE, schema_bytes, tag

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def answers(inside: str, *, tenant: str = "nordlicht", declaration: str = DECLARATION) -> bytes:
    """A file of answers, all but its first line given."""
    root = f'<responses xmlns="{NAMESPACE}" tenant="{tenant}">\n{inside}</responses>'
    return f"{declaration}{root}".encode()


def order_response(number: str, state: str = "confirmed", **more: Any) -> str:
    """One answer; `more` are its other elements in the schema's order."""
    rest = "".join(f"<{name}>{value}</{name}>" for name, value in more.items() if name != "externalNumber")
    external = (
        f"<externalNumber>{more['externalNumber']}</externalNumber>" if "externalNumber" in more else ""
    )
    return f"<orderResponse><number>{number}</number>{external}<state>{state}</state>{rest}</orderResponse>\n"


def credit_response(number: str, *, confirmed: bool = True, external: str = "GS-1", reason: str = "") -> str:
    number_there = f"<externalNumber>{external}</externalNumber>" if external else ""
    why = f"<reason>{reason}</reason>" if reason else ""
    yes = "true" if confirmed else "false"
    return (
        f"<creditResponse><number>{number}</number><confirmed>{yes}</confirmed>{number_there}{why}"
        "</creditResponse>\n"
    )


@dataclass
class Erp:
    """Takes what lies in `out`, checking it by the schema as published, and answers into `into`."""

    out: Path
    into: Path

    def names(self) -> list[str]:
        return sorted(path.name for path in self.out.iterdir()) if self.out.is_dir() else []

    def take(self, name: str) -> etree._Element:
        """Read a file and remove it, as an ERP does."""
        root = self.read(name)
        (self.out / name).unlink()
        return root

    def read(self, name: str) -> etree._Element:
        root = etree.fromstring((self.out / name).read_bytes())
        etree.XMLSchema(etree.fromstring(schema_bytes())).assertValid(root)
        return root

    def say(self, name: str, *inside: str, **how: Any) -> Path:
        self.into.mkdir(parents=True, exist_ok=True)
        path = self.into / name
        path.write_bytes(answers("".join(inside), **how))
        return path

    def result(self, name: str) -> tuple[str, list[tuple[str, str, str]]]:
        """The folder a file was put away in, and the problems of its result: line, element, German reason."""
        (path,) = list(self.into.glob(f"*/{name}.result.xml"))
        root = etree.fromstring(path.read_bytes())
        etree.XMLSchema(etree.fromstring(schema_bytes())).assertValid(root)
        assert (path.parent / name).is_file()
        problems = [
            (problem.get("line", ""), problem.get("element", ""), problem[0].text or "")
            for problem in root.iter(tag("problem"))
        ]
        return path.parent.name, problems


def texts(root: etree._Element, *names: str) -> list[str]:
    """The texts of the first elements with these names."""
    return [next(root.iter(tag(name))).text or "" for name in names]
