"""The pages of make or buy: name, who looks, and address."""

from __future__ import annotations

from kulanz.core import clock
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import HouseBrand, OptionDecision
from kulanz.workflows.option_letters import new_link


def contract_pages(tenant: Tenant) -> list[tuple[str, str, str]]:
    """In the tenant that is open, whose demo has a round under way and houses with a brand."""
    decision = OptionDecision.objects.filter(tenant=tenant, decided_at=None).order_by("pk")[0]
    dealer = HouseBrand.objects.filter(tenant=tenant).order_by("pk")[0].organisation_id
    secret, _token = new_link(decision, "", clock.now())
    partners = "/desk/stammdaten/"
    return [
        ("dealers", "lead", f"{partners}fachhandelspartner/"),
        ("dealer", "lead", f"{partners}fachhandelspartner/{dealer}/"),
        ("dealer-brand", "lead", f"{partners}fachhandelspartner/{dealer}/marke/"),
        ("option-rounds", "lead", f"{partners}runden/"),
        ("option-round", "lead", f"{partners}runden/{decision.round_id}/"),
        ("option-round-new", "lead", f"{partners}runden/neu/"),
        ("option-answer", "lead", f"{partners}antworten/{decision.pk}/"),
        ("office-contacts", "administrator", "/desk/verwaltung/ansprechpartner/"),
        ("dealer-tenant", "administrator", f"/desk/verwaltung/haendler/{dealer}/mandant/"),
        ("portal-contract", "dealer", "/portal/haus/vertrag/"),
        ("portal-help", "dealer", "/portal/hilfe/"),
        ("public-option", "", f"/entscheidung/{secret}/"),
    ]
