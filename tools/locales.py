"""Compile every app's translations (.po) to what Django reads (.mo), without the gettext programs."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCES = Path(__file__).resolve().parent.parent / "src"


def compile_file(source: Path) -> list[str]:
    """Compile one catalogue; what is wrong with its placeholders."""
    with source.open("rb") as stream:
        catalog = read_po(stream, abort_invalid=True)
    faults = [
        f"{source.relative_to(SOURCES)}:{message.lineno}: {error}"
        for message, errors in catalog.check()
        for error in errors
    ]
    if not faults:
        half_made = source.with_suffix(".mo.new")
        with half_made.open("wb") as stream:
            write_mo(stream, catalog)
        half_made.replace(source.with_suffix(".mo"))
    return faults


def main() -> int:
    faults = [
        fault
        for source in sorted(SOURCES.glob("kulanz/**/locale/*/LC_MESSAGES/*.po"))
        for fault in compile_file(source)
    ]
    if faults:
        sys.stderr.write("\n".join(faults) + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
