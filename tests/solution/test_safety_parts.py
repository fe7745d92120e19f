"""Safety-relevant spare parts and services in a decision: who may get them, who may come."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kulanz.cases.models import Case
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.parties.models import (
    Address,
    Certificate,
    Party,
    PartyKind,
    PartyRoleKind,
    Technician,
    WorkKind,
)
from kulanz.masterdata.parties.refusals_of_interlock import NotCleared
from kulanz.stages.execution.models import Order
from kulanz.stages.solution.commands.figures import PartInput, enter_cost, save_spare_part
from kulanz.stages.solution.models import Decision
from kulanz.stages.solution.queries.comparison import compare_case
from kulanz.stages.solution.refusals import ChoiceIncomplete
from kulanz.stages.solution.refusals_of_safety import DeclarationMissing, NotOriginal, OnlyForCertified
from kulanz.workflows.remedies import release_remedy
from tests.cases.people import make_party
from tests.solution.deciding import decide, refused
from tests.solution.scene import AT, Scene, make_complaint

DAY = date(2026, 11, 16)


@pytest.fixture
def work(scene: Scene) -> WorkKind:
    return WorkKind.objects.create(tenant=scene.tenant, code="feder", name="Gasfederwechsel", safety="given")


@pytest.fixture
def case(scene: Scene, work: WorkKind) -> Case:
    """The caster is safety-relevant; to assemble it is changing a gas spring, by a visit at 60.00."""
    scene.caster.safety = "given"
    scene.caster.work_kind = work
    scene.caster.save()
    case = make_complaint(scene)
    save_spare_part(
        actor=scene.people.anna, case_id=case.pk, part=PartInput(article_id=scene.caster.pk), at=AT
    )
    enter_cost(
        actor=scene.people.anna,
        case_id=case.pk,
        cost_kind="call_out",
        remedy="spare_part",
        amount=Decimal(60),
        at=AT,
    )
    return case


def technician(scene: Scene, name: str, house: str, organisation: Party) -> Technician:
    person = make_party(scene.tenant, name, role=PartyRoleKind.SERVICE_PARTNER, kind=PartyKind.PERSON)
    return Technician.objects.create(
        tenant=scene.tenant,
        person=person,
        organisation=organisation,
        house=house,
        name=name,
        created_at=AT,
    )


def certify(holder: Party, work: WorkKind | None, until: date = date(2027, 6, 30)) -> Certificate:
    return Certificate.objects.create(
        tenant_id=holder.tenant_id,
        holder=holder,
        work_kind=work,
        issued_on=date(2025, 7, 1),
        valid_until=until,
        created_at=AT,
    )


@pytest.fixture
def dario(scene: Scene, work: WorkKind) -> Technician:
    """The dealer's technician, certified as his house is."""
    found = technician(scene, "Dario Blatt", "dealer", scene.people.blatt)
    certify(found.person, work)
    certify(scene.people.blatt, None)
    Address.objects.create(
        tenant=scene.tenant, party=scene.people.blatt, street="Markt 1", postcode="23552", city="Lübeck",
        is_main=True,
    )  # fmt: skip
    return found


def refusals(case: Case) -> list[ProtocolEntry]:
    return list(ProtocolEntry.objects.filter(stream=case.stream, event="interlock.refused"))


def test_the_comparison_says_why(scene: Scene, case: Case) -> None:
    column = compare_case(case, day=DAY).comparison.column("spare_part")
    assert column.certified_only == ("ET-7 Rolle hart",)
    assert column.can_be_chosen
    assert compare_case(case, day=DAY).comparison.column("pick_up_credit").certified_only == ()


def test_what_is_not_classified_counts_the_same_and_what_is_none_does_not(scene: Scene, case: Case) -> None:
    for safety, parts in (("", ("ET-7 Rolle hart",)), ("assumed", ("ET-7 Rolle hart",)), ("none", ())):
        scene.caster.safety = safety
        scene.caster.save()
        assert compare_case(case, day=DAY).comparison.column("spare_part").certified_only == parts


