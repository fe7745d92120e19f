"""Issuing and checking links and keys. The text is random (130 bits), lower case and mail-safe."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from kulanz.core.access.models import AccessToken, TokenPurpose

LENGTH: Final = 26


def new_secret() -> str:
    """26 characters a–z2–7: survives mail servers that fold case, fits an address's local part."""
    return base64.b32encode(secrets.token_bytes(17)).decode().lower().rstrip("=")[:LENGTH]


def digest_of(secret: str) -> bytes:
    return hashlib.sha256(secret.strip().lower().encode()).digest()


def issue_token(
    *,
    tenant_id: int,
    purpose: TokenPurpose,
    at: datetime,
    lifetime: timedelta | None,
    case_id: int | None = None,
    party_id: int | None = None,
    membership_id: int | None = None,
    user_id: int | None = None,
    object_id: int | None = None,
    address: str = "",
    label: str = "",
) -> tuple[str, AccessToken]:
    """Create a token; returns its text, which is never stored and cannot be shown again, and its row."""
    secret = new_secret()
    row = AccessToken.objects.create(
        tenant_id=tenant_id,
        purpose=purpose,
        digest=digest_of(secret),
        label=label[:120],
        case_id=case_id,
        party_id=party_id,
        membership_id=membership_id,
        user_id=user_id,
        object_id=object_id,
        address=address[:254].lower(),
        created_at=at,
        expires_at=at + lifetime if lifetime else None,
    )
    return secret, row


def valid_at(at: datetime) -> Q:
    return Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=at))


def find_token(secret: str, *, purpose: TokenPurpose, at: datetime) -> AccessToken | None:
    """The valid token of the current tenant, or None: unknown, expired and revoked look the same."""
    if not 10 <= len(secret) <= 64:
        return None
    return (
        AccessToken.objects.filter(valid_at(at), digest=digest_of(secret), purpose=purpose)
        .select_related("user")
        .first()
    )


def consume_token(secret: str, *, purpose: TokenPurpose, at: datetime) -> AccessToken | None:
    """Like `find_token` for single use: of two at once exactly one gets it."""
    token = find_token(secret, purpose=purpose, at=at)
    if token is None:
        return None
    taken = AccessToken.objects.filter(pk=token.pk, used_at=None).update(used_at=at)
    return token if taken else None


def revoke_tokens(*, at: datetime, **which: object) -> int:
    """Revoke every valid token that matches, for example `membership_id=` or `case_id=`."""
    return AccessToken.objects.filter(revoked_at=None, **which).update(revoked_at=at)
