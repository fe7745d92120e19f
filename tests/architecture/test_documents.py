"""The documents keep up with the product: what they point to exists, and what exists is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from kulanz.config.cli.main import commands

ROOT = Path(__file__).resolve().parents[2]
GUIDES = [ROOT / "docs/user-guide/de.md", ROOT / "docs/user-guide/en.md"]
PICTURES = ROOT / "docs/user-guide/pictures"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

LINK = re.compile(r"(?P<picture>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]+`")
# What the screens once said or never did: who follows a guide or a caption must find the word he reads.
NOT_ON_SCREENS = {"Plantafel": "Einsatzplan", "planning board": "visit schedule"}
MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")
COMMAND = re.compile(r"(?:^|[\s/])kulanz ([a-z][a-z-]*)", re.MULTILINE)
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def links(document: Path) -> Iterator[re.Match[str]]:
    """The links of a document; what stands in code is no link."""
    return LINK.finditer(CODE.sub("", FENCE.sub("", document.read_text(encoding="utf-8"))))


def code(document: Path) -> str:
    """What a reader may type: everything that is set as code."""
    text = document.read_text(encoding="utf-8")
    fenced = FENCE.findall(text)
    return "\n".join([*fenced, *(piece.strip("`") for piece in CODE.findall(FENCE.sub("", text)))])


def anchors(document: Path) -> set[str]:
    """The places inside a document, named as the usual viewers name them."""
    headings = HEADING.findall(FENCE.sub("", document.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def shown(guide: Path) -> set[str]:
    return {Path(link["target"]).name for link in links(guide) if link["picture"]}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(document: Path) -> None:
    dead = []
    for link in links(document):
        target, _, anchor = unquote(link["target"]).partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        there = (document.parent / target).resolve() if target else document
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
            dead.append(link["target"])
    assert not dead, "\n".join(dead)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_picture_says_what_it_shows(document: Path) -> None:
    silent = [link["target"] for link in links(document) if link["picture"] and not link["text"].strip()]
    assert not silent, "\n".join(silent)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_the_guide_shows_every_picture(guide: Path) -> None:
    unused = {path.name for path in PICTURES.glob("*.png")} - shown(guide)
    assert not unused, "\n".join(sorted(unused))


def test_both_guides_tell_the_same() -> None:
    chapters = [HEADING.findall(FENCE.sub("", guide.read_text(encoding="utf-8"))) for guide in GUIDES]
    assert len(chapters[0]) == len(chapters[1])
    assert shown(GUIDES[0]) == shown(GUIDES[1])


def test_every_make_target_in_the_documents_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    unknown = [
        f"{document.name}: make {name}"
        for document in DOCUMENTS
        for name in MAKE.findall(code(document))
        if name not in targets
    ]
    assert not unknown, "\n".join(unknown)


def test_every_command_in_the_documents_exists() -> None:
    known = set(commands())
    unknown = [
        f"{document.name}: kulanz {name}"
        for document in DOCUMENTS
        for name in COMMAND.findall(code(document))
        if name not in known
    ]
    assert not unknown, "\n".join(unknown)


def test_guides_and_captions_use_the_words_of_the_screens() -> None:
    read = [*GUIDES, ROOT / "tools/story.py", ROOT / "tools/video.py"]
    wrong = [
        f"{path.name}: {word}, not {shown_as}"
        for path in read
        for word, shown_as in NOT_ON_SCREENS.items()
        if word.lower() in path.read_text(encoding="utf-8").lower()
    ]
    assert not wrong, "\n".join(wrong)
