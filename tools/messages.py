"""The texts of the screens and their English catalogues.

`python tools/messages.py` brings every app's `locale/en/LC_MESSAGES/django.po` up to date: new texts come in
empty, texts no screen uses go out, translations stay. Needs no gettext programs.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "kulanz"
LANGUAGE = "en"
# function name -> positions of (text, plural, context)
CALLS = {
    "_": (0, None, None),
    "gettext": (0, None, None),
    "gettext_lazy": (0, None, None),
    "gettext_noop": (0, None, None),
    "ngettext": (0, 1, None),
    "ngettext_lazy": (0, 1, None),
    "pgettext": (1, None, 0),
    "pgettext_lazy": (1, None, 0),
}
Text = tuple[str, str | None, str | None]
"""German text, German plural, context."""


def apps() -> list[Path]:
    """Folders with a catalogue of their own: those with an apps.py, the deepest one that holds a file."""
    return sorted((file.parent for file in SOURCES.glob("**/apps.py")), key=lambda p: -len(p.parts))


def texts_of_code(source: str) -> Iterator[Text]:
    """Every literal text given to a translating function, whatever name it is imported under."""
    tree = ast.parse(source)
    named = {
        alias.asname: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.asname
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        places = CALLS.get(named.get(name, name))
        if places is None:
            continue
        given = [_literal(argument) for argument in node.args]
        text, plural, context = (given[i] if i is not None and i < len(given) else None for i in places)
        if text:
            yield text, plural, context


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def texts_of_template(source: str, name: str) -> Iterator[Text]:
    """Every text of {% translate %}, {% blocktranslate %} and _("…") in a template."""
    for line in re.findall(
        r"(?:p?gettext|ngettext|_)\((?:u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"|[^()])*\)",
        templatize(source, origin=name),
    ):
        try:
            yield from texts_of_code(line)
        except SyntaxError:
            continue


def found() -> dict[Path, set[Text]]:
    """App folder → the texts of its files."""
    texts: dict[Path, set[Text]] = {}
    places = apps()
    for file in sorted(SOURCES.glob("**/*")):
        if file.suffix not in {".py", ".html", ".txt"} or "static_vendor" in file.parts:
            continue
        owner = next((place for place in places if place in file.parents), SOURCES / "config")
        source = file.read_text(encoding="utf-8")
        if file.suffix == ".py":
            mine = texts_of_code(source)
        elif "templates" in file.parts:
            mine = texts_of_template(source, str(file.relative_to(SOURCES)))
        else:
            continue
        texts.setdefault(owner, set()).update(mine)
    return {owner: mine for owner, mine in texts.items() if mine}


def catalogue_file(owner: Path) -> Path:
    return owner / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def read(owner: Path) -> Catalog:
    file = catalogue_file(owner)
    if not file.is_file():
        return Catalog(locale=LANGUAGE, charset="utf-8")
    with file.open("rb") as source:
        return read_po(source, locale=LANGUAGE, charset="utf-8")


def missing(owner: Path, texts: set[Text]) -> list[str]:
    """Texts of this app without an English translation."""
    catalogue = read(owner)
    without = []
    for text, _plural, context in sorted(texts, key=str):
        message = catalogue.get(text, context=context)
        translated = message.string if message is not None else ""
        parts = translated if isinstance(translated, tuple | list) else (translated,)
        if message is None or message.fuzzy or not all(parts):
            without.append(text)
    return without


def update(owner: Path, texts: set[Text]) -> int:
    """Write the catalogue anew; returns how many texts lack a translation."""
    old = read(owner)
    new = Catalog(locale=LANGUAGE, charset="utf-8", project="Kulanz", copyright_holder="Kulanz")
    for text, plural, context in sorted(texts, key=str):
        known = old.get(text, context=context)
        key = (text, plural) if plural else text
        if known is not None and bool(known.pluralizable) == bool(plural):
            new.add(key, known.string, context=context, flags=known.flags)
        else:
            new.add(key, ("", "") if plural else "", context=context)
    file = catalogue_file(owner)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as target:
        write_po(target, new, omit_header=False, sort_output=True, no_location=True, include_previous=False)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    # dates in the header would change the file at every run
    kept = [line for line in lines if not line.startswith(('"POT-Creation-Date', '"PO-Revision-Date'))]
    file.write_text("".join(kept), encoding="utf-8")
    return len(missing(owner, texts))


def main() -> int:
    settings.configure(USE_I18N=True)
    total = 0
    for owner, texts in sorted(found().items()):
        lacking = update(owner, texts)
        total += lacking
        print(f"{owner.relative_to(ROOT)}: {len(texts)} texts, {lacking} without translation")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
