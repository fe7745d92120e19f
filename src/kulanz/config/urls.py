"""All addresses: health and figures here, every other page by the interface that owns it."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, include, path

from kulanz.config import health

# Prefix and module of each interface, in the order in which they are tried.
INTERFACES = (
    ("ui/", "kulanz.core.ui.urls"),
    ("konto/", "kulanz.interfaces.account.urls"),
    ("desk/", "kulanz.interfaces.desk.urls"),
    ("portal/", "kulanz.interfaces.portal.urls"),
    ("api/", "kulanz.interfaces.api.urls"),
    ("feld/", "kulanz.interfaces.field.urls"),
    ("schema/", "kulanz.interfaces.exchange.urls"),
    ("", "kulanz.interfaces.public.urls"),
)


def _interfaces() -> Iterator[URLPattern | URLResolver]:
    for prefix, module in INTERFACES:
        if importlib.util.find_spec(module) is not None:
            yield path(prefix, include(module))


handler400 = "kulanz.core.ui.errors.bad_request"
urlpatterns: list[URLPattern | URLResolver] = [
    *(path(address, view, name=address) for address, view in health.ADDRESSES.items()),
    *_interfaces(),
]
