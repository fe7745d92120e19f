"""Entry for the web server."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kulanz.config.settings")
_BOUNDARY: Final = re.compile(r"""boundary=("[^"]*"|[^\s;"]+)""", re.IGNORECASE)
_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Our forms are UTF-8. Django would believe another `charset`, also one that is no encoding of text."""
    environ["CONTENT_TYPE"] = without_charset(environ.get("CONTENT_TYPE") or "")
    return _django(environ, start_response)


def without_charset(content_type: str) -> str:
    """The type with that parameter alone which a form of parts needs."""
    boundary = _BOUNDARY.search(content_type)
    plain = content_type.partition(";")[0].strip()
    return f"{plain}; {boundary[0]}" if boundary else plain
