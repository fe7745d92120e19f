"""The order's document as a file of its case."""

from __future__ import annotations

from datetime import datetime

from kulanz.cases.commands.messages import attach_files, remove_file
from kulanz.cases.rules import Audience
from kulanz.core.access.actor import Actor, system_actor
from kulanz.core.files.commands import store_file
from kulanz.stages.execution.commands.commissioning import firm_of
from kulanz.stages.execution.document import draw_order, language_of
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.words import words


def write_document(actor: Actor, order: Order, *, at: datetime) -> None:
    """Draw a locked order and file it: for the office alone, or for the firm that carries it out too.

    A document it had before is taken out of sight, not out of the store.
    """
    pdf = draw_order(order, list(order.lines.all()), at=at)
    name = words("file_name", language_of(order), number=order.number)
    stored = store_file(tenant_id=order.tenant_id, content=pdf, name=name, at=at)
    audience = Audience.TECHNICIAN if firm_of(order) is not None else Audience.INTERNAL
    # the program draws it, whoever caused it
    system = system_actor(order.tenant_id, channel=actor.channel, name=actor.name)
    (file,) = attach_files(actor=system, case_id=order.case_id, files=[stored], audience=audience, at=at)
    if order.document_id is not None:
        remove_file(actor=system, case_file_id=order.document_id, reason=order.number, at=at)
    order.document = file
    order.save(update_fields=["document"])
