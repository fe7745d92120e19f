"""Where replies go: addresses with a token per recipient, and case numbers in subjects."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from kulanz.core.mail.headers import valid_address

# Small letters and digits only: mail servers change the case of addresses at will.
_TOKEN = re.compile(r"[a-z2-7]{16,40}")
_GAP = r"[\s\-\u2010-\u2015_/.:#]"


@dataclass(frozen=True, slots=True)
class ReplyAddress:
    """One of our mailboxes together with the token found in its address."""

    mailbox: str
    token: str


def new_token() -> str:
    """A token nobody can guess (130 bits)."""
    return base64.b32encode(secrets.token_bytes(20)).decode("ascii").lower()[:26]


def reply_address(mailbox: str, token: str) -> str:
    """`service@example.org` with a token becomes `service+token@example.org`."""
    address = valid_address(mailbox)
    if not address or not _TOKEN.fullmatch(token):
        raise ValueError("no valid mailbox address or token")
    local, _, domain = address.rpartition("@")
    return f"{local}+{token}@{domain}"


def find_tokens(recipients: Iterable[str], mailboxes: Iterable[str] = ()) -> tuple[ReplyAddress, ...]:
    """The reply addresses among the recipients, each once; with `mailboxes` only those that belong to one."""
    ours = {valid_address(mailbox) for mailbox in mailboxes}
    found: dict[ReplyAddress, None] = {}
    for recipient in recipients:
        local, _, domain = valid_address(recipient).rpartition("@")
        name, plus, token = local.rpartition("+")
        if plus and name and _TOKEN.fullmatch(token):
            hit = ReplyAddress(mailbox=f"{name}@{domain}", token=token)
            if not ours or hit.mailbox in ours:
                found[hit] = None
    return tuple(found)


def plain_mailbox(address: str) -> str:
    """The address without anything added by a plus, for finding the mailbox a mail was sent to."""
    local, _, domain = valid_address(address).rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}" if domain else ""


def find_case_numbers(subject: str, prefix: str) -> tuple[str, ...]:
    """Case numbers in the subject in their usual form, however they were typed: `NB-2026-00042`,
    `nb 2026/42`, `NB202600042`."""
    if not prefix:
        return ()
    letters = f"{_GAP}?".join(re.escape(character) for character in prefix if character.isalnum())
    pattern = rf"(?<![A-Za-z0-9]){letters}{_GAP}{{0,3}}(20\d\d)(?:{_GAP}{{1,3}}(\d{{1,9}})|(\d{{5,9}}))(?!\d)"
    found: dict[str, None] = {}
    for match in re.finditer(pattern, subject[:1_000], re.IGNORECASE | re.ASCII):
        sequence = int(match[2] or match[3])
        if sequence:
            found[f"{prefix}-{match[1]}-{sequence:05d}"] = None
    return tuple(found)
