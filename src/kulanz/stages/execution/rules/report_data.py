"""What a technician reports, as the device sends it and as we understand it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeVar
from uuid import UUID

from kulanz.stages.execution.rules.incoming import Faulty, Flaw, moment, uuid_of, whole
from kulanz.stages.execution.rules.report_limits import AMOUNTS, LISTS, REASON_IN_WORDS, TEXTS
from kulanz.stages.execution.rules.visits import NOTHING_DONE, Result, SafetyStatement

T = TypeVar("T")

PHOTO_KINDS: Final = ("before", "after", "plate", "other")
SIGNATURE: Final = "signature"
FIELDS: Final = frozenset(
    {
        "arrived_at", "left_at", "travel_minutes", "travel_km", "work", "checklist", "values", "parts",
        "defects", "safety", "safety_note", "result", "result_reason", "needed_parts", "photos", "signature",
        "rating", "rating_note",
    }
)  # fmt: skip
RATING: Final = frozenset({"rating", "rating_note"})


@dataclass(frozen=True, slots=True)
class Part:
    """Used, or needed. Without article it is free text."""

    article_id: int | None
    number: str
    name: str
    quantity: Decimal
    from_stock: bool = False
    serial: str = ""
    ordered: UUID | None = None
    """The entry by which a needed part was ordered on the spot."""


@dataclass(frozen=True, slots=True)
class Line:
    done: bool
    value: str
    unable: str = ""
    """Why it could be neither looked at nor measured; then it is not done."""


@dataclass(frozen=True, slots=True)
class Measured:
    name: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Photo:
    id: UUID
    caption: str
    kind: str


@dataclass(frozen=True, slots=True)
class ReportData:
    result: Result
    result_reason: str = ""
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    travel_minutes: int | None = None
    travel_km: Decimal | None = None
    work: str = ""
    checklist: Mapping[int, Line] | None = None
    values: tuple[Measured, ...] = ()
    parts: tuple[Part, ...] = ()
    needed: tuple[Part, ...] = ()
    defects: str = ""
    safety: SafetyStatement = SafetyStatement.NOT_JUDGED
    safety_note: str = ""
    photos: tuple[Photo, ...] = ()
    signed_by: str = ""
    signature: UUID | None = None
    signature_refused: str = ""
    signed_at: datetime | None = None
    rating: int | None = None
    rating_note: str = ""

    @property
    def pictures(self) -> int:
        """How many pictures are named: the photos, and the signature's."""
        return len(self.photos) + (self.signature is not None)

    @property
    def worked(self) -> bool:
        """Whether anything was done on site that the interlock has a word in."""
        return self.result not in NOTHING_DONE


def report_of(data: Mapping[str, Any]) -> ReportData:
    """A finished report out of `cleaned` data. Raises Faulty with the field's name."""
    unknown = set(data) - FIELDS
    if unknown:
        raise Faulty(min(unknown), Flaw.UNKNOWN)
    result = _one_of(data, "result", Result)
    if result is None:
        raise Faulty("result", Flaw.MISSING)
    reason = _text(data, "result_reason")
    if result in REASON_IN_WORDS and not reason:
        raise Faulty("result_reason", Flaw.MISSING)
    arrived = moment(data["arrived_at"], "arrived_at") if data.get("arrived_at") else None
    left = moment(data["left_at"], "left_at") if data.get("left_at") else None
    if arrived is not None and left is not None and left < arrived:
        raise Faulty("left_at", Flaw.RANGE)
    signed_by, signature, refused = _signature(data.get("signature"))
    return ReportData(
        result=result,
        result_reason=reason,
        arrived_at=arrived,
        left_at=left,
        travel_minutes=_whole_or_none(data, "travel_minutes"),
        travel_km=_kilometres(data.get("travel_km")),
        work=_text(data, "work"),
        checklist=_checklist(data.get("checklist"), result),
        values=_list(data, "values", _measured),
        parts=_list(data, "parts", _part),
        needed=_list(data, "needed_parts", _part),
        defects=_text(data, "defects"),
        safety=_one_of(data, "safety", SafetyStatement) or SafetyStatement.NOT_JUDGED,
        safety_note=_text(data, "safety_note"),
        photos=_photos(data),
        signed_by=signed_by,
        signature=signature,
        signature_refused=refused,
        signed_at=moment(at, "signature") if signature and (at := data["signature"].get("at")) else None,
        rating=_whole_or_none(data, "rating"),
        rating_note=_text(data, "rating_note"),
    )


def parts_of(value: object, field: str = "parts") -> tuple[Part, ...]:
    """The list of an order for parts."""
    return _list({field: value}, field, _part)


