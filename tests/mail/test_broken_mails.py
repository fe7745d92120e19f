"""No mail, however broken or hostile, gives anything but a readable result or a refusal with a reason."""

from __future__ import annotations

import re
import time
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kulanz.core.mail.filenames import MAX_NAME
from kulanz.core.mail.identity import mail_identity
from kulanz.core.mail.model import ParsedMail, ParseFailed
from kulanz.core.mail.parsing import parse
from kulanz.core.mail.wire import pack_mail, unpack
from tests.mail.broken import UNREADABLE, broken_mails

BROKEN = broken_mails()


def check_storable(value: Any) -> None:
    """PostgreSQL takes every text in it."""
    if isinstance(value, str):
        value.encode("utf-8")
        assert "\0" not in value
    elif isinstance(value, dict):
        for item in value.values():
            check_storable(item)
    elif isinstance(value, list | tuple):
        for item in value:
            check_storable(item)


def check_sane(mail: ParsedMail) -> None:
    """What every reader of a parsed mail relies on."""
    check_storable(asdict(mail))
    for line in (mail.subject, mail.from_name, mail.from_address, mail.message_id, mail.in_reply_to):
        assert not re.search(r"[\r\n]", line)
        assert len(line) <= 500
    assert len(mail.references) <= 100
    assert len(mail.to) <= 200
    lowered = mail.html_clean.lower()
    assert "<script" not in lowered
    assert "javascript:" not in re.sub(r">[^<]*<", "><", lowered)
    assert not re.search(r"<img[^>]*src=\"(?!cid:)", lowered)
    assert not re.search(r"<[a-z]+[^>]*\s(style|on\w+|background|srcset)=", lowered)
    for file in mail.attachments:
        assert file.name
        assert len(file.name) <= MAX_NAME
        assert not re.search(r"[/\\\x00-\x1f\u202e]", file.name)
        assert file.name not in (".", "..")
        assert re.fullmatch(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+", file.content_type)
    assert unpack(pack_mail(mail)) == mail


def test_names_are_unique_and_many() -> None:
    names = [name for name, _ in BROKEN]
    assert len(names) == len(set(names))
    assert len(names) >= 100


@pytest.mark.parametrize(("name", "raw"), BROKEN, ids=[name for name, _ in BROKEN])
def test_broken_mail_is_read_or_refused(name: str, raw: bytes) -> None:
    start = time.process_time()
    if name in UNREADABLE:
        with pytest.raises(ParseFailed):
            parse(raw)
        return
    mail = parse(raw)
    check_sane(mail)
    assert mail_identity(mail) == mail_identity(parse(raw))
    assert time.process_time() - start < 10


_LINES = st.lists(
    st.one_of(
        st.binary(max_size=60),
        st.sampled_from(
            [
                b"From: =?utf-8?q?=C3=BC?= <a@b.example>",
                b"Content-Type: multipart/mixed; boundary=x",
                b"Content-Type: multipart/report; report-type=delivery-status; boundary=x",
                b"Content-Type: message/rfc822",
                b"Content-Type: message/delivery-status",
                b"Content-Type: text/html; charset=utf-16",
                b"Content-Transfer-Encoding: base64",
                b"Content-Transfer-Encoding: quoted-printable",
                b"Content-Transfer-Encoding: uuencode",
                b"Content-Disposition: attachment; filename*0*=utf-8''..%2f; filename*1=a",
                b"References: <a@b> <c",
                b"Date: Mon, 2 Nov 2026 10:00:00 +0100",
                b"Final-Recipient: rfc822; a@b.example",
                b"Return-Path: <>",
                b"--x",
                b"--x--",
                b"",
                b" fortgesetzt",
                b"<div><blockquote>a<br>b",
                b"Am 1.1.2026 schrieb a:",
                b"> alt",
            ]
        ),
    ),
    max_size=40,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_LINES, st.sampled_from([b"\r\n", b"\n", b"\r"]))
def test_any_lines_are_read_or_refused(lines: list[bytes], end: bytes) -> None:
    raw = end.join(lines)
    try:
        mail = parse(raw)
    except ParseFailed:
        return
    check_sane(mail)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([raw for _, raw in BROKEN if 50 < len(raw) < 5_000]), st.data())
def test_damaged_mails_are_read_or_refused(raw: bytes, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 5))):
        position = data.draw(st.integers(0, len(raw)))
        length = data.draw(st.integers(0, 30))
        raw = raw[:position] + data.draw(st.binary(max_size=8)) + raw[position + length :]
    try:
        mail = parse(raw)
    except ParseFailed:
        return
    check_sane(mail)
