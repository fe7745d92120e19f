"""A visitor who fills in the report form the way a browser without scripts does."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client
from PIL import Image

from kulanz.core import clock

PROBLEM: dict[str, str] = {
    "about": "defect",
    "product": "Drehstuhl Alva",
    "happened": "Die Rückenlehne ist gebrochen.\nSeit gestern.",
    "safety": "yes",
}
CONTACT: dict[str, str] = {"name": "Petra Pappel", "email": "petra@pappel.test", "place": "2. Stock"}


def photo(name: str = "stuhl.jpg") -> io.BytesIO:
    content = io.BytesIO()
    Image.new("RGB", (32, 24), "#884422").save(content, "JPEG")
    content.seek(0)
    content.name = name
    return content


@dataclass
class Visitor:
    client: Client
    prefix: str = "/melden/"
    problem: dict[str, Any] = field(default_factory=lambda: dict(PROBLEM))
    contact: dict[str, Any] = field(default_factory=lambda: dict(CONTACT))

    def fill_in(self, *files: Any) -> None:
        """All steps up to the check."""
        answer = self.client.post(self.prefix, self.problem)
        assert answer.status_code == 302, answer.content.decode()[:3000]
        if self.prefix != "/melden/":
            self.prefix = re.sub(r"fotos/$", "", answer["Location"])
        answer = self.client.post(f"{self.prefix}fotos/", {"files": list(files)})
        assert answer.status_code == 302, answer.content.decode()[:3000]
        answer = self.client.post(f"{self.prefix}kontakt/", self.contact)
        assert answer.status_code == 302, answer.content.decode()[:3000]

    def key(self) -> str:
        page = self.client.get(f"{self.prefix}pruefen/").content.decode()
        found = re.search(r'name="key" value="([^"]+)"', page)
        assert found, page[:2000]
        return found[1]

    def send(self, **extra: str) -> Any:
        """Send after the time a person needs."""
        key = extra.pop("key", None) or self.key()
        with clock.frozen(clock.now() + timedelta(seconds=30)):
            return self.client.post(f"{self.prefix}pruefen/", {"key": key, **extra})

    def report(self, *files: Any) -> Any:
        self.fill_in(*files)
        return self.send()
