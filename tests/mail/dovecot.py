"""A private dovecot for tests: its own folder, free ports, one static password for anybody."""

from __future__ import annotations

import contextlib
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "geheim-geheim"

_CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
info_log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {internal}
first_valid_uid = 1
mail_location = maildir:{home}/mail/%n
mail_fsync = never
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%n
}}
service anvil {{
  chroot =
  # Else a wrong password makes every later login of the test wait.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server. Every user name is an account; the password is the same for all."""

    host: str
    port: int
    home: Path
    uid: int
    gid: int
    password: str = PASSWORD

    def deliver(self, raw: bytes, user: str = "service") -> None:
        """Put a mail into the user's inbox as a mail server would."""
        with self.client(user) as client:
            status, answer = client.append("INBOX", "", "", raw)
        if status != "OK":
            raise RuntimeError(f"not delivered: {answer!r}")

    def deliver_file(self, raw: bytes, user: str = "service") -> None:
        """Put the bytes into the maildir unseen by any protocol, for mails no client could append."""
        inbox = self.home / "mail" / user / "new"
        if not inbox.exists():
            with self.client(user) as client:
                client.select("INBOX")
        name = f"{time.time_ns()}.{os.getpid()}.test"
        waiting = inbox.parent / "tmp" / name
        waiting.write_bytes(raw)
        os.chown(waiting, self.uid, self.gid)
        waiting.rename(inbox / name)

    @contextlib.contextmanager
    def client(self, user: str = "service") -> Iterator[imaplib.IMAP4]:
        """A connection of one's own, logged in."""
        with imaplib.IMAP4(self.host, self.port, timeout=10) as client:
            client.login(user, self.password)
            yield client

    def flags(self, user: str = "service", folder: str = "INBOX") -> list[str]:
        """The flags of every mail, in the order of the folder."""
        with self.client(user) as client:
            _, number = client.select(folder, readonly=True)
            if number == [b"0"]:
                return []
            _, data = client.fetch("1:*", "(FLAGS)")
        return [item.decode() for item in data if isinstance(item, bytes)]


@contextlib.contextmanager
def running_dovecot(program: str = "/usr/sbin/dovecot") -> Iterator[Dovecot]:
    """Start a server in a folder of its own and end it with everything it made."""
    # Not below pytest's folder: the path of a socket ends at about a hundred characters.
    home = Path(tempfile.mkdtemp(prefix="kulanz-imap-", dir="/tmp"))
    try:
        server = _prepared(home)
        process = subprocess.Popen(
            [program, "-F", "-c", str(home / "dovecot.conf")],
            stdout=subprocess.DEVNULL,
            stderr=(home / "errors").open("wb"),
        )
        try:
            _wait_until_answering(server, process)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _prepared(home: Path) -> Dovecot:
    # Root needs an ordinary user for the mails; dovecot refuses to serve mails of root.
    account = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    internal = "dovecot" if os.getuid() == 0 else account.pw_name
    group = _group_name(pwd.getpwnam(internal).pw_gid)
    server = Dovecot("127.0.0.1", _free_port(), home, account.pw_uid, account.pw_gid)
    home.chmod(0o755)
    for name in ("run", "state", "mail"):
        (home / name).mkdir()
    os.chown(home / "mail", account.pw_uid, account.pw_gid)
    config = _CONFIG.format(
        home=home,
        internal=internal,
        internal_group=group,
        password=PASSWORD,
        uid=account.pw_uid,
        gid=account.pw_gid,
        port=server.port,
    )
    (home / "dovecot.conf").write_text(config)
    return server


def _group_name(gid: int) -> str:
    import grp

    return grp.getgrgid(gid).gr_name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_answering(server: Dovecot, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 15
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError, imaplib.IMAP4.error), server.client() as client:
            if client.select("INBOX")[0] == "OK":
                return
        time.sleep(0.05)
    said = "".join(
        path.read_text(errors="replace")[-3_000:]
        for path in (server.home / "errors", server.home / "log")
        if path.exists()
    )
    raise RuntimeError(f"dovecot does not answer:\n{said}")
