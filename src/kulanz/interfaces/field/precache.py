"""Which files the device keeps, under exactly the addresses the pages ask for, and the version of them all.

Scripts that import each other do so by their plain names; what templates and style sheets name carries the
fingerprint of the manifest. Both kinds are listed, and one version over their contents makes a device fetch
the whole list anew when any of them changes.
"""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.urls import reverse

from kulanz.core.tenancy.models import Tenant
from kulanz.core.ui.brand import fingerprint, stylesheet
from kulanz.interfaces.field.words import words_in

HERE: Final = Path(__file__).parent
OWN: Final = HERE / "static"
# Named in the page or in a style sheet: kept under the name the manifest gives.
NAMED: Final = (
    "ui/tokens.css",
    "ui/js/theme.js",
    "ui/icon.svg",
    "ui/icons.svg",
    "ui/fonts/source-sans-3.woff2",
    "vendor/zxing/zxing.min.js",
    "field/js/app.js",
    "field/icon-192.png",
    "field/icon-512.png",
    "field/apple-touch-icon.png",
)
# Imported by scripts: kept under the plain name.
IMPORTED: Final = ("vendor/idb/idb.js", "vendor/signature_pad/signature_pad.js")


@dataclass(frozen=True)
class Shell:
    """What one version of the app consists of."""

    version: str
    addresses: tuple[str, ...]


def own_files(pattern: str) -> list[str]:
    """The app's own static files by their plain names."""
    return sorted(str(file.relative_to(OWN).as_posix()) for file in OWN.glob(pattern))


@functools.cache
def _files() -> tuple[str, tuple[str, ...]]:
    """Fingerprint of the contents, and the addresses; the same for every tenant."""
    named = (*NAMED, *own_files("field/css/*.css"))
    imported = (*IMPORTED, *own_files("field/js/**/*.js"))
    digest = hashlib.sha256()
    for name in (*named, *imported):
        digest.update(name.encode() + b"\0" + _content(name))
    for file in sorted([*HERE.glob("templates/field/*"), HERE / "worker.js"]):
        digest.update(file.read_bytes())
    plain = (f"{settings.STATIC_URL}{name}" for name in imported)
    return digest.hexdigest(), tuple(dict.fromkeys([*map(static, named), *plain]))


def _content(name: str) -> bytes:
    found = finders.find(name)
    if found is not None:
        return Path(str(found)).read_bytes()
    with staticfiles_storage.open(name) as stream:  # only the collected folder is there
        return bytes(stream.read())


def shell_of(tenant: Tenant) -> Shell:
    """The version and the addresses for the devices of one tenant."""
    contents, files = _files()
    css = stylesheet(tenant.brand_color)
    languages = [code for code, _name in settings.LANGUAGES]
    words = json.dumps([words_in(code) for code in languages], sort_keys=True)
    version = fingerprint(contents, css, tenant.name, words)
    return Shell(
        version=version,
        addresses=(
            reverse("field:home"),
            f"{reverse('ui:brand_css')}?v={fingerprint(css)}",
            *(reverse("field:words", args=[code]) for code in languages),
            *files,
        ),
    )
