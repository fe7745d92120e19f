"""The layers are written once, in pyproject.toml; here they meet the apps, the folders and the map."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from kulanz.config.apps import APPS

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src" / "kulanz"
MAP = ROOT / "docs" / "architecture.md"


def contracts() -> dict[str, dict[str, Any]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["id"]: contract for contract in settings["tool"]["importlinter"]["contracts"]}


def from_below(contract: str) -> list[str]:
    """The names of a contract's layers, lowest first, whether they exist or not."""
    return [layer.strip("()") for layer in reversed(contracts()[contract]["layers"])]


def must_exist(contract: str) -> set[str]:
    return {layer for layer in contracts()[contract]["layers"] if not layer.startswith("(")}


def folders(place: Path) -> set[str]:
    """The Python packages in a folder."""
    return {file.parent.name for file in place.glob("*/__init__.py")}


def test_every_folder_is_a_layer() -> None:
    assert must_exist("layers") <= folders(SOURCES) <= set(from_below("layers"))


def test_every_stage_has_its_place() -> None:
    assert must_exist("stages") <= folders(SOURCES / "stages") <= set(from_below("stages"))


def test_apps_are_listed_from_the_lowest_layer_up() -> None:
    order = from_below("layers")
    layers = [app.split(".")[1] for app in APPS]
    assert layers == sorted(layers, key=order.index)
    for contract in ("stages", "masterdata"):
        listed = [app.split(".")[2] for app in APPS if app.startswith(f"kulanz.{contract}.")]
        assert listed == sorted(listed, key=from_below(contract).index)


def test_every_app_exists_once() -> None:
    assert len(set(APPS)) == len(APPS)
    missing = [app for app in APPS if not (ROOT / "src" / app.replace(".", "/") / "__init__.py").is_file()]
    assert not missing


def test_every_folder_with_tables_is_an_app() -> None:
    """A migration in a folder that is not installed would never run."""
    with_tables = {
        ".".join(("kulanz", *file.parent.parent.relative_to(SOURCES).parts))
        for file in SOURCES.glob("**/migrations/__init__.py")
    }
    assert with_tables <= set(APPS)


def test_every_stage_and_interface_is_an_app() -> None:
    for layer in ("stages", "interfaces", "masterdata"):
        found = {f"kulanz.{layer}.{name}" for name in folders(SOURCES / layer)}
        assert found == {app for app in APPS if app.startswith(f"kulanz.{layer}.")}


def test_the_order_inside_holds_for_every_app_with_business() -> None:
    business = {app for app in APPS if app.split(".")[1] in {"cases", "masterdata", "stages", "escalation"}}
    assert set(contracts()["inside"]["containers"]) == business


def drawn() -> list[tuple[str, ...]]:
    """The folders in the block of the map that starts with `src/kulanz/`, two spaces a level."""
    block = re.search(
        r"^```\w*\nsrc/kulanz/\n(?P<lines>.*?)^```", MAP.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert block, "docs/architecture.md needs a fenced block that begins with the line “src/kulanz/”"
    path: list[str] = []
    found = []
    for line in block["lines"].splitlines():
        if entry := re.match(r"(?P<indent>(?:  )+)(?P<name>[a-z_]+)/(\s|$)", line):
            path[len(entry["indent"]) // 2 - 1 :] = [entry["name"]]
            found.append(tuple(path))
    return found


def test_the_map_shows_the_house() -> None:
    """As soon as there is documentation, it shows every folder of the two upper levels, in order."""
    if not MAP.parent.is_dir():
        return
    shown = drawn()
    layers = [path[0] for path in shown if len(path) == 1]
    assert layers == [name for name in reversed(from_below("layers")) if name in folders(SOURCES)]
    for layer in ("interfaces", "stages", "masterdata", "core"):
        assert {path[1] for path in shown if len(path) == 2 and path[0] == layer} == folders(SOURCES / layer)
