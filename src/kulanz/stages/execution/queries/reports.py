"""Service reports as they are read: of a case, one alone, and the office's list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from kulanz.cases.models import Case, CaseFile
from kulanz.core.access.actor import Actor
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.stages.execution.events_of_reports import ReportCorrectionDrawn, ReportDrawn
from kulanz.stages.execution.models import FieldEntry, ReportPart, ReportPhoto, ServiceReport
from kulanz.stages.execution.permissions_of_reports import reads_ratings, reports_visible_to
from kulanz.stages.execution.rules.report_data import SIGNATURE

PAGE_SIZE: Final = 50
FILTERS: Final = ("all", "unauthorised", "unproven", "photos", "conflicts", "unsafe")


@dataclass(frozen=True, slots=True)
class ReportPage:
    rows: Sequence[ServiceReport]
    next_cursor: str = ""


def is_odd(part: ReportPart) -> bool:
    """Free text, or not the manufacturer's own: the office has to look at it (R084)."""
    return part.article is None or not part.article.is_original


def missing_photos(report: ServiceReport) -> int:
    """How many of the pictures it names are still on their way."""
    return max(0, report.photos_named - report.photos.count())


def shown_reports(actor: Actor) -> QuerySet[ServiceReport]:
    """With everything a page shows; ratings are not even loaded for whoever may not read them.

    `is_second`: there was one of the visit before. `arrived`: how many pictures are there.
    """
    photos = ReportPhoto.objects.exclude(kind=SIGNATURE).select_related("file__stored")
    earlier = ServiceReport.objects.filter(visit=OuterRef("visit"), pk__lt=OuterRef("pk"))
    reports = (
        reports_visible_to(actor)
        .select_related("visit__case", "visit__order", "document__stored", "customers_copy")
        .select_related("correction__document__stored", "correction__customers_copy")
        .prefetch_related(
            Prefetch("parts", queryset=ReportPart.objects.select_related("article")),
            Prefetch("photos", queryset=photos, to_attr="shown_photos"),
            "corrections",
        )
        .annotate(is_second=Exists(earlier), arrived=Count("photos"))
        .annotate(on_their_way=F("photos_named") - F("arrived"))
    )
    return reports if reads_ratings(actor) else reports.defer("rating", "rating_note")


def reports_of_case(actor: Actor, case: Case) -> list[ServiceReport]:
    """Oldest first; `case` comes from `visible_to`."""
    return list(shown_reports(actor).filter(visit__case=case).order_by("pk"))


def get_report(actor: Actor, report_id: int) -> ServiceReport | None:
    return shown_reports(actor).filter(pk=report_id).first()


def document_in_place_of(actor: Actor, case_file_id: int) -> int | None:
    """The document that a report has now in the place of an earlier one; None for any other file."""
    removed = CaseFile.objects.filter(pk=case_file_id, tenant_id=actor.tenant_id).exclude(removed_at=None)
    file = removed.select_related("case").first()
    if file is None:
        return None
    drawn = ProtocolEntry.objects.filter(
        Q(facts__case_file_id=case_file_id) | Q(facts__copy_file_id=case_file_id),
        tenant_id=actor.tenant_id,
        stream=file.case.stream,
        event__in=(ReportDrawn.name, ReportCorrectionDrawn.name),
    ).first()
    if drawn is None:
        return None
    reports = ServiceReport.objects.filter(pk=int(drawn.facts["report_id"]), tenant_id=actor.tenant_id)
    report = reports.select_related("correction").first()
    if report is None:
        return None
    holder = report.correction if drawn.event == ReportCorrectionDrawn.name else report
    if holder is None:
        return None
    was_copy = drawn.facts.get("copy_file_id") == case_file_id
    return (holder.customers_copy_id if was_copy else None) or holder.document_id


def report_list(actor: Actor, *, shown: str = "all", cursor: str = "") -> ReportPage:
    """The newest first; `shown` is one of FILTERS."""
    rows = shown_reports(actor).select_related("visit__case__customer", "visit__case__dealer")
    rows = rows.filter(_filtered(shown))
    at, _mark, ident = cursor.partition("_")
    if ident.isascii() and ident.isdigit() and len(ident) < 19:
        rows = rows.filter(_before(at, int(ident)))
    found = list(rows.order_by("-received_at", "-pk")[: PAGE_SIZE + 1])
    if len(found) <= PAGE_SIZE:
        return ReportPage(found)
    last = found[PAGE_SIZE - 1]
    return ReportPage(found[:PAGE_SIZE], f"{last.received_at.isoformat()}_{last.pk}")


def _filtered(shown: str) -> Q:
    match shown:
        case "unauthorised":
            return Q(authorised=False)
        case "unproven":
            return Q(unproven=True)
        case "photos":
            return Q(arrived__lt=F("photos_named"))
        case "conflicts":
            others = ServiceReport.objects.filter(visit=OuterRef("visit")).exclude(pk=OuterRef("pk"))
            return Q(Exists(others))
        case "unsafe":
            return Q(safety="unsafe")
        case _:
            return Q()


def _before(at: str, ident: int) -> Q:
    try:
        moment = datetime.fromisoformat(at.replace(" ", "+"))
    except ValueError:
        return Q()
    if moment.tzinfo is None:
        return Q()
    return Q(received_at__lt=moment) | Q(received_at=moment, pk__lt=ident)


def held_entries(actor: Actor) -> QuerySet[FieldEntry]:
    """Reports of a second device that wait for their technician to choose between two versions.

    Those given up, and those after which the same person reported all the same, wait no longer.
    """
    if not actor.is_staff and not actor.is_system:
        return FieldEntry.objects.none()
    later = FieldEntry.objects.filter(
        visit=OuterRef("visit"),
        membership=OuterRef("membership"),
        kind="report",
        outcome="applied",
        pk__gt=OuterRef("pk"),
    )
    return (
        FieldEntry.objects.filter(
            ~Exists(later), tenant_id=actor.tenant_id, kind="report", outcome__in=["conflict", "refused"]
        )
        .exclude(answer__has_key="given_up")
        .exclude(visit=None)
        .select_related("visit__case", "membership")
        .order_by("-received_at", "-pk")
    )
