"""A client that keeps its connection, as a browser does."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass, field
from typing import Self


class UnexpectedAnswer(RuntimeError):
    """A request that is to be measured did not do what it should."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, and the status it must be answered with."""

    path: str
    method: str = "GET"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    expected: int = 200


class Client:
    """One connection, used for one request after the other."""

    def __init__(self, port: int, host: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._host = host

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *unused: object) -> None:
        self._connection.close()

    def send(self, ask: Ask) -> tuple[float, bytes]:
        """Seconds until the whole answer was read, and the answer."""
        headers = {"Host": self._host, **ask.headers}
        started = time.perf_counter()
        self._connection.request(ask.method, ask.path, body=ask.body or None, headers=headers)
        answer = self._connection.getresponse()
        body = answer.read()
        seconds = time.perf_counter() - started
        if answer.status != ask.expected:
            raise UnexpectedAnswer(f"{ask.method} {ask.path}: {answer.status} instead of {ask.expected}")
        return seconds, body
