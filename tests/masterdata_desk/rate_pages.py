"""The desk's pages of rates: when it is, where they are, what is typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from kulanz.core import clock
from kulanz.masterdata.catalog.models import CostKind, FreightUnit

NOON = datetime(2026, 11, 22, 11, tzinfo=UTC)
BASE = "/desk/stammdaten/"
PICK_UP = {"country": "DE", "valid_from": "2026-12-01", "amount": "60,50", "currency": "EUR"}


@pytest.fixture(autouse=True)
def at_noon(settings: Any, tmp_path: Any) -> Iterator[None]:
    """With files of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    with clock.frozen(NOON):
        yield


def kind(code: str) -> int:
    return CostKind.objects.get(code=code).pk


def pallet() -> int:
    return FreightUnit.objects.get(code="PALETTE").pk


def set_address(code: str) -> str:
    return f"{BASE}kostenarten/{kind(code)}/satz/"


def text(answer: Any) -> str:
    return str(answer.content.decode())
