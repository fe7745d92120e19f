"""Copy the few front-end files the product uses out of node_modules, by name.

The folder `src/kulanz/static_vendor` is one of Django's static folders:

    vendor/tabler/tabler.min.css, vendor/tabler/tabler.min.js
    vendor/echarts/echarts.common.min.js
    vendor/idb/idb.js, vendor/signature_pad/signature_pad.js, vendor/zxing/zxing.min.js    for the field app
    vendor/fonts/*.ttf       for PDF files
    ui/fonts/*.woff2         for browsers
    ui/icons.svg             the sprite that core/ui draws of the icons it names
    vendor/licenses/*.txt
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "src" / "kulanz" / "static_vendor"
VENDOR = TARGET / "vendor"
ICONS = ROOT / "src" / "kulanz" / "core" / "ui" / "icons.py"
FONT = "source-sans/WOFF2/VF/SourceSans3VF-Upright.otf.woff2"

# Nothing below @tabler/core/dist/libs is ever copied: it holds libraries under other licences.
TEXTS = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler/tabler.min.js",
    "echarts/dist/echarts.common.min.js": "echarts/echarts.common.min.js",
    "idb/build/index.js": "idb/idb.js",
    "signature_pad/dist/signature_pad.js": "signature_pad/signature_pad.js",
    "@zxing/library/umd/index.min.js": "zxing/zxing.min.js",
}
FILES = {
    "source-sans/TTF/SourceSans3-Regular.ttf": "fonts/SourceSans3-Regular.ttf",
    "source-sans/TTF/SourceSans3-It.ttf": "fonts/SourceSans3-It.ttf",
    "source-sans/TTF/SourceSans3-Semibold.ttf": "fonts/SourceSans3-Semibold.ttf",
    "source-sans/TTF/SourceSans3-Bold.ttf": "fonts/SourceSans3-Bold.ttf",
    "echarts/LICENSE": "licenses/echarts.txt",
    "echarts/NOTICE": "licenses/echarts-notice.txt",
    "zrender/LICENSE": "licenses/zrender.txt",
    "source-sans/LICENSE.md": "licenses/source-sans.txt",
    "idb/LICENSE": "licenses/idb.txt",
    "signature_pad/LICENSE": "licenses/signature_pad.txt",
    "@zxing/library/LICENSE": "licenses/zxing.txt",
    "@tabler/icons/LICENSE": "licenses/tabler.txt",
}
# Browsers would ask for maps that are not served; a manifest of static files refuses the reference.
SOURCE_MAP = re.compile(r"\s*(/\*[#@] sourceMappingURL=\S+ \*/|//[#@] sourceMappingURL=\S+)\s*")


def main() -> int:
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in (TEXTS | FILES).items():
        (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
        if source in TEXTS:
            text = (MODULES / source).read_text(encoding="utf-8")
            (VENDOR / target).write_text(SOURCE_MAP.sub("\n", text), encoding="utf-8")
        else:
            shutil.copyfile(MODULES / source, VENDOR / target)
    fonts = TARGET / "ui" / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(MODULES / FONT, fonts / "source-sans-3.woff2")
    subprocess.run([sys.executable, ICONS, MODULES / "@tabler" / "icons" / "icons"], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