def text_of(value: object, field: str, most: int) -> str:
    """A text, nothing counts as an empty one; at its ends without space."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Faulty(field, Flaw.TYPE)
    text = value.strip()
    if len(text) > most:
        raise Faulty(field, Flaw.LONG)
    return text


def _text(data: Mapping[str, Any], field: str) -> str:
    return text_of(data.get(field), field, TEXTS[field])


def _one_of(data: Mapping[str, Any], field: str, kinds: Callable[[str], T]) -> T | None:
    value = data.get(field)
    if value in (None, ""):
        return None
    if not isinstance(value, str):
        raise Faulty(field, Flaw.TYPE)
    try:
        return kinds(value)
    except ValueError:
        raise Faulty(field, Flaw.UNKNOWN) from None


def _whole_or_none(data: Mapping[str, Any], field: str) -> int | None:
    value = data.get(field)
    limit = AMOUNTS[field]
    return None if value in (None, "") else whole(value, field, least=int(limit.least), most=int(limit.most))


def _decimal(value: object, field: str, amount: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Faulty(field, Flaw.TYPE)
    try:
        found = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        raise Faulty(field, Flaw.TYPE) from None
    limit = AMOUNTS[amount]
    if not found.is_finite() or not limit.least <= found <= limit.most:
        raise Faulty(field, Flaw.RANGE)
    return found


def _kilometres(value: object) -> Decimal | None:
    if value in (None, ""):
        return None
    return _decimal(value, "travel_km", "travel_km").quantize(Decimal("0.1"))


def _list(data: Mapping[str, Any], field: str, one: Callable[[Mapping[str, Any], str], T]) -> tuple[T, ...]:
    value = [] if data.get(field) is None else data[field]
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Faulty(field, Flaw.TYPE)
    if len(value) > LISTS[field]:
        raise Faulty(field, Flaw.MANY)
    return tuple(one(item, field) for item in value)


def _part(item: Mapping[str, Any], field: str) -> Part:
    article = item.get("article_id")
    quantity = _decimal(item.get("quantity", 1), field, "quantity").quantize(Decimal("0.01"))
    name = text_of(item.get("name"), field, TEXTS["part_name"])
    number = text_of(item.get("number"), field, TEXTS["part_number"])
    if article is None and not name and not number:
        raise Faulty(field, Flaw.MISSING)
    stocked = item.get("from_stock", False)
    if not isinstance(stocked, bool):
        raise Faulty(field, Flaw.TYPE)
    ordered = item.get("ordered")
    return Part(
        article_id=whole(article, field) if article is not None else None,
        number=number,
        name=name or number,
        quantity=quantity,
        from_stock=stocked,
        serial=text_of(item.get("serial"), field, TEXTS["part_serial"]),
        ordered=uuid_of(ordered, field) if ordered is not None else None,
    )


def _measured(item: Mapping[str, Any], field: str) -> Measured:
    value = item.get("value")
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return Measured(
        name=text_of(item.get("name"), field, TEXTS["value_name"]),
        value=text_of(value, field, TEXTS["value"]),
        unit=text_of(item.get("unit"), field, TEXTS["value_unit"]),
    )


def _photos(data: Mapping[str, Any]) -> tuple[Photo, ...]:
    found = _list(data, "photos", _photo)
    return tuple({photo.id: photo for photo in found}.values())


def _photo(item: Mapping[str, Any], field: str) -> Photo:
    kind = item.get("kind")
    return Photo(
        id=uuid_of(item.get("id"), field),
        caption=text_of(item.get("caption"), field, TEXTS["photo_caption"]),
        kind=kind if kind in PHOTO_KINDS else "other",
    )


def _checklist(value: object, result: Result) -> Mapping[int, Line]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Faulty("checklist", Flaw.TYPE)
    if len(value) > LISTS["checklist"]:
        raise Faulty("checklist", Flaw.MANY)
    return {_key(key): _line(line, result) for key, line in value.items()}


def _key(key: str) -> int:
    if not (key.isascii() and key.isdigit() and len(key) <= 18):
        raise Faulty("checklist", Flaw.TYPE)
    return int(key)


def _line(value: object, result: Result) -> Line:
    if not isinstance(value, dict):
        raise Faulty("checklist", Flaw.TYPE)
    if (unable := value.get("unable")) is not None:
        reason = text_of(unable, "checklist", TEXTS["unable"])
        if not reason and result not in NOTHING_DONE:
            raise Faulty("checklist", Flaw.MISSING)
        return Line(done=False, value="", unable=reason)
    measured = value.get("value")
    if isinstance(measured, int | float) and not isinstance(measured, bool):
        measured = str(measured)
    return Line(done=value.get("done") is True, value=text_of(measured, "checklist", TEXTS["checklist"]))


def _signature(value: object) -> tuple[str, UUID | None, str]:
    """Who signed with which picture, or why not."""
    if value is None:
        return "", None, ""
    if not isinstance(value, dict):
        raise Faulty("signature", Flaw.TYPE)
    refused = text_of(value.get("refused"), "signature", TEXTS["refused"])
    if refused:
        return "", None, refused
    picture = value.get("photo")
    return (
        text_of(value.get("name"), "signature", TEXTS["signed_by"]),
        uuid_of(picture, "signature") if picture else None,
        "",
    )
