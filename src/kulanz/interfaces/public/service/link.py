"""Who comes with an executor's link, and to which order. The firm's language, unless he chose his own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.access.tokens import digest_of
from kulanz.interfaces.public.linked import behind_a_link, readers_language
from kulanz.interfaces.public.tracking.link import private
from kulanz.stages.execution.document import language_of
from kulanz.stages.execution.links import find_linked_order
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.refusals import LinkInvalid

View = Callable[..., HttpResponseBase]
"""Takes the call and what the address names."""
PublicView = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Call:
    """One request through an executor's link."""

    request: KulanzRequest
    token: str
    order: Order
    at: datetime

    @property
    def key(self) -> str:
        """A name for this link that does not give it away."""
        return f"order:{digest_of(self.token).hex()[:40]}"


def unknown_order_link(request: KulanzRequest) -> HttpResponse:
    """One page for unknown, expired and ended links."""
    return render(request, "public/service/unknown.html", status=404)


def through_order_link(*methods: str) -> Callable[[View], PublicView]:
    """A page behind an executor's link; links that do not work all get the one page."""

    def decorate(view: View) -> PublicView:
        @wraps(view)
        def answered(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
            known = cast(KulanzRequest, request)
            at = clock.now()
            try:
                order = find_linked_order(secret=token, at=at).order
            except LinkInvalid:
                return private(unknown_order_link(known))
            if order.tenant_id != known.tenant.pk:
                return private(unknown_order_link(known))
            call = Call(known, token, order, at)
            with readers_language(request, language_of(order)):
                return private(view(call, **kwargs))

        return behind_a_link(answered, *methods)

    return decorate
