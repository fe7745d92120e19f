"""What is agreed with the dealers: contracts, options, a round under way, two brands, whom to ask."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from kulanz.cases.calendar import local_date
from kulanz.config.demo.drawings import draw_logo
from kulanz.config.demo.places import DEALER_HOUSE, MANUFACTURER
from kulanz.config.demo.world import Dealer, World
from kulanz.core.access.actor import Actor, Channel, Role
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.commands.brands import BrandFields, save_brand, set_brand_logo
from kulanz.masterdata.parties.commands.contracts import ContractFields, save_contract, set_option
from kulanz.masterdata.parties.commands.office_contacts import ContactFields, save_office_contact
from kulanz.masterdata.parties.commands.options import Answer, RoundFields, save_round
from kulanz.masterdata.parties.models import OptionDecision, ServiceOption, Technician, Writer
from kulanz.workflows.option_texts import option_word
from kulanz.workflows.options import announce_round, enter_letter

_ASKED: Final = 5
_COLORS: Final = ("#7a1f3d", "#1f5a3d")
_CONTACTS: Final = (
    ContactFields(
        "Fragen zum System", "Imke Altekamp", area_en="Questions about the system", phone="030 23125 110",
        email="imke.altekamp@nordbruck.example", languages="Deutsch, Englisch", hours="Mo–Fr 7:30–17 Uhr",
        hours_en="Mon–Fri 7:30 am–5 pm",
    ),
    ContactFields(
        "Schnittstelle (XML)", "Owe Tremsbüttel", area_en="Interface (XML)", phone="030 23125 114",
        email="schnittstelle@nordbruck.example", languages="Deutsch, Englisch", position=1,
    ),
    ContactFields(
        "Andere Hersteller", "Rike Holtgrewe", area_en="Other manufacturers",
        email="rike.holtgrewe@nordbruck.example", languages="Deutsch", position=2,
    ),
)  # fmt: skip


def agree(world: World, now: datetime) -> None:
    """By the product's own commands, as a lead and an administrator do it."""
    at = now - timedelta(days=9)
    lead = next(m for m in world.staff if Role.LEAD in m.roles).actor(world.tenant_id, Channel.DESK)
    head = next(m for m in world.staff if Role.ADMINISTRATOR in m.roles).actor(world.tenant_id, Channel.DESK)
    with tenant_context(world.tenant_id):
        today = local_date(Tenant.objects.defer("logo").get(pk=world.tenant_id), at)
        houses = [dealer for dealer in world.dealers if dealer.account is not None][:2]
        for number, dealer in enumerate(houses):
            _contract(lead, dealer, number, today, at)
            _brand(head, dealer, _COLORS[number % len(_COLORS)], at)
        for contact in _CONTACTS:
            save_office_contact(actor=head, fields=contact, at=at)
        _round(lead, [dealer.party.id for dealer in world.dealers[:_ASKED]], today, at)


def _contract(lead: Actor, dealer: Dealer, number: int, today: date, at: datetime) -> None:
    """The first house lets us write in its name; a house with technicians of its own has option A."""
    fields = ContractFields(
        number=f"HV-{dealer.party.number}",
        concluded_on=date(today.year - 2, 3, 1),
        writer=(Writer.OFFICE_FOR_DEALER, Writer.OFFICE)[number % 2],
        response_hours=4,
        visit_days=5,
        solution_days=15,
    )
    save_contract(actor=lead, dealer_id=dealer.party.id, fields=fields, at=at)
    if Technician.objects.filter(organisation_id=dealer.party.id, house="dealer", active=True).exists():
        set_option(
            actor=lead,
            dealer_id=dealer.party.id,
            option=ServiceOption.DEALER,
            valid_from=date(today.year, 1, 1),
            today=today,
            note="Vertrag über eigenen Kundendienst",
            at=at,
        )


def _brand(head: Actor, dealer: Dealer, color: str, at: datetime) -> None:
    """A house that has a tenant of its own looks here as it does there."""
    party, short, accent = dealer.party, dealer.party.name, MANUFACTURER.accent
    if party.name == DEALER_HOUSE.name:
        short, color, accent = DEALER_HOUSE.short, DEALER_HOUSE.colour, DEALER_HOUSE.accent
    fields = BrandFields(brand_color=color, letterhead_footer=f"{party.name}\n{party.address}")
    save_brand(actor=head, organisation_id=party.id, fields=fields, at=at)
    logo = draw_logo(short, color, accent)
    set_brand_logo(actor=head, organisation_id=party.id, content=logo, at=at)


def _round(lead: Actor, dealer_ids: list[int], today: date, at: datetime) -> None:
    """Announced nine days ago; one house has answered on paper."""
    fields = RoundFields(
        title=option_word("round_title", "de"),
        text=option_word("round_text", "de"),
        text_en=option_word("round_text", "en"),
        deadline=today + timedelta(days=42),
        takes_effect_on=today + timedelta(days=73),
    )
    row = save_round(actor=lead, fields=fields, today=today, at=at)
    announce_round(actor=lead, round_id=row.pk, dealer_ids=dealer_ids, at=at)
    answered = OptionDecision.objects.filter(round=row).order_by("-pk")[0]
    enter_letter(
        actor=lead,
        decision_id=answered.pk,
        answer=Answer("factory", "Theda Wöhlert", "Bitte weiter wie bisher."),
        at=at + timedelta(days=4),
    )
