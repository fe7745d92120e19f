"""What comes from technicians' devices, as the protocol keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from kulanz.core.protocol.events import PERSONAL, Event


@dataclass(frozen=True)
class ReportReceived(Event):
    """A service report has arrived. `second`: there was one for this visit already. `unproven`: a required
    check of safety-relevant work was not possible.
    """

    name: ClassVar[str] = "report.received"
    report_id: int
    number: str
    visit_id: int
    visit: str
    result: str
    authorised: bool
    second: bool
    safety: str
    photos_named: int = 0
    grounds: tuple[str, ...] = ()
    unproven: bool = False


@dataclass(frozen=True)
class ReportPhotoReceived(Event):
    """A photo or signature from a device; `report_id` when a report names it already."""

    name: ClassVar[str] = "report.photo_received"
    photo_id: int
    visit_id: int
    report_id: int | None = None
    signature: bool = False


@dataclass(frozen=True)
class ReportDrawn(Event):
    """The report's document was made, or made anew; `missing` photos were still on their way.
    `copy_file_id`: the one in the customer's language.
    """

    name: ClassVar[str] = "report.drawn"
    report_id: int
    number: str
    case_file_id: int
    missing: int = 0
    copy_file_id: int | None = None


@dataclass(frozen=True)
class ReportCorrected(Event):
    """The office put times or travel of a report right. `changes`: field, what counted before, what counts
    now; empty is not known.
    """

    name: ClassVar[str] = "report.corrected"
    report_id: int
    number: str
    correction: int
    changes: tuple[tuple[str, str, str], ...]
    reason: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class ReportCorrectionDrawn(Event):
    """The corrected version was drawn, beside the report's own document."""

    name: ClassVar[str] = "report.correction_drawn"
    report_id: int
    number: str
    correction: int
    case_file_id: int
    missing: int = 0
    copy_file_id: int | None = None


@dataclass(frozen=True)
class ReportCopySent(Event):
    """The customer got a copy of the report."""

    name: ClassVar[str] = "report.copy_sent"
    report_id: int
    number: str
    by_hand: bool = False
    sent_to: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class PartsAskedFor(Event):
    """A technician needs parts; `flagged` are free text or not the manufacturer's own."""

    name: ClassVar[str] = "report.parts_asked_for"
    visit_id: int
    visit: str
    articles: tuple[int, ...] = ()
    flagged: int = 0


@dataclass(frozen=True)
class DeviceRevoked(Event):
    name: ClassVar[str] = "field.device_revoked"
    device_id: int
    membership_id: int
    device: str = field(default="", metadata=PERSONAL)


@dataclass(frozen=True)
class DeviceCleared(Event):
    """A revoked device came back and was told to clear itself."""

    name: ClassVar[str] = "field.device_cleared"
    device_id: int
    membership_id: int
