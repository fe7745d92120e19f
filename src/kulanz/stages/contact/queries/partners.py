"""Partners, their files and results: for the administration, and each for itself."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor, ActorKind, Channel, Role, Scope
from kulanz.stages.contact.models import Partner, PartnerCase, PartnerFile, PartnerOutcome, PartnerResult
from kulanz.stages.contact.refusals import NoPartner, PartnerNeedsHouse


def partners_visible_to(actor: Actor) -> QuerySet[Partner]:
    """Administrators see all; a dealer who sees all cases of his house sees his own."""
    partners = Partner.objects.filter(tenant_id=actor.tenant_id).select_related("party")
    if actor.is_system or actor.has(Role.ADMINISTRATOR):
        return partners
    if actor.kind is ActorKind.DEALER and actor.organisation_id and actor.scope is Scope.COMPANY:
        return partners.filter(party_id=actor.organisation_id)
    return partners.none()


def own_partner(actor: Actor) -> Partner:
    """The dealer's own exchange, set up and in use. Raises NoPartner, PartnerNeedsHouse."""
    if actor.kind is not ActorKind.DEALER or actor.organisation_id is None:
        raise NoPartner
    if actor.scope is not Scope.COMPANY:
        raise PartnerNeedsHouse
    partner = partners_visible_to(actor).filter(active=True, party__active=True).first()
    if partner is None:
        raise NoPartner
    return partner


def partner_files(actor: Actor) -> QuerySet[PartnerFile]:
    """The files of the partners this actor sees, newest first."""
    return PartnerFile.objects.filter(partner__in=partners_visible_to(actor)).select_related("partner__party")


def results_of(file: PartnerFile, *, only_refused: bool = False) -> QuerySet[PartnerResult]:
    """What became of its records, in their order; the file comes from `partner_files`."""
    results = PartnerResult.objects.filter(tenant_id=file.tenant_id, file=file)
    return results.filter(outcome=PartnerOutcome.REFUSED) if only_refused else results


def came_by_file(case: Case) -> PartnerCase | None:
    """How a case that a partner's file began is kept beside his; None for every other case."""
    if case.channel != Channel.API:
        return None
    return PartnerCase.objects.filter(case=case).exclude(their_reference="").first()


def sent_in_the_portal(case: Case) -> bool:
    """Whether all that files brought of this case was sent in the portal by somebody of the dealer's."""
    files = PartnerFile.objects.filter(results__case=case, tenant_id=case.tenant_id)
    return set(files.order_by().values_list("way", flat=True).distinct()) == {"portal"}


def numbers_beside(cases: Iterable[Case]) -> dict[int, list[PartnerCase]]:
    """How the other houses call these cases, by the case."""
    found: dict[int, list[PartnerCase]] = {}
    rows = PartnerCase.objects.filter(case__in=[case.pk for case in cases]).exclude(their_reference="")
    for row in rows.select_related("partner__party").order_by("partner__code"):
        found.setdefault(row.case_id, []).append(row)
    return found
