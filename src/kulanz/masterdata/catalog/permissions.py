"""Who sees articles and who keeps them. The one rule for the catalog."""

from __future__ import annotations

from typing import Final

from django.db.models import QuerySet

from kulanz.core.access.actor import Actor, ActorKind, Role
from kulanz.core.refusal import NotAllowed
from kulanz.masterdata.catalog.models import Article, ProductGroup
from kulanz.masterdata.catalog.refusals import MayNotClassify
from kulanz.masterdata.parties.permissions_of_skills import CERTIFIERS

KEEPERS: Final = frozenset({Role.LEAD, Role.DIVISION, Role.QUALITY, Role.FINANCE, Role.ADMINISTRATOR})


def visible_to(actor: Actor) -> QuerySet[Article]:
    """Staff see all articles, everyone signed in the active ones; guests describe theirs in words."""
    articles = Article.objects.filter(tenant_id=actor.tenant_id)
    if actor.is_staff or actor.is_system:
        return articles
    return articles.none() if actor.kind is ActorKind.GUEST else articles.filter(active=True)


def groups_visible_to(actor: Actor) -> QuerySet[ProductGroup]:
    """Product groups are public, retired ones are for the staff."""
    groups = ProductGroup.objects.filter(tenant_id=actor.tenant_id)
    return groups if actor.is_staff or actor.is_system else groups.filter(active=True)


def may_keep(actor: Actor) -> bool:
    """Whether the actor may record and change articles, what they cost and what they are told apart by."""
    return actor.is_system or actor.has(*KEEPERS)


def may_classify(actor: Actor) -> bool:
    """Whether the actor may say what is safety-relevant: those who certify people."""
    return actor.is_system or actor.has(*CERTIFIERS)


def require_classifier(actor: Actor) -> None:
    """Raises MayNotClassify."""
    if not may_classify(actor):
        raise MayNotClassify


def require_keeper(actor: Actor) -> None:
    if not may_keep(actor):
        raise NotAllowed
