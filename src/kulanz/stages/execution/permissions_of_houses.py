"""What another dealer's own people did: a case may change its dealer, and they are the new one's competitors.

Work of the factory service and of service partners is read by whoever sees the case.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Exists, OuterRef, Q

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
    """Files of a case that belong to such reports: documents, corrected versions, photos, signatures."""
    reports = ServiceReport.objects.filter(reports_of_others(houses), visit__case=OuterRef("case"))
    named = (
        "document", "customers_copy", "signature", "corrections__document", "corrections__customers_copy",
    )  # fmt: skip
    of_report = reduce(or_, (Q(**{name: OuterRef("pk")}) for name in named))
    of_report |= Q(corrections__document=OuterRef("pk")) | Q(corrections__customers_copy=OuterRef("pk"))
    unnamed = Q(report=None, visit__in=Visit.objects.filter(visits_of_others(houses)))
    written = Q(report__technician__house=_DEALERS) & ~Q(report__technician__organisation__in=houses)
    photos = ReportPhoto.objects.filter(unnamed | written, file=OuterRef("pk"))
    return Q(Exists(reports.filter(of_report))) | Q(Exists(photos))


def not_of_others(actor: Actor) -> Q:
    """Of the reports of cases he sees: without those of dealers' people whose work he does not read."""
    houses = only_of_houses(actor)
    return Q() if houses is None else ~reports_of_others(houses)


def is_of_another_dealer(report: ServiceReport) -> bool:
    """Whether it is of the people of a dealer who has not got the case any more."""
    others = reports_of_others([report.visit.case.dealer_id or 0])
    return ServiceReport.objects.filter(others, pk=report.pk).exists()
