"""Take the pictures of the user guide anew, from the demo in a real browser."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WALK = "tests/browser/test_pages.py::test_no_page_hinders_anybody"


def main() -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", WALK]
    environment = {**os.environ, "SCREENSHOTS": "1", "KULANZ_REQUIRE_ALL": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
