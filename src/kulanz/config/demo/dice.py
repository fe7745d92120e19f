"""Chance that can be repeated: every part of the demo has dice of its own, named after it."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


class Dice(random.Random):
    """Repeatable chance, the same on every machine."""

    def one_in(self, count: float) -> bool:
        return self.random() * count < 1

    def heavy(self, weights: Sequence[tuple[Item, float]]) -> Item:
        """One item, heavier ones more often."""
        point = self.random() * sum(weight for _item, weight in weights)
        for item, weight in weights:
            point -= weight
            if point < 0:
                return item
        return weights[-1][0]


def dice(*names: object) -> Dice:
    """Dice that always fall the same for the same names."""
    digest = hashlib.sha256("\0".join(map(str, names)).encode()).digest()
    return Dice(int.from_bytes(digest[:8], "big"))
