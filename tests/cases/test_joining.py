"""Links, merges that can be undone, splits; and what they must never mix."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kulanz.cases.commands.joining import link_cases, merge_cases, split_case, undo_merge, unlink_cases
from kulanz.cases.commands.messages import add_message
from kulanz.cases.commands.recording import NewCase, NewPosition, record_case
from kulanz.cases.models import Case, CaseLink, LinkKind
from kulanz.cases.permissions import visible_to
from kulanz.cases.queries.case_page import case_messages, linked_cases
from kulanz.cases.refusals import AlreadyMerged, DifferentParties, NothingToSplit, NotMerged, SameCase
from kulanz.cases.rules import Audience
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.protocol.verification import broken_entries
from tests.cases.people import AT, People


def record(people: People, title: str, **fields: object) -> Case:
    given: dict[str, object] = {"customer_id": people.karla.pk, **fields}
    return record_case(actor=people.anna, at=AT, case=NewCase(title=title, **given))  # type: ignore[arg-type]  # fields by name


def test_merge_leads_to_the_target_and_can_be_undone(people: People) -> None:
    source, target = record(people, "Doppelt gemeldet"), record(people, "Gasfeder")
    add_message(actor=people.customer_link(source.pk), case_id=source.pk, body="Erste Meldung", at=AT)
    before = Case.objects.values().get(pk=source.pk)
    merge_cases(actor=people.anna, source_id=source.pk, target_id=target.pk, at=AT)

    link = people.customer_link(source.pk)
    assert set(visible_to(link).values_list("pk", flat=True)) == {source.pk, target.pk}
    bodies = [m.body for m in case_messages(link, target, at=AT + timedelta(minutes=1))]
    assert bodies == ["Erste Meldung"]

    undo_merge(actor=people.anna, source_id=source.pk, at=AT)
    after = Case.objects.values().get(pk=source.pk)
    assert {k: v for k, v in after.items() if k != "updated_at"} == {
        k: v for k, v in before.items() if k != "updated_at"
    }
    with pytest.raises(NotMerged):
        undo_merge(actor=people.anna, source_id=source.pk, at=AT)
    assert broken_entries() == []


def test_strangers_are_never_merged(people: People) -> None:
    ours = record(people, "Unser", dealer_id=people.blatt.pk)
    theirs = record(people, "Fremd", dealer_id=people.fremd.pk)
    entries = ProtocolEntry.objects.count()
    with pytest.raises(DifferentParties):
        merge_cases(actor=people.anna, source_id=theirs.pk, target_id=ours.pk, at=AT)
    with pytest.raises(SameCase):
        merge_cases(actor=people.anna, source_id=ours.pk, target_id=ours.pk, at=AT)
    assert ProtocolEntry.objects.count() == entries
    assert not Case.objects.filter(merged_into__isnull=False).exists()


def test_no_chains_of_merges(people: People) -> None:
    one, two, three = (record(people, t) for t in ("Eins", "Zwei", "Drei"))
    merge_cases(actor=people.anna, source_id=one.pk, target_id=two.pk, at=AT)
    with pytest.raises(AlreadyMerged):
        merge_cases(actor=people.anna, source_id=two.pk, target_id=three.pk, at=AT)
    with pytest.raises(AlreadyMerged):
        merge_cases(actor=people.anna, source_id=three.pk, target_id=one.pk, at=AT)


def test_split_moves_positions_and_copies_messages(people: People) -> None:
    case = record_case(
        actor=people.anna,
        at=AT,
        case=NewCase(
            title="Stuhl und Tisch",
            customer_id=people.karla.pk,
            positions=(NewPosition(item_text="Stuhl"), NewPosition(item_text="Tisch")),
        ),
    )
    message = add_message(
        actor=people.anna, case_id=case.pk, body="Zum Tisch", audience=Audience.INTERNAL, at=AT
    )
    table = case.positions.get(item_text="Tisch")
    with pytest.raises(NothingToSplit):
        split_case(actor=people.anna, case_id=case.pk, title="x", position_ids=[], message_ids=[], at=AT)
    new = split_case(
        actor=people.anna,
        case_id=case.pk,
        title="Tisch",
        position_ids=[table.pk],
        message_ids=[message.pk],
        at=AT,
    )
    assert [p.item_text for p in new.positions.all()] == ["Tisch"]
    assert [p.item_text for p in case.positions.all()] == ["Stuhl"]
    assert [m.body for m in new.messages.all()] == [m.body for m in case.messages.all()] == ["Zum Tisch"]
    assert linked_cases(people.anna, new) == [(LinkKind.SPLIT_FROM, case)]
    assert new.number != case.number
    assert broken_entries() == []


def test_links_stand_on_both_sides(people: People) -> None:
    one, two = record(people, "Eins"), record(people, "Zwei")
    link = link_cases(actor=people.anna, case_id=one.pk, other_id=two.pk, kind=LinkKind.RELATED, at=AT)
    again = link_cases(actor=people.anna, case_id=one.pk, other_id=two.pk, kind=LinkKind.RELATED, at=AT)
    assert link == again
    assert linked_cases(people.anna, two) == [(LinkKind.RELATED, one)]
    unlink_cases(actor=people.anna, link_id=link.pk, at=AT)
    assert not CaseLink.objects.exists()
