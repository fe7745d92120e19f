"""What lies beside the visits on the device: conversation, files, history of the things, stock, articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from kulanz.cases.models import Case, CaseFile, Message, Position
from kulanz.cases.permissions import audiences_readable, not_another_dealers, not_others_work
from kulanz.cases.queries.case_page import readable
from kulanz.core.access.actor import Actor
from kulanz.masterdata.catalog.models import Article, FailureCode
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.own_houses import only_of_houses
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.execution.models import ChecklistItem, ServiceReport, Stock
from kulanz.stages.execution.permissions_of_houses import reports_of_others

MESSAGES: Final = 20
FILES: Final = 12
MOST_ARTICLES: Final = 500
HISTORY: Final = 5


@dataclass(frozen=True, slots=True)
class Past:
    on: date
    what: str


def messages_of(actor: Actor, cases: Collection[int], *, at: datetime) -> dict[int, list[Message]]:
    """The last messages of each case that this technician may read, oldest first."""
    audiences = [audience.value for audience in audiences_readable(actor)]
    released = Q(released_at__lte=at) | Q(author_membership_id=actor.membership_id)
    rows = (
        Message.objects.filter(
            released,
            not_another_dealers(only_of_houses(actor)),
            tenant_id=actor.tenant_id,
            case__in=cases,
            audience__in=audiences,
            withdrawn_at=None,
        )
        .annotate(place=Window(RowNumber(), partition_by=F("case_id"), order_by=F("created_at").desc()))
        .filter(place__lte=MESSAGES)
        .only("case_id", "author_name", "body", "created_at")
        .order_by("created_at", "pk")
    )
    found: dict[int, list[Message]] = defaultdict(list)
    for row in rows:
        row.body = readable(actor.kind, row.body)
        found[row.case_id].append(row)
    return found


def files_of(actor: Actor, cases: Collection[int], *, at: datetime) -> dict[int, list[CaseFile]]:
    """The newest files of each case that this technician may open: pictures and PDFs, for reading offline."""
    audiences, houses = [audience.value for audience in audiences_readable(actor)], only_of_houses(actor)
    rows = (
        CaseFile.objects.filter(
            Q(message=None) | Q(message__released_at__lte=at),
            not_another_dealers(houses),
            not_others_work(houses),
            tenant_id=actor.tenant_id,
            case__in=cases,
            audience__in=audiences,
            removed_at=None,
            kind=CaseFile.Kind.ORDINARY,
            stored__state="present",
        )
        .filter(Q(stored__content_type__startswith="image/") | Q(stored__content_type="application/pdf"))
        .exclude(message__withdrawn_at__isnull=False)
        .annotate(place=Window(RowNumber(), partition_by=F("case_id"), order_by=F("created_at").desc()))
        .filter(place__lte=FILES)
        .select_related("stored")
        .order_by("-created_at", "-pk")
    )
    found: dict[int, list[CaseFile]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found


def checklists_of(work_kind_ids: Collection[int]) -> dict[int, list[ChecklistItem]]:
    found: dict[int, list[ChecklistItem]] = defaultdict(list)
    for item in ChecklistItem.objects.filter(work_kind__in=work_kind_ids, active=True):
        found[item.work_kind_id].append(item)
    return found


def history_of(
    technicians: Sequence[Technician], cases: dict[int, Case], positions: dict[int, list[Position]]
) -> dict[str, list[Past]]:
    """By serial number: what earlier reports say of the same thing at the same customer's, newest first.

    Somebody of a dealer or service partner reads only of cases of the dealer he comes for, and a dealer's
    nothing of what another dealer's people did; the factory service of all. Only what was done is told,
    never to whom it belonged.
    """
    serials = {p.serial_number for rows in positions.values() for p in rows if p.serial_number}
    if not serials:
        return {}
    customers = {case.customer_id for case in cases.values() if case.customer_id}
    reports = ServiceReport.objects.filter(
        Q(visit__case__customer__in=customers) | Q(visit__case__in=cases),
        visit__case__positions__serial_number__in=serials,
    )
    if not any(technician.house == House.FACTORY for technician in technicians):
        dealers = {case.dealer_id for case in cases.values() if case.dealer_id}
        reports = reports.filter(Q(visit__case__dealer__in=dealers) | Q(visit__case__in=cases))
    if technicians and all(technician.house == House.DEALER for technician in technicians):
        reports = reports.filter(~reports_of_others({one.organisation_id for one in technicians}))
    rows = (
        reports.order_by("-finished_at", "-pk")
        .values_list("visit__case__positions__serial_number", "finished_at", "work_done", "pk")
        .distinct()[:400]
    )
    found: dict[str, list[Past]] = defaultdict(list)
    for serial, finished_at, work, _pk in rows:
        if serial in serials and work and len(found[serial]) < HISTORY:
            found[serial].append(Past(timezone.localdate(finished_at), work[:600]))
    return found


def failures_of(positions: dict[int, list[Position]]) -> dict[tuple[int | None, str], FailureCode]:
    """By (product group, code), for naming them."""
    codes = {p.failure_code for rows in positions.values() for p in rows if p.failure_code}
    if not codes:
        return {}
    return {(row.product_group_id, row.code): row for row in FailureCode.objects.filter(code__in=codes)}


def failure_name(position: Position, known: dict[tuple[int | None, str], FailureCode]) -> str:
    if not position.failure_code:
        return ""
    group = position.product_group_id or (position.article.product_group_id if position.article else None)
    row = known.get((group, position.failure_code)) or known.get((None, position.failure_code))
    return str(row) if row is not None else position.failure_code


def stock_of(technicians: Sequence[Technician]) -> list[Stock]:
    """What lies in his vehicle."""
    return list(
        Stock.objects.filter(vehicle__technician__in=technicians, vehicle__active=True)
        .exclude(quantity=Decimal(0), minimum=Decimal(0))
        .select_related("article")
        .order_by("article__number")
    )


def spare_parts(
    positions: dict[int, list[Position]], stock: Sequence[Stock], taken: Collection[int]
) -> list[Article]:
    """What he may need: his stock, what the visits take along, and the spare parts of the groups."""
    groups = {
        p.product_group_id or (p.article.product_group_id if p.article else None)
        for rows in positions.values()
        for p in rows
    } - {None}
    own = {row.article_id for row in stock} | set(taken)
    wanted = Q(pk__in=own) | Q(product_group__in=groups, is_spare_part=True, active=True)
    articles = Article.objects.filter(wanted).only("number", "name", "name_en", "is_original")
    found = list(articles.order_by("number")[: 4 * MOST_ARTICLES])
    # his own first: they are never cut off
    found.sort(key=lambda article: (article.pk not in own, article.number))
    return found[:MOST_ARTICLES]
