"""A migrated server kept between test runs, so that the next run begins with a copy of it.

Only a shortcut: the copy is migrated again, which finds nothing to do as long as the migrations are the same.
"""

from __future__ import annotations

import getpass
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from kulanz.core.database.places import Places
from kulanz.core.database.urls import SUPERUSER

SOURCE = Path(__file__).resolve().parents[1]
KEPT = Path(tempfile.gettempdir()) / f"kulanz-kept-cluster-{getpass.getuser()}"
AT_MOST = 3


def _key() -> str:
    digest = hashlib.sha256()
    watched = [*SOURCE.glob("src/kulanz/**/migrations/*.py"), *SOURCE.glob("src/kulanz/core/database/*.py")]
    for path in sorted([*watched, SOURCE / "requirements" / "base.txt"]):
        digest.update(path.name.encode() + path.read_bytes())
    digest.update(os.environ.get("PG_BIN_DIR", "").encode())
    return digest.hexdigest()[:20]


def take_copy(places: Places) -> bool:
    """Puts the kept data folder in place, when there is one for these migrations."""
    kept = KEPT / _key()
    if not (kept / "complete").exists() or KEPT.stat().st_uid != os.getuid():
        return False
    places.link.mkdir(parents=True, exist_ok=True)
    places.link.chmod(0o755)
    # cp keeps owners and shares blocks where the file system can.
    done = subprocess.run(["cp", "-a", str(kept / "data"), str(places.data)], check=False)
    if done.returncode:
        shutil.rmtree(places.data, ignore_errors=True)
        return False
    shutil.copy2(kept / "superuser", places.secret_file(SUPERUSER))
    return True


def keep(places: Places) -> None:
    """Keeps the data folder of a server that has been stopped in order."""
    kept = KEPT / _key()
    if (kept / "complete").exists() or not (places.data / "PG_VERSION").exists():
        return
    KEPT.mkdir(mode=0o755, exist_ok=True)
    if KEPT.stat().st_uid != os.getuid():
        return
    draft = KEPT / f"incomplete-{os.getpid()}"
    draft.mkdir()
    shutil.copy2(places.secret_file(SUPERUSER), draft / "superuser")
    if subprocess.run(["cp", "-a", str(places.data), str(draft / "data")], check=False).returncode == 0:
        (draft / "complete").touch()
        shutil.rmtree(kept, ignore_errors=True)
        draft.rename(kept)
    shutil.rmtree(draft, ignore_errors=True)
    for old in sorted(KEPT.iterdir(), key=lambda path: path.stat().st_mtime)[:-AT_MOST]:
        shutil.rmtree(old, ignore_errors=True)
