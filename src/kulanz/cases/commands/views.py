"""Saved views of the worklist: one's own, or shared with the office."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from kulanz.cases.models import SavedView
from kulanz.cases.permissions import Action, require
from kulanz.cases.refusals import ViewNameTaken
from kulanz.core.access.actor import Actor
from kulanz.core.refusal import MissingValue, NotAllowed


def save_view(*, actor: Actor, name: str, filters: Mapping[str, str], shared: bool) -> SavedView:
    """Keep the filters under a name. Raises MissingValue("name"), ViewNameTaken, NotAllowed."""
    require(actor, Action.MANAGE_VIEWS)
    if actor.membership_id is None:
        # a view belongs to a person
        raise NotAllowed
    text = " ".join(name.split())[:60]
    if not text:
        raise MissingValue("name")
    try:
        with transaction.atomic():
            return SavedView.objects.create(
                tenant_id=actor.tenant_id,
                membership_id=actor.membership_id,
                name=text,
                filters=dict(filters),
                shared=shared,
            )
    except IntegrityError:
        raise ViewNameTaken from None


def delete_view(*, actor: Actor, view_id: int) -> None:
    """Only one's own; one already gone changes nothing."""
    require(actor, Action.MANAGE_VIEWS)
    view = SavedView.objects.filter(pk=view_id).first()
    if view is None:
        return
    if view.membership_id != actor.membership_id:
        raise NotAllowed
    view.delete()
