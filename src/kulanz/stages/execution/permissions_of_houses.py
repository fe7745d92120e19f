"""What another dealer's own people did: a case may change its dealer, and they are the new one's competitors.

Work of the factory service and of service partners is read by whoever sees the case.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Exists, OuterRef, Q

from kulanz.cases.models import CaseFile
from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.models import PartyRole, PartyRoleKind, Technician
from kulanz.masterdata.parties.own_houses import only_of_houses
from kulanz.masterdata.parties.rules.interlock import House
from kulanz.stages.execution.models import Booking, ReportPhoto, ServiceReport, Visit

_DEALERS: Final = House.DEALER.value


def visits_of_others(houses: Collection[int]) -> Q:
    """Visits that another dealer's house makes or made. `houses` are the reader's own.

    One that was taken from it and waits for somebody else is not its any more; of a house that is dealer and
    service partner as well the people who go decide.
    """
    own = Q(organisation__in=houses)
    is_dealer = PartyRole.objects.filter(party=OuterRef("organisation"), role=PartyRoleKind.DEALER)
    people = Technician.objects.filter(organisation=OuterRef("organisation"))
    others = Q(Exists(is_dealer) | Exists(people.filter(house=_DEALERS)))
    alone = ~Exists(people.exclude(house=_DEALERS))
    crew = Booking.objects.filter(visit=OuterRef("pk"), technician__house=_DEALERS)
    reported = ServiceReport.objects.filter(reports_of_others(houses), visit=OuterRef("pk"))
    theirs = Exists(crew.exclude(technician__organisation__in=houses)) | Exists(reported)
    return ~own & ((others & Q(alone)) | Q(theirs))


def reports_of_others(houses: Collection[int]) -> Q:
    """Reports that another dealer's technician wrote."""
    return Q(technician__house=_DEALERS) & ~Q(technician__organisation__in=houses)


def files_of_others(houses: Collection[int]) -> Q:
    """Files of a case that belong to such reports: documents, photos, signatures, whatever else they have."""
    reports = ServiceReport.objects.filter(reports_of_others(houses), visit__case=OuterRef("case"))
    of_report = reduce(or_, (Q((path, OuterRef("pk"))) for path in _paths_to_files()))
    unnamed = ReportPhoto.objects.filter(
        report=None, visit__in=Visit.objects.filter(visits_of_others(houses)), file=OuterRef("pk")
    )
    return Q(Exists(reports.filter(of_report))) | Q(Exists(unnamed))


def _paths_to_files() -> list[str]:
    """From a report to every file of the case that it, or a row that belongs to it, points to."""
    own = [field.name for field in ServiceReport._meta.fields if field.related_model is CaseFile]
    rows = [relation for relation in ServiceReport._meta.related_objects if not relation.hidden]
    return own + [
        f"{relation.name}__{field.name}"
        for relation in rows
        for field in relation.related_model._meta.fields
        if field.related_model is CaseFile
    ]


def not_of_others(actor: Actor) -> Q:
    """Of the reports of cases he sees: without those of dealers' people whose work he does not read."""
    houses = only_of_houses(actor)
    return Q() if houses is None else ~reports_of_others(houses)


def is_of_another_dealer(report: ServiceReport) -> bool:
    """Whether it is of the people of a dealer who has not got the case any more."""
    others = reports_of_others([report.visit.case.dealer_id or 0])
    return ServiceReport.objects.filter(others, pk=report.pk).exists()
