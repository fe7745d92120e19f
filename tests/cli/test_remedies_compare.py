"""`kulanz remedies compare`: what it answers, without a database and for a tenant."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kulanz.config.cli import remedies
from kulanz.config.comparison import wording
from kulanz.core import clock
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import CostKind, Rate
from kulanz.workflows.defaults import ensure_defaults
from tests.cli.comparing import CHAIR, Asking, about, rate

ROOT = Path(__file__).resolve().parents[2]
JSON = re.compile(r"^```json\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Asking:
    return Asking(monkeypatch, capsys)


def _example() -> tuple[str, str]:
    given, answered = JSON.findall((ROOT / "docs/remedies-compare.md").read_text(encoding="utf-8"))
    return given, answered


def test_the_example_of_the_documentation(ask: Asking, tmp_path: Path) -> None:
    given, answered = _example()
    assert ask(given, language="de").answer == json.loads(answered)
    file = tmp_path / "case.json"
    file.write_text(given, encoding="utf-8")
    assert ask("", "--file", str(file), language="de").answer == json.loads(answered)


def test_without_a_tenant_no_database_is_started(tmp_path: Path) -> None:
    given, answered = _example()
    environment = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    environment |= {"KULANZ_HOME": str(tmp_path / "home"), "LC_ALL": "de_DE.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-m", "kulanz", "remedies", "compare"],
        input=given.encode(),
        capture_output=True,
        env=environment,
        check=True,
        timeout=60,
    )
    assert json.loads(done.stdout) == json.loads(answered)
    assert not done.stderr
    assert not (tmp_path / "home").exists()


def test_wrong_input_ends_the_program_with_2_and_no_trace(tmp_path: Path) -> None:
    environment = os.environ | {"KULANZ_HOME": str(tmp_path / "home"), "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-m", "kulanz", "remedies", "compare"],
        input=b'{"positions": [{"ref": "caf\xc3\xa9 \\u001b[2J", "pieces": -1, "\\u001b": 0}]}',
        capture_output=True,
        env=environment,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"kulanz: positions[0].pieces: must be greater than 0" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"\x1b" not in done.stderr


def test_the_kinds_and_the_matrix_delivered_with_the_names_of_the_language(ask: Asking) -> None:
    english, german = ask(about()), ask(about(), language="de")
    assert [one["name"] for one in english.answer["remedies"]] == [
        "Spare-part delivery", "External service", "Price reduction", "Free exchange",
        "Delivery without return", "Pick-up for credit",
    ]  # fmt: skip
    assert german.remedy("exchange")["name"] == "Kostenloser Austausch"
    assert [line["name"] for line in german.remedy("external_service")["lines"]] == ["Einsatzkosten"]


@pytest.mark.parametrize(
    ("variables", "spoken"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US", "LC_MESSAGES": "de_AT"}, "de"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_of_the_terminal(
    variables: dict[str, str], spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert wording.language(None) == spoken
    assert wording.language("de") == "de"


def test_missing_figures_are_no_error_and_say_which(ask: Asking) -> None:
    said = ask(about(country=""))
    assert said.code == 0
    line = next(one for one in said.remedy("exchange")["lines"] if one["kind"] == "pick_up")
    assert (line["amount"], line["missing"]) == (None, "country")
    line = next(one for one in ask(about()).remedy("exchange")["lines"] if one["kind"] == "pick_up")
    assert line["missing"] == "rate"
    assert line["origin"] == {"currency": "EUR", "times": "1", "country": "DE", "unit": "parcel"}


def test_today_counts_where_no_day_is_given(ask: Asking) -> None:
    document = about(rates=[rate("packaging", amount="4.50", valid_from="2027-03-01")])
    del document["day"]
    with clock.frozen(datetime(2027, 3, 1, 12, tzinfo=UTC)):
        assert ask(document).answer["day"] == "2027-03-01"


def test_numbers_are_exact_as_text_and_as_numbers(ask: Asking) -> None:
    for price in ("0.1", '"0.10"', "1e-1", "0.100"):
        document = json.dumps(about()).replace('"180.00"', price)
        lines = ask(document).remedy("exchange")["lines"]
        assert lines[0]["amount"] == "0.10"
    whole = ask(json.dumps(about()).replace('"180.00"', "9999999.99")).remedy("exchange")["lines"]
    assert whole[0]["amount"] == "9999999.99"


def test_no_minus_before_nothing(ask: Asking) -> None:
    document = about(
        entries=[{"kind": "second_choice", "amount": "-0.00"}, {"kind": "pick_up", "amount": "-0"}]
    )
    lines = {line["kind"]: line["amount"] for line in ask(document).remedy("exchange")["lines"]}
    assert (lines["second_choice"], lines["pick_up"]) == ("0.00", "0.00")


def test_a_byte_order_mark_does_not_matter(ask: Asking) -> None:
    assert ask(b"\xef\xbb\xbf" + json.dumps(about()).encode()).code == 0


def test_kinds_and_remedies_of_one_s_own(ask: Asking) -> None:
    said = ask(
        about(
            kinds=[{"code": "work", "name": "Arbeit", "scope": "entered"}, {"code": "box", "scope": "unit"}],
            remedies=[
                {"code": "factory", "nature": "repair", "required": ["work"], "optional": ["box"]},
                {"code": "back", "nature": "refund", "required": ["box"], "is_benchmark": True},
            ],
            rates=[rate("box", unit="parcel", amount="3.00")],
            entries=[{"kind": "work", "amount": "2.99"}],
        )
    )
    assert (said.remedy("factory")["total"], said.remedy("factory")["marks"]) == ("5.99", ["dearer"])
    assert (said.answer["benchmark"], said.answer["recommended"]) == ("back", "back")


def test_excluded_and_without_a_part(ask: Asking) -> None:
    said = ask(about(excluded={"exchange": "no"}, parts=[]))
    assert said.remedy("exchange")["excluded"] == "no"
    assert not said.remedy("exchange")["can_be_chosen"]
    assert said.remedy("spare_part")["obstacle"] == "no_part"
    undeliverable = ask(about(parts=[{"ref": "p", "deliverable": False}]))
    assert undeliverable.remedy("spare_part")["obstacle"] == "part_not_deliverable"


# ------------------------------------------------------------------------------------------------- tenants


@pytest.fixture
def house(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    """A tenant with the defaults and a rate that begins on 1 November 2026."""
    monkeypatch.setattr(remedies, "product", contextlib.nullcontext)
    at = datetime(2026, 1, 1, 9, tzinfo=UTC)
    ensure_defaults(tenant_id=tenant.pk, at=at)
    Rate.objects.create(
        tenant=tenant,
        cost_kind=CostKind.objects.get(code="packaging"),
        valid_from=date(2026, 11, 1),
        amount=Decimal("4.50"),
        currency="EUR",
        created_at=at,
    )
    return tenant


def _packaging(said: Any) -> str | None:
    lines = said.remedy("spare_part")["lines"]
    found: str | None = next(line["amount"] for line in lines if line["kind"] == "packaging")
    return found


def test_a_tenant_s_own_figures_of_the_day(house: Tenant, ask: Asking) -> None:
    given = about(parts=[{"ref": "part"}])
    assert _packaging(ask(given, "--tenant", house.slug)) == "4.50"
    assert _packaging(ask(given, "--tenant", house.host)) == "4.50"
    assert _packaging(ask(given | {"day": "2026-10-31"}, "--tenant", house.slug)) is None


def test_today_is_the_tenant_s_today(house: Tenant, ask: Asking) -> None:
    given = {"positions": [CHAIR], "parts": [{"ref": "part"}]}
    # half past midnight in Berlin, still the day before in UTC
    with clock.frozen(datetime(2026, 10, 31, 23, 30, tzinfo=UTC)):
        said = ask(given, "--tenant", house.slug)
    assert said.answer["day"] == "2026-11-01"
    assert _packaging(said) == "4.50"


def test_with_a_tenant_its_figures_do_not_stand_in_the_input(house: Tenant, ask: Asking) -> None:
    lines = ask.wrong(about(rates=[], currency="EUR"), "--tenant", house.slug)
    assert sorted(lines) == [
        "currency: comes from the tenant and is left out with --tenant",
        "rates: comes from the tenant and is left out with --tenant",
    ]


def test_entries_are_checked_against_the_tenant_s_kinds(house: Tenant, ask: Asking) -> None:
    entries = [{"kind": "packaging", "amount": "1"}, {"kind": "porto", "amount": "1"}]
    assert ask.wrong(about(entries=entries), "--tenant", house.slug) == [
        'entries[1].kind: unknown cost kind (given: "porto")'
    ]


def test_an_unknown_tenant(house: Tenant, ask: Asking) -> None:
    assert ask.wrong(about(), "--tenant", "nobody", language="de") == [
        '--tenant: unbekannter Mandant (angegeben: "nobody")'
    ]


def test_wrong_input_is_refused_before_the_database_is_asked(
    monkeypatch: pytest.MonkeyPatch, ask: Asking
) -> None:
    def untouched() -> None:
        raise AssertionError("the database was asked")

    monkeypatch.setattr(remedies, "product", untouched)
    assert ask.wrong("{", "--tenant", "nordlicht")
