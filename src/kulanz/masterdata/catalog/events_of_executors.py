"""What can happen to executors, failure codes and suppliers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kulanz.core.protocol.events import Event


@dataclass(frozen=True)
class ExecutorCreated(Event):
    name: ClassVar[str] = "executor.created"
    executor_name: str
    kind: str
    party_id: int | None


@dataclass(frozen=True)
class ExecutorChanged(Event):
    name: ClassVar[str] = "executor.changed"
    executor_name: str
    before: dict[str, object]
    after: dict[str, object]


@dataclass(frozen=True)
class FailureCodeSaved(Event):
    """`group` is the product group's code; empty: for all of them."""

    name: ClassVar[str] = "failure_code.saved"
    code: str
    group: str
    text: str
    active: bool


@dataclass(frozen=True)
class FailureCodeClassified(Event):
    """How safety-relevant such a failure is; empty: nobody has said."""

    name: ClassVar[str] = "failure_code.classified"
    code: str
    group: str
    safety: str
    safety_before: str


@dataclass(frozen=True)
class FailureCodesImported(Event):
    name: ClassVar[str] = "failure_code.imported"
    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class SupplierCreated(Event):
    name: ClassVar[str] = "supplier.created"
    party_id: int
