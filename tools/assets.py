"""Copy the few front-end files the product serves out of node_modules, by name, and draw the icon sprite.

The folder `src/kulanz/static_vendor` is one of Django's static folders:

    vendor/tabler.min.css, vendor/tabler.min.js
    vendor/icons.svg               one <symbol id="NAME"> per line of tools/icons.txt
    vendor/fonts/*.woff2           for browsers          vendor/fonts/*.ttf   for PDF files
    vendor/licenses/*.txt
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "src" / "kulanz" / "static_vendor"
VENDOR = TARGET / "vendor"
SVG = "{http://www.w3.org/2000/svg}"

# Nothing below @tabler/core/dist/libs is ever copied: it holds libraries under other licences.
TEXTS = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
}
FILES = {
    "source-sans/WOFF2/VF/SourceSans3VF-Upright.ttf.woff2": "fonts/source-sans-upright.woff2",
    "source-sans/WOFF2/VF/SourceSans3VF-Italic.ttf.woff2": "fonts/source-sans-italic.woff2",
    "source-sans/TTF/SourceSans3-Regular.ttf": "fonts/SourceSans3-Regular.ttf",
    "source-sans/TTF/SourceSans3-It.ttf": "fonts/SourceSans3-It.ttf",
    "source-sans/TTF/SourceSans3-Semibold.ttf": "fonts/SourceSans3-Semibold.ttf",
    "source-sans/TTF/SourceSans3-Bold.ttf": "fonts/SourceSans3-Bold.ttf",
    "source-sans/LICENSE.md": "licenses/source-sans.txt",
    "@tabler/icons/LICENSE": "licenses/tabler-icons.txt",
}
# Browsers would ask for maps that are not served; a manifest of static files refuses the reference.
SOURCE_MAP = re.compile(r"\s*(/\*[#@] sourceMappingURL=\S+ \*/|//[#@] sourceMappingURL=\S+)\s*")


def icon_names() -> list[str]:
    lines = (ROOT / "tools" / "icons.txt").read_text(encoding="utf-8").splitlines()
    return sorted({line.strip() for line in lines if line.strip() and not line.startswith("#")})


def symbol(name: str) -> ElementTree.Element:
    """The icon as a symbol; `star-filled` is the filled form of `star`."""
    filled = name.endswith("-filled")
    shape = "filled" if filled else "outline"
    file = MODULES / "@tabler/icons/icons" / shape / f"{name.removesuffix('-filled')}.svg"
    if not file.is_file():
        raise SystemExit(f"tools/icons.txt: there is no icon “{name}”")
    drawn = ElementTree.parse(file).getroot()  # noqa: S314 - the file comes from a package pinned by hash
    element = ElementTree.Element("symbol", {"id": name, "viewBox": drawn.attrib["viewBox"]})
    if filled:
        element.set("fill", "currentColor")
    else:
        # The width of the line is left to the page's style sheet.
        lines = {"fill": "none", "stroke": "currentColor", "stroke-linecap": "round", "stroke-linejoin": "round"}
        element.attrib.update(lines)
    for part in drawn:
        if part.get("d") != "M0 0h24v24H0z":  # the empty frame every icon starts with
            element.append(ElementTree.Element(part.tag.removeprefix(SVG), part.attrib))
    return element


def draw_sprite(file: Path) -> None:
    sprite = ElementTree.Element("svg", {"xmlns": SVG.strip("{}")})
    sprite.extend(symbol(name) for name in icon_names())
    ElementTree.indent(sprite, space="")
    file.write_bytes(ElementTree.tostring(sprite, encoding="utf-8"))


def main() -> int:
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in (TEXTS | FILES).items():
        (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
        if source in TEXTS:
            text = (MODULES / source).read_text(encoding="utf-8")
            (VENDOR / target).write_text(SOURCE_MAP.sub("\n", text), encoding="utf-8")
        else:
            shutil.copyfile(MODULES / source, VENDOR / target)
    draw_sprite(VENDOR / "icons.svg")
    return 0


if __name__ == "__main__":
    sys.exit(main())
