"""A list that goes out in English comes back in: every heading it is written with is one that is read."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from kulanz.core.tables.columns import columns_of
from kulanz.interfaces.desk.masterdata.article_lists import _HEADINGS
from kulanz.masterdata.catalog.refusals_of_rates import COLUMNS
from kulanz.masterdata.catalog.rules.lists import HEADINGS
from kulanz.masterdata.catalog.rules.rate_lists import EXCHANGE_HEADINGS, RATE_HEADINGS


@pytest.mark.parametrize("language", ["de", "en"])
def test_headings_of_articles(language: str) -> None:
    with override(language):
        found = columns_of([str(heading) for heading in _HEADINGS], HEADINGS)
    assert (found.unknown, found.twice) == ((), ())


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("known", [RATE_HEADINGS, EXCHANGE_HEADINGS])
def test_headings_of_rates(language: str, known: dict[str, tuple[str, ...]]) -> None:
    with override(language):
        found = columns_of([str(COLUMNS[name]) for name in known], known)
    assert (found.unknown, found.twice) == ((), ())
