"""What every screen of the master data shares: who may in, its side menu, how a refusal comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from kulanz.core.access.actor import ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import Refusal
from kulanz.interfaces.desk.masterdata.sections import groups, menu_of
from kulanz.masterdata.catalog.permissions import KEEPERS

keepers: Final = gate(ActorKind.STAFF, roles=KEEPERS)


def show(
    request: KulanzRequest,
    template: str,
    here: str,
    context: Mapping[str, object] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """A page on desk/masterdata/base.html, with the section `here` marked in the side menu."""
    return render(
        request,
        f"desk/masterdata/{template}",
        {**(context or {}), "sections": groups(here), "menu_current": menu_of(here)},
        status=status,
    )


def done(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Run the command with the form's values; a refusal stands beside its field and nothing typed is lost."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True
