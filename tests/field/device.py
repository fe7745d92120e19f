"""A technician's device as the server meets it: what it sends, and small pictures to send."""

from __future__ import annotations

import io
import json
import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpResponseBase
from django.test import Client
from PIL import Image

from kulanz.core import clock

PREFIX = "/feld/api/"
SOLVED = {
    "result": "solved",
    "work": "Gasfeder getauscht und Sitzhöhe geprüft.",
    "safety": "safe",
    "signature": {"refused": "keine Zeit"},
}


@dataclass
class Device:
    client: Client
    key: str = field(default_factory=lambda: str(uuid4()))
    seq: int = 0

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(PREFIX + path, headers={"X-Kulanz-Device": self.key, **headers})

    def post(self, path: str, body: bytes, content_type: str, **headers: str) -> Any:
        named = {"X-Kulanz-Device": self.key, **headers}
        return self.client.post(PREFIX + path, body, content_type=content_type, headers=named)

    def day(self) -> dict[str, Any]:
        answer = self.get("day")
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    def entry(
        self, visit_id: int, kind: str, data: Any = None, *, base: int = 0, **fields: Any
    ) -> dict[str, Any]:
        self.seq += 1
        return {
            "id": str(uuid4()),
            "visit": visit_id,
            "seq": self.seq,
            "kind": kind,
            "at": clock.now().isoformat(),
            "base": base,
            "data": {} if data is None else data,
            **fields,
        }

    def send(self, *entries: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.post("entries", json.dumps({"entries": list(entries)}).encode(), "application/json")
        assert answer.status_code == 200, answer.content
        return list(answer.json()["results"])

    def tell(self, visit_id: int, kind: str, data: Any = None, **fields: Any) -> dict[str, Any]:
        """One entry, one answer."""
        (answer,) = self.send(self.entry(visit_id, kind, data, **fields))
        return answer

    def photo(self, visit_id: int, ident: str, content: bytes | None = None, kind: str = "image/jpeg") -> Any:
        headers = {"X-Kulanz-Photo": ident, "X-Kulanz-Visit": str(visit_id)}
        return self.post("photos", picture() if content is None else content, kind, **headers)


def picture(size: tuple[int, int] = (64, 48), form: str = "JPEG", noise: int = 0) -> bytes:
    """A picture; with `noise` one that does not pack well, as photos do not."""
    image = Image.new("RGB", size, (90, 120, 150))
    if noise:
        source = random.Random(noise)
        image = Image.frombytes("RGB", size, source.randbytes(size[0] * size[1] * 3))
    target = io.BytesIO()
    image.save(target, form, quality=85)
    return target.getvalue()


def later(minutes: int) -> Any:
    """The clock so many minutes on."""
    return clock.frozen(clock.now() + timedelta(minutes=minutes))


def body_of(answer: HttpResponseBase) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]  # streamed
