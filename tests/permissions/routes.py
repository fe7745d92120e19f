"""Every address of the program, with its mark at the door."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from kulanz.core.access.actor import ActorKind, Role

Gate = tuple[frozenset[ActorKind], frozenset[Role] | None]


@dataclass(frozen=True)
class Route:
    pattern: str
    name: str
    parameters: tuple[str, ...]
    callback: Callable[..., Any]

    @property
    def gate(self) -> Gate | None:
        return getattr(self.callback, "gate", None)

    @property
    def interface(self) -> str:
        """desk, portal, api … by the address, which is what decides."""
        if self.name in ("healthz", "readyz", "metrics"):
            return "machine"
        first = self.pattern.split("/", 1)[0]
        return {"konto": "account", "feld": "field"}.get(
            first, first if first in {"desk", "portal", "api", "ui"} else "public"
        )

    @property
    def asks_for_a_key(self) -> bool:
        """Whether every operation at this address of the API does."""
        view = inspect.getclosurevars(self.callback).nonlocals.get("self")
        return view is not None and all(operation.auth_callbacks for operation in view.operations)

    def path(self, values: dict[str, object]) -> str:
        """The address with its parameters filled in."""
        text = self.pattern.replace("^", "").replace("$", "")
        text = re.sub(r"\(\?P<(\w+)>(?:[^()]|\[[^]]*\])*\)", r"<\1>", text)
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), text)


def all_routes() -> list[Route]:
    """In the order of the URL conf; of several names for one address the first, which is the one reached."""
    found: dict[str, Route] = {}
    for route in _walk(get_resolver(), "", ""):
        found.setdefault(route.pattern, route)
    return list(found.values())


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        text = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, text, entry.namespace or namespace)
        elif isinstance(entry, URLPattern):
            name = f"{namespace}:{entry.name}" if namespace else str(entry.name)
            yield Route(text, name, tuple(re.findall(r"<(?:\w+:)?(\w+)>", text)), entry.callback)
