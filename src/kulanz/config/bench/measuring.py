"""The figures of one home: each scene with one client, with eight, and its SQL alone; what has no page."""

from __future__ import annotations

import statistics
import threading
import time
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.test.utils import CaptureQueriesContext

from kulanz.config.bench.bare import bare_seconds
from kulanz.config.bench.direct import Direct, direct_measures
from kulanz.config.bench.field import field_measures
from kulanz.config.bench.http import Client
from kulanz.config.bench.importing import GROWTH, PER_SECOND, measure_import
from kulanz.config.bench.scenes_of import GROWTH_AIM, Scene, Stage
from kulanz.core.tenancy.context import tenant_context

CLIENTS: Final = 8
_WARM_UP: Final = 20
_FEWEST: Final = 30
_FEWEST_DIRECT: Final = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds, and requests a second. Aims that are None are not set; `linear`: growth is per case."""

    name: str
    aim: float | None
    aim_p95: float | None
    aim_growth: float | None
    linear: bool
    p50: float
    p95: float
    per_second: float
    bare_p50: float
    statements: int
    requests: int
    note: str

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def measure(stage: Stage, port: int, seconds: float, records: int) -> list[Measured]:
    """Each scene in turn, on connections that stay open; then the questions asked of everything at once,
    and a file of so many records."""
    found = [_measure(stage, scene, port, seconds) for scene in stage.scenes]
    with tenant_context(stage.actor.tenant_id):
        measures = [*direct_measures(stage.actor), *field_measures(stage.actor)]
        found += [_measure_direct(direct, seconds) for direct in measures]
    return [*found, _measure_import(records)]


def _measure_import(records: int) -> Measured:
    """Once, and last: it leaves as many cases behind."""
    done = measure_import(records, max(records // 4, 1))
    note = f"{done.per_second:.0f} records/s, {done.growth:.2f} times a quarter's time per record"
    if done.growth > GROWTH:
        note += ": not linear"
    return Measured(
        name=f"XML import, {records:,}", aim=None, aim_p95=_ms(done.records / PER_SECOND), aim_growth=None,
        linear=False, p50=_ms(done.seconds), p95=_ms(done.seconds), per_second=round(done.per_second, 1),
        bare_p50=0.0, statements=0, requests=1, note=note,
    )  # fmt: skip


def _measure_direct(direct: Direct, seconds: float) -> Measured:
    """In this process and one transaction, without a page around it."""
    with CaptureQueriesContext(connection) as captured:
        direct.run()
    times: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < _FEWEST_DIRECT:
        started = time.perf_counter()
        direct.run()
        times.append(time.perf_counter() - started)
    return Measured(
        name=direct.name, aim=None, aim_p95=direct.aim_p95_ms, linear=direct.linear,
        aim_growth=GROWTH_AIM if direct.linear else None, p50=_ms(statistics.median(times)),
        p95=_ms(percentile(times, 0.95)), per_second=0.0, bare_p50=0.0, statements=len(captured),
        requests=len(times), note=direct.note,
    )  # fmt: skip


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
        name=scene.name, aim=scene.aim_ms, aim_p95=scene.most_p95_ms, aim_growth=scene.aim_growth,
        linear=False, p50=_ms(statistics.median(times)),
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
