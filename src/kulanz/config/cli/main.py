"""Finds the command, reads its arguments, runs it. Only the chosen command is imported."""

from __future__ import annotations

import argparse
import ast
import importlib
import keyword
import os
import pkgutil
import signal
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import kulanz.config.cli
from kulanz import __version__
from kulanz.config.env import InvalidEnvironment, set_for_this_process

WRONG_USE = 2
# Modules of this folder that serve the commands instead of being one.
NOT_COMMANDS = frozenset({"main", "children", "product", "progress"})


def commands() -> list[str]:
    """Names of all commands, as they are typed."""
    found = {module.name for module in pkgutil.iter_modules(kulanz.config.cli.__path__)}
    return sorted(name.rstrip("_").replace("_", "-") for name in found - NOT_COMMANDS)


def _module(command: str) -> str:
    name = command.replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


def _summary(command: str) -> str:
    # Read, not imported: help must not load Django.
    source = Path(kulanz.config.cli.__path__[0]) / f"{_module(command)}.py"
    text = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
    return text.split("\n", 1)[0]


def _overview() -> str:
    width = max(map(len, commands()))
    return "\n".join(f"  {name.ljust(width)}  {_summary(name)}" for name in commands())


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", metavar="DIR", help="folder with everything that changes (KULANZ_HOME)")
    parser.add_argument("--port", metavar="N", help="port of the web server (PORT)")


def _apply_common(args: argparse.Namespace) -> None:
    if args.home:
        set_for_this_process("KULANZ_HOME", args.home)
    if args.port:
        set_for_this_process("PORT", args.port)


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code of the command: 0 done, 1 not done, 2 wrong use."""
    parser = argparse.ArgumentParser(
        prog="kulanz",
        description="Complaint and service cases.",
        epilog=f"commands:\n{_overview()}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"Kulanz {__version__}")
    _common(parser)
    parser.add_argument("command", choices=commands(), metavar="command", help="one of those below")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    first = parser.parse_args(argv)
    _apply_common(first)
    module = importlib.import_module(f"kulanz.config.cli.{_module(first.command)}")
    own = argparse.ArgumentParser(prog=f"kulanz {first.command}", description=module.__doc__)
    _common(own)
    module.add_arguments(own)
    args = own.parse_args(first.rest)
    _apply_common(args)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kulanz.config.settings")
    # A closed terminal and `kill` end a command the way Ctrl-C does: with everything put in order.
    for number in _ending_signals():
        signal.signal(number, _interrupt)
    # A command that others call may have a code of its own for "try again later".
    not_done = int(getattr(module, "EXIT_WHEN_NOT_DONE", 1))
    try:
        return int(module.run(args))
    except InvalidEnvironment as wrong:
        return _say_why(wrong.lines, not_done if not_done != 1 else WRONG_USE)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output has gone (`kulanz … | head`); nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as wrong:
        if not _explains_itself(wrong):
            if not_done == 1:
                raise
            traceback.print_exc()
        return _say_why([str(wrong)], not_done)


def _ending_signals() -> list[signal.Signals]:
    # SIGINT explicitly: a shell that starts us in the background has it ignored. `nohup` is respected.
    survives_terminal = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM] + ([] if survives_terminal else [signal.SIGHUP])


def _interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _explains_itself(wrong: Exception) -> bool:
    """Whether the message says all there is to say, and a traceback would only hide it."""
    from kulanz.core.database.account import NoAccount
    from kulanz.core.database.backup import BackupRefused
    from kulanz.core.database.binaries import NoBinaries
    from kulanz.core.database.cluster import DatabaseFailure
    from kulanz.core.database.roles import UnusableDatabase
    from kulanz.core.refusal import Refusal

    return isinstance(
        wrong, NoAccount | NoBinaries | DatabaseFailure | UnusableDatabase | BackupRefused | Refusal
    )


def _say_why(lines: list[str], code: int) -> int:
    for line in lines:
        print(f"kulanz: {line}", file=sys.stderr)
    return code
