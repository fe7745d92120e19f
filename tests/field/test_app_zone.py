"""A tablet set to another time zone: it shows and takes in the times of the tenant's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from kulanz.stages.execution.models import Visit
from tests.field.app_scene import Scene, TabletFactory

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("tablets")]
FAR = "Pacific/Auckland"  # never the same clock as in Berlin
# On the days the clocks change, and one beside them; Lord Howe moves by half an hour.
CHANGES = {
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 22)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
}
MOMENTS = """async ([zone, walls]) => {
  const { momentOf, useZone, wallOf } = await import("/static/field/js/zone.js");
  useZone(zone);
  return walls.map((wall) => {
    // nearer to what stood there: once from before, once from after
    const found = ["2000-01-01T00:00Z", "2100-01-01T00:00Z"].map((near) => momentOf(wall, near));
    return found.map((at) => [at.toISOString(), wallOf(at)]);
  });
}"""
WORDS = """async () => {
  const { clockOf, dateOf, dayOf } = await import("/static/field/js/visits.js");
  const { dayAfter } = await import("/static/field/js/zone.js");
  const late = "2026-10-24T22:30:00Z";
  const after = ["2026-10-25", "2026-12-31"].map(dayAfter);
  return [dayOf(late), clockOf(late), dateOf(late), dateOf("2026-10-25"), ...after];
}"""
AS_BEFORE = """async () => {
  const { meta, setMeta } = await import("/static/field/js/db.js");
  const { zone, ...day } = await meta("day");
  await setMeta("day", day);
}"""
HINT = "Es gilt die Uhrzeit des Büros (Mitteleuropäische Zeit), nicht die dieses Geräts."


def clocks(visit: int, zone: str) -> str:
    found = Visit.objects.get(pk=visit)
    return "–".join(
        at.astimezone(ZoneInfo(zone)).strftime("%H:%M") for at in (found.starts_at, found.ends_at)
    )


def test_a_tablet_set_to_another_zone_shows_and_sends_the_same_moments(
    scene: Scene, tablets: TabletFactory
) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    tablet = tablets(zone=FAR)
    page = tablet.page
    assert page.evaluate("() => Intl.DateTimeFormat().resolvedOptions().timeZone") == FAR
    with scene.database():
        planned, there = clocks(scene.first, "Europe/Berlin"), clocks(scene.first, FAR)
    shown = page.locator(f"[data-visit='{scene.first}'] .visit-time")
    assert planned in shown.inner_text()
    assert page.evaluate(WORDS) == [
        "2026-10-25", "00:30", "Sonntag, 25. Oktober", "Sonntag, 25. Oktober", "2026-10-26", "2027-01-01",
    ]  # fmt: skip

    # yesterday, whatever hour it is now: arrived at half past eight, and a day with a change of the clocks
    yesterday = datetime.now(berlin).date() - timedelta(days=1)
    tablet.begin(scene.first)
    tablet.all_sent()
    arrived = page.get_by_label("Angekommen", exact=True)
    began = datetime.fromisoformat(tablet.stored("drafts")[0]["data"]["arrived_at"])
    assert arrived.input_value() == began.astimezone(berlin).strftime("%Y-%m-%dT%H:%M")
    page.get_by_text(HINT).wait_for()
    tablet.network(False)
    arrived.fill(f"{yesterday}T08:30")
    tablet.step(scene.first, "arbeit")
    page.get_by_text(HINT).wait_for()
    left = page.get_by_label("Fertig um", exact=True)
    left.fill("2026-03-29T02:30")  # left out on that day
    page.get_by_label("Ausgeführte Arbeit").click()
    assert left.input_value() == "2026-03-29T03:30"
    tablet.draft_with(left_at="2026-03-29T01:30:00.000Z")
    left.fill(f"{yesterday}T09:15")
    assert page.get_by_role("alert").filter(has_text="Zeit").count() == 0
    tablet.wait_for_bar("1 Eintrag")
    tablet.network(True)
    tablet.all_sent()
    with scene.database():
        draft = Visit.objects.get(pk=scene.first).draft or {}
    sent = [datetime.fromisoformat(draft[name]) for name in ("arrived_at", "left_at")]
    assert sent == [
        datetime.combine(yesterday, time(8, 30), berlin),
        datetime.combine(yesterday, time(9, 15), berlin),
    ]

    # a day from before the zone was told: the device's own
    page.evaluate(AS_BEFORE)
    tablet.network(False)
    tablet.open()
    page.locator(f"[data-visit='{scene.first}'] .visit-time", has_text=there).wait_for()
    tablet.step(scene.first, "arbeit")
    assert page.get_by_text(HINT).count() == 0
    assert not tablet.complaints


def test_each_half_hour_of_a_day_with_a_change_is_the_moment_it_says(
    scene: Scene, tablets: TabletFactory
) -> None:
    tablet = tablets()
    for name, days in CHANGES.items():
        zone = ZoneInfo(name)
        walls = [datetime.combine(day, time(half // 2, half % 2 * 30)) for day in days for half in range(48)]
        found = tablet.page.evaluate(MOMENTS, [name, [wall.isoformat(timespec="minutes") for wall in walls]])
        for wall, both in zip(walls, found, strict=True):
            early, late = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
            late = max(early, late)  # of an hour left out there is one reading
            moments = [datetime.fromisoformat(at) for at, _shown in both]
            assert moments == [early, late], (name, wall)
            assert [shown for _at, shown in both] == [
                at.astimezone(zone).strftime("%Y-%m-%dT%H:%M") for at in (early, late)
            ]
    # a device that shows the same time says nothing
    tablet.begin(scene.first)
    assert tablet.page.get_by_text("Uhrzeit des Büros").count() == 0
    assert not tablet.complaints
