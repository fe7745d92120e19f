"""Static files in tests: as they lie in the source, and a missing one is an error as in production."""

from __future__ import annotations

import functools

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


@functools.cache
def _exists(name: str) -> bool:
    return finders.find(name) is not None


class StrictStaticFiles(StaticFilesStorage):
    """Refuses names no app brings, which the manifest of a real installation would refuse, too."""

    def url(self, name: str | None) -> str:
        if name and not name.endswith("/") and not _exists(name):
            raise ValueError(f"there is no static file {name}")
        return str(super().url(name))
