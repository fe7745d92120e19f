"""The screens of deciding over HTTP: what they show, and that bad input loses and changes nothing."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from kulanz.cases.models import Case, Position
from kulanz.core import clock
from kulanz.core.access.models import User
from kulanz.masterdata.catalog.models import Executor
from kulanz.stages.execution.models import Order
from kulanz.stages.solution.commands.figures import enter_cost
from kulanz.stages.solution.models import CostEntry, Decision, Exclusion, ServiceDetail, SparePart
from tests.solution.deciding import decide
from tests.solution.scene import AT, Scene, make_complaint

pytestmark = pytest.mark.django_db


def client_of(scene: Scene, name: str = "anna") -> Client:
    client = Client(HTTP_HOST=scene.tenant.host)
    client.force_login(User.objects.get(email=f"{name}@nordlicht.test"))
    return client


def url(case: Case, what: str = "comparison") -> str:
    return reverse(f"desk:{what}", args=[case.number])


def page(scene: Scene, case: Case) -> str:
    answer = client_of(scene).get(url(case))
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def test_figures_their_origin_and_the_recommended_one(scene: Scene) -> None:
    text = page(scene, make_complaint(scene))
    assert "332,00 €" in text
    assert "268,00 €" in text
    assert "64,00 € über dem Vergleichswert" in text
    assert "EK2 120,00 € × 2 Stück" in text
    assert re.search(r"Satz 48,00 € ab 01\.01\.2026", text)
    assert text.index("empfohlen") < text.index("Teurer als Abholung zur Gutschrift")


def test_missing_figures_are_said_not_counted(scene: Scene) -> None:
    scene.chair.cost_price = None
    scene.chair.save()
    text = page(scene, make_complaint(scene))
    assert "EK2 fehlt im Artikelstamm" in text
    assert "Der Vergleichswert ist noch unvollständig" in text
    assert "empfohlen" not in text


def test_a_case_without_position_says_what_to_do(scene: Scene) -> None:
    case = make_complaint(scene)
    Position.objects.filter(case=case).delete()
    assert "Erst mit dem Artikel lässt sich rechnen" in page(scene, case)


def test_what_is_no_complaint_is_not_decided(scene: Scene) -> None:
    case = make_complaint(scene)
    Position.objects.filter(case=case).update(claim_status=None)
    Case.objects.filter(pk=case.pk).update(kind="inquiry", claim_status=None)
    assert "Das ist keine Reklamation" in page(scene, case)


@pytest.mark.parametrize(
    ("amount", "says"),
    [("", "Bitte einen Betrag"), ("-5", "Bitte einen Betrag"), ("viel", "Bitte einen Betrag"),
     ("99999999", "Bitte einen Betrag"), ("1,234", "Bitte einen Betrag")],
)  # fmt: skip
def test_an_amount_that_is_none(scene: Scene, amount: str, says: str) -> None:
    case = make_complaint(scene)
    answer = client_of(scene).post(
        url(case, "enter_cost"),
        {
            "cost_kind": "disposal",
            "remedy": "delivery_no_return",
            "line": "delivery_no_return-disposal",
            "amount": amount,
            "reason": "Container",
        },
    )
    text = answer.content.decode()
    if amount == "1,234" and answer.status_code == 302:
        pytest.fail("three decimals are no amount of money")
    assert answer.status_code == 422
    assert says in text
    assert "Container" in text, "what was typed is still there"
    assert not CostEntry.objects.exists()


def test_an_entry_and_its_undoing(scene: Scene) -> None:
    case = make_complaint(scene)
    anna = client_of(scene)
    entry = {"cost_kind": "disposal", "remedy": "delivery_no_return", "amount": "15,50", "reason": "Hof"}
    assert anna.post(url(case, "enter_cost"), entry).status_code == 302
    assert CostEntry.objects.get().amount == Decimal("15.50")
    assert "Handeintrag von Anna Amsel: Hof" in page(scene, case)
    undo = {"cost_kind": "disposal", "remedy": "delivery_no_return", "undo": "1"}
    assert anna.post(url(case, "enter_cost"), undo).status_code == 302
    assert not CostEntry.objects.filter(ended_at=None).exists()


def test_parts_service_and_exclusion(scene: Scene) -> None:
    case = make_complaint(scene)
    anna = client_of(scene)
    assert anna.post(url(case, "spare_part"), {"name": " ", "quantity": "1"}).status_code == 422
    assert not SparePart.objects.exists()
    part = {"name": "Feder", "quantity": "2", "cost_price": "3,20", "weight_kg": "0,1", "deliverable": "no"}
    assert anna.post(url(case, "spare_part"), part).status_code == 302
    assert "Ein Ersatzteil ist nicht lieferbar" in page(scene, case)
    kept = SparePart.objects.get()
    assert anna.post(reverse("desk:drop_spare_part", args=[case.number, kept.pk])).status_code == 302
    assert not SparePart.objects.exists()

    service = {"executor": str(scene.firm.pk), "task": "Feder tauschen", "remedy": "external_service"}
    assert anna.post(url(case, "plan_service"), service).status_code == 302
    assert ServiceDetail.objects.get(case=case).executor == scene.firm
    # the firm's usual price comes along, and is not put back once it is taken out
    assert CostEntry.objects.get(ended_at=None).amount == Decimal("85.00")
    anna.post(url(case, "plan_service"), service)
    assert not CostEntry.objects.filter(ended_at=None).exists()

    gone = {"remedy": "pick_up_credit", "excluded": "yes", "reason": ""}
    assert anna.post(url(case, "exclude_remedy"), gone).status_code == 422
    assert anna.post(url(case, "exclude_remedy"), gone | {"reason_text": "eilt"}).status_code == 302
    assert Exclusion.objects.get().reason == "eilt"


def test_who_shall_carry_it_out_is_proposed_until_somebody_is_entered(scene: Scene) -> None:
    case = make_complaint(scene)
    factory = Executor.objects.create(
        tenant=scene.tenant, kind="factory", name="Werkskundendienst Nord", call_out=Decimal(48)
    )
    proposal, chosen = "Vorgeschlagen, weil der Vorgang", f'<option value="{factory.pk}" selected>'
    assert proposal not in page(scene, case)
    Case.objects.filter(pk=case.pk).update(carried_out_by="factory")
    shown = page(scene, case)
    assert proposal in shown
    assert chosen in shown
    assert not ServiceDetail.objects.exists(), "a proposal is not an entry"
    # between two of a kind the office chooses
    twin = Executor.objects.create(tenant=scene.tenant, kind="factory", name="Werkskundendienst Süd")
    assert proposal not in page(scene, case)
    twin.delete()
    anna = client_of(scene)
    anna.post(url(case, "plan_service"), {"executor": str(factory.pk), "remedy": "external_service"})
    assert CostEntry.objects.get(ended_at=None).amount == Decimal("48.00")
    anna.post(url(case, "plan_service"), {"executor": "", "remedy": "external_service", "call_out": "48,00"})
    assert proposal not in page(scene, case), "left open on purpose"


def test_another_firm_brings_its_own_prices(scene: Scene) -> None:
    case = make_complaint(scene)
    anna = client_of(scene)
    other = Executor.objects.create(
        tenant=scene.tenant, kind="firm", name="Flott", party=scene.firm_party, call_out=Decimal(60)
    )
    service = {"executor": str(scene.firm.pk), "remedy": "external_service"}
    anna.post(url(case, "plan_service"), service)
    # the form still shows the first one's price
    service = {"executor": str(other.pk), "remedy": "external_service", "call_out": "85,00"}
    anna.post(url(case, "plan_service"), service)
    assert CostEntry.objects.get(ended_at=None).amount == Decimal("60.00")
    service = {"executor": str(scene.firm.pk), "remedy": "external_service", "call_out": "77,00"}
    anna.post(url(case, "plan_service"), service)
    assert CostEntry.objects.get(ended_at=None).amount == Decimal("77.00")


def test_judging_by_position(scene: Scene) -> None:
    case = make_complaint(scene, positions=2, accepted=False)
    first, second = Position.objects.filter(case=case).order_by("pk")
    anna = client_of(scene)
    verdicts = {f"verdict-{first.pk}": "accepted", f"verdict-{second.pk}": "rejected"}
    assert anna.post(url(case, "judge"), verdicts).status_code == 422, "a rejection needs its reason"
    case.refresh_from_db()
    assert case.claim_status == "under_review"
    answer = anna.post(url(case, "judge"), verdicts | {f"reason-{second.pk}_text": "Verschleiß"})
    assert answer.status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.claim_status, second.claim_status) == ("accepted", "rejected")
    assert second.claim_reason == "Verschleiß"


def test_a_double_click_in_the_browser_is_one(scene: Scene) -> None:
    case = make_complaint(scene)
    lena = client_of(scene, "lena")
    chosen = {"remedy": "pick_up_credit", "key": "einmal", "recipient": "customer"}
    for _click in range(2):
        assert lena.post(url(case, "decide_remedy"), chosen).status_code == 302
    assert Decision.objects.count() == Order.objects.count() == 1


def test_the_frozen_calculation_stays_as_it_was(scene: Scene) -> None:
    case = make_complaint(scene)
    decision = decide(scene, case, "exchange", dearer_reason="Messe")
    scene.chair.cost_price = Decimal(999)
    scene.chair.name = "Ganz anders"
    scene.chair.save()
    answer = client_of(scene).get(reverse("desk:decision", args=[decision.pk]))
    text = answer.content.decode().replace("\xa0", " ")
    assert "332,00 €" in text
    assert "EK2 120,00 € × 2 Stück" in text
    assert "Messe" in text


def test_the_queue_of_releases(scene: Scene) -> None:
    case = make_complaint(scene)
    decision = decide(scene, case, "pick_up_credit", actor=scene.people.anna)
    anna, lena = client_of(scene), client_of(scene, "lena")
    assert case.title in anna.get(reverse("desk:approvals")).content.decode()
    assert anna.post(reverse("desk:approve_decision", args=[decision.pk])).status_code in (403, 422)
    decision.refresh_from_db()
    assert decision.state == "proposed"
    Case.objects.filter(pk=case.pk).update(owner=scene.people.anna.membership_id)
    with clock.frozen(AT):
        assert "Wartet auf Freigabe" in anna.get(reverse("desk:case", args=[case.number])).content.decode()
    assert lena.post(reverse("desk:approve_decision", args=[decision.pk])).status_code == 302
    decision.refresh_from_db()
    assert decision.state == "under_way"
    assert case.title not in anna.get(reverse("desk:approvals")).content.decode()


def test_hostile_text_is_shown_as_text(scene: Scene) -> None:
    case = make_complaint(scene)
    enter_cost(
        actor=scene.people.anna,
        case_id=case.pk,
        cost_kind="disposal",
        amount=Decimal(1),
        reason="<script>alert(1)</script>",
        at=AT,
    )
    text = page(scene, case)
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_the_dashboard_counts_what_its_lists_show(scene: Scene) -> None:
    make_complaint(scene, accepted=False)
    make_complaint(scene)
    decide(scene, make_complaint(scene), "pick_up_credit", actor=scene.people.anna)
    decide(scene, make_complaint(scene), "price_reduction", amount=Decimal("119.00"))
    answer = client_of(scene).get(reverse("desk:dashboard"))
    shown = {tile.label: tile for _title, tiles in answer.context["groups"] for tile in tiles}
    counted = {str(label): tile.value for label, tile in shown.items()}
    assert counted["Berechtigt oder nicht?"] == "1"
    assert counted["Maßnahme wählen"] == "2"
    assert counted["Freigaben"] == "1"
    assert counted["Offene Angebote"] == "1"
    for tile in shown.values():
        listed = client_of(scene).get(tile.url)
        assert listed.status_code == 200, tile.url
        rows = re.findall(r"<tr[^>]* data-row", listed.content.decode())
        assert len(rows) == int(tile.value), tile.url


def test_counts_end_at_999(scene: Scene) -> None:
    from kulanz.cases.permissions import visible_to
    from kulanz.interfaces.desk.dashboard import page as dashboard

    make_complaint(scene)
    make_complaint(scene)
    rows = visible_to(scene.people.anna)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dashboard, "EXACT_UP_TO", 1)
        assert dashboard.count_text(rows) == (2, "1+")
    assert dashboard.count_text(rows) == (2, "2")
