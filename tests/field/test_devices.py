"""Devices: entered when they come, revoked when they are lost, cleared when they come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.core.access.models import User
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.parties.commands.access_ending import end_membership
from kulanz.stages.execution.commands.reports.devices import revoke_device
from kulanz.stages.execution.models import FieldDevice, FieldEntry, ServiceReport
from kulanz.stages.execution.refusals_of_reports import NoSuchDevice
from tests.execution.visits_world import HOUR, NINE, World
from tests.field.device import SOLVED, Device, picture

SignedIn = Callable[[Actor], Client]


def assert_cleared(device: Device, visit_id: int) -> None:
    for answer in (
        device.get("state"),
        device.get("day"),
        device.post("entries", b'{"entries": []}', "application/json"),
        device.photo(visit_id, str(uuid4())),
        device.post("leave", b"", "application/json"),
    ):
        assert answer.status_code == 403
        assert answer.json() == {"error": "revoked"}
        assert answer["Clear-Site-Data"] == '"cache", "storage"'


def test_a_device_is_entered_and_says_when_it_leaves(world: World, fritz: Device) -> None:
    fritz.get("state")
    row = FieldDevice.objects.get()
    assert (row.membership_id, str(row.key)) == (world.fritz_actor.membership_id, fritz.key)
    assert (row.first_seen_at, row.left_at) == (NINE, None)
    with clock.frozen(NINE + HOUR):
        fritz.get("day")
        row.refresh_from_db()
        assert row.last_seen_at == NINE + HOUR
        answer = fritz.post("leave", b"", "application/json")
    assert answer.status_code == 200
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    row.refresh_from_db()
    assert row.left_at == NINE + HOUR
    assert fritz.get("state").status_code == 401


@pytest.mark.parametrize("signed", [True, False], ids=["signed in", "signed out"])
def test_a_revoked_device_is_told_to_clear_itself(
    world: World, fritz: Device, signed_in: SignedIn, signed: bool
) -> None:
    visit = world.planned()
    fritz.day()
    device = FieldDevice.objects.get()
    lena = signed_in(world.people.lena)
    assert lena.post(f"/desk/geraete/{device.pk}/sperren/").status_code == 302
    device.refresh_from_db()
    assert (device.revoked_by_name, device.cleared_at) == ("Lena Luchs", None)
    if signed:
        fritz.client.force_login(world_user(world))
    assert_cleared(fritz, visit.pk)
    device.refresh_from_db()
    assert device.cleared_at == NINE
    assert not FieldEntry.objects.exists()
    assert not ServiceReport.objects.exists()
    text = lena.get("/desk/geraete/").content.decode()
    assert "gesperrt und gelöscht" in text
    other = Device(signed_in(world.fritz_actor))
    assert other.get("day").status_code == 200


def world_user(world: World) -> User:
    return User.objects.get(pk=world.fritz_actor.user_id)


def test_an_access_that_ends_clears_the_device(world: World, fritz: Device) -> None:
    visit = world.planned()
    fritz.day()
    end_membership(
        actor=world.people.otto, membership_id=world.fritz_actor.membership_id or 0, at=NINE + HOUR
    )
    assert_cleared(fritz, visit.pk)
    fritz.client.force_login(world_user(world))
    assert_cleared(fritz, visit.pk)


def test_who_revokes(world: World, fritz: Device, signed_in: SignedIn) -> None:
    fritz.get("state")
    device = FieldDevice.objects.get()
    assert signed_in(world.people.anna).post(f"/desk/geraete/{device.pk}/sperren/").status_code == 403
    with pytest.raises(NoSuchDevice):
        revoke_device(actor=world.dario_actor, device_id=device.pk, at=NINE)
    with pytest.raises((NotAllowed, NoSuchDevice)):
        revoke_device(actor=world.people.anna, device_id=device.pk, at=NINE)
    device.refresh_from_db()
    assert device.revoked_at is None
    revoke_device(actor=world.fritz_actor, device_id=device.pk, at=NINE)
    revoke_device(actor=world.people.lena, device_id=device.pk, at=NINE + timedelta(days=1))
    device.refresh_from_db()
    assert (device.revoked_at, device.revoked_by_name) == (NINE, "Fritz Fink")
    assert ProtocolEntry.objects.filter(event="field.device_revoked").count() == 1


def test_a_stranger_learns_nothing_of_devices(world: World, fritz: Device) -> None:
    fritz.get("state")
    unknown = Device(Client(headers={"host": world.tenant.host}))
    assert unknown.get("state").status_code == 401
    known = Device(Client(headers={"host": world.tenant.host}), key=fritz.key)
    assert known.get("state").status_code == 401


def test_without_the_token_nothing_is_taken(world: World, fritz: Device, signed_in: SignedIn) -> None:
    from kulanz.core.access.models import User

    visit = world.planned()
    strict = Client(headers={"host": world.tenant.host}, enforce_csrf_checks=True)
    strict.force_login(User.objects.get(pk=world.fritz_actor.user_id))
    device = Device(strict, key=fritz.key)
    body = b'{"entries": []}'
    assert device.post("entries", body, "application/json").status_code == 403
    assert device.photo(visit.pk, str(uuid4())).status_code == 403
    token = device.get("state").json()["token"]
    named = {"X-CSRFToken": token}
    assert device.post("entries", body, "application/json", **named).status_code == 422
    headers = {"X-Kulanz-Photo": str(uuid4()), "X-Kulanz-Visit": str(visit.pk), **named}
    assert device.post("photos", picture(), "image/jpeg", **headers).status_code == 200


def test_files_of_the_case_only_for_those_who_see_it(
    world: World, fritz: Device, signed_in: SignedIn
) -> None:
    visit = world.planned()
    fritz.photo(visit.pk, str(uuid4()))
    (found,) = fritz.day()["visits"][0]["files"]
    answer = fritz.client.get(found["url"])
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert signed_in(world.dario_actor).get(found["url"]).status_code == 404
    assert signed_in(world.people.blatt_house).get(found["url"]).status_code == 404
    assert fritz.tell(visit.pk, "report", SOLVED)["outcome"] == "applied"


def test_a_technician_revokes_the_device_he_lost(world: World, fritz: Device, signed_in: SignedIn) -> None:
    fritz.day()
    device = FieldDevice.objects.get()
    phone = signed_in(world.fritz_actor)
    assert "Meine Geräte mit der Techniker-App" in phone.get("/konto/sicherheit/").content.decode()
    other = signed_in(world.dario_actor)
    assert other.post(f"/konto/sicherheit/geraete/{device.pk}/sperren/").status_code == 404
    assert phone.post(f"/konto/sicherheit/geraete/{device.pk}/sperren/").status_code == 302
    assert phone.get("/konto/sicherheit/").status_code == 200
    assert fritz.get("state").status_code == 403
    device.refresh_from_db()
    assert device.cleared_at == NINE
