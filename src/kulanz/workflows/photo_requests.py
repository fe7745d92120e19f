"""What makes a case wait for photos once more: it was reopened, or a file of it was taken away."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from kulanz.core.protocol.models import Transmission
from kulanz.core.protocol.working import Consumer, TryAgain
from kulanz.stages.contact.commands.photo_requests import reopen_photo_requests


def wait_again(transmission: Transmission, at: datetime) -> TryAgain | None:
    """The consumer `photos`; harmless when run twice."""
    prefix, _, case_id = transmission.entry.stream.partition(":")
    if prefix == "case":
        reopen_photo_requests(case_id=int(case_id))
    return None


PHOTOS_CONSUMER: Final = Consumer(work=wait_again)
