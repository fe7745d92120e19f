"""The grid at the desk: look, check whom it concerns, save; and the pages of one remedy."""

from __future__ import annotations

import re

from django.test import Client

from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.rules import Kind
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.catalog.models import CostKind
from kulanz.stages.solution.models import Remedy, RemedyCostKind
from kulanz.stages.solution.queries.settings import Cell, cells_of
from tests.cases.people import AT, People

URL = "/desk/stammdaten/massnahme-kostenart/"
REMEDIES = "/desk/stammdaten/massnahmen/"


def name_of(remedy: str, kind: str) -> str:
    return f"{Remedy.objects.get(code=remedy).pk}-{CostKind.objects.get(code=kind).pk}"


def grid(page: str) -> dict[str, str]:
    """The controls of the grid with their values."""
    found = dict(re.findall(r'name="(b-\d+-\d+)" value="(\w*)"', page))
    for name, options in re.findall(r'name="(c-\d+-\d+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        found[name] = re.findall(r'value="(\w*)" selected', options)[0]
    return found


def test_a_change_is_checked_before_it_is_saved(lena: Client, people: People) -> None:
    case = record_case(actor=people.anna, case=NewCase(title="Armlehne bricht", kind=Kind.COMPLAINT), at=AT)
    form = grid(lena.get(URL).content.decode())
    cell = name_of("exchange", "customs")
    assert form[f"c-{cell}"] == "required"
    assert f"c-{name_of('external_service', 'pick_up')}" not in form
    entries = ProtocolEntry.objects.count()
    check = lena.post(URL, {**form, f"c-{cell}": "optional", "step": "check"})
    page = check.content.decode()
    assert check.status_code == 200
    assert "Eine offene Reklamation ist noch nicht entschieden" in page
    assert case.number in page
    assert ProtocolEntry.objects.count() == entries
    hidden = dict(re.findall(r'type="hidden" name="([cb]-\d+-\d+)" value="(\w*)"', page))
    assert hidden == {f"c-{cell}": "optional", f"b-{cell}": "required"}
    back = lena.post(URL, {**hidden, "step": "edit"}).content.decode()
    assert grid(back)[f"c-{cell}"] == "optional"
    assert lena.post(URL, {**hidden, "step": "save"}).status_code == 302
    assert (
        cells_of(people.tenant.pk)[
            Remedy.objects.get(code="exchange").pk, CostKind.objects.get(code="customs").pk
        ]
        is Cell.OPTIONAL
    )


def test_nothing_changed_is_said_so(lena: Client) -> None:
    form = grid(lena.get(URL).content.decode())
    answer = lena.post(URL, {**form, "step": "check"}, follow=True)
    assert "Es war nichts geändert." in answer.content.decode()


def test_two_at_the_same_cell(lena: Client, otto: Client) -> None:
    cell = name_of("exchange", "customs")
    seen = {f"b-{cell}": "required"}
    assert otto.post(URL, {**seen, f"c-{cell}": "optional", "step": "save"}).status_code == 302
    late = lena.post(URL, {**seen, f"c-{cell}": "", "step": "save"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "Kostenloser Austausch / Zollkosten" in page
    assert "jetzt: optional" in page
    assert RemedyCostKind.objects.get(remedy__code="exchange", cost_kind__code="customs").required is False
    # He has seen the new state: now his choice counts.
    known = grid(page)
    assert (known[f"c-{cell}"], known[f"b-{cell}"]) == ("", "optional")
    assert lena.post(URL, {**known, "step": "save"}).status_code == 302
    assert not RemedyCostKind.objects.filter(remedy__code="exchange", cost_kind__code="customs").exists()


def test_nonsense_changes_nothing(lena: Client, people: People) -> None:
    before = cells_of(people.tenant.pk)
    cell = name_of("exchange", "customs")
    lena.post(URL, {f"c-{cell}": "perhaps", f"b-{cell}": "required", "c-999-1": "required", "step": "save"})
    assert cells_of(people.tenant.pk) == before


FACTORY = {
    "name": "Reparatur im Werk", "name_en": "Repair at our factory", "nature": "repair",
    "goods": "positions", "orders": ["pick_up", "delivery"], "letters": ["acceptance"],
    "ends": "orders_done", "active": "on",
}  # fmt: skip


def test_a_remedy_from_the_same_parts(lena: Client) -> None:
    refused = lena.post(f"{REMEDIES}neu/", {**FACTORY, "orders": []})
    assert refused.status_code == 422
    assert "endet diese Maßnahme nie" in refused.content.decode()
    assert Remedy.objects.count() == 6
    made = lena.post(f"{REMEDIES}neu/", FACTORY)
    assert made.headers["Location"] == URL
    assert "Reparatur im Werk" in lena.get(URL).content.decode()
    row = Remedy.objects.get(code="reparatur_im_werk")
    page = lena.get(f"{REMEDIES}{row.pk}/").content.decode()
    seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
    out = {**FACTORY, "active": ""}
    assert lena.post(f"{REMEDIES}{row.pk}/", {**out, "seen": seen}).status_code == 302
    row.refresh_from_db()
    assert row.active is False
    late = lena.post(f"{REMEDIES}{row.pk}/", {**FACTORY, "name": "Werk", "seen": seen})
    assert late.status_code == 422
    assert "inzwischen von jemand anderem geändert" in late.content.decode()


def test_moving_the_benchmark_and_the_order(lena: Client) -> None:
    exchange = Remedy.objects.get(code="exchange")
    assert lena.post(f"{REMEDIES}{exchange.pk}/massstab/").status_code == 302
    assert [row.code for row in Remedy.objects.filter(is_benchmark=True)] == ["exchange"]
    assert lena.post(f"{REMEDIES}{exchange.pk}/loeschen/").status_code == 409
    lena.post(f"{REMEDIES}{exchange.pk}/verschieben/", {"to": "up"})
    assert [row.code for row in Remedy.objects.all()][2] == "exchange"
    unused = Remedy.objects.get(code="delivery_no_return")
    assert lena.post(f"{REMEDIES}{unused.pk}/loeschen/").status_code == 302
    assert not Remedy.objects.filter(pk=unused.pk).exists()
