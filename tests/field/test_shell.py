"""What a device keeps to start without network: everything the pages ask for, no more, and no data."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from kulanz.core.tenancy.models import Tenant
from kulanz.interfaces.field import precache
from kulanz.interfaces.field.words import WORDS, words_in
from tests.execution.visits_world import World

SCRIPTS = Path(precache.__file__).parent / "static" / "field" / "js"
IMPORT = re.compile(r"""^import[^"]*"(?P<path>\.[^"]+)";$""", re.MULTILINE)
WORD = re.compile(r"""\bt\("(?P<name>[a-z_.]+)\"""")
CHOSEN_WORD = re.compile(r"""\bt\([^"`)]*\? "(?P<one>[a-z_.]+)" : "(?P<other>[a-z_.]+)\"""")
COUNTED = re.compile(r"""\btn\("(?P<name>[a-z_.]+)\"""")
# Whose last part is filled in.
FAMILIES = ("fault.", "entry.", "photo.", "result.", "safety.", "theme.")


def sources() -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for path in sorted(SCRIPTS.rglob("*.js"))}


def kept(client: Client) -> list[str]:
    """The addresses the worker keeps."""
    script = client.get("/feld/sw.js").content.decode()
    return list(json.loads(script[script.index("SHELL = ") + 8 : script.index("];") + 1]))


@pytest.fixture
def guest(tenant: Tenant) -> Client:
    return Client(headers={"host": tenant.host})


def test_the_page_is_for_technicians_and_the_rest_for_everybody(
    world: World, signed_in: Any, guest: Client
) -> None:
    page = signed_in(world.fritz_actor).get("/feld/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Fritz" not in text
    assert "csrfmiddlewaretoken" not in text
    assert guest.get("/feld/").status_code == 302
    assert signed_in(world.people.anna).get("/feld/").status_code == 404
    for address in ("sw.js", "app.webmanifest", "worte/de.json", "worte/en.json"):
        assert guest.get(f"/feld/{address}").status_code == 200, address
    assert guest.get("/feld/worte/fr.json").status_code == 404


def test_what_the_worker_keeps_exists(world: World, signed_in: Any) -> None:
    client = signed_in(world.fritz_actor)
    for address in kept(client):
        if address.startswith("/static/"):
            assert finders.find(address.removeprefix("/static/")), address
        else:
            assert client.get(address).status_code == 200, address


def test_every_script_and_style_of_the_app_is_kept(world: World, signed_in: Any) -> None:
    client = signed_in(world.fritz_actor)
    addresses = set(kept(client))
    static = Path(str(finders.find("field/js/app.js"))).parents[2]
    for path, text in sources().items():
        assert f"/static/{path.relative_to(static).as_posix()}" in addresses
        for found in IMPORT.finditer(text):
            name = (path.parent / found["path"]).resolve()
            vendor = name.as_posix().partition("/static/")[2]
            assert f"/static/{vendor}" in addresses, f"{path.name}: {found['path']}"
    page = client.get("/feld/").content.decode()
    for address in re.findall(r'(?:src|data-sprite|data-scanner)="([^"]+)"', page):
        assert address in addresses
    for address in re.findall(r'rel="stylesheet" href="([^"]+)"', page):
        assert address in addresses


def test_a_change_of_the_brand_is_a_new_version(tenant: Tenant) -> None:
    before = precache.shell_of(tenant).version
    assert precache.shell_of(tenant).version == before
    tenant.brand_color = "#123456"
    assert precache.shell_of(tenant).version != before


def test_every_word_of_the_scripts_is_there_and_none_is_idle() -> None:
    used: set[str] = set()
    for text in sources().values():
        used |= {found["name"] for found in WORD.finditer(text)}
        used |= {name for found in CHOSEN_WORD.finditer(text) for name in found.groups()}
        used |= {f"{found['name']}.{n}" for found in COUNTED.finditer(text) for n in ("one", "many")}
        # names that wait in tables until they are shown
        used |= {name for name in WORDS if f'"{name}"' in text}
    assert not sorted(used - set(WORDS))
    idle = {name for name in set(WORDS) - used if not name.startswith(FAMILIES)}
    assert idle == {"app"}


def test_the_words_keep_their_places_in_english() -> None:
    german, english = words_in("de"), words_in("en")
    for name, text in german.items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", english[name])), name


def test_no_script_reads_markup_or_runs_texts() -> None:
    forbidden = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
    found = [path.name for path, text in sources().items() if forbidden.search(text)]
    assert not found
    missing_in_safari = re.compile(
        r"BarcodeDetector|SyncManager|\.sync\.register|periodicSync|showOpenFilePicker"
    )
    assert not [path.name for path, text in sources().items() if missing_in_safari.search(text)]


def test_the_app_introduces_itself(guest: Client, tenant: Tenant) -> None:
    told = guest.get("/feld/app.webmanifest").json()
    assert told["start_url"] == told["scope"] == "/feld/"
    assert told["display"] == "standalone"
    assert tenant.name in told["name"]
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in told["icons"])
