"""Which folders a partner's files may lie in is known to the interface that works with folders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kulanz.stages.contact.models import Partner


@dataclass(frozen=True, slots=True)
class PartnerFolders:
    """`check` refuses folders that must not be used with InvalidValue of the field; `places` names them:
    where files come in, where they go out."""

    check: Callable[[Partner], None]
    places: Callable[[Partner], tuple[str, str]]


_folders: list[PartnerFolders] = []


def register_folders(folders: PartnerFolders) -> None:
    """Called at start-up by the interface; a second one replaces the first."""
    _folders[:] = [folders]


def folders() -> PartnerFolders:
    return _folders[0]
