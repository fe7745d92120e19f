"""The one family of errors a command raises when it refuses: its text is what the user reads."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A command refused and changed nothing.

    Subclasses are named after the refusal and carry `message`, a translated sentence which may hold
    `%(name)s` placeholders filled from the keyword arguments; `field` names the form field it belongs
    to, if any. `code` is the stable name for APIs.
    """

    message: Any = _("Das ist hier nicht möglich.")  # a string or a lazy translation
    field: str | None = None

    def __init__(self, **details: Any) -> None:
        super().__init__()
        self.details = details

    @property
    def code(self) -> str:
        name = type(self).__name__
        return "".join(("_" if c.isupper() and i else "") + c.lower() for i, c in enumerate(name))

    def __str__(self) -> str:
        text = str(self.message)
        return text % self.details if self.details else text


class NotAllowed(Refusal):
    message = _("Dazu fehlt Ihnen die Berechtigung.")


class MissingValue(Refusal):
    """A needed value was left empty; `field` says which."""

    message = _("Bitte füllen Sie dieses Feld aus.")

    def __init__(self, field: str, **details: Any) -> None:
        super().__init__(**details)
        self.field = field


class InvalidValue(Refusal):
    """A value cannot be used as it stands; `field` says which."""

    message: Any = _("Dieser Wert ist nicht gültig.")

    def __init__(self, field: str, message: str | Promise | None = None, **details: Any) -> None:
        super().__init__(**details)
        self.field = field
        if message is not None:
            self.message = message
