"""Lists at the desk: tried first, shown with their effect, then taken as they were shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kulanz.core.tables.reading import read_table
from kulanz.core.tables.writing import write_xlsx
from kulanz.masterdata.catalog.models import (
    Article,
    Rate,
)
from tests.masterdata_desk.rate_pages import (
    BASE,
    PICK_UP,
    at_noon,  # noqa: F401  # for every test here
    pallet,
    set_address,
    text,
)
from tests.solution.scene import Scene, make_complaint

LIST = "Kostenart;Land;FE;Ab;Betrag\npick_up;DE;PALETTE;2026-12-01;52\npick_up;AT;PALETTE;2026-12-01;61\n"


def upload(client: Client, content: str | bytes, name: str = "saetze.csv", which: str = "saetze") -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return client.post(
        f"{BASE}listen/pruefen/",
        {"kind": which, "file": SimpleUploadedFile(name, raw), "otherwise_from": "2026-11-22"},
    )


def hidden(page: str) -> dict[str, str]:
    found = {}
    for name in ("kind", "token", "expected", "otherwise_from"):
        marker = f'name="{name}" value="'
        found[name] = page.split(marker, 1)[1].split('"', 1)[0]
    return found


@pytest.mark.parametrize(
    "made",
    [
        lambda: ("saetze.csv", LIST.encode()),
        lambda: (
            "saetze.xlsx",
            write_xlsx(
                ["Kostenart", "Land", "FE", "Ab", "Betrag"],
                [
                    ["pick_up", c, "PALETTE", date(2026, 12, 1), Decimal(n)]
                    for c, n in (("DE", 52), ("AT", 61))
                ],
            ),
        ),
    ],
)
def test_a_list_is_tried_and_then_taken(
    fiona: Client, scene: Scene, made: Callable[[], tuple[str, bytes]]
) -> None:
    case = make_complaint(scene)
    before = list(Rate.objects.order_by("pk").values())
    name, content = made()
    tried = upload(fiona, content, name)
    page = text(tried)
    assert tried.status_code == 200
    assert "2 neu" in page
    assert case.number in page
    assert list(Rate.objects.order_by("pk").values()) == before
    taken = fiona.post(f"{BASE}listen/uebernehmen/", hidden(page))
    assert taken.status_code == 302
    assert Rate.objects.filter(valid_from=date(2026, 12, 1)).count() == 2
    again = fiona.post(f"{BASE}listen/uebernehmen/", hidden(page), follow=True)
    assert "liegt nicht mehr vor" in text(again)
    assert Rate.objects.count() == len(before) + 2
    assert "alles steht schon so da" in text(upload(fiona, content, name))


def test_a_faulty_list_is_not_offered_for_taking(fiona: Client, scene: Scene) -> None:
    page = upload(fiona, LIST + "pick_up;XX;PALETTE;2026-12-01;-1\n")
    assert page.status_code == 422
    assert "Dieses Land gibt es nicht" in text(page)
    assert 'name="token"' not in text(page)
    for content, name in ((b"", "leer.csv"), (b"\x00\x01", "x.csv"), (b"PK\x03\x04", "x.xlsx")):
        assert upload(fiona, content, name).status_code == 422


def test_a_list_that_no_longer_does_what_was_shown_is_shown_anew(
    fiona: Client, lena: Client, scene: Scene
) -> None:
    page = text(upload(fiona, LIST))
    lena.post(set_address("pick_up"), {**PICK_UP, "freight_unit": str(pallet()), "step": "save"})
    before = list(Rate.objects.order_by("pk").values())
    anew = fiona.post(f"{BASE}listen/uebernehmen/", hidden(page))
    assert "noch einmal an" in text(anew)
    assert "1 neu, 1 geändert" in text(anew)
    assert list(Rate.objects.order_by("pk").values()) == before
    # the list of somebody else is not there
    stolen = lena.post(f"{BASE}listen/uebernehmen/", hidden(text(anew)), follow=True)
    assert "liegt nicht mehr vor" in text(stolen)
    assert fiona.post(f"{BASE}listen/uebernehmen/", hidden(text(anew))).status_code == 302
    assert Rate.objects.get(country="DE", valid_from=date(2026, 12, 1)).amount == Decimal(52)


def test_lists_go_out(fiona: Client, scene: Scene) -> None:
    for which in ("saetze", "kurse"):
        for form in ("csv", "xlsx"):
            for what in ("today", "all"):
                answer = fiona.get(f"{BASE}listen/{which}/?format={form}&what={what}")
                assert answer.status_code == 200
                table = read_table(f"x.{form}", answer.content)
                assert len(table.rows) == (Rate.objects.count() if which == "saetze" else 0)
    assert fiona.get(f"{BASE}listen/anderes/").status_code == 404
    out = fiona.get(f"{BASE}artikel/liste/laden/?format=xlsx")
    assert len(read_table("a.xlsx", out.content).rows) == 2


def test_article_lists_are_tried_and_taken(fiona: Client, scene: Scene) -> None:
    address = f"{BASE}artikel/liste/"
    content = b"Nummer;Name;EK2\nST-100;Drehstuhl Kranich;130\nN-2;Neu;5,50\n"
    page = text(fiona.post(address, {"file": SimpleUploadedFile("a.csv", content)}))
    assert "1 neu, 1 geändert, 0 unverändert" in page
    assert not Article.objects.filter(number="N-2").exists()
    token = page.split('name="token" value="', 1)[1].split('"', 1)[0]
    assert fiona.post(address, {"token": token, "step": "save"}).status_code == 302
    assert Article.objects.get(number="ST-100").cost_price == Decimal(130)
    faulty = fiona.post(address, {"file": SimpleUploadedFile("a.csv", b"Nummer;Name;EK2\nX;x;-1\n")})
    assert faulty.status_code == 422
    assert "Zeile 2" in text(faulty)
