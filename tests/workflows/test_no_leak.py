"""Whatever is written to whomever: nobody reads in a mail what is not meant for him."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kulanz.cases.commands.claiming import decide_claim
from kulanz.cases.commands.messages import add_message
from kulanz.cases.commands.people import add_participant, add_task, assign_case
from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.commands.state import set_waiting
from kulanz.cases.models import ParticipantRole
from kulanz.cases.rules import Audience, ClosedBy, Kind, WaitsFor, audiences_readable_by
from kulanz.core.access.actor import ActorKind
from kulanz.masterdata.parties.models import ContactPoint, NotificationRecipient
from kulanz.stages.contact.models import OutgoingMail
from kulanz.workflows.closing import close_and_tell
from tests.cases.people import AT, People
from tests.outgoing.writing import KARLA, body_of, parsed
from tests.workflows.hearing import work

TOM = "tom@trieb.test"
BLATT = "post@blatt.test"
READER = {KARLA: ActorKind.CUSTOMER, BLATT: ActorKind.DEALER, TOM: ActorKind.TECHNICIAN}
WRITERS = ("anna", "britta", "tom", "karla")

messages = st.lists(
    st.tuples(st.sampled_from(WRITERS), st.sampled_from(list(Audience))), min_size=1, max_size=8
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=messages, waits=st.sampled_from(list(WaitsFor)))
def test_every_mail_holds_only_what_its_reader_may_read(
    people: People, written: list[tuple[str, Audience]], waits: WaitsFor
) -> None:
    NotificationRecipient.objects.get_or_create(
        tenant=people.tenant,
        organisation=people.blatt,
        email=BLATT,
        defaults={"at_changes": True, "created_at": AT},
    )
    ContactPoint.objects.get_or_create(
        tenant=people.tenant,
        party=people.tom_party,
        kind="email",
        normalized=TOM,
        defaults={"value": TOM},
    )
    new = NewCase(
        title="Tisch wackelt", kind=Kind.COMPLAINT, customer_id=people.karla.pk, dealer_id=people.blatt.pk
    )
    case = record_case(actor=people.blatt_house, case=new, at=AT)
    add_participant(
        actor=people.anna,
        case_id=case.pk,
        party_id=people.tom_party.pk,
        role=ParticipantRole.TECHNICIAN,
        at=AT,
    )
    assign_case(actor=people.lena, case_id=case.pk, owner_id=people.anna.membership_id, team_id=None, at=AT)
    add_task(actor=people.anna, case_id=case.pk, title="geheime-aufgabe", at=AT)
    actors = {
        "anna": people.anna,
        "britta": people.blatt_house,
        "tom": people.tom,
        "karla": people.customer_link(case.pk),
    }
    marks: dict[str, Audience] = {"geheime-aufgabe": Audience.INTERNAL}
    for number, (writer, wish) in enumerate(written):
        audience: Audience | None = wish if writer == "anna" else None
        mark = f"zeichen-{number}-ende"
        message = add_message(actor=actors[writer], case_id=case.pk, body=mark, audience=audience, at=AT)
        marks[mark] = Audience(message.audience)
    set_waiting(actor=people.anna, case_id=case.pk, waits_for=waits, at=AT)
    decide_claim(actor=people.anna, case_id=case.pk, accepted=True, reason="geheimer-grund", at=AT)
    marks["geheimer-grund"] = Audience.INTERNAL
    work()
    close_and_tell(
        actor=people.anna, case_id=case.pk, closed_by=ClosedBy.ANSWER, solution="Fuß gerichtet", at=AT
    )
    work(AT + timedelta(minutes=1))

    mails = list(OutgoingMail.objects.filter(case=case).exclude(storage_key=""))
    assert {mail.recipient for mail in mails} >= {KARLA, BLATT}
    for mail in mails:
        if mail.recipient not in READER:
            continue
        text = f"{mail.subject}\n{body_of(parsed(mail))}"
        readable = audiences_readable_by(READER[mail.recipient])
        leaked = [mark for mark, audience in marks.items() if mark in text and audience not in readable]
        assert leaked == []
