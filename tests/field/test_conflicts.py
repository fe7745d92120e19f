"""Two devices on one visit: nothing is written over unseen, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from kulanz.cases.models import Message, Task
from kulanz.core.access.actor import Actor
from kulanz.masterdata.catalog.models import Article
from kulanz.stages.execution.models import FieldEntry, ServiceReport, Stock, Vehicle, Visit
from kulanz.stages.execution.rules.incoming import is_conflict
from tests.execution.visits_world import World
from tests.field.device import SOLVED, Device

SignedIn = Callable[[Actor], Client]


def test_the_second_device_is_shown_the_first_ones_words(world: World, fritz: Device) -> None:
    visit = world.planned()
    other = Device(fritz.client)
    assert fritz.tell(visit.pk, "draft", {"work": "eins"})["version"] == 1
    answer = other.tell(visit.pk, "draft", {"work": "zwei"})
    assert (answer["outcome"], answer["version"], answer["theirs"]) == ("conflict", 1, {"work": "eins"})
    assert "Fritz Fink" in answer["message"]
    assert Visit.objects.get().draft == {"work": "eins"}
    assert FieldEntry.objects.get(outcome="conflict").payload == {"work": "zwei"}
    chosen = other.tell(visit.pk, "draft", {"work": "eins und zwei"}, base=1)
    assert (chosen["outcome"], chosen["version"]) == ("applied", 2)
    late = fritz.tell(visit.pk, "draft", {"work": "drei"}, base=1)
    assert (late["outcome"], late["theirs"]) == ("conflict", {"work": "eins und zwei"})


def test_several_drafts_in_a_row_from_one_device_are_no_conflict(world: World, fritz: Device) -> None:
    visit = world.planned()
    queued = [fritz.entry(visit.pk, "draft", {"work": str(n)}) for n in range(3)]
    report = fritz.entry(visit.pk, "report", SOLVED)
    assert [a["version"] for a in fritz.send(*queued, report)] == [1, 2, 3, 4]


def test_a_report_over_unseen_words_waits_for_its_technician(world: World, fritz: Device) -> None:
    visit = world.planned()
    other = Device(fritz.client)
    fritz.tell(visit.pk, "draft", {"work": "eins"})
    entry = other.entry(visit.pk, "report", SOLVED)
    (answer,) = other.send(entry)
    assert answer["outcome"] == "conflict"
    assert other.send(entry)[0]["outcome"] == "conflict"
    assert not ServiceReport.objects.exists()
    assert other.tell(visit.pk, "dismiss", {"entry": entry["id"]})["outcome"] == "applied"
    assert fritz.tell(visit.pk, "dismiss", {"entry": entry["id"]})["outcome"] == "applied"
    assert other.tell(visit.pk, "report", SOLVED, base=1)["outcome"] == "applied"
    assert ServiceReport.objects.get().result == "solved"


def test_a_second_report_is_kept_and_moves_nothing(world: World, fritz: Device) -> None:
    van = Vehicle.objects.create(tenant=world.tenant, name="Bus 1", technician=world.fritz)
    spring = Article.objects.create(tenant=world.tenant, number="GF-20", name="Gasfeder")
    Stock.objects.create(tenant=world.tenant, vehicle=van, article=spring, quantity=9)
    visit = world.planned()
    parts = [{"article_id": spring.pk, "name": "x", "quantity": 1, "from_stock": True}]
    other = Device(fritz.client)
    assert fritz.tell(visit.pk, "report", {**SOLVED, "parts": parts})["outcome"] == "applied"
    second = {"result": "futile", "result_reason": "Zugang versperrt", "parts": parts, "safety": "unsafe"}
    assert other.tell(visit.pk, "report", second)["outcome"] == "applied"
    assert ServiceReport.objects.count() == 2
    assert Visit.objects.get().state == "done"
    assert Stock.objects.get().quantity == 8
    notes = "\n".join(Message.objects.filter(audience="internal").values_list("body", flat=True))
    assert "mehrere Berichte" in notes
    assert Task.objects.filter(title__contains="vergleichen").exists()
    # what concerns safety is told, whichever report says it
    assert "darf das Produkt nicht benutzt werden" in notes


def test_the_same_report_from_a_second_device_is_no_second_one(world: World, fritz: Device) -> None:
    visit = world.planned()
    other = Device(fritz.client)
    told = {**SOLVED, "travel_minutes": 25, "checklist": {}, "rating": 5, "rating_note": "Sehr freundlich"}
    first = fritz.tell(visit.pk, "report", told)
    mine, tasks, notes = ServiceReport.objects.get(), Task.objects.count(), Message.objects.count()
    # the rating does not come to other devices
    (seen,) = other.day()["visits"]
    assert seen["report"] == {"number": mine.number, "by": "Fritz Fink", "at": mine.received_at.isoformat()}
    again = other.tell(visit.pk, "report", seen["draft"]["data"], base=first["version"])
    assert (again["outcome"], again["version"]) == ("applied", first["version"])
    assert other.tell(visit.pk, "report", told)["outcome"] == "applied"
    assert ServiceReport.objects.get() == mine
    assert ServiceReport.objects.get().rating == 5
    assert (Task.objects.count(), Message.objects.count()) == (tasks, notes)
    # whatever says anything else is taken in
    assert other.tell(visit.pk, "report", {**told, "defects": "Rolle lose"})["outcome"] == "applied"
    assert other.tell(visit.pk, "report", {**told, "rating": 1})["outcome"] == "applied"
    assert ServiceReport.objects.count() == 3


def test_only_own_entries_are_given_up(world: World, fritz: Device, signed_in: SignedIn) -> None:
    visit = world.planned([world.fritz, world.dario])
    dario = Device(signed_in(world.dario_actor))
    fritz.tell(visit.pk, "draft", {"work": "eins"})
    entry = dario.entry(visit.pk, "draft", {"work": "zwei"})
    assert dario.send(entry)[0]["outcome"] == "conflict"
    assert fritz.tell(visit.pk, "dismiss", {"entry": entry["id"]})["outcome"] == "refused"
    assert fritz.send(entry)[0]["outcome"] == "refused"
    assert "given_up" not in FieldEntry.objects.get(client_id=entry["id"]).answer


# --- The rule itself ----------------------------------------------------------------------------------------

DEVICES = st.sampled_from("abc")
STEPS = st.lists(st.tuples(DEVICES, st.sampled_from(["write", "send", "read", "resolve"])), max_size=60)


@settings(max_examples=300, deadline=None)
@given(STEPS)
def test_nothing_is_written_over_unseen(steps: list[tuple[str, str]]) -> None:
    """Devices write offline, send late, read in between and choose: whatever the order, no device's words
    vanish under another's that had not seen them, and one device alone never hears of a conflict.
    """
    versions: list[tuple[str, int]] = []  # device and base of each version that counts
    seen = dict.fromkeys("abc", 0)
    queues: dict[str, list[int]] = {name: [] for name in "abc"}
    held: dict[str, bool] = dict.fromkeys("abc", False)
    for name, step in steps:
        if step == "write" and not held[name]:
            queues[name].append(seen[name])
        elif step == "read" and not queues[name]:
            seen[name] = len(versions)
        elif step == "resolve" and held[name]:
            held[name] = False
            queues[name] = [seen[name]]
        elif step == "send":
            for base in queues[name]:
                foreign = max((n for n, (who, _b) in enumerate(versions, 1) if who != name), default=0)
                if is_conflict(base=base, foreign=foreign):
                    held[name], seen[name] = True, len(versions)
                    assert foreign > 0
                    break
                # every version of another device is one this device has seen
                assert all(who == name for who, _base in versions[base:])
                versions.append((name, base))
                seen[name] = len(versions)
            queues[name] = []
    if len({who for who, _base in versions}) <= 1:
        assert not any(held[who] for who, _base in versions)
