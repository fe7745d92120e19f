"""The partner's folders: what lies there is read once, put away, and answered."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kulanz.cases.models import Case
from kulanz.interfaces.exchange import cases_folders, cases_working
from kulanz.interfaces.exchange.cases_folders import exchange_with, exchange_with_partners
from kulanz.interfaces.exchange.cases_tidying import tidy_folders
from kulanz.stages.contact.commands.erasing import erase_mails
from kulanz.stages.contact.commands.partners import KEPT_FOR
from kulanz.stages.contact.models import Partner, PartnerFile
from tests.cases.people import AT, People
from tests.exchange.cases.conftest import make_partner
from tests.exchange.cases.files import cases_file, new_case, valid


@pytest.fixture
def partner(people: People) -> Partner:
    return make_partner(people, reads_folder=True)


@pytest.fixture
def into(home: Path, partner: Partner) -> Path:
    folder = home / "exchange" / "nordlicht" / "partner" / "blatt" / "in"
    folder.mkdir(parents=True)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def test_files_are_read_in_order_and_put_away(people: People, partner: Partner, into: Path) -> None:
    (into / "2.xml").write_bytes(cases_file(new_case("B-2"), new_case("B-3", "<kind>x</kind>")))
    (into / "1.xml").write_bytes(cases_file(new_case("B-1")))
    (into / "notiz.txt").write_bytes(b"bleibt")
    (into / "link.xml").symlink_to("/etc/passwd")
    exchange_with_partners(people.tenant.pk, AT)
    first, second = PartnerFile.objects.order_by("id")
    assert names(into) == ["link.xml", "notiz.txt"]
    assert names(into / "processed") == [f"{first.pk}-1.xml", f"{first.pk}-1.xml.result.xml"]
    assert names(into / "rejected") == [f"{second.pk}-2.xml", f"{second.pk}-2.xml.result.xml"]
    assert (
        valid((into / "rejected" / f"{second.pk}-2.xml.result.xml").read_bytes()).get("outcome") == "partly"
    )
    assert [case.dealer_reference for case in Case.objects.order_by("id")] == ["B-1", "B-2"]


def test_one_that_is_still_being_written_is_left_alone(partner: Partner, into: Path) -> None:
    whole = cases_file(new_case("B-1"))
    path = into / "b.xml"
    path.write_bytes(whole[:-10])
    assert exchange_with(partner, AT).read == ()
    assert names(into) == ["b.xml"]
    path.write_bytes(whole)
    assert [file.state for file in exchange_with(partner, AT).read] == ["taken"]
    path.write_bytes(whole[:-9])
    old = time.time() - 60
    os.utime(path, (old, old))
    assert [file.state for file in exchange_with(partner, AT).read] == ["refused"]


def test_killed_before_it_was_put_away(partner: Partner, into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time it is only put away, with the result of the first."""
    (into / "b.xml").write_bytes(cases_file(new_case("B-1"), new_case("B-2", "<kind>x</kind>")))
    monkeypatch.setattr(cases_folders, "_put_away", lambda *_what: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        exchange_with(partner, AT)
    monkeypatch.undo()
    (file,) = exchange_with(partner, AT).read
    assert (file.taken, file.known, file.refused) == (1, 0, 1)
    assert PartnerFile.objects.count() == 1
    assert names(into) == []


def test_trouble_stands_at_the_partner(partner: Partner, into: Path) -> None:
    into.rmdir()
    into.write_bytes(b"no folder")
    assert exchange_with(partner, AT).trouble
    partner.refresh_from_db()
    assert str(into) in partner.last_error


def test_two_partners_never_share_a_folder(people: People, partner: Partner) -> None:
    from kulanz.core.refusal import Refusal

    with pytest.raises(Refusal, match="benutzt schon ein anderer Partner"):
        make_partner(people, "fremd", party_id=people.fremd.pk, folder_in="partner/blatt/in")
    assert Partner.objects.count() == 1


def test_one_bad_file_keeps_no_other_from_being_read(
    partner: Partner, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = time.time() - 60
    for name, content in (("1.xml", b""), ("2.xml", cases_file(new_case("B-2"))), ("3.xml", b"x" * 50)):
        (into / name).write_bytes(content)
        os.utime(into / name, (old, old))
    (into / "4.xml").write_bytes(cases_file(new_case("B-4")))
    real = cases_working.work_through

    def broken(*, file_id: int, **how: Any) -> PartnerFile:
        if PartnerFile.objects.get(pk=file_id).name == "2.xml":
            raise KeyError("nobody thought of this")
        return real(file_id=file_id, **how)

    monkeypatch.setattr(cases_folders, "work_through", broken)
    done = exchange_with(partner, AT)
    assert [(file.name, file.state) for file in done.read] == [
        ("1.xml", "refused"),
        ("3.xml", "refused"),
        ("4.xml", "taken"),
    ]
    assert "2.xml" in done.trouble
    partner.refresh_from_db()
    assert "2.xml" in partner.last_error
    assert names(into) == ["2.xml"]
    (empty,) = PartnerFile.objects.filter(name="1.xml")
    result = valid((into / "rejected" / f"{empty.pk}-1.xml.result.xml").read_bytes())
    assert [problem.get("code") for problem in result] == ["partner_file_empty"]
    monkeypatch.undo()
    assert [file.name for file in exchange_with(partner, AT).read] == ["2.xml"]
    assert [case.dealer_reference for case in Case.objects.order_by("id")] == ["B-4", "B-2"]


def test_a_house_that_has_left_exchanges_nothing(people: People, partner: Partner, into: Path) -> None:
    people.blatt.active = False
    people.blatt.save()
    (into / "b.xml").write_bytes(cases_file(new_case("B-1")))
    assert exchange_with_partners(people.tenant.pk, AT) == []
    assert names(into) == ["b.xml"]
    assert not Case.objects.exists()
    assert not PartnerFile.objects.exists()


def test_what_was_put_away_goes_with_the_person_and_after_its_time(
    people: People, partner: Partner, into: Path
) -> None:
    for name in ("1", "2"):
        (into / f"{name}.xml").write_bytes(cases_file(new_case(f"B-{name}")))
    (into / "3.xml").write_bytes(b"")
    os.utime(into / "3.xml", (time.time() - 60,) * 2)
    exchange_with_partners(people.tenant.pk, AT)
    (into / "processed" / "eigenes.xml").write_bytes(b"nicht von uns")
    _one, two, _three = PartnerFile.objects.order_by("id")
    assert tidy_folders(people.tenant.pk, AT) == 0
    erase_mails(
        actor=people.otto,
        own_cases=[Case.objects.get(dealer_reference="B-1").pk],
        kept_cases=[],
        party_id=people.karla.pk,
        membership_ids=[],
        emails=[],
        at=AT,
    )
    assert tidy_folders(people.tenant.pk, AT) == 2
    assert names(into / "processed") == [f"{two.pk}-2.xml", f"{two.pk}-2.xml.result.xml", "eigenes.xml"]
    assert len(names(into / "rejected")) == 2
    assert tidy_folders(people.tenant.pk, AT + KEPT_FOR) == 0
    assert tidy_folders(people.tenant.pk, AT + KEPT_FOR + timedelta(days=1)) == 4
    assert names(into / "processed") == ["eigenes.xml"]
    assert names(into / "rejected") == []
