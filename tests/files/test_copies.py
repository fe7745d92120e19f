"""Copies that leave the house hold the picture and nothing about place, device and author."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from PIL import Image
from tests.files import samples

from kulanz.core.files.cleaning.images import small_picture
from kulanz.core.files.cleaning.refused import CannotClean
from kulanz.core.files.cleaning.video import clean_video
from kulanz.core.files.commands import read_file
from kulanz.core.files.copies import clean_copy, original, thumbnail
from kulanz.core.files.models import StoredFile
from kulanz.core.files.refusals import CopyNotPossible

Store = Callable[[bytes, str], StoredFile]
SECRETS = (samples.SERIAL.encode(), samples.PLACE, b"Fernblick", b"Ada Geheim")


def copied(stored: StoredFile) -> bytes:
    with clean_copy(stored).content as content:
        return content.read()


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (samples.photo(), "a.jpg", "image/jpeg"),
        (samples.photo("PNG"), "a.png", "image/png"),
        (samples.photo("WEBP"), "a.webp", "image/jpeg"),
        (samples.photo("TIFF"), "a.tif", "image/jpeg"),
        (samples.heic(), "a.heic", "image/jpeg"),
    ],
)
def test_photos_lose_everything_but_the_picture(
    store: Store, content: bytes, name: str, expected: str
) -> None:
    assert b"Fernblick" in content
    if name != "a.tif":  # Pillow writes no position into TIFF
        assert Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825), "the sample knows its place"
        assert samples.SERIAL.encode() in content
    stored = store(content, name)
    copy = clean_copy(stored)
    assert copy.kind.content_type == expected
    assert copy.name.endswith(copy.kind.extensions[0])
    cleaned = copied(stored)
    assert not [secret for secret in SECRETS if secret in cleaned]
    picture = Image.open(io.BytesIO(cleaned))
    assert not picture.getexif()
    assert not {"exif", "xmp", "comment", "icc_profile", "photoshop"} & set(picture.info)
    assert read_file(stored).read() == content, "the original stays"


def test_photos_are_turned_upright_before_the_note_is_lost(store: Store) -> None:
    assert Image.open(io.BytesIO(samples.photo())).size == (640, 480)
    assert Image.open(io.BytesIO(copied(store(samples.photo(), "a.jpg")))).size == (480, 640)


def test_animations_and_transparency_survive(store: Store) -> None:
    target = io.BytesIO()
    frames = [samples.picture((40, 30)).rotate(angle) for angle in (0, 30, 60)]
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], comment=samples.SERIAL.encode())
    cleaned = copied(store(target.getvalue(), "a.gif"))
    assert getattr(Image.open(io.BytesIO(cleaned)), "n_frames", 1) == 3
    assert samples.SERIAL.encode() not in cleaned
    target = io.BytesIO()
    Image.new("RGBA", (9, 9), (1, 2, 3, 0)).save(target, "PNG")
    assert Image.open(io.BytesIO(copied(store(target.getvalue(), "a.png")))).mode == "RGBA"


def test_odd_modes_are_copied(store: Store) -> None:
    for mode, form in (
        ("CMYK", "JPEG"),
        ("L", "JPEG"),
        ("P", "PNG"),
        ("1", "PNG"),
        ("I;16", "PNG"),
        ("LA", "PNG"),
    ):
        target = io.BytesIO()
        Image.new(mode, (30, 20)).save(target, form)
        assert Image.open(io.BytesIO(copied(store(target.getvalue(), f"a.{form}")))).size == (30, 20)


def test_bombs_and_broken_photos_are_refused(store: Store) -> None:
    target = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(target, "PNG")
    for content in (target.getvalue(), samples.photo()[:400], b"\xff\xd8\xff\xe0" + bytes(100)):
        stored = store(content, "a.jpg")
        with pytest.raises(CopyNotPossible, match="Kopie"):
            clean_copy(stored)
        assert thumbnail(stored, 160) is None


def test_thumbnails_are_small_clean_and_made_once(store: Store) -> None:
    stored = store(samples.heic(), "a.heic")
    for _ in range(2):
        small = thumbnail(stored, 160)
        assert small is not None
        content = small.content.read()
        assert max(Image.open(io.BytesIO(content)).size) == 160
        assert not [secret for secret in SECRETS if secret in content]
    assert thumbnail(store(samples.pdf(), "a.pdf"), 160) is None
    with pytest.raises(ValueError, match="160"):
        thumbnail(stored, 161)


def test_videos_lose_place_and_device_and_keep_every_offset(store: Store) -> None:
    content = samples.video()
    assert content.count(samples.PLACE) == 4
    cleaned = copied(store(content, "a.mov"))
    assert not [secret for secret in (*SECRETS, b"GPS", b"location", b"\xda\xda") if secret in cleaned]
    assert len(cleaned) == len(content)
    start = content.index(b"PICTURE!")
    assert cleaned[start : start + 3200] == content[start : start + 3200]
    assert cleaned.count(b"trak") == 1, "the track of coordinates is gone"
    assert cleaned.count(b"stco") == 1
    assert b"udta" not in cleaned


@pytest.mark.parametrize(
    "broken",
    [
        samples.video()[:-10],
        samples.video().replace(b"moov", b"moo_"),
        samples.video().replace(b"vide", b"data"),
        samples.video() + samples.box(b"moof", b""),
        samples.box(b"ftyp", b"qt  ") + struct.pack(">I4s", 4, b"moov"),
    ],
)
def test_videos_that_cannot_be_cleaned_are_refused(broken: bytes) -> None:
    with pytest.raises(CannotClean):
        clean_video(io.BytesIO(broken))


def test_office_files_lose_author_and_camera_data(store: Store) -> None:
    for content, name, property_file in (
        (samples.docx(), "a.docx", "docProps/core.xml"),
        (samples.odt(), "a.odt", "meta.xml"),
    ):
        cleaned = copied(store(content, name))
        with zipfile.ZipFile(io.BytesIO(cleaned)) as archive, zipfile.ZipFile(io.BytesIO(content)) as before:
            assert archive.namelist() == before.namelist()
            assert b"Ada" in before.read(property_file)
            whole = b"".join(archive.read(entry) for entry in archive.namelist())
        assert not [secret for secret in (b"Ada Geheim", samples.PLACE, b"Fernblick") if secret in whole]
    with zipfile.ZipFile(io.BytesIO(copied(store(samples.docx(), "b.docx")))) as archive:
        Image.open(io.BytesIO(archive.read("word/media/image1.jpg"))).load()


def test_pdfs_lose_author_and_camera_data_unless_signed(store: Store) -> None:
    content = samples.pdf()
    cleaned = copied(store(content, "a.pdf"))
    assert len(cleaned) == len(content)
    assert b"Angebot" in cleaned
    assert not [
        secret for secret in (b"Ada Geheim", b"<4142>", samples.PLACE, b"Fernblick") if secret in cleaned
    ]
    signed = content + b"/ByteRange [0 1 2 3]"
    assert copied(store(signed, "b.pdf")) == signed


def test_text_goes_out_as_it_is(store: Store) -> None:
    stored = store(b"a;b\n", "a.csv")
    assert copied(stored) == original(stored).content.read() == b"a;b\n"


def test_large_photos_are_decoded_at_a_fraction() -> None:
    target = io.BytesIO()
    Image.new("RGB", (8000, 6000)).save(target, "JPEG")
    target.seek(0)
    small = io.BytesIO()
    small_picture(target, small, "image/jpeg", 480)
    assert Image.open(small).size == (480, 360)
