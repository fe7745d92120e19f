"""Telling batches in several processes. Imports nothing of Django: a new process reads this file first."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from multiprocessing.queues import SimpleQueue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kulanz.config.demo.loading import Batch, Script, Span, Teller

_teller: list[Teller] = []


def tell_everywhere(script: Script, spans: Sequence[Span], processes: int) -> Iterator[Batch]:
    """The batches in their order, told by as many processes."""
    context = multiprocessing.get_context("spawn")
    # a script names models: as an argument it would be read before Django is set up
    scripts: SimpleQueue[Script] = context.SimpleQueue()
    with context.Pool(processes, _prepare, (scripts,)) as pool:
        for _process in range(processes):
            scripts.put(script)
        yield from pool.imap(_tell, [(span.first, span.last) for span in spans])


def _prepare(scripts: SimpleQueue[Script]) -> None:
    import django

    django.setup()
    from kulanz.config.demo.loading import Teller

    _teller.append(Teller(scripts.get()))


def _tell(given: tuple[int, int]) -> Batch:
    from kulanz.config.demo.loading import Span

    return _teller[0].tell(Span(*given))
