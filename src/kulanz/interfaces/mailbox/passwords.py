"""The command line's way to a mailbox's password."""

from __future__ import annotations

from kulanz.stages.contact.mailbox_passwords import set_mailbox_password
from kulanz.stages.contact.queries.incoming_mailboxes import named_mailboxes


def set_password_of(address: str, password: str) -> bool:
    """Keep the password of every active mailbox with this address; False when there is none."""
    mailbox_ids = [choice.mailbox_id for choice in named_mailboxes(address) if choice.mailbox_id]
    for mailbox_id in mailbox_ids:
        set_mailbox_password(mailbox_id, password)
    return bool(mailbox_ids)
