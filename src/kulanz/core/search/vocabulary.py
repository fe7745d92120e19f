"""The tenant's words for splitting compounds: those known to all, those learned, those kept by hand."""

from __future__ import annotations

import time
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from kulanz.core.search.base_words import BASE_VOCABULARY
from kulanz.core.search.compounds import Vocabulary
from kulanz.core.search.folding import fold, words
from kulanz.core.search.models import BY_HAND, SearchVocabulary
from kulanz.core.tenancy.context import current_tenant_id

SECONDS_KEPT: Final = 60.0
SHORTEST_LEARNED: Final = 4
_FILLERS: Final = frozenset(
    (
        *("aber", "alle", "auch", "beim", "dass", "dein", "eine", "einem", "einen", "einer", "eines", "from"),
        *("mein", "nach", "nicht", "oder", "ohne", "sein", "sich", "sind", "uber", "unter", "wird", "with"),
        "without",
    )
)

# Per tenant: until when it is good, and the words. A word taught in another process is known a minute later.
_kept: dict[int, tuple[float, Vocabulary]] = {}


def tenant_vocabulary() -> Vocabulary:
    """All words of the current tenant, folded."""
    tenant_id = current_tenant_id()
    good_until, known = _kept.get(tenant_id, (0.0, BASE_VOCABULARY))
    if time.monotonic() < good_until:
        return known
    own = SearchVocabulary.objects.values_list("folded", flat=True)
    fresh = BASE_VOCABULARY.union(own)
    if fresh == known:
        fresh = known  # the same object: the caches of split words compare it by identity
    _kept[tenant_id] = (time.monotonic() + SECONDS_KEPT, fresh)
    return fresh


def forget_vocabulary() -> None:
    """The next question reads the words again; for tests and after editing."""
    _kept.clear()


def learnable(texts: Iterable[str]) -> dict[str, str]:
    """Words worth keeping from names: folded → as written."""
    found: dict[str, str] = {}
    for text in texts:
        for written in text.split():
            for word in words(written):
                for part in word.parts:
                    folded = fold(part)[:64]
                    if folded.isalpha() and len(folded) >= SHORTEST_LEARNED and folded not in _FILLERS:
                        found.setdefault(folded, written if len(word.parts) == 1 else part)
    return found


def learn_words(texts: Iterable[str], *, origin: str) -> None:
    """Adds the words of these names to the tenant's vocabulary; known ones stay as they are."""
    tenant_id = current_tenant_id()
    known = tenant_vocabulary()
    new = {folded: word for folded, word in learnable(texts).items() if folded not in known}
    if not new:
        return
    SearchVocabulary.objects.bulk_create(
        [
            SearchVocabulary(tenant_id=tenant_id, word=word[:64], folded=folded, origin=origin)
            for folded, word in new.items()
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
    _kept.pop(tenant_id, None)


def add_word(word: str) -> None:
    """Puts one word on the list kept by hand."""
    folded = fold(word.strip())[:64]
    if folded.isalpha():
        SearchVocabulary.objects.update_or_create(
            tenant_id=current_tenant_id(),
            folded=folded,
            defaults={"word": word.strip()[:64], "origin": BY_HAND},
        )
        _kept.pop(current_tenant_id(), None)


def remove_word(word: str) -> None:
    """Takes a word off the list; documents already stored keep what they are found by."""
    SearchVocabulary.objects.filter(folded=fold(word.strip())).delete()
    _kept.pop(current_tenant_id(), None)


def suggestion(query: str) -> str | None:
    """A question close to this one made of known words ("Meinten Sie …"); None when there is none."""
    known = tenant_vocabulary()
    written = dict(SearchVocabulary.objects.values_list("folded", "word")[:20_000])
    better: list[str] = []
    changed = False
    for asked in query.split():
        folded = fold(asked)
        close = (
            [] if folded in known or len(folded) < 4 else get_close_matches(folded, known, n=1, cutoff=0.75)
        )
        changed = changed or bool(close)
        better.append(written.get(close[0], close[0]) if close else asked)
    return " ".join(better) if changed else None
