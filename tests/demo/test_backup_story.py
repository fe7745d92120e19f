"""A whole demo house is backed up, brought into an empty home, found sound there, with the same figures."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess, run

import pytest

from kulanz.core.database.cluster import Cluster
from tests.live import installation_environment


def kulanz(home: Path, *arguments: str) -> CompletedProcess[bytes]:
    return run(
        [sys.executable, "-m", "kulanz", *arguments],
        env=installation_environment(home),
        capture_output=True,
        timeout=600,
        check=False,
    )


@pytest.fixture
def homes(open_home: Path) -> Iterator[tuple[Path, Path]]:
    pair = open_home / "demo", open_home / "restored"
    yield pair
    for home in pair:
        Cluster(home).stop()


@pytest.mark.slow
def test_backup_restore_check_and_the_same_figures(homes: tuple[Path, Path], tmp_path: Path) -> None:
    demo, restored = homes
    for done in (kulanz(demo, "demo", "--cases", "40"), kulanz(demo, "db", "backup", str(tmp_path / "b"))):
        assert done.returncode == 0, done.stderr.decode()[-2000:]
    done = kulanz(restored, "db", "restore", str(tmp_path / "b"))
    assert done.returncode == 0, done.stderr.decode()[-2000:]

    checked = kulanz(restored, "check", "--json")
    assert checked.returncode == 0, checked.stdout.decode()
    assert [f for f in json.loads(checked.stdout)["findings"] if not f["info"]] == []
    before, after = (json.loads(kulanz(home, "stats", "--json").stdout) for home in (demo, restored))
    assert before == after
    assert before["total"]["cases"]["closed"] > 0
