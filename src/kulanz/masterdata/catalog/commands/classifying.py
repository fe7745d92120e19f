"""Saying of articles and failure codes how safety-relevant they are, many at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.events import Event
from kulanz.core.protocol.recording import record_all
from kulanz.masterdata.catalog.events import ArticleClassified
from kulanz.masterdata.catalog.events_of_executors import FailureCodeClassified
from kulanz.masterdata.catalog.models import Article, FailureCode
from kulanz.masterdata.catalog.permissions import require_classifier
from kulanz.masterdata.parties.commands.work_kinds import require_class


def classify_articles(*, actor: Actor, article_ids: Collection[int], safety: str, at: datetime) -> int:
    """How many that changed. Raises InvalidValue("safety"), NotAllowed."""
    require_classifier(actor)
    require_class(safety)
    with transaction.atomic():
        rows = list(
            Article.objects.select_for_update()
            .filter(tenant_id=actor.tenant_id, pk__in=article_ids)
            .exclude(safety=safety)
            .order_by("pk")
        )
        before = {row.pk: row.safety for row in rows}
        for row in rows:
            row.safety = safety
        Article.objects.filter(pk__in=before).update(safety=safety)
        record_all([article_classified(row, before[row.pk]) for row in rows], actor=actor, at=at)
        return len(rows)


def classify_failure_codes(
    *, actor: Actor, failure_code_ids: Collection[int], safety: str, at: datetime
) -> int:
    """How many that changed. Raises InvalidValue("safety"), NotAllowed."""
    require_classifier(actor)
    require_class(safety)
    with transaction.atomic():
        rows = list(
            FailureCode.objects.select_for_update(of=("self",))
            .select_related("product_group")
            .filter(tenant_id=actor.tenant_id, pk__in=failure_code_ids)
            .exclude(safety=safety)
            .order_by("pk")
        )
        before = {row.pk: row.safety for row in rows}
        for row in rows:
            row.safety = safety
        FailureCode.objects.filter(pk__in=before).update(safety=safety)
        record_all([code_classified(row, before[row.pk]) for row in rows], actor=actor, at=at)
        return len(rows)


def article_classified(article: Article, before: str) -> tuple[str, Event]:
    """The event of an article that says something else now, with its stream."""
    event = ArticleClassified(number=article.number, safety=article.safety, safety_before=before)
    return f"article:{article.pk}", event


def code_classified(code: FailureCode, before: str) -> tuple[str, Event]:
    """The same for a failure code."""
    group = code.product_group.code if code.product_group else ""
    event = FailureCodeClassified(code=code.code, group=group, safety=code.safety, safety_before=before)
    return f"failure_code:{code.pk}", event
