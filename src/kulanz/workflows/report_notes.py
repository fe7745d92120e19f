"""What the office should know about a public report beside the case's own fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kulanz.masterdata.parties.commands.recording import NewAddress, normalize_contact
from kulanz.masterdata.parties.models import Address, ContactKind, ContactPoint, Party

if TYPE_CHECKING:
    from kulanz.workflows.reporting import PublicReport


def notes_of(report: PublicReport, known: Party | None) -> list[str]:
    """What the form said and the case has no field for, and where it differs from what we know."""
    notes = []
    if report.bought_from:
        notes.append(_("Gekauft bei: %(where)s") % {"where": report.bought_from})
    if known is None:
        return notes
    differing = []
    if " ".join(report.name.split()).casefold() != known.name.casefold():
        differing.append(_("Name: %(value)s") % {"value": report.name})
    if report.phone and not _reached_at(known, report.phone):
        differing.append(_("Telefon: %(value)s") % {"value": report.phone})
    if not report.address.empty and not _lives_at(known, report.address):
        shown = f"{report.address.street}, {report.address.postcode} {report.address.city}".strip(", ")
        differing.append(_("Anschrift: %(value)s") % {"value": shown})
    if differing:
        notes.append(
            _("Im Formular steht anderes als in unseren Stammdaten (nichts davon wurde übernommen):")
        )
        notes += [f"– {line}" for line in differing]
    return notes


def _reached_at(party: Party, phone: str) -> bool:
    return ContactPoint.objects.filter(
        party=party, normalized=normalize_contact(ContactKind.PHONE, phone)
    ).exists()


def _lives_at(party: Party, given: NewAddress) -> bool:
    wanted = (given.street.casefold(), given.postcode.casefold(), given.city.casefold())
    return any(
        (row.street.casefold(), row.postcode.casefold(), row.city.casefold()) == wanted
        for row in Address.objects.filter(party=party)
    )
