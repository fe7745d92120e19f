"""What the interface takes and gives. Field names are the domain's; times are ISO 8601 in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Field, Schema
from ninja.schema import DjangoGetter
from pydantic import field_validator, model_validator
from pydantic_core import PydanticCustomError

from kulanz.cases.queries.worklist import View
from kulanz.cases.rules import Audience, CarriedOutBy, DealerPart, Kind, Safety, Severity

Text = Annotated[str, Field(max_length=50_000)]


class Given(Schema):
    """What comes in."""

    @model_validator(mode="before")
    @classmethod
    def an_object(cls, value: object) -> object:
        """Of anything else the attributes would be read: a text has one that is called title."""
        given = value._obj if isinstance(value, DjangoGetter) else value  # noqa: SLF001  # what it wraps
        if not isinstance(given, Mapping):
            raise PydanticCustomError("not_an_object", "not an object")
        return value

    @field_validator("*", mode="before")
    @classmethod
    def without_nul(cls, value: object) -> object:
        """No text of the database can hold one."""
        return value.replace("\x00", "") if isinstance(value, str) else value


class PositionIn(Given):
    """One thing the case is about: an article by number, or free text."""

    article_number: str = Field("", max_length=60)
    item_text: str = Field("", max_length=200)
    serial_number: str = Field("", max_length=80)
    quantity: Decimal = Field(Decimal(1), gt=0, max_digits=10, decimal_places=2)
    symptom: Text = ""
    delivered_on: date | None = None
    invoice_number: str = Field("", max_length=60)


class CustomerIn(Given):
    """Who the case is for; an address already known is recognised by its mail address (staff only)."""

    name: str = Field(min_length=1, max_length=200)
    email: str = Field("", max_length=254)
    phone: str = Field("", max_length=60)
    street: str = Field("", max_length=200)
    postcode: str = Field("", max_length=20)
    city: str = Field("", max_length=120)


class CaseIn(Given):
    title: str = Field(min_length=1, max_length=200)
    kind: Kind = Kind.INQUIRY
    description: Text = ""
    severity: Severity = Severity.MINOR
    safety: Safety = Safety.UNKNOWN
    customer: CustomerIn | None = None
    dealer_part: DealerPart | None = None
    carried_out_by: CarriedOutBy | None = None
    dealer_reference: str = Field("", max_length=80)
    customer_reference: str = Field("", max_length=80)
    place_note: str = Field("", max_length=200)
    positions: list[PositionIn] = Field(default_factory=list, max_length=100)


class MessageIn(Given):
    """A message. Without `audience` it goes where the token's holder normally writes."""

    body: Text = Field(min_length=1)
    audience: Audience | None = None


class PositionOut(Schema):
    id: int
    article_number: str
    label: str
    serial_number: str
    quantity: Decimal
    symptom: str
    delivered_on: date | None


class MessageOut(Schema):
    id: int
    at: datetime
    audience: str
    author: str
    subject: str
    body: str
    files: list[int]


class FileOut(Schema):
    id: int
    name: str
    content_type: str
    size: int
    audience: str
    at: datetime
    url: str


class CaseRow(Schema):
    """A case in a list."""

    number: str
    title: str
    kind: str
    step: str
    claim_status: str
    waits_for: str
    severity: str
    state: str = Field(description="the state in the reader's own words")
    customer: str
    dealer: str
    dealer_reference: str
    created_at: datetime
    updated_at: datetime
    next_news_on: date | None


class ListIn(Given):
    """What to list; `q` searches, everything else narrows."""

    q: str = Field("", max_length=200)
    view: View = View.ALL
    step: str = Field("", max_length=20)
    waits_for: str = Field("", max_length=20)
    cursor: str = Field("", max_length=400)
    size: int = Field(50, ge=1, le=200)


class CaseList(Schema):
    cases: list[CaseRow]
    next_cursor: str = Field(description="pass it as `cursor` for the next page; empty on the last")


class CaseOut(CaseRow):
    description: str
    safety: str
    solution: str
    place_note: str
    positions: list[PositionOut]
    messages: list[MessageOut]
    files: list[FileOut]


class Me(Schema):
    name: str
    kind: str
    tenant: str
    roles: list[str]


class Fault(Schema):
    """One value that does not fit, by its place in the body such as `positions.0.quantity`."""

    field: str
    code: str


class Problem(Schema):
    """Every error: a stable code, and a sentence for people in the language of Accept-Language."""

    code: str
    detail: str
    field: str = ""
    errors: list[Fault] = Field(default_factory=list, description="of a body that does not fit: all faults")
