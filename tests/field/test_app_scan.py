"""A code before the camera becomes a part of the report; without a camera it is typed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import segno
from PIL import Image

from tests.field.app_scene import SPRING, Scene, TabletFactory
from tests.field.tablet import Tablet

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("tablets")]


def film(path: Path, text: str) -> Path:
    """What the camera sees: a code on a white wall."""
    code = io.BytesIO()
    segno.make_qr(text).save(code, kind="png", scale=9)
    sign = Image.open(code).convert("RGB")
    wall = Image.new("RGB", (640, 480), "white")
    wall.paste(sign, (200, 120))
    frame = io.BytesIO()
    wall.save(frame, "JPEG", quality=90)
    path.write_bytes(frame.getvalue() * 5)
    return path


def open_scanner(tablet: Tablet, visit: int) -> None:
    tablet.step(visit, "teile")
    tablet.page.get_by_text("Code scannen").click()
    tablet.page.locator("dialog").wait_for()


def test_the_camera_reads_a_code_also_without_network(
    scene: Scene, tablets: TabletFactory, tmp_path: Path
) -> None:
    seen = film(tmp_path / "code.mjpeg", "GF-220")
    tablet = tablets(
        flags=(
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={seen}",
        )
    )
    tablet.network(False)
    open_scanner(tablet, scene.first)
    tablet.page.locator("h2", has_text=SPRING).wait_for()
    tablet.page.locator("dialog").wait_for(state="hidden")
    assert not tablet.complaints


def test_without_camera_the_code_is_typed(scene: Scene, tablets: TabletFactory) -> None:
    tablet = tablets()
    open_scanner(tablet, scene.first)
    tablet.page.get_by_text("Keine Kamera verfügbar").wait_for()
    tablet.page.get_by_label("Code eintippen").fill("GF-220")
    tablet.page.locator("dialog").get_by_text("Übernehmen").click()
    tablet.page.locator("h2", has_text=SPRING).wait_for()
