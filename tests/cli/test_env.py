"""Settings from the environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kulanz.config.env import Environment, InvalidEnvironment, example, load_environment

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Environment.model_fields.values():
        monkeypatch.delenv(str(field.validation_alias), raising=False)
    monkeypatch.setenv("KULANZ_ENV_FILE", "")


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("PORT", "acht", "PORT is 'acht': input should be a valid integer"),
        ("PORT", "70000", "PORT is '70000': input should be less than or equal to 65535"),
        (
            "KULANZ_WEB_PROCESSES",
            "0",
            "KULANZ_WEB_PROCESSES is '0': input should be greater than or equal to 1",
        ),
        ("SMTP_TLS", "ssl", "SMTP_TLS is 'ssl': input should be 'none', 'starttls' or 'tls'"),
        ("KULANZ_DEBUG", "perhaps", "KULANZ_DEBUG is 'perhaps': input should be a valid boolean"),
        ("DATABASE_URL", "mysql://a:geheim@b/c", "DATABASE_URL: must begin with postgresql://"),
        ("DATABASE_URL", "postgresql://a:geheim@b", "DATABASE_URL: names no database"),
        ("OWNER_DATABASE_URL", "postgresql://a@b/c", "OWNER_DATABASE_URL needs DATABASE_URL"),
        (
            "KULANZ_METRICS_TOKEN",
            "kurz-geheim",
            "KULANZ_METRICS_TOKEN: string should have at least 16 characters",
        ),
    ],
)
def test_a_wrong_value_is_named_in_one_line_without_secrets(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, line: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidEnvironment) as refused:
        load_environment()
    assert len(refused.value.lines) == 1
    assert refused.value.lines[0].startswith(line)
    assert "geheim" not in str(refused.value)


def test_all_wrong_values_are_named_at_once() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kulanz", "db", "start"],
        env={**os.environ, "PORT": "x", "SMTP_PORT": "y"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert [line.split(" is ")[0] for line in done.stderr.splitlines()] == [
        "kulanz: PORT",
        "kulanz: SMTP_PORT",
    ]


def test_an_empty_value_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    monkeypatch.setenv("DATABASE_URL", "")
    assert load_environment().port == 8000
    assert load_environment().database_url is None


def test_the_example_is_the_one_of_this_version() -> None:
    assert (ROOT / ".env.example").read_text() == example(), "run: kulanz env-example > .env.example"


def test_the_example_can_be_taken_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line.removeprefix("#") for line in example().splitlines() if not line.startswith("# ")]
    (tmp_path / ".env").write_text("\n".join(lines))
    monkeypatch.setenv("KULANZ_ENV_FILE", str(tmp_path / ".env"))
    assert load_environment() == Environment(_env_file=None)
