"""What time alone brings about."""

from __future__ import annotations

from datetime import date, timedelta

from kulanz.cases.commands.people import assign_case
from kulanz.cases.commands.state import set_follow_up
from kulanz.cases.models import Case, Draft
from kulanz.core.access.models import AccessToken
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.parties.models import Membership
from kulanz.stages.contact.models import OutgoingMail
from kulanz.workflows.followups import tick
from kulanz.workflows.links import issue_case_link
from tests.cases.people import AT, People
from tests.outgoing.writing import new_case
from tests.workflows.hearing import forget, heard

ANNA = "anna@nordlicht.test"


def test_a_case_comes_back_on_its_day_once(people: People) -> None:
    case = new_case(people)
    set_follow_up(actor=people.anna, case_id=case.pk, on=date(2026, 11, 20), at=AT)
    assert tick(people.tenant.pk, AT + timedelta(days=3))["follow_ups"] == 0
    # midnight of the tenant, not of UTC
    due = AT.replace(day=19, hour=23, minute=1)
    assert tick(people.tenant.pk, due)["follow_ups"] == 1
    assert tick(people.tenant.pk, due)["follow_ups"] == 0
    case.refresh_from_db()
    assert (case.follow_up_on, case.updated_at) == (None, due)
    entry = ProtocolEntry.objects.get(event="case.follow_up_due")
    assert entry.facts["on"] == "2026-11-20"


def test_its_owner_hears_of_it_when_he_wants_to(people: People) -> None:
    case = new_case(people)
    assign_case(actor=people.anna, case_id=case.pk, owner_id=people.anna.membership_id, team_id=None, at=AT)
    for wish, told in (("never", 0), ("always", 1)):
        forget()
        Membership.objects.filter(pk=people.anna.membership_id).update(news={"follow_up": wish})
        set_follow_up(actor=people.anna, case_id=case.pk, on=date(2026, 11, 17), at=AT)
        tick(people.tenant.pk, AT + timedelta(days=1))
        assert len([h for h in heard(AT + timedelta(days=1)) if h.to == ANNA]) == told


def test_overdue_promises_are_told_once_a_day_to_who_asked(people: People) -> None:
    case = new_case(people)
    assign_case(actor=people.anna, case_id=case.pk, owner_id=people.anna.membership_id, team_id=None, at=AT)
    forget()
    Case.objects.filter(pk=case.pk).update(next_news_on=date(2026, 11, 13))
    assert tick(people.tenant.pk, AT)["overdue_notices"] == 0
    Membership.objects.filter(pk=people.anna.membership_id).update(news={"overdue": "always"})
    for _ in range(3):
        tick(people.tenant.pk, AT)
    (told,) = heard()
    assert told.to == ANNA
    assert case.number in told.text
    tick(people.tenant.pk, AT + timedelta(days=1))
    assert OutgoingMail.objects.count() == 2


def test_what_has_long_ended_is_forgotten(people: People) -> None:
    case = new_case(people)
    issue_case_link(case=case, party_id=None, address="a@b.test", at=AT)
    member = Membership.objects.get(pk=people.anna.membership_id)
    Draft.objects.create(tenant=people.tenant, membership=member, key="x", updated_at=AT)
    tick(people.tenant.pk, AT + timedelta(days=200))
    assert AccessToken.objects.filter(purpose="case_page").count() == 1
    assert Draft.objects.count() == 0
    tick(people.tenant.pk, AT + timedelta(days=300))
    assert AccessToken.objects.filter(purpose="case_page").count() == 0
