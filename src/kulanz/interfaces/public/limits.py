"""Where a request comes from, for limits; never shown, never stored in clear."""

from __future__ import annotations

import ipaddress
from typing import Final

from django.conf import settings
from django.http import HttpRequest

_LONGEST: Final = 45


def network_place(request: HttpRequest) -> str:
    """The visitor's network address: the peer's, or what our own proxies wrote in front of theirs.

    The header alone proves nothing: a visitor may send it, too, so only as many entries from its end
    count as there are proxies of ours.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    proxies = int(settings.ALLAUTH_TRUSTED_PROXY_COUNT)
    if proxies:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        if len(hops) >= proxies:
            peer = hops[-proxies]
    return _network(peer[:_LONGEST])


def _network(text: str) -> str:
    """Of IPv6 only the first half: one visitor has 2^64 addresses."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
