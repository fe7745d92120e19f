"""Who comes with a link, and to which case; and the headers that keep the link from travelling on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from kulanz.cases.models import Case
from kulanz.cases.permissions import visible_to
from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.core.access.http import KulanzRequest
from kulanz.core.access.tokens import digest_of
from kulanz.interfaces.public.linked import behind_a_link
from kulanz.interfaces.public.tracking.renewal import unknown_link
from kulanz.workflows.brands import brand_of_case, show_brand
from kulanz.workflows.links import actor_for_link, prove_address

View = Callable[..., HttpResponseBase]
"""Takes the visit and what the address names."""
PublicView = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request through a link."""

    request: KulanzRequest
    token: str
    actor: Actor
    case: Case
    at: datetime

    @property
    def key(self) -> str:
        """A name for this link that does not give it away."""
        return f"link:{digest_of(self.token).hex()[:40]}"


def private(response: HttpResponseBase) -> HttpResponseBase:
    """Not kept by caches, not found by search engines, not told to other sites."""
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response


def find_visit(request: KulanzRequest, token: str, at: datetime) -> Visit | None:
    """None for every link that does not work, whatever the reason."""
    actor = actor_for_link(secret=token, at=at)
    if actor is None or actor.case_id is None or actor.tenant_id != request.tenant.pk:
        return None
    cases = {case.pk: case for case in visible_to(actor).select_related("owner", "team")}
    case = cases.get(actor.case_id)
    if case is not None and case.merged_into_id is not None:
        case = cases.get(case.merged_into_id)
    return Visit(request, token, actor, case, at) if case is not None else None


def through_link(*methods: str) -> Callable[[View], PublicView]:
    """A page behind a link: finds the visit, or answers the one page for links that do not work.

    Somebody who posts has read what we mailed, so his address is proved; looking alone changes nothing,
    because mail scanners open links.
    """

    def decorate(view: View) -> PublicView:
        @wraps(view)
        def answered(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
            known = cast(KulanzRequest, request)
            at = clock.now()
            visit = find_visit(known, token, at)
            if visit is None:
                return private(unknown_link(known))
            if request.method == "POST":
                with transaction.atomic():
                    prove_address(secret=token, at=at)
            show_brand(known, brand_of_case(visit.case))
            return private(view(visit, **kwargs))

        return behind_a_link(answered, *methods)

    return decorate
