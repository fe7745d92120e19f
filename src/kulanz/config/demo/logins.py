"""The list of the demo's logins: made by `demo`, shown again by `serve`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kulanz.config.demo.writing import Login

FILE: Final = "demo-logins.txt"


def write_logins(home: Path, logins: Sequence[Login], password: str) -> list[str]:
    """Writes the list and answers its lines. The port is not in it: it may be another one each time."""
    lines = [f"Demo logins (password of all: {password})"]
    host = ""
    for login in logins:
        if login.host != host:
            host = login.host
            lines.append(f"  http://{host}:PORT/")
        lines.append(f"    {login.email:<42} {login.who}")
    path = home / FILE
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    path.chmod(0o600)
    return lines


def read_logins(home: Path, port: int) -> list[str]:
    """The lines for the console; none where the home is no demo."""
    try:
        text = (home / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    lines = text.replace(":PORT/", f":{port}/").splitlines()
    return [*lines, f"Mails of the demo go nowhere: they lie in {home / 'outbox'}"]
