"""Who calls: a key bound to a membership. It may do what that person may, and ends with the access."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer

from kulanz.core import clock
from kulanz.core.access.actor import Actor, Channel
from kulanz.core.access.models import TokenPurpose
from kulanz.core.access.throttle import hit
from kulanz.core.access.tokens import find_token
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.models import Membership

_WRONG_KEYS: Final = 30
_WINDOW: Final = timedelta(minutes=10)


class ApiKey(HttpBearer):
    """`Authorization: Bearer …`. Wrong keys are counted per address, so that none can be guessed."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        if getattr(request, "tenant", None) is None:
            return None
        at = clock.now()
        row = find_token(token, purpose=TokenPurpose.API, at=at)
        membership = (
            Membership.objects.filter(pk=row.membership_id or 0, active=True, user__is_active=True).first()
            if row
            else None
        )
        if membership is None:
            address = request.META.get("REMOTE_ADDR", "")
            window = int(_WINDOW.total_seconds())
            if not hit("api-key", address, limit=_WRONG_KEYS, window_seconds=window, at=at):
                raise HttpError(429, "too many wrong keys")
            return None
        return actor_of(membership, channel=Channel.API)
