"""The figures of one home: each scene with one client, with eight, and its SQL alone."""

from __future__ import annotations

import statistics
import threading
import time
from dataclasses import dataclass
from typing import Any, Final

from kulanz.config.bench.bare import bare_seconds
from kulanz.config.bench.http import Client
from kulanz.config.bench.scenes import Scene, Stage

CLIENTS: Final = 8
_WARM_UP: Final = 20
_FEWEST: Final = 30


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds, and requests a second."""

    name: str
    aim: float
    p50: float
    p95: float
    per_second: float
    bare_p50: float
    statements: int
    requests: int
    note: str

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def measure(stage: Stage, port: int, seconds: float) -> list[Measured]:
    """Each scene in turn, on connections that stay open."""
    return [_measure(stage, scene, port, seconds) for scene in stage.scenes]


def _measure(stage: Stage, scene: Scene, port: int, seconds: float) -> Measured:
    bare, statements = bare_seconds(stage, scene, seconds / 2)
    with Client(port, stage.host) as client:
        for number in range(_WARM_UP):
            client.send(scene.ask(number))
        times: list[float] = []
        end = time.perf_counter() + seconds
        while time.perf_counter() < end or len(times) < _FEWEST:
            times.append(client.send(scene.ask(len(times)))[0])
    return Measured(
        name=scene.name, aim=scene.aim_ms, p50=_ms(statistics.median(times)),
        p95=_ms(percentile(times, 0.95)),
        per_second=round(_throughput(stage, scene, port, seconds), 1), bare_p50=_ms(statistics.median(bare)),
        statements=statements, requests=len(times), note=scene.note,
    )  # fmt: skip


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` of all lie."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _throughput(stage: Stage, scene: Scene, port: int, seconds: float) -> float:
    """Answers a second with several clients at once."""
    counts = [0] * CLIENTS
    errors: list[BaseException] = []
    started = time.perf_counter()
    end = started + seconds

    def work(index: int) -> None:
        try:
            with Client(port, stage.host) as client:
                while time.perf_counter() < end:
                    client.send(scene.ask(counts[index]))
                    counts[index] += 1
        except Exception as error:  # noqa: BLE001  # raised again by the thread that waits for this one
            errors.append(error)

    threads = [threading.Thread(target=work, args=(index,)) for index in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return sum(counts) / (time.perf_counter() - started)


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
