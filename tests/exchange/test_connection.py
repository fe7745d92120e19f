"""Which folders a tenant may name, and who may touch the connection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kulanz.config.env import Environment, InvalidEnvironment, load_environment
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import InvalidValue, NotAllowed, Refusal
from kulanz.stages.execution.commands.connecting import (
    ErpNotReachable,
    NoConnection,
    keep_connection,
    offer_again,
    try_connection,
)
from kulanz.stages.execution.models import ErpConnection
from kulanz.stages.execution.queries.exchange import connection_for, exchanged_files
from tests.cases.people import People
from tests.execution.placed import AT


def keep(people: People, out: str = "", into: str = "", actor: Any = None) -> ErpConnection:
    return keep_connection(actor=actor or people.otto, folder_out=out, folder_in=into, active=True, at=AT)


def test_the_own_folders_need_no_name(people: People, home: Path) -> None:
    keep(people)
    try_connection(actor=people.otto)
    made = home / "exchange" / "nordlicht"
    assert sorted(path.name for path in made.iterdir()) == ["in", "out"]
    assert not list((made / "out").iterdir())
    entry = ProtocolEntry.objects.get(event="erp.connection_kept")
    assert entry.facts == {"kind": "file", "folder_out": "", "folder_in": "", "active": True}


def test_there_is_one_connection(people: People) -> None:
    keep(people)
    keep(people, out="raus", into="rein")
    assert ErpConnection.objects.get().folder_out == "raus"


@pytest.mark.parametrize(
    ("out", "into", "field"),
    [
        ("../suedwind/out", "", "folder_out"),
        ("", "../suedwind/in", "folder_in"),
        ("..", "", "folder_out"),
        (".", "", "folder_out"),
        ("/etc", "", "folder_out"),
        ("/", "", "folder_out"),
        ("out/../../..", "", "folder_out"),
        ("link/out", "", "folder_out"),
        ("a\x00b", "", "folder_out"),
        ("x" * 401, "", "folder_out"),
        ("same", "same", "folder_in"),
        ("one", "one/two", "folder_in"),
        ("one/two", "one", "folder_in"),
        ("{share}", "", "folder_out"),
        ("{share}/out", "", "folder_out"),
        ("{share}/suedwind/out", "", "folder_out"),
        ("{share}/nordlicht/../suedwind", "", "folder_out"),
        ("{share}x/nordlicht/out", "", "folder_out"),
    ],
)
def test_folders_that_may_not_be_used(
    people: People, home: Path, settings: Any, out: str, into: str, field: str
) -> None:
    settings.EXCHANGE_ROOTS = (home / "share",)
    own = home / "exchange" / "nordlicht"
    own.mkdir(parents=True)
    (own / "link").symlink_to("/etc")
    with pytest.raises(InvalidValue) as refused:
        keep(people, out.format(share=home / "share"), into)
    assert refused.value.field == field
    assert not ErpConnection.objects.exists()
    assert not ProtocolEntry.objects.filter(event="erp.connection_kept").exists()


def test_a_named_root_may_be_used_by_each_tenant_below_its_name(
    people: People, home: Path, settings: Any
) -> None:
    share = home / "share"
    settings.EXCHANGE_ROOTS = (share,)
    keep(people, f"{share}/nordlicht/raus", f"{share}/nordlicht/rein")
    with pytest.raises(ErpNotReachable):
        try_connection(actor=people.otto)
    for name in ("raus", "rein"):
        (share / "nordlicht" / name).mkdir(parents=True)
    try_connection(actor=people.otto)


def test_a_link_made_afterwards_leads_nowhere(people: People, home: Path) -> None:
    keep(people)
    own = home / "exchange" / "nordlicht"
    own.mkdir(parents=True)
    elsewhere = home / "elsewhere"
    elsewhere.mkdir()
    (own / "out").symlink_to(elsewhere)
    with pytest.raises(ErpNotReachable):
        try_connection(actor=people.otto)
    assert not list(elsewhere.iterdir())


def test_only_administrators_touch_it(people: People) -> None:
    for actor in (people.anna, people.lena, people.blatt_house, people.tom):
        for act in (
            lambda actor=actor: keep(people, actor=actor),
            lambda actor=actor: try_connection(actor=actor),
            lambda actor=actor: offer_again(actor=actor, file_id=1, at=AT),
        ):
            with pytest.raises(NotAllowed):
                act()
        assert connection_for(actor) is None
        assert not exchanged_files(actor).exists()
    assert not ErpConnection.objects.exists()


def test_without_a_connection_there_is_nothing_to_try(people: People) -> None:
    with pytest.raises(NoConnection) as refused:
        try_connection(actor=people.otto)
    assert isinstance(refused.value, Refusal)


def test_named_roots_are_absolute(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Environment.model_fields.values():
        monkeypatch.delenv(str(field.validation_alias), raising=False)
    monkeypatch.setenv("KULANZ_ENV_FILE", "")
    monkeypatch.setenv("KULANZ_EXCHANGE_ROOTS", "/srv/erp:/mnt/b")
    assert load_environment().exchange_folders == (Path("/srv/erp"), Path("/mnt/b"))
    monkeypatch.setenv("KULANZ_EXCHANGE_ROOTS", "/srv/erp:share")
    with pytest.raises(InvalidEnvironment):
        load_environment()
