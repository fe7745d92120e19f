"""The words in braces a ready text may hold, and their values for one case."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from babel.dates import format_date

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case
from kulanz.cases.queries.writing import writer_kind
from kulanz.cases.rules import Reader
from kulanz.cases.wording import state_text
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Writer
from kulanz.stages.contact.senders import writer_of

PLACEHOLDERS: Final = (
    "number",
    "title",
    "customer",
    "dealer",
    "agent",
    "team",
    "state",
    "next_news",
    "phone",
    "hours",
    "house",
)
_BRACED: Final = re.compile(r"\{([^{}]*)\}")
LOCALES: Final = {"de": "de_DE", "en": "en_GB"}


def unknown_placeholders(text: str, allowed: Collection[str] = PLACEHOLDERS) -> list[str]:
    """What stands in braces and means nothing; lone braces included."""
    unknown = [name for name in _BRACED.findall(text) if name not in allowed]
    lone = re.findall(r"[{}]", _BRACED.sub("", text))
    return [f"{{{name}}}" for name in unknown] + lone


def values_for(case: Case, *, agent: str, reader: Reader, language: str, at: datetime) -> dict[str, str]:
    """The value of each placeholder; what the case does not know is empty."""
    tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
    news = case.next_news_on
    if news is not None:
        # a past date is never promised
        news = max(news, local_date(tenant, at))
    # to the customer speaks whoever writes to him
    by_office = reader is not Reader.CUSTOMER or writer_kind(case) is Writer.OFFICE
    dealer = None if by_office else writer_of(case, tenant).face
    return {
        "number": case.number,
        "title": case.title,
        "customer": case.customer.name if case.customer else "",
        "dealer": case.dealer.name if case.dealer else "",
        "agent": agent,
        "team": dealer.name if dealer else tenant.contact_team or tenant.sender,
        "state": state_text(case, reader, language),
        "next_news": format_date(news, "long", locale=LOCALES.get(language[:2], "de_DE")) if news else "",
        "phone": dealer.phone if dealer else tenant.contact_phone,
        "hours": dealer.hours if dealer else tenant.hours_in(language),
        "house": dealer.name if dealer else tenant.sender,
    }


def names_in(text: str) -> list[str]:
    """The placeholders of a text, in their order."""
    return _BRACED.findall(text)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its values, in one pass: a value that looks like a placeholder stays as it is."""
    return _BRACED.sub(lambda match: values.get(match[1], match[0]), text)
