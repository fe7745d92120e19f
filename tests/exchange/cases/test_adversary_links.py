"""A partner who may write into his folders puts links there; nothing of his ends up among another's files."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from kulanz.cases.models import Case
from kulanz.core.refusal import Refusal
from kulanz.interfaces.exchange.cases_folders import exchange_with, exchange_with_partners
from kulanz.interfaces.exchange.files import open_file
from kulanz.interfaces.exchange.folders import folders_of_partner
from kulanz.stages.contact.models import Partner, PartnerFile
from tests.cases.people import AT, People
from tests.exchange.cases.conftest import make_partner
from tests.exchange.cases.files import cases_file, new_case


@pytest.fixture
def victim(people: People) -> Partner:
    return make_partner(people, reads_folder=True)


@pytest.fixture
def thief(people: People) -> Partner:
    return make_partner(people, "fremd", party_id=people.fremd.pk, reads_folder=True)


def folder(home: Path, code: str, name: str = "in") -> Path:
    found = home / "exchange" / "nordlicht" / "partner" / code / name
    found.mkdir(parents=True, exist_ok=True)
    return found


@pytest.mark.parametrize("name", ["rejected", "processed"])
def test_put_away_nowhere_else(
    people: People, victim: Partner, thief: Partner, home: Path, name: str
) -> None:
    """What is refused as his would be taken as the other's."""
    his, others = folder(home, "fremd"), folder(home, "blatt")
    (his / name).symlink_to(others)
    sender = "blatt" if name == "rejected" else "fremd"
    (his / "1.xml").write_bytes(cases_file(new_case("B-1"), sender=sender))
    for _round in range(2):
        exchange_with_partners(people.tenant.pk, AT)
    assert list(others.iterdir()) == []
    assert not PartnerFile.objects.filter(partner=victim).exists()
    assert not Case.objects.filter(dealer=people.blatt).exists()
    thief.refresh_from_db()
    assert str(his / name) in thief.last_error, "whoever runs it reads why"
    # the control: with a folder of his own in its place all goes on
    (his / name).unlink()
    assert exchange_with(thief, AT).trouble == ""
    assert any(path.name.endswith("-1.xml") for path in (his / name).iterdir())


def test_one_folder_in_another_s(victim: Partner, thief: Partner, home: Path) -> None:
    inner = folder(home, "blatt", "in/processed")
    his = folder(home, "fremd")
    assert folders_of_partner(thief).into == his
    his.rmdir()
    his.symlink_to(inner)
    with pytest.raises(Refusal, match="benutzt schon ein anderer Partner"):
        folders_of_partner(thief)


def test_a_link_or_a_pipe_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe")
    found: list[type[BaseException]] = []

    def tried() -> None:
        for name in ("link", "pipe"):
            try:
                open_file(tmp_path / name).close()
            except OSError as error:
                found.append(type(error))

    reader = threading.Thread(target=tried, daemon=True)
    reader.start()
    reader.join(10)
    assert found == [OSError, FileNotFoundError], "and nobody waits for the pipe"