def test_free_text_counts_as_assumed(scene: Scene, case: Case) -> None:
    scene.caster.safety = "none"
    scene.caster.save()
    part = PartInput(name="Hebel", cost_price=Decimal(3), weight_kg=Decimal("0.1"))
    save_spare_part(actor=scene.people.anna, case_id=case.pk, part=part, at=AT)
    assert compare_case(case, day=DAY).comparison.column("spare_part").certified_only == ("Hebel",)


def test_the_visit_that_fits_it_is_counted(scene: Scene, case: Case) -> None:
    """The part at 4.00, with packaging, shipping, handling and fixed costs 23.90; the visit 60.00."""
    assert compare_case(case, day=DAY).comparison.column("spare_part").total == Decimal("83.90")
    enter_cost(
        actor=scene.people.anna,
        case_id=case.pk,
        cost_kind="call_out",
        remedy="spare_part",
        amount=None,
        at=AT,
    )
    open_still = compare_case(case, day=DAY).comparison
    assert (open_still.column("spare_part").known, open_still.column("spare_part").total) == (
        Decimal("23.90"),
        None,
    )
    enter_cost(
        actor=scene.people.anna,
        case_id=case.pk,
        cost_kind="call_out",
        remedy="external_service",
        amount=Decimal(85),
        at=AT,
    )
    assert compare_case(case, day=DAY).comparison.column("spare_part").total == Decimal("108.90")


def test_without_the_cost_of_the_visit_it_is_not_decided_on(
    scene: Scene, case: Case, dario: Technician
) -> None:
    enter_cost(
        actor=scene.people.anna,
        case_id=case.pk,
        cost_kind="call_out",
        remedy="spare_part",
        amount=None,
        at=AT,
    )
    with refused(ChoiceIncomplete, case):
        decide(scene, case, "spare_part", recipient="dealer", assembler_id=dario.pk, assembly_declared=True)


def test_never_to_an_end_customer(scene: Scene, case: Case, dario: Technician) -> None:
    with refused(OnlyForCertified, case) as caught:
        decide(scene, case, "spare_part", assembler_id=dario.pk, assembly_declared=True)
    assert "Rolle hart" in str(caught.value)


def test_to_the_dealer_with_the_name_and_the_declaration(scene: Scene, case: Case, dario: Technician) -> None:
    with refused(DeclarationMissing, case):
        decide(scene, case, "spare_part", recipient="dealer", assembler_id=dario.pk)
    decision = decide(
        scene, case, "spare_part", recipient="dealer", assembler_id=dario.pk, assembly_declared=True
    )
    assert decision.assembler_id == dario.person_id
    assert decision.assembly_declared_by == scene.people.lena.name
    order = Order.objects.get(decision=decision)
    assert (order.recipient_id, "Dario Blatt" in order.text) == (scene.people.blatt.pk, True)


def test_to_a_technician_it_goes_where_the_named_person_works(
    scene: Scene, case: Case, dario: Technician
) -> None:
    decision = decide(
        scene, case, "spare_part", recipient="technician", assembler_id=dario.pk, assembly_declared=True
    )
    order = Order.objects.get(decision=decision)
    assert (order.recipient_id, order.city) == (scene.people.blatt.pk, "Lübeck")


def test_nobody_named_is_refused_and_kept_and_says_who_could(
    scene: Scene, case: Case, dario: Technician
) -> None:
    with pytest.raises(NotCleared) as caught:
        decide(scene, case, "spare_part", recipient="dealer", assembly_declared=True)
    assert [one.technician.pk for one in caught.value.could] == [dario.pk]
    assert not Decision.objects.exists()
    assert not Order.objects.exists()
    kept = refusals(case)
    assert [(entry.facts["step"], entry.facts["grounds"]) for entry in kept] == [("order", ["nobody_named"])]
    assert kept[0].actor_kind == "staff"


