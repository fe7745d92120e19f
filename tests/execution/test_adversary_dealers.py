"""A case gets another dealer, an order another address: what that must not open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kulanz.cases.commands.editing import edit_fields
from kulanz.cases.commands.people import add_participant
from kulanz.cases.models import ParticipantRole
from kulanz.cases.permissions import visible_to
from kulanz.core.access.actor import Actor
from kulanz.core.refusal import Refusal
from kulanz.masterdata.parties.models import Address
from kulanz.masterdata.parties.rules.safety import Relevance
from kulanz.stages.execution.commands.editing import change_order_address
from kulanz.stages.execution.models import Booking
from kulanz.stages.execution.permissions_of_visits import visits_visible_to
from kulanz.stages.execution.queries.suggestions import suggest
from kulanz.stages.solution.refusals_of_safety import OnlyForCertified
from kulanz.stages.solution.rules.remedies import OrderKind
from kulanz.workflows.visits import start_visit
from tests.execution.placed import AT as PLACED_AT
from tests.execution.placed import Placed
from tests.execution.visits_world import AT, NINE, World
from tests.workflows.hearing import work


def test_whose_case_it_no_longer_is_his_technician_reads_nothing_of_it(
    world: World, signed_in: Callable[[Actor], Client]
) -> None:
    visit = world.planned([world.dario], organisation=world.people.blatt)
    edit_fields(
        actor=world.people.anna,
        case_id=world.case.pk,
        values={"dealer_id": world.people.fremd.pk},
        base={"dealer_id": world.people.blatt.pk},
        at=AT,
    )
    assert not visits_visible_to(world.dario_actor).filter(pk=visit.pk).exists()
    with pytest.raises(Refusal):
        start_visit(actor=world.dario_actor, visit_id=visit.pk, at=NINE)
    work(AT)
    work(AT)
    visit.refresh_from_db()
    assert (visit.state, visit.organisation_id) == ("to_plan", None)
    assert not Booking.objects.exists()
    assert not visible_to(world.dario_actor).filter(pk=world.case.pk).exists()
    assert not visits_visible_to(world.dario_actor).filter(pk=visit.pk).exists()
    page = signed_in(world.people.blatt_house).get("/portal/einsaetze/").content.decode()
    assert visit.number not in page
    assert suggest(world.people.anna, visit, at=AT)


def test_whoever_was_there_for_the_dealer_before_reads_on_no_longer(
    world: World, signed_in: Callable[[Actor], Client]
) -> None:
    """His visit is over, so nothing is taken off the plan; the case goes on with another house."""
    people = world.people
    for technician in (world.dario, world.fritz):
        add_participant(
            actor=people.anna,
            case_id=world.case.pk,
            party_id=technician.person_id,
            role=ParticipantRole.TECHNICIAN,
            at=AT,
        )
    url = reverse("portal:case", args=[world.case.number])
    assert signed_in(world.dario_actor).get(url).status_code == 200, "the control"
    edit_fields(
        actor=people.anna,
        case_id=world.case.pk,
        values={"dealer_id": people.fremd.pk},
        base={"dealer_id": people.blatt.pk},
        at=AT,
    )
    assert signed_in(world.dario_actor).get(url).status_code == 404
    assert signed_in(world.fritz_actor).get(url).status_code == 200, "the factory's stays"


@pytest.fixture
def springs(placed: Placed) -> Placed:
    """The article of the case is a part that must not go to an end customer."""
    article = placed.position.article
    assert article is not None
    article.safety = Relevance.GIVEN.value
    article.save()
    Address.objects.get_or_create(
        tenant=placed.people.tenant,
        party=placed.people.blatt,
        defaults={"street": "Am Markt 1", "postcode": "86150", "city": "Augsburg", "country": "DE"},
    )
    return placed


def test_parts_for_a_certified_person_are_not_redirected_to_the_customer(springs: Placed) -> None:
    order = springs.order(OrderKind.PART_DELIVERY, recipient="dealer")
    customer = springs.case.customer
    assert customer is not None
    home = Address.objects.filter(party=customer).order_by("-is_main", "pk").first()
    assert home is not None
    before = (order.name, order.street, order.postcode)
    place = {"street": f" {home.street.upper()} ", "postcode": home.postcode, "city": home.city}
    for address in ({"name": customer.name}, place, {"contact": f"{customer.name}, 0170 1"}):
        with pytest.raises(OnlyForCertified, match="Endkunden"):
            change_order_address(actor=springs.people.anna, order_id=order.pk, address=address, at=PLACED_AT)
    order.refresh_from_db()
    assert (order.name, order.street, order.postcode) == before
    changed = change_order_address(
        actor=springs.people.anna, order_id=order.pk, address={"street": "Am Markt 1a"}, at=PLACED_AT
    )
    assert changed.street == "Am Markt 1a"


def test_what_is_harmless_goes_where_it_is_wanted(springs: Placed) -> None:
    article = springs.position.article
    assert article is not None
    article.safety = Relevance.NONE.value
    article.save()
    order = springs.order(OrderKind.PART_DELIVERY, recipient="dealer")
    customer = springs.case.customer
    assert customer is not None
    changed = change_order_address(
        actor=springs.people.anna, order_id=order.pk, address={"name": customer.name}, at=PLACED_AT
    )
    assert changed.name == customer.name
