"""Tokens in reply addresses and case numbers in subjects."""

from __future__ import annotations

import pytest

from kulanz.core.mail.addresses import (
    ReplyAddress,
    find_case_numbers,
    find_tokens,
    new_token,
    plain_mailbox,
    reply_address,
)
from kulanz.core.mail.parsing import parse


def test_token_comes_back_from_any_recipient_field() -> None:
    token = new_token()
    address = reply_address("Service@Nordbau.example", token)
    assert address == f"service+{token}@nordbau.example"
    for field in ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"):
        mail = parse(f"From: a@b.example\n{field}: Nordbau <{address.upper()}>\n\nText".encode())
        assert find_tokens(mail.recipient_addresses) == (ReplyAddress("service@nordbau.example", token),)


def test_foreign_mailboxes_do_not_count() -> None:
    address = reply_address("service@fremd.example", new_token())
    assert find_tokens([address], ["service@nordbau.example"]) == ()
    assert len(find_tokens([address], ["service@nordbau.example", "service@fremd.example"])) == 1
    assert find_tokens(["service@nordbau.example", "service+kurz@nordbau.example", "kein"]) == ()


def test_tokens_are_long_and_distinct() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) == 26 for token in tokens)


def test_bad_parts_are_refused() -> None:
    for mailbox, token in (("kein", new_token()), ("a@b.example", "x"), ("a@b.example\n", "ab cd"), ("", "")):
        with pytest.raises(ValueError, match="no valid"):
            reply_address(mailbox, token)


def test_plain_mailbox() -> None:
    assert plain_mailbox("Service+abc@Nordbau.example") == "service@nordbau.example"
    assert plain_mailbox("kein") == ""


@pytest.mark.parametrize(
    "subject",
    [
        "AW: [NB-2026-00042] Ihr Stuhl",
        "nb 2026 00042",
        "NB202600042",
        "Vorgang NB/2026/42!",
        "NB–2026–00042",
        "Re:NB-2026-42",
        "NB_2026_00042",
        "NB 2026-00042.",
        "(nb-2026-00042)",
        "N B 2026 42",
    ],
)
def test_number_is_found(subject: str) -> None:
    assert find_case_numbers(subject, "NB") == ("NB-2026-00042",)


@pytest.mark.parametrize(
    "subject",
    ["XNB-2026-00042", "NB-1999-00042", "NB-2026", "NB-2026-00000", "Stuhl 2026-00042", "", "NB202642"],
)
def test_number_is_not_found(subject: str) -> None:
    assert find_case_numbers(subject, "NB") == ()


def test_two_numbers_and_odd_prefixes() -> None:
    assert find_case_numbers("NB-2026-00042 und NB-2026-123456", "NB") == ("NB-2026-00042", "NB-2026-123456")
    assert find_case_numbers("S1 2026 7", "S1") == ("S1-2026-00007",)
    assert find_case_numbers("-2026-00007", "") == ()
