"""German compounds, split with a vocabulary: Drehstuhlgasfeder → drehstuhl, gasfeder, stuhl, gas, feder."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

Vocabulary = frozenset[str]  # folded words

LINKS: Final = ("", "s", "n", "en", "es", "er", "e")
SHORTEST_PART: Final = 3
SHORTEST_COMPOUND: Final = 6
LONGEST_COMPOUND: Final = 48
_UNKNOWN_COST: Final = 100

_Split = tuple[int, tuple[str, ...]]


@lru_cache(maxsize=32768)
def split(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The known parts of a folded word, outer parts before inner ones; empty when it is no compound.

    The whole word must be covered by known words and linking elements; one unknown rest of at least
    three letters is allowed, because a vocabulary is never complete.
    """
    if not word.isalpha() or not SHORTEST_COMPOUND <= len(word) <= LONGEST_COMPOUND:
        return ()
    found: dict[str, None] = {}
    pending = [word]
    while pending:
        whole = pending.pop(0)
        for part in _best_cover(whole, vocabulary):
            if part not in found:
                found[part] = None
                pending.append(part)
    found.pop(word, None)
    return tuple(found)


def _best_cover(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Parts of the cover with the fewest unknown letters, then the fewest parts; the word itself excluded."""
    length = len(word)
    # best[end][number of unknown rests used] = (cost, parts) of word[:end]
    best: list[dict[int, _Split]] = [{} for _ in range(length + 1)]
    best[0][0] = (0, ())
    for start in range(length):
        for unknown, (cost, parts) in best[start].items():
            for end in range(start + SHORTEST_PART, length + 1):
                piece = word[start:end]
                if piece == word:
                    continue
                known = _known(piece, vocabulary)
                if known:
                    for link in LINKS:
                        after = end + len(link)
                        if word.startswith(link, end) and after <= length:
                            _offer(best[after], unknown, (cost + 1 + len(link), (*parts, known)))
                elif unknown == 0:
                    _offer(best[end], 1, (cost + _UNKNOWN_COST + 10 * len(piece), parts))
    candidates = [s for s in best[length].values() if s[1]]
    return min(candidates)[1] if candidates else ()


def _known(piece: str, vocabulary: Vocabulary) -> str | None:
    if piece in vocabulary:
        return piece
    # The first part often loses its final e: Schul(e)bank.
    return piece + "e" if len(piece) > SHORTEST_PART and piece + "e" in vocabulary else None


def _offer(place: dict[int, _Split], unknown: int, offer: _Split) -> None:
    if unknown not in place or offer < place[unknown]:
        place[unknown] = offer
