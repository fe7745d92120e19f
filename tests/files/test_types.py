"""What is taken in, and what is refused with a reason."""

from __future__ import annotations

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.files import samples

from kulanz.core.files.containers import inspect
from kulanz.core.files.names import LONGEST_NAME, safe_name
from kulanz.core.files.refusals import EmptyFile, FileRefusal, FileTooLarge, TypeNotAllowed
from kulanz.core.files.types import HEAD_SIZE, KINDS, LIMIT, VIDEO_LIMIT, judge, name_for


def judged(content: bytes, name: str) -> str:
    kind = judge(content[:HEAD_SIZE], name, len(content))
    inspect(io.BytesIO(content), kind, name)
    return kind.content_type


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (samples.photo(), "IMG_1.JPG", "image/jpeg"),
        (samples.photo(), "rechnung.pdf.exe", "image/jpeg"),
        (samples.photo("PNG"), "a.png", "image/png"),
        (samples.photo("WEBP"), "a.webp", "image/webp"),
        (samples.photo("TIFF"), "a.tif", "image/tiff"),
        (samples.heic(), "IMG_2.HEIC", "image/heic"),
        (samples.video(b"qt  "), "a.mov", "video/quicktime"),
        (samples.video(b"isom"), "a.mp4", "video/mp4"),
        (samples.video(b"3gp4"), "a.3gp", "video/3gpp"),
        (samples.pdf(), "a.pdf", "application/pdf"),
        (samples.docx(), "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (samples.odt(), "a.odt", "application/vnd.oasis.opendocument.text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "application/msword"),
        ("Lücke;1\nStühle;2\n".encode(), "a.csv", "text/csv"),
        ("Lücke;1\nStühle;2\n".encode("cp1252"), "a.csv", "text/csv"),
        ("Lücke\t1".encode("utf-16"), "a.txt", "text/plain"),
        (b"nur Text", "LIESMICH", "text/plain"),
        (b"MZ-Bericht: alles gut", "a.txt", "text/plain"),
        (b"From: a@example.org\r\nSubject: <html>\r\n\r\n<html>", "a.eml", "message/rfc822"),
        (b"<?xml version='1.0'?><order/>", "a.xml", "application/xml"),
    ],
)
def test_allowed_kinds_are_recognised_by_content(content: bytes, name: str, expected: str) -> None:
    assert judged(content, name) == expected


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"<!DOCTYPE html><p>", "a.txt", "HTML"),
        (b"\xef\xbb\xbf <!-- x --> <script>alert(1)</script>", "a.csv", "HTML"),
        (b"harmlos", "a.html", "HTML"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "HTML"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "a.xml", "HTML"),
        (b"<?xml version='1.0'?><?xml-stylesheet href='x'?><a/>", "a.xml", "HTML"),
        (b"#!/bin/sh\nrm x", "a.txt", "Programm"),
        (b"Write-Host hi", "a.ps1", "Programm"),
        (b"MZ\x90\x00\x03" + bytes(200), "a.jpg", "Programm"),
        (b"\x7fELF\x02" + bytes(200), "a.pdf", "Programm"),
        (samples.zipped({"a.txt": b"x"}), "a.zip", "Archiv"),
        (samples.zipped({"a.txt": b"x"}), "a.docx", "Inhalts"),
        (samples.docx(**{"word__vbaProject.bin": b"x"}), "a.docx", "Makros"),
        (samples.docx(), "a.docm", "Makros"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "_VBA_PROJECT\0".encode("utf-16-le"),
            "a.xls",
            "Makros",
        ),
        (b"{\\rtf1}", "a.rtf", "Art"),
        (bytes(range(256)), "a.jpg", "Art"),
        (b"Rar!\x1a\x07\x00" + bytes(50), "a.rar", "Archiv"),
    ],
)
def test_everything_else_is_refused_with_its_reason(content: bytes, name: str, reason: str) -> None:
    with pytest.raises(TypeNotAllowed) as refused:
        judged(content, name)
    assert reason in str(refused.value)
    assert "PDF" in str(refused.value)


def test_limits_are_named() -> None:
    photo, video = samples.photo(), samples.video()
    assert judge(photo, "a.jpg", LIMIT).limit == LIMIT
    assert judge(video, "a.mov", VIDEO_LIMIT).limit == VIDEO_LIMIT
    for content, size in ((photo, LIMIT + 1), (video, VIDEO_LIMIT + 1)):
        with pytest.raises(FileTooLarge, match="25 MB.*200 MB"):
            judge(content, "a.bin", size)
    with pytest.raises(EmptyFile):
        judge(b"", "a.jpg", 0)


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("C:\\fakepath\\Foto 1.JPG", "Foto 1.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("a\u202egpj.exe", "agpj.exe.jpg"),
        ("x\x00y\r\n.jpg", "xy.jpg"),
        ('<b>"?*|.jpg', "_b_____.jpg"),
        ("", "Datei.jpg"),
        (".jpg", "jpg.jpg"),
        ("con.jpg", "_con.jpg"),
        ("Stu\u0308hle.jpeg", "Stühle.jpeg"),
    ],
)
def test_names_are_cleaned_and_tell_the_truth(given_name: str, expected: str) -> None:
    assert name_for(given_name, KINDS["image/jpeg"]) == expected


@given(st.text(max_size=300))
def test_any_name_becomes_a_bearable_one(name: str) -> None:
    cleaned = safe_name(name, ("pdf",))
    assert 0 < len(cleaned) <= LONGEST_NAME
    assert cleaned.isprintable()
    assert not set(cleaned) & set('/\\<>:"|?*')
    assert safe_name(cleaned, ("pdf",)) == cleaned


@given(st.binary(min_size=1, max_size=400), st.sampled_from(["a.txt", "a.docx", "a.mp4", "a", "a.xml"]))
def test_any_bytes_are_judged_or_refused(content: bytes, name: str) -> None:
    for prefix in (b"", b"PK\x03\x04", b"\0\0\0\x18ftyp", b"<?xml ", b"%PDF-"):
        with contextlib.suppress(FileRefusal):
            judged(prefix + content, name)
