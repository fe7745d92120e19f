"""Asking `kulanz remedies compare` inside the test's own process."""

from __future__ import annotations

import argparse
import io
import json
from dataclasses import dataclass
from typing import Any

import pytest

from kulanz.config.cli import remedies

CHAIR: dict[str, Any] = {"ref": "chair", "pieces": 1, "cost_price": "180.00", "unit": "parcel"}


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    lines: list[str]

    @property
    def answer(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found

    def remedy(self, code: str) -> dict[str, Any]:
        found: dict[str, Any] = next(one for one in self.answer["remedies"] if one["remedy"] == code)
        return found


class Asking:
    """`ask(document)` for a dict, text or bytes on standard input; more words are options."""

    def __init__(self, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self.patch = patch
        self.capture = capture

    def __call__(self, document: Any, *options: str, language: str = "en") -> Said:
        raw = document if isinstance(document, bytes) else _text(document).encode()
        self.patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
        parser = argparse.ArgumentParser()
        remedies.add_arguments(parser)
        spoken = ["--language", language] if language else []
        code = remedies.run(parser.parse_args(["compare", *spoken, *options]))
        out, err = self.capture.readouterr()
        return Said(code, out, [line.removeprefix("kulanz: ") for line in err.splitlines()])

    def wrong(self, document: Any, *options: str, language: str = "en") -> list[str]:
        """What is said about an input that is refused; nothing else may be said."""
        said = self(document, *options, language=language)
        assert (said.code, said.out) == (2, "")
        assert said.lines
        return said.lines


def _text(document: Any) -> str:
    return document if isinstance(document, str) else json.dumps(document)


def about(**more: Any) -> dict[str, Any]:
    """A document with one chair, and what a test adds or replaces."""
    return {"day": "2026-11-22", "country": "DE", "positions": [CHAIR]} | more


def rate(kind: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "valid_from": "2026-01-01"} | more