@pytest.mark.parametrize("lacks", ["his", "his house's", "expired"])
def test_whoever_lacks_a_certificate_is_refused(scene: Scene, case: Case, work: WorkKind, lacks: str) -> None:
    dario = technician(scene, "Dario Blatt", "dealer", scene.people.blatt)
    if lacks != "his":
        certify(dario.person, work, until=date(2026, 11, 15) if lacks == "expired" else date(2027, 1, 1))
    if lacks != "his house's":
        certify(scene.people.blatt, None)
    with pytest.raises(NotCleared):
        decide(scene, case, "spare_part", recipient="dealer", assembler_id=dario.pk, assembly_declared=True)
    assert not Decision.objects.exists()
    assert len(refusals(case)) == 1


def test_another_dealers_technician_cannot_be_named(scene: Scene, case: Case, work: WorkKind) -> None:
    other = technician(scene, "Fremde Hand", "dealer", scene.people.fremd)
    certify(other.person, work)
    certify(scene.people.fremd, None)
    for recipient in ("dealer", "technician"):
        with pytest.raises(NotCleared) as caught:
            decide(
                scene, case, "spare_part", recipient=recipient, assembler_id=other.pk, assembly_declared=True
            )
        assert caught.value.could == []


def test_only_original_parts(scene: Scene, case: Case, dario: Technician) -> None:
    scene.caster.is_original = False
    scene.caster.save()
    with refused(NotOriginal, case):
        decide(scene, case, "spare_part", recipient="dealer", assembler_id=dario.pk, assembly_declared=True)


def test_a_whole_product_still_goes_to_the_customer(scene: Scene, case: Case) -> None:
    scene.chair.safety = "given"
    scene.chair.save()
    enter_cost(actor=scene.people.anna, case_id=case.pk, cost_kind="disposal", amount=Decimal(0), at=AT)
    assert decide(scene, case, "delivery_no_return", wish_consent=True, dearer_reason="schneller").pk


class TestFirms:
    def call_out(self, scene: Scene, case: Case) -> None:
        enter_cost(
            actor=scene.people.anna,
            case_id=case.pk,
            cost_kind="call_out",
            remedy="external_service",
            amount=Decimal(85),
            at=AT,
        )

    def test_without_a_certified_person_gets_no_relevant_work(self, scene: Scene, case: Case) -> None:
        scene.chair.safety = ""
        scene.chair.save()
        self.call_out(scene, case)
        with pytest.raises(NotCleared):
            decide(scene, case, "external_service", executor_id=scene.firm.pk)
        assert not Order.objects.exists()
        assert [entry.facts["step"] for entry in refusals(case)] == ["choose"]

    def test_with_one_it_does(self, scene: Scene, case: Case, work: WorkKind) -> None:
        scene.chair.safety = "given"
        scene.chair.save()
        paula = technician(scene, "Paula Schraub", "partner", scene.firm_party)
        certify(paula.person, work)
        certify(scene.firm_party, None)
        self.call_out(scene, case)
        decision = decide(scene, case, "external_service", executor_id=scene.firm.pk)
        assert Order.objects.get(decision=decision).executor_id == scene.firm.pk


def test_a_certificate_that_ends_before_the_release_stops_it(
    scene: Scene, case: Case, dario: Technician
) -> None:
    """Anna's limit is below the cost, so hers is a proposal; meanwhile Dario's certificate is revoked."""
    enter_cost(
        actor=scene.people.anna, case_id=case.pk, cost_kind="packaging", amount=Decimal(2000), at=AT,
        reason="Sonderverpackung",
    )  # fmt: skip
    proposed = decide(
        scene, case, "spare_part", actor=scene.people.anna, recipient="dealer", assembler_id=dario.pk,
        assembly_declared=True, dearer_reason="dringend",
    )  # fmt: skip
    assert proposed.state == "proposed"
    Certificate.objects.filter(holder=dario.person).update(revoked_on=DAY)
    with pytest.raises(NotCleared):
        release_remedy(actor=scene.people.lena, decision_id=proposed.pk, at=AT)
    proposed.refresh_from_db()
    assert (proposed.state, Order.objects.count(), len(refusals(case))) == ("proposed", 0, 1)
