"""Fax numbers in international form, and the mail address at which a gateway takes a fax for one."""

from __future__ import annotations

import re
from typing import Final

# Country → calling code and the digits dialled before a national number (none: the number is whole).
_DIALLING: Final[dict[str, tuple[str, str]]] = {
    "AT": ("43", "0"), "BE": ("32", "0"), "BG": ("359", "0"), "CH": ("41", "0"), "CY": ("357", ""),
    "CZ": ("420", ""), "DE": ("49", "0"), "DK": ("45", ""), "EE": ("372", ""), "ES": ("34", ""),
    "FI": ("358", "0"), "FR": ("33", "0"), "GB": ("44", "0"), "GR": ("30", ""), "HR": ("385", "0"),
    "HU": ("36", "06"), "IE": ("353", "0"), "IS": ("354", ""), "IT": ("39", ""), "LI": ("423", ""),
    "LT": ("370", "0"), "LU": ("352", ""), "LV": ("371", ""), "MT": ("356", ""), "NL": ("31", "0"),
    "NO": ("47", ""), "PL": ("48", ""), "PT": ("351", ""), "RO": ("40", "0"), "SE": ("46", "0"),
    "SI": ("386", "0"), "SK": ("421", "0"),
}  # fmt: skip
_SHORTEST, _LONGEST = 8, 15
NUMBER: Final = "{number}"


def international(value: str, country: str) -> str:
    """The number as +49…, or '' when it cannot be dialled from anywhere.

    `country` is where a number without an international prefix belongs.
    """
    text = re.sub(r"\(\s*0\s*\)", "", value.strip())
    digits = re.sub(r"\D", "", text)
    if text.startswith("+"):
        return _whole(digits)
    if digits.startswith("00"):
        return _whole(digits[2:])
    code, trunk = _DIALLING.get(country, ("", ""))
    if not code or not digits.startswith(trunk):
        return ""
    return _whole(code + digits.removeprefix(trunk))


def _whole(digits: str) -> str:
    return f"+{digits}" if _SHORTEST <= len(digits) <= _LONGEST else ""


def gateway_address(gateway: str, number: str) -> str:
    """Where the mail for this number goes."""
    return gateway.replace(NUMBER, number)
