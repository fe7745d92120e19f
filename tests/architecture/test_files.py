"""What every file of the repository keeps to, whatever it holds."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from kulanz.core.ui.icons import ALIASES, names

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 300
CODE = {".py", ".html", ".css", ".js", ".typ", ".sql", ".sh"}
WRITTEN_BY_PROGRAMS = re.compile(r"(^|/)(migrations|locale)/|^package-lock\.json$|^requirements/.*\.txt$")
# Names that say nothing about what is inside.
VAGUE = {"utils.py", "helpers.py", "common.py", "misc.py", "base.py", "util.py"}
# Where packages come from is the matter of each machine. In pieces, so that this file does not name them.
REGISTRIES = re.compile(
    r"|".join(
        first + r"\." + last
        for first, last in [
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("registry", "npmjs"),
            ("npmjs", "(org|com)"),
            ("registry", "yarnpkg"),
            ("deb", "debian"),
            ("jsdelivr", "net"),
            ("unpkg", "com"),
            ("cdnjs", "cloudflare"),
            ("fonts", "(googleapis|gstatic)"),
        ]
    )
)
MACHINE_PATHS = re.compile(r"(?<![\w.<>-])/(?:work|root|home/[a-z]+|Users/[A-Za-z]+|opt/wheels)/")
EXCUSED = re.compile(
    r"#\s*(noqa|type:\s*ignore)(?P<rule>\s*(?::\s*[A-Z0-9, ]*[0-9]|\[[\w, -]+\]))?(?P<reason>.*)$"
)
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|<style|\s(style|on[a-z]+)=[\"']", re.IGNORECASE
)


def tracked() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def texts() -> Iterator[tuple[str, str]]:
    """Each text file of the repository: its name and what it says."""
    for path in tracked():
        if path.suffix in {".eml", ".mbox"}:
            continue
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def matches(pattern: re.Pattern[str], names: re.Pattern[str] | None = None) -> list[str]:
    return [
        f"{name}:{number}: {found[0].strip()}"
        for name, text in texts()
        if names is None or names.search(name)
        for number, line in enumerate(text.splitlines(), 1)
        if (found := pattern.search(line))
    ]


def test_no_file_is_long() -> None:
    long = [
        f"{name}: {length} lines"
        for name, text in texts()
        if Path(name).suffix in CODE and not WRITTEN_BY_PROGRAMS.search(name)
        if (length := text.count("\n")) > LONGEST
    ]
    assert not long, "\n".join(long)


def test_names_say_what_is_inside() -> None:
    vague = [str(path.relative_to(ROOT)) for path in tracked() if path.name in VAGUE]
    assert not vague, "\n".join(vague)


def test_no_file_names_a_registry() -> None:
    found = matches(REGISTRIES)
    assert not found, "\n".join(found)


def test_no_file_names_a_place_of_one_machine() -> None:
    found = matches(MACHINE_PATHS)
    assert not found, "\n".join(found)


def unexplained(text: str) -> Iterator[tuple[int, str]]:
    """Lines that switch a check off without its name, or without a reason beside or above them."""
    above = ""
    for number, line in enumerate(text.splitlines(), 1):
        if excuse := EXCUSED.search(line):
            explained = len(excuse["reason"].strip(" #-–:")) > 3 or above.strip().startswith("# ")
            if not (excuse["rule"] and explained):
                yield number, line.strip()
        above = line


def test_every_exception_from_a_check_has_its_reason() -> None:
    bare = [
        f"{name}:{number}: {line}"
        for name, text in texts()
        if name.endswith(".py") and name != "tests/architecture/test_files.py"
        for number, line in unexplained(text)
    ]
    assert not bare, "\n".join(bare)


def test_pages_hold_no_scripts_and_styles() -> None:
    """The content security policy would ignore them. Mails and their previews know no style sheets."""
    found = matches(INLINE, re.compile(r"^src/.*/templates/(?!.*mail/).*\.html$"))
    assert not found, "\n".join(found)


def test_every_icon_is_in_the_sprite() -> None:
    used = re.compile(r"{%\s*icon\s+[\"']([\w-]+)[\"']")
    missing = [
        f"{name}: {icon}"
        for name, text in texts()
        if name.endswith(".html")
        for icon in used.findall(text)
        if icon not in ALIASES.keys() | names()
    ]
    assert not missing, "\n".join(missing)
