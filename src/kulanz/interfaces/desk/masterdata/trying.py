"""Trying a command out: whether it would refuse, without leaving anything behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import transaction

from kulanz.core.ui.forms import done


def tried(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """As `done`, but what the command wrote is taken back; refusals stand beside their fields."""

    def try_out(values: dict[str, Any]) -> None:
        with transaction.atomic():
            act(values)
            transaction.set_rollback(True)

    return done(form, try_out)
