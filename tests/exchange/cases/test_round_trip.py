"""Two installations send each other a case, by their folders, until neither has anything to say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from kulanz.cases.commands.messages import add_message, attach_files
from kulanz.cases.commands.recording import NewCase, NewPosition, record_case
from kulanz.cases.models import Case, CaseFile, Message
from kulanz.cases.rules import Audience, Kind
from kulanz.core.files.commands import store_file
from kulanz.core.protocol.working import work_once
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.interfaces.exchange.cases_folders import Done, exchange_with
from kulanz.stages.contact.models import OutgoingMail, Partner, PartnerCase
from kulanz.workflows.reactions import NEWS
from tests.cases.people import AT, People, make_people
from tests.conftest import make_tenant
from tests.exchange.cases.conftest import make_partner

T = TypeVar("T")


@dataclass
class House:
    """One installation's tenant, and the folders it shares with the other one."""

    people: People
    partner: Partner
    into: Path
    out: Path

    def do(self, act: Callable[[], T]) -> T:
        with tenant_context(self.people.tenant.pk):
            return act()

    def exchange(self, at: datetime) -> Done:
        done = exchange_with(self.do(lambda: Partner.objects.get(pk=self.partner.pk)), at)
        assert done.trouble == ""
        return done

    def say(self, text: str, at: datetime, audience: Audience = Audience.DEALER) -> None:
        case = self.do(Case.objects.get)
        self.do(
            lambda: add_message(actor=self.people.anna, case_id=case.pk, body=text, audience=audience, at=at)
        )

    def heard(self) -> list[str]:
        return self.do(
            lambda: list(Message.objects.order_by("created_at", "id").values_list("body", flat=True))
        )


@dataclass
class Both:
    maker: House
    dealer: House
    at: datetime = AT

    def later(self) -> datetime:
        self.at += timedelta(minutes=10)
        return self.at

    def round(self) -> int:
        """Each says what is new, and reads what the other said; how many files went over."""
        at, moved = self.later(), 0
        for source, target in ((self.dealer, self.maker), (self.maker, self.dealer)):
            source.exchange(at)
            for path in sorted(source.out.glob("*")):
                target.into.mkdir(parents=True, exist_ok=True)
                path.rename(target.into / path.name)
                moved += 1
            for file in target.exchange(at).read:
                assert file.state == "taken", target.do(lambda f=file: list(f.results.values("problems")))
        return moved

    def until_still(self, most: int = 4) -> int:
        for rounds in range(most):
            if not self.round():
                return rounds
        raise AssertionError("they go on for ever")


def house(tenant: Tenant, other: str, name: str, home: Path) -> House:
    """A tenant whose dealer is the other house, under the other's short name."""
    with tenant_context(tenant.pk):
        people = make_people(tenant, domain=f"{tenant.slug}.test")
        people.blatt.name = name
        people.blatt.save()
        partner = make_partner(people, other, reads_folder=True, sends_cases=True)
    folder = home / "exchange" / tenant.slug / "partner" / other
    return House(people, partner, folder / "in", folder / "out")


@pytest.fixture
def both(db: None, home: Path) -> Iterator[Both]:
    maker, dealer = make_tenant("werk"), make_tenant("haendler", name="Bürohaus Blatt")
    return Both(
        house(maker, "haendler", "Bürohaus Blatt", home), house(dealer, "werk", "Nordlicht Werk", home)
    )


def begun(both: Both) -> Case:
    """A case of the dealer's own customer, which the maker is to help with."""
    people = both.dealer.people

    def record() -> Case:
        case = record_case(
            actor=people.anna,
            case=NewCase(
                title="Stuhl sinkt ab",
                kind=Kind.COMPLAINT,
                description="Seit Montag.",
                customer_id=people.karla.pk,
                dealer_id=people.blatt.pk,
                positions=(NewPosition(item_text="Drehstuhl", serial_number="S1"),),
            ),
            at=AT,
        )
        photo = store_file(tenant_id=people.tenant.pk, content=b"Notiz", name="notiz.txt", at=AT)
        attach_files(actor=people.anna, case_id=case.pk, files=[photo], audience=Audience.ALL, at=AT)
        return case

    return both.dealer.do(record)


def test_a_case_goes_there_and_back_and_they_end_still(both: Both) -> None:
    begun(both)
    maker, dealer = both.maker, both.dealer
    assert both.until_still() <= 3
    theirs = maker.do(Case.objects.get)
    ours = dealer.do(Case.objects.get)
    assert (theirs.title, theirs.description, theirs.kind) == ("Stuhl sinkt ab", "Seit Montag.", "complaint")
    # both numbers stand side by side at both ends
    assert (theirs.number, theirs.dealer_reference) == ("WE-2026-00001", "HA-2026-00001")
    assert (ours.number, ours.dealer_reference) == ("HA-2026-00001", "WE-2026-00001")
    for side, case, other in ((maker, theirs, ours), (dealer, ours, theirs)):
        row = side.do(lambda c=case: PartnerCase.objects.get(case=c))
        assert (row.their_reference, bool(row.their_state)) == (other.number, True)

    maker.say("Bitte die Seriennummer prüfen.", both.later())
    maker.say("Nur für uns: Kulanz möglich.", both.at, Audience.INTERNAL)
    assert both.until_still() <= 3
    dealer.say("Es ist S1.", both.later())
    dealer.say("Der Kunde ist ungehalten.", both.at, Audience.INTERNAL)
    dealer.say("Wir kümmern uns.", both.at, Audience.CUSTOMER)
    assert both.until_still() <= 3
    maker.say("Danke, ein neuer Stuhl kommt.", both.later())
    dealer.say("Prima.", both.at)
    assert both.until_still() <= 3

    open_words = [
        "Bitte die Seriennummer prüfen.", "Es ist S1.", "Wir kümmern uns.", "Danke, ein neuer Stuhl kommt.",
        "Prima.",
    ]  # fmt: skip
    assert sorted(maker.heard()) == sorted([*open_words, "Nur für uns: Kulanz möglich."])
    assert sorted(dealer.heard()) == sorted([*open_words, "Der Kunde ist ungehalten."])
    for side in (maker, dealer):
        assert side.do(Case.objects.count) == 1
        assert side.do(lambda: list(CaseFile.objects.values_list("name", flat=True))) == ["notiz.txt"]
    # and nothing more, however often they look
    assert [both.round() for _ in range(3)] == [0, 0, 0]
    assert maker.do(lambda: Message.objects.exclude(audience__in=["dealer", "internal"]).count()) == 0


def test_the_other_house_s_customer_hears_from_it_alone(both: Both) -> None:
    begun(both)
    both.until_still()
    maker = both.maker
    work_once(both.later(), [maker.people.tenant.pk], consumers=[NEWS])
    maker.say("Wir prüfen.", both.later())
    work_once(both.later(), [maker.people.tenant.pk], consumers=[NEWS])
    recipients = maker.do(lambda: set(OutgoingMail.objects.values_list("recipient", flat=True)))
    assert recipients <= {f"service@blatt.{maker.people.tenant.slug}.test"}


def test_without_the_marks_they_would_never_end(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: as if what came from the other house were one's own."""
    from kulanz.interfaces.exchange import cases_writing

    begun(both)
    both.until_still()
    nothing = cases_writing._Theirs({}, {})
    monkeypatch.setattr(cases_writing, "_theirs", lambda _partner, _case: nothing)
    both.maker.say("Hallo?", both.later())
    with pytest.raises(AssertionError, match="for ever"):
        both.until_still()
    assert both.maker.heard().count("Hallo?") > 1
