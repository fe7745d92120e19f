"""What a dealer's system sends: cases, notes, files, questions."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta

from kulanz.cases.models import Case, CaseFile, Message
from kulanz.cases.rules import Audience, CarriedOutBy, DealerPart, Kind, Severity
from kulanz.core.protocol.working import work_once
from kulanz.interfaces.exchange.cases_results import results_bytes
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Party
from kulanz.stages.contact.commands.erasing import erase_mails
from kulanz.stages.contact.commands.partners import forget_old_files
from kulanz.stages.contact.models import OutgoingMail, PartnerCase, PartnerFile, PartnerOutcome, PartnerResult
from kulanz.workflows.reactions import NEWS
from tests.cases.people import AT, People
from tests.exchange.cases.conftest import Take
from tests.exchange.cases.files import attached, cases_file, new_case, note, question, valid, zipped

FULL = """<kind>complaint</kind><description>Seit Montag.
Der Hebel geht nicht.</description><severity>hindersOperation</severity><safety>no</safety>
<dealerPart>principal</dealerPart><carriedOutBy>factory</carriedOutBy>
<customerReference>B-9</customerReference><placeNote>2. Stock</placeNote>
<customer><name>Karl  Kaiser</name><email>karl@kaiser.test</email><phone>0821 1</phone>
<street>Gasse 1</street><postcode>86150</postcode><city>Augsburg</city></customer>
<positions><position><articleNumber>DS-1</articleNumber><serialNumber>S1</serialNumber><quantity>2</quantity>
<symptom>sinkt</symptom><deliveredOn>2026-01-02</deliveredOn></position></positions>"""


def outcomes(file: PartnerFile) -> list[tuple[str, str]]:
    return [(r.outcome, r.problems[0]["code"] if r.problems else "") for r in file.results.all()]


def test_a_new_case_is_filed_as_the_dealer_would(people: People, take: Take) -> None:
    article = Article.objects.create(tenant=people.tenant, number="DS-1", name="Drehstuhl")
    file = take(cases_file(new_case("B-4711", FULL)))
    assert (file.state, file.taken, file.refused) == ("taken", 1, 0)
    case = Case.objects.get()
    assert case.number == "NO-2026-00001"
    assert (case.title, case.kind, case.severity) == (
        "Stuhl sinkt ab",
        Kind.COMPLAINT,
        Severity.HINDERS_OPERATION,
    )
    assert case.description == "Seit Montag.\nDer Hebel geht nicht."
    assert (case.dealer_id, case.dealer_reference, case.channel) == (people.blatt.pk, "B-4711", "api")
    assert (case.dealer_part, case.carried_out_by) == (DealerPart.PRINCIPAL, CarriedOutBy.FACTORY)
    assert (case.customer_reference, case.place_note) == ("B-9", "2. Stock")
    assert case.customer is not None
    assert case.customer.name == "Karl Kaiser"
    assert str(case.place_of_use) == "Gasse 1, 86150 Augsburg"
    position = case.positions.get()
    assert (position.article, position.serial_number, position.quantity) == (article, "S1", 2)
    assert PartnerCase.objects.get(case=case).their_reference == "B-4711"


def test_the_result_names_both_numbers_and_what_was_wrong(people: People, take: Take) -> None:
    file = take(
        cases_file(
            new_case("B-1"),
            new_case("B-2", "<kind>unsinn</kind>"),
            new_case(
                "B-3", "<positions><position><articleNumber>GIBTSNICHT</articleNumber></position></positions>"
            ),
            new_case("B-4", "<customer><name>K</name><email>keine adresse</email></customer>"),
        )
    )
    assert outcomes(file) == [
        ("taken", ""),
        ("refused", "not_valid"),
        ("refused", "unknown_article"),
        ("refused", "invalid_value"),
    ]
    assert (file.state, file.taken, file.refused) == ("partly", 1, 3)
    assert Case.objects.count() == 1
    assert not Party.objects.filter(name="K").exists()
    root = valid(results_bytes(file))
    records = list(root)
    assert dict(records[0].attrib) == {
        "position": "1", "line": "2", "kind": "newCase", "outcome": "taken", "reference": "B-1",
        "number": "NO-2026-00001",
    }  # fmt: skip
    problem = records[1][0]
    assert (problem.get("line"), problem.get("field")) == ("3", "kind")
    assert [reason.get("language") for reason in problem] == ["de", "en"]
    assert "GIBTSNICHT" in (records[2][0][0].text or "")
    assert records[2][0].get("field") == "articleNumber"


def test_the_same_again_is_known_and_something_else_is_refused(take: Take) -> None:
    take(cases_file(new_case("B-1"), new_case("B-2")))
    again = take(cases_file(new_case("B-1"), "", new_case("B-2", title="Etwas anderes"), new_case("B-3")))
    assert outcomes(again) == [("known", ""), ("refused", "other_content"), ("taken", "")]
    known, refused = list(again.results.all())[:2]
    assert known.number == "NO-2026-00001"
    assert (refused.number, "NO-2026-00002" in refused.problems[0]["de"]) == ("NO-2026-00002", True)
    assert Case.objects.count() == 3
    assert Case.objects.get(dealer_reference="B-2").title == "Stuhl sinkt ab"


def test_the_same_reference_twice_in_one_file(take: Take) -> None:
    file = take(cases_file(new_case("B-1"), new_case("B-1"), new_case("B-1", title="Anders")))
    assert outcomes(file) == [("taken", ""), ("known", ""), ("refused", "other_content")]
    assert Case.objects.count() == 1


def test_the_same_file_again_is_the_same_file(take: Take) -> None:
    content = cases_file(new_case("B-1"))
    assert take(content).pk == take(content, name="anderer-name.xml").pk
    asked = cases_file(question('reference="B-1"'))
    assert take(asked).pk != take(asked).pk
    assert Case.objects.count() == 1


def test_a_customer_who_comes_twice_is_recorded_once(people: People, take: Take) -> None:
    def of(name: str, email: str, place: str = "") -> str:
        return f"<customer><name>{name}</name><email>{email}</email>{place}</customer>"

    address = "<street>Gasse 1</street><postcode>86150</postcode><city>Augsburg</city>"
    take(cases_file(new_case("B-1", of("Karl Kaiser", "karl@kaiser.test"))))
    take(
        cases_file(
            new_case("B-2", of("Karl Kaiser", "KARL@kaiser.test", address)),
            new_case("B-3", of("Karl Kaiser", "karl@kaiser.test", address)),
            new_case("B-4", of("Karl Kaiser", "anderer@kaiser.test")),
            new_case("B-5", of("Karla Kunde", "karla@kundin.test")),
        )
    )
    assert Party.objects.filter(name="Karl Kaiser").count() == 2
    first = Case.objects.get(dealer_reference="B-1").customer
    assert {Case.objects.get(dealer_reference=f"B-{n}").customer for n in (2, 3)} == {first}
    assert first is not None
    assert first.addresses.count() == 1
    # a stranger of the office is never joined to a dealer's case
    assert Case.objects.get(dealer_reference="B-5").customer != people.karla


def test_notes_questions_and_files(people: People, take: Take) -> None:
    take(cases_file(new_case("B-1")))
    text = base64.b64encode(b"Guten Tag").decode()
    with_file = f"<attachments>{attached('a.txt', text)}</attachments>"
    file = take(
        cases_file(
            note("N-1", 'reference="B-1"', "Der Kunde drängt."),
            note("N-2", 'number="NO-2026-00001"', "Mit Bild", with_file),
            f'<file reference="F-1"><about reference="B-1"/>{attached("b.txt", text)}</file>',
            question('reference="B-1"'),
            note("N-3", 'reference="B-99"', "ins Leere"),
            note("N-4", "", "worüber?"),
            note("N-1", 'reference="B-1"', "Der Kunde drängt."),
            note("N-1", 'reference="B-1"', "Jetzt anders."),
        )
    )  # fmt: skip
    assert outcomes(file) == [
        ("taken", ""), ("taken", ""), ("taken", ""), ("taken", ""),
        ("refused", "unknown_case"), ("refused", "about_nothing"),
        ("known", ""), ("refused", "other_content"),
    ]  # fmt: skip
    messages = Message.objects.order_by("id")
    assert [(m.body, m.audience, m.author_name) for m in messages] == [
        ("Der Kunde drängt.", Audience.DEALER, "Bürohaus Blatt"),
        ("Mit Bild", Audience.DEALER, "Bürohaus Blatt"),
    ]
    assert sorted(CaseFile.objects.values_list("name", flat=True)) == ["a.txt", "b.txt"]
    answer = valid(results_bytes(file))[3][0]
    assert [element.text for element in answer][2] == "recorded"
    assert file.questions == 1


def test_another_dealer_s_case_does_not_exist(people: People, take: Take) -> None:
    from tests.exchange.cases.conftest import make_partner

    other = make_partner(people, "fremd", party_id=people.fremd.pk)
    take(cases_file(new_case("F-1"), sender="fremd"), whose=other)
    number = Case.objects.get().number
    file = take(
        cases_file(
            note("N-1", f'number="{number}"', "Neugier"),
            question(f'number="{number}"'),
            question('reference="F-1"'),
        )
    )
    assert outcomes(file) == [("refused", "unknown_case")] * 3
    assert not Message.objects.exists()
    assert all(not r.number for r in PartnerResult.objects.filter(file=file))


def test_attachments_beside_the_xml(take: Take) -> None:
    content = b"Bericht " * 1000
    digest = hashlib.sha256(content).hexdigest()

    def with_file(reference: str, name: str, sha256: str) -> str:
        inside = f'<attachments><attachment name="{name}" sha256="{sha256}"/></attachments>'
        return new_case(reference, inside)

    file = take(
        zipped(
            cases_file(
                with_file("B-1", "Bericht.txt", digest),
                with_file("B-2", "fehlt.txt", digest),
                with_file("B-3", "Bericht.txt", "0" * 64),
                with_file("B-4", "prog.exe", hashlib.sha256(b"MZ\x90\x00" * 20).hexdigest()),
            ),
            {"Bericht.txt": content, "prog.exe": b"MZ\x90\x00" * 20},
        ),
        name="alles.zip",
    )
    assert outcomes(file) == [
        ("taken", ""),
        ("refused", "attachment_missing"),
        ("refused", "attachment_differs"),
        ("refused", "type_not_allowed"),
    ]
    row = CaseFile.objects.get()
    assert (row.name, row.audience, row.stored.sha256) == ("Bericht.txt", Audience.ALL, digest)
    assert Case.objects.count() == 1


def test_mails_are_sensible(people: People, take: Take) -> None:
    """The customer is told unless the dealer says no; the dealer reads its result file, not a mail a case."""
    customer = "<customer><name>Karl</name><email>karl{n}@kaiser.test</email></customer>"
    take(
        cases_file(
            new_case("B-1", customer.format(n=1)),
            new_case("B-2", customer.format(n=2) + "<informCustomer>false</informCustomer>"),
        )
    )
    work_once(AT, [people.tenant.pk], consumers=[NEWS])
    assert set(OutgoingMail.objects.values_list("recipient", "kind")) == {
        ("karl1@kaiser.test", "acknowledgement")
    }


def test_known_outcomes_are_kept_with_the_file(take: Take) -> None:
    file = take(cases_file(new_case("B-1")))
    assert file.results.get().outcome == PartnerOutcome.TAKEN
    assert file.finished_at == AT


def test_a_technician_must_be_one_of_the_house(take: Take) -> None:
    own = "<carriedOutBy>dealer</carriedOutBy><technician>Tom Trieb</technician>"
    file = take(cases_file(new_case("B-1", own), new_case("B-2", "<technician>Tom Trieb</technician>")))
    assert outcomes(file) == [("refused", "unknown_technician"), ("refused", "technician_without_dealer")]
    assert not Case.objects.exists()


def test_erasing_a_person_erases_the_file_he_came_in(people: People, take: Take) -> None:
    file = take(cases_file(new_case("B-1", "<customer><name>Karl</name></customer>")))
    later = take(cases_file(new_case("B-2")))
    case = Case.objects.get(dealer_reference="B-1")
    erase_mails(
        actor=people.otto, own_cases=[case.pk], kept_cases=[], party_id=case.customer_id or 0,
        membership_ids=[], emails=[], at=AT,
    )  # fmt: skip
    file.refresh_from_db()
    later.refresh_from_db()
    assert (file.storage_key, bool(later.storage_key), file.taken) == ("", True, 1)


def test_old_files_are_forgotten(people: People, take: Take) -> None:
    file = take(cases_file(new_case("B-1")))
    assert forget_old_files(tenant_id=people.tenant.pk, at=AT + timedelta(days=89)) == 0
    assert forget_old_files(tenant_id=people.tenant.pk, at=AT + timedelta(days=91)) == 1
    file.refresh_from_db()
    assert (file.storage_key, file.taken) == ("", 1)
