"""The scene of planning: a week of fifty people on the board."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.urls import reverse

from kulanz.config.bench.http import Ask
from kulanz.config.bench.scenes_of import Scene
from kulanz.config.bench.stock_visits import FIRST_VISIT, HOUSE
from kulanz.masterdata.parties.models import Party
from kulanz.stages.execution.models import Visit

BOARD_P95: Final = 150.0


def planning_scenes(get: Callable[[str], Callable[[int], Ask]]) -> list[Scene]:
    """Inside the tenant. The week that was stocked first, of the house whose people were; else nothing.

    Named, because from Saturday on the board opens with the next week, of which a small home has nothing.
    """
    house = Party.objects.filter(name=HOUSE).values_list("pk", flat=True).first()
    first = Visit.objects.filter(number=FIRST_VISIT).values_list("starts_at", flat=True).first()
    if house is None or first is None:
        return []
    monday = first.date() - timedelta(days=first.weekday())
    path = f"{reverse('desk:board')}?organisation={house}&woche={monday.isoformat()}"
    return [Scene("planning board", None, get(path), aim_p95_ms=BOARD_P95)]
