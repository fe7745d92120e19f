"""Reading what the forms of the comparison hold."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import get_language

from kulanz.cases.refusals import QuantityInvalid
from kulanz.core.access.http import KulanzRequest
from kulanz.core.money import read_amount
from kulanz.stages.solution.commands.figures import PartInput
from kulanz.stages.solution.refusals import AmountInvalid

# What an external service costs as a whole: the fields of its form and the codes of its cost kinds.
PRICES: Final = ("call_out", "material", "futile_visit")


def amount_of(request: KulanzRequest, name: str) -> Decimal | None:
    """The amount typed into a field; empty is none, nonsense is refused rather than guessed."""
    typed = request.POST.get(name, "").strip()
    if not typed:
        return None
    amount = read_amount(typed, get_language() or "de")
    if amount is None:
        refused = AmountInvalid()
        refused.field = name
        raise refused
    return amount


def part_of(request: KulanzRequest) -> PartInput:
    """The spare part somebody names; without a number of pieces it is one."""
    try:
        pieces = amount_of(request, "quantity")
    except AmountInvalid:
        raise QuantityInvalid from None
    deliverable = request.POST.get("deliverable")
    return PartInput(
        name=text_of(request, "name"),
        article_id=id_of(request, "article"),
        quantity=Decimal(1) if pieces is None else pieces,
        cost_price=amount_of(request, "cost_price"),
        weight_kg=amount_of(request, "weight_kg"),
        deliverable=None if deliverable is None else deliverable == "yes",
    )


def text_of(request: KulanzRequest, name: str) -> str:
    """What was typed, without the character no column takes."""
    return request.POST.get(name, "").replace("\x00", "").strip()


def seen_of(request: KulanzRequest, name: str) -> Decimal | None:
    """A figure as our own page wrote it into the form; what is none was never seen as one."""
    try:
        seen = Decimal(text_of(request, name))
    except InvalidOperation:
        return None
    return seen if seen.is_finite() else Decimal(-1)


def id_of(request: KulanzRequest, name: str) -> int | None:
    typed = request.POST.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 18 else None


def reason_of(request: KulanzRequest, name: str) -> str:
    """A ready reason, and what was added to it by hand."""
    ready = text_of(request, name)
    own = text_of(request, f"{name}_text")
    return f"{ready}. {own}" if ready and own else ready or own
