"""Recording and changing product groups."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue, MissingValue
from kulanz.core.search.vocabulary import learn_words
from kulanz.masterdata.catalog.events import ProductGroupSaved
from kulanz.masterdata.catalog.models import ProductGroup
from kulanz.masterdata.catalog.permissions import require_keeper
from kulanz.masterdata.catalog.refusals import GroupCodeTaken, NoSuchProductGroup
from kulanz.masterdata.catalog.rules.lists import LONGEST, LONGEST_GROUP_NAME


def create_product_group(
    *, actor: Actor, code: str, name: str, at: datetime, name_en: str = ""
) -> ProductGroup:
    """Record a product group; its code is unique and stays."""
    require_keeper(actor)
    group = ProductGroup(
        tenant_id=actor.tenant_id, code=code.strip(), name=name.strip(), name_en=name_en.strip()
    )
    if not group.code:
        raise MissingValue("code")
    if len(group.code) > LONGEST["group"]:
        raise InvalidValue("code")
    _check_names(group)
    with transaction.atomic():
        try:
            with transaction.atomic():
                group.save(force_insert=True)
        except IntegrityError as taken:
            if "product_group_code" not in str(taken):
                raise
            raise GroupCodeTaken(code=group.code) from taken
        _finish(group, actor, at)
    return group


def change_product_group(
    *, actor: Actor, group_id: int, name: str, at: datetime, name_en: str = "", active: bool = True
) -> ProductGroup:
    """Rename a product group, retire it or bring it back."""
    require_keeper(actor)
    with transaction.atomic():
        group = (
            ProductGroup.objects.select_for_update().filter(pk=group_id, tenant_id=actor.tenant_id).first()
        )
        if group is None:
            raise NoSuchProductGroup
        group.name, group.name_en, group.active = name.strip(), name_en.strip(), active
        _check_names(group)
        group.save(update_fields=["name", "name_en", "active"])
        _finish(group, actor, at)
    return group


def _check_names(group: ProductGroup) -> None:
    if not group.name:
        raise MissingValue("name")
    for field in ("name", "name_en"):
        if len(getattr(group, field)) > LONGEST_GROUP_NAME:
            raise InvalidValue(field)


def _finish(group: ProductGroup, actor: Actor, at: datetime) -> None:
    learn_words([group.name], origin="group")
    event = ProductGroupSaved(code=group.code, group_name=group.name, active=group.active)
    record(event, actor=actor, stream=f"product_group:{group.pk}", at=at)
