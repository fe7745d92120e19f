"""The dealer's house: recipients, clerks, leavers."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from kulanz.cases.models import Case
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.parties.models import (
    Affiliation,
    ClerkRequest,
    Membership,
    NotificationRecipient,
)
from kulanz.stages.contact.models import OutgoingMail
from tests.cases.people import People

SignIn = Callable[[str], Client]
HOUSE = "portal:house"


def manager(people: People, sign_in: SignIn) -> Client:
    """Britta as manager of her house."""
    Membership.objects.filter(pk=people.britta.membership_id).update(manages_house=True)
    return sign_in("britta@blatt")


def recipient(email: str = "lager@blatt.test") -> dict[str, str]:
    return {"recipient-email": email, "recipient-at_creation": "on", "recipient-at_closing": "on"}


def test_recipients_come_and_go(people: People, sign_in: SignIn) -> None:
    boss = manager(people, sign_in)
    assert boss.post(reverse("portal:new_recipient"), recipient("Lager@Blatt.test")).status_code == 302
    row = NotificationRecipient.objects.get()
    assert (row.email, row.organisation_id) == ("lager@blatt.test", people.blatt.pk)
    assert (row.at_creation, row.at_closing, row.at_changes) == (True, True, False)
    twice = boss.post(reverse("portal:new_recipient"), recipient())
    assert twice.status_code == 422
    assert "bekommt schon Nachrichten" in twice.content.decode()
    wrong = boss.post(reverse("portal:new_recipient"), recipient("lager"))
    assert wrong.status_code == 422
    boss.post(reverse("portal:edit_recipient", args=[row.pk]), {"at_changes": "on"})
    row.refresh_from_db()
    assert (row.at_creation, row.at_closing, row.at_changes) == (False, False, True)
    assert boss.post(reverse("portal:edit_recipient", args=[row.pk]), {}).status_code == 422
    boss.post(reverse("portal:drop_recipient", args=[row.pk]))
    assert not NotificationRecipient.objects.exists()
    said = ProtocolEntry.objects.filter(event="house.recipient_changed").order_by("seq")
    assert [entry.facts["action"] for entry in said] == ["added", "changed", "removed"]


def test_recipients_are_the_managers_and_the_houses_own(people: People, sign_in: SignIn) -> None:
    britta = sign_in("britta@blatt")
    assert britta.get(reverse(HOUSE)).status_code == 200
    assert britta.post(reverse("portal:new_recipient"), recipient()).status_code == 403
    boss = manager(people, sign_in)
    boss.post(reverse("portal:new_recipient"), recipient())
    row = NotificationRecipient.objects.get()
    stranger = sign_in("haus@fremd")
    Membership.objects.filter(pk=people.fremd_house.membership_id).update(manages_house=True)
    assert stranger.post(reverse("portal:drop_recipient", args=[row.pk])).status_code == 404
    assert (
        stranger.post(reverse("portal:edit_recipient", args=[row.pk]), {"at_changes": "on"}).status_code
        == 404
    )
    assert "lager@blatt.test" not in stranger.get(reverse(HOUSE)).content.decode()


def test_a_clerk_is_requested(people: People, sign_in: SignIn) -> None:
    britta = sign_in("britta@blatt")
    sent = {"clerk-name": "Nora Neu", "clerk-email": "nora@blatt.test", "clerk-scope": "own"}
    assert britta.post(reverse("portal:ask_for_clerk"), sent).status_code == 302
    row = ClerkRequest.objects.get()
    assert (row.name, row.scope, row.organisation_id) == ("Nora Neu", "own", people.blatt.pk)
    assert "Nora Neu" in britta.get(reverse(HOUSE)).content.decode()
    twice = britta.post(reverse("portal:ask_for_clerk"), sent)
    assert twice.status_code == 422
    assert "schon ein Zugang beantragt" in twice.content.decode()


def test_a_leaver_is_out_with_the_next_click(people: People, sign_in: SignIn) -> None:
    leaver, house = sign_in("britta@blatt"), sign_in("haus@blatt")
    assert leaver.get(reverse("portal:home")).status_code == 200
    answer = house.post(reverse("portal:end_access", args=[people.britta.membership_id]))
    assert answer.status_code == 302
    assert leaver.get(reverse("portal:home")).status_code == 302, "to the login"
    assert not Membership.objects.get(pk=people.britta.membership_id).active
    # she knew the shared password: it is renewed by a mailed link, and this session has ended with it
    assert answer["Location"] == reverse("account_login")
    assert house.get(reverse("portal:home")).status_code == 302
    assert OutgoingMail.objects.filter(kind="invitation").exists()


def test_only_the_manager_ends_accesses_and_only_of_his_house(people: People, sign_in: SignIn) -> None:
    britta = sign_in("britta@blatt")
    own_house = reverse("portal:end_access", args=[people.blatt_house.membership_id])
    assert britta.post(own_house).status_code == 403
    boss = manager(people, sign_in)
    assert boss.post(reverse("portal:end_access", args=[people.fremd_house.membership_id])).status_code == 404
    assert boss.post(reverse("portal:end_access", args=[people.anna.membership_id])).status_code == 404


def test_names_for_the_shared_access(people: People, sign_in: SignIn) -> None:
    house = sign_in("haus@blatt")
    house.post(reverse("portal:add_person"), {"name": "Bernd Blatt"})
    assert "Bernd Blatt" in house.get(reverse(HOUSE)).content.decode()
    person = Affiliation.objects.get().person
    boss = manager(people, sign_in)
    assert boss.post(reverse("portal:remove_person", args=[person.pk])).status_code == 302
    assert not Affiliation.objects.get().active
    assert house.get(reverse("portal:home")).status_code == 302, "the shared password is renewed"


def test_a_message_to_the_office_is_a_case(people: People, sign_in: SignIn) -> None:
    britta = sign_in("britta@blatt")
    assert britta.post(reverse("portal:tell_office"), {"text": " "}).status_code == 422
    britta.post(reverse("portal:tell_office"), {"text": "Bernd hat uns verlassen."})
    case = Case.objects.get()
    assert (case.kind, case.dealer_id) == ("inquiry", people.blatt.pk)
    assert "Bernd hat uns verlassen." in case.title
