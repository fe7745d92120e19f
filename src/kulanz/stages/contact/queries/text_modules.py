"""Ready texts to choose from, filled for a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from kulanz.cases.models import Case
from kulanz.cases.rules import Audience, Reader
from kulanz.core.access.actor import Actor
from kulanz.stages.contact.models import TextModule
from kulanz.stages.contact.placeholders import fill, values_for

_READERS = {
    Audience.DEALER: Reader.DEALER,
    Audience.TECHNICIAN: Reader.TECHNICIAN,
    Audience.INTERNAL: Reader.OFFICE,
}


@dataclass(frozen=True, slots=True)
class FilledText:
    subject: str
    body: str


def text_modules(
    actor: Actor, *, audience: Audience | None = None, all_of_them: bool = False
) -> list[TextModule]:
    """The texts the office may insert, for one audience; `all_of_them` includes switched-off ones."""
    if not actor.is_staff:
        return []
    rows = TextModule.objects.filter(tenant_id=actor.tenant_id)
    if not all_of_them:
        rows = rows.filter(active=True)
    if audience is not None:
        rows = rows.filter(Q(audience="") | Q(audience=audience.value))
    return list(rows.order_by("name"))


def fill_text_module(
    module: TextModule, case: Case, *, actor: Actor, audience: Audience, language: str, at: datetime
) -> FilledText:
    """The text in this language (German where there is no other) with the values of the case.

    `audience` decides in whose words {state} is told. `case` must come from `visible_to`.
    """
    reader = _READERS.get(audience, Reader.CUSTOMER)
    values = values_for(case, agent=actor.name, reader=reader, language=language, at=at)
    body = module.body_en if language.startswith("en") and module.body_en else module.body_de
    return FilledText(subject=fill(module.subject, values), body=fill(body, values))
