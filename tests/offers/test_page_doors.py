"""Who gets to the page of an offer, by which way, in which language."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test import Client

from kulanz.core import clock
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.solution.rules.remedies import OfferState
from tests.cases.people import People, make_people
from tests.conftest import make_tenant
from tests.offers.reduced import Reduced, case_page, reduced

IBAN = "AT61 1904 3002 3457 3201"


def test_the_page_of_the_case_shows_the_offer_to_the_customer(story: Reduced, people: People) -> None:
    path = case_page(story)
    page = story.page(path)
    assert "Angebot – bitte antworten" in page
    inside = f"{path}angebot/{story.offer.pk}/"
    assert inside in page
    form = {"act": "accept", "shown": story.shown(inside), "language": "de", "name": "Karla"}
    assert story.client.post(inside, form).status_code == 302
    assert story.again().evidence["way"] == "case_page"
    assert "Bankverbindung angeben" in story.page(path), "what is still needed"


def test_in_english_the_english_text_is_what_was_agreed_to(story: Reduced) -> None:
    answer = story.client.post(story.path, {"act": "language", "language": "en"})
    assert answer.status_code == 302
    page = story.client.get(story.path).content.decode()
    assert "Our offer: a price reduction of €120.00" in page
    form = {**story.form("accept"), "language": "en"}
    assert story.client.post(story.path, form).status_code == 302
    assert story.again().evidence["language"] == "en"
    assert "you keep the goods" in story.offer.evidence["shown"]


def test_another_tenants_link_opens_nothing(story: Reduced, browser: Callable[..., Client]) -> None:
    from kulanz.core.tenancy.context import tenant_context

    elsewhere = make_tenant("suedwind", name="Südwind")
    with tenant_context(elsewhere.pk):
        far = reduced(make_people(elsewhere, domain="suedwind.test"), browser("suedwind.test"))
    here = browser()
    for path in (far.path, "/angebot/abcdefghijklmnopqrstuvwxyz/", "/angebot/x/"):
        assert here.get(path).status_code == 404
        assert here.post(path, {"act": "accept"}).status_code == 404
    with tenant_context(elsewhere.pk):
        assert far.again().state == OfferState.OPEN


def test_a_participant_is_not_the_customer(story: Reduced, people: People, tenant: Tenant) -> None:
    """A further person with a link to the case neither sees nor answers the offer."""
    from kulanz.cases.commands.people import add_participant
    from kulanz.cases.models import ParticipantRole
    from kulanz.masterdata.parties.models import PartyRoleKind
    from kulanz.workflows.links import issue_case_link
    from tests.cases.people import make_party

    other = make_party(tenant, "Karl Kunde", role=PartyRoleKind.CUSTOMER, email="karl@kundin.test")
    at = clock.now()
    add_participant(
        actor=people.anna, case_id=story.case.pk, party_id=other.pk, role=ParticipantRole.CUSTOMER, at=at
    )
    url = issue_case_link(case=story.case, party_id=other.pk, address="karl@kundin.test", at=at)
    path = "/f/" + url.rsplit("/f/", 1)[1]
    assert "Angebot – bitte antworten" not in story.page(path)
    assert story.client.get(f"{path}angebot/{story.offer.pk}/").status_code == 404


def test_too_much_is_stopped(story: Reduced) -> None:
    form = {"act": "accept", "shown": "0" * 64, "name": "K"}
    with clock.frozen(clock.now()):
        answers = [story.client.post(story.path, form) for _ in range(31)]
    assert "sehr viel" in answers[-1].content.decode()
    assert story.again().state == OfferState.OPEN


def test_the_page_costs_few_queries(
    story: Reduced, django_assert_max_num_queries: Callable[..., object]
) -> None:
    assert connection.vendor == "postgresql"
    with django_assert_max_num_queries(25):  # type: ignore[attr-defined]  # a context manager
        story.page()
