"""What each address may change, who may let it, and a request that does."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from kulanz.cases.permissions import Action
from kulanz.core.access.actor import ActorKind
from kulanz.masterdata.parties.permissions_of_skills import CERTIFIERS
from kulanz.stages.billing.permissions import BILLING_STAFF_MAY, BillingAction
from kulanz.stages.improvement.permissions import STATISTICS_STAFF_MAY, StatisticsAction
from kulanz.stages.solution.permissions_of_offers import OFFER_STAFF_MAY, OfferAction
from tests.permissions.changing import (
    BEGIN,
    PIECE,
    WORK,
    Change,
    answer_form,
    credit_form,
    dealers,
    fields_form,
    given,
    house_accounts,
    managers,
    of_kind,
    of_staff,
    signed_in,
    solving,
    with_file,
)
from tests.permissions.deciding import REMEDY
from tests.permissions.doors import OFFICE, PARTNERS
from tests.permissions.reporting import HEADERS, corrects_reports, is_technician, keeps_devices, sends_reports
from tests.permissions.resource_changes import RESOURCE_CHANGES
from tests.permissions.routes import Route
from tests.permissions.variants import everybody, only

CHANGES: dict[str, Change] = {
    **RESOURCE_CHANGES,
    "desk:new_case": Change(
        Action.RECORD,
        given(channel="phone", title="Neu", kind="inquiry", safety="unknown", severity="minor", quantity="1"),
    ),
    "desk:bulk": Change(
        WORK,
        lambda world: {"action": "take", "case": [t.case.number for t in world.cases.values()]},
    ),
    "desk:keep_view": Change(Action.MANAGE_VIEWS, given(name="Neue Ansicht", view="open")),
    "desk:drop_view": Change(only("anna"), on="anna"),
    "desk:draft": Change(of_kind(ActorKind.STAFF), given(title="halb"), query="?key=new-case"),
    "desk:uploads": Change(of_kind(ActorKind.STAFF), headers=BEGIN),
    "desk:upload": Change(only("anna"), headers=PIECE, methods=frozenset({"PATCH", "DELETE"})),
    "desk:send": Change(Action.WRITE_MESSAGE, given(body="Hallo", audience="internal")),
    "desk:withdraw": Change(only("anna")),
    "desk:add_files": Change(Action.ADD_FILE, with_file(audience="internal")),
    "desk:drop_file": Change(Action.REMOVE_FILE, given(reason="doppelt")),
    "desk:take": Change(WORK),
    "desk:assign": Change(WORK, lambda world: {"owner": str(world.people.lena.membership_id)}),
    "desk:waiting": Change(WORK, given(waits_for="dealer")),
    "desk:follow_up": Change(WORK, given(on="2031-01-07")),
    "desk:solve": Change(Action.RECORD_SOLUTION, given(solution="getauscht")),
    # the case has an open offer, over which nobody closes it
    "desk:close": Change(Action.CLOSE, given(accepted="yes", solution="getauscht"), sure=False),
    "desk:cancel": Change(Action.WITHDRAW, given(reason="doppelt")),
    "desk:reopen": Change(Action.REOPEN, given(reason="doch nicht"), sure=False),
    "desk:spam": Change(Action.MARK_SPAM, given(spam="yes")),
    "desk:add_task": Change(WORK, given(title="anrufen")),
    "desk:tick_task": Change(WORK, given(done="yes")),
    "desk:add_participant": Change(
        WORK, lambda world: {"party": str(world.people.fremd.pk), "role": "contact"}
    ),
    "desk:remove_participant": Change(WORK),
    "desk:letter": Change(WORK, given(kind="free", text="Guten Tag")),
    "desk:ask_for_photos": Change(WORK),
    "desk:letters_printed": Change(WORK, sure=False),
    "desk:send_link": Change(WORK, given(address="karla@kundin.test"), sure=False),
    "desk:show_link": Change(WORK),
    "desk:end_links": Change(WORK),
    "desk:link": Change(WORK, lambda world: {"other": world.cases["hers"].case.number}),
    "desk:merge": Change(Action.MERGE, lambda world: {"other": world.cases["hers"].case.number}),
    "desk:unmerge": Change(Action.MERGE, sure=False),
    "desk:split": Change(
        WORK, lambda world: {"title": "Teil", "position": str(world.cases["own"].position_id)}
    ),
    "desk:edit": Change(WORK, fields_form),
    "desk:add_position": Change(WORK, given(item_text="Rolle", quantity="2")),
    "desk:position": Change(
        WORK,
        given(
            item_text="Drehstuhl",
            base_item_text="Drehstuhl",
            quantity="1",
            base_quantity="1.00",
            symptom="sinkt ab",
            base_symptom="sinkt ab",
            wish="bald",
            base_wish="",
        ),
    ),
    "desk:split_position": Change(WORK, given(quantity="1"), sure=False),
    "desk:drop_position": Change(WORK),
    "desk:order_move": Change(WORK, given(state="confirmed")),
    "desk:order_hand_over": Change(WORK),
    "desk:order_retry": Change(WORK, sure=False),
    "desk:order_address": Change(WORK, given(name="Karla Neu", city="Ulm")),
    "desk:order_work_kind": Change(WORK, sure=False),
    "desk:order_send_link": Change(WORK, sure=False),
    "desk:order_show_link": Change(WORK),
    "desk:report_send": Change(sends_reports),
    "desk:report_correct": Change(corrects_reports, given(travel_km="12", reason="vertippt", version="0")),
    "desk:revoke_device": Change(keeps_devices),
    "account:revoke_tablet": Change(is_technician),
    "field:entries": Change(is_technician, lambda w: w.reporting.entries(w.at), headers=HEADERS),
    "field:photos": Change(is_technician, headers=HEADERS, sure=False),
    "field:leave": Change(is_technician, headers=HEADERS),
    "desk:order_end_link": Change(WORK),
    "desk:board_plan": Change(WORK, lambda world: world.visiting.plan()),
    "desk:absence": Change(WORK, lambda world: world.visiting.absence()),
    "desk:absence_drop": Change(WORK),
    "desk:new_visit": Change(WORK, given(kind="inspection", task="Sitz prüfen")),
    "desk:visit_plan": Change(WORK, lambda world: world.visiting.plan(), on="own"),
    "portal:visit_plan": Change(managers, lambda world: world.dealt.plan()),
    "portal:visit_take_off": Change(managers, given(reason="krank"), sure=False),
    "portal:visit_cancel": Change(managers, given(reason="doch nicht")),
    "portal:new_visit": Change(dealers, given(kind="inspection", task="Sitz prüfen")),
    "portal:give_to_factory": Change(dealers, given(reason="niemand frei")),
    "desk:visit_take_off": Change(WORK, given(reason="krank"), sure=False),
    "desk:visit_cancel": Change(WORK, given(reason="doch nicht")),
    "desk:visit_edit": Change(WORK, lambda world: world.visiting.other_task()),
    "public:order_answer": Change(everybody, given(name="Mona Möwe", note="Keine Zeit")),
    **dict.fromkeys(
        ("desk:sales", "desk:sales_take_over", "desk:part_sales", "desk:part_sales_take_over"),
        Change(of_staff(STATISTICS_STAFF_MAY[StatisticsAction.IMPORT_SALES]), sure=False),
    ),
    "desk:factory_prices": Change(
        of_staff(STATISTICS_STAFF_MAY[StatisticsAction.PUBLISH_PRICES]),
        lambda world: {"valid_from": str(world.at.date() + timedelta(days=40)), "hour": "84,00"},
    ),
    "portal:own_rates": Change(managers, given(valid_from="2000-01-01", hour="58,00")),
    "portal:drop_rates": Change(managers, on="blatt"),
    "desk:simulation": Change(of_staff(STATISTICS_STAFF_MAY[StatisticsAction.SIMULATE]), sure=False),
    "desk:judge": Change(Action.DECIDE_CLAIM, given(verdict="accepted")),
    "desk:coverage": Change(WORK, given(coverage="goodwill", coverage_base="")),
    "desk:enter_cost": Change(solving("enter"), given(cost_kind=REMEDY, remedy=REMEDY, amount="5,00")),
    "desk:spare_part": Change(solving("enter"), given(name="Feder", quantity="2")),
    "desk:drop_spare_part": Change(solving("enter")),
    "desk:exclude_remedy": Change(solving("enter"), given(remedy=REMEDY, excluded="yes", reason="zu weit")),
    "desk:plan_service": Change(solving("enter"), given(task="Gasfeder tauschen", remedy=REMEDY)),
    "desk:decide_remedy": Change(solving("decide"), given(remedy=REMEDY, key="walk"), sure=False),
    "desk:approve_decision": Change(solving("approve"), sure=False),
    "desk:refuse_decision": Change(solving("approve"), given(reason="zu teuer")),
    "desk:finish_decision": Change(solving("end"), given(reason="fertig"), sure=False),
    "desk:take_back_decision": Change(solving("end"), given(reason="anders"), sure=False),
    "desk:credits_release": Change(
        of_staff(BILLING_STAFF_MAY[BillingAction.RELEASE]), credit_form, sure=False
    ),
    "desk:credit_release": Change(
        of_staff(BILLING_STAFF_MAY[BillingAction.RELEASE]), given(without_account="1")
    ),
    "desk:credit_confirm": Change(
        of_staff(BILLING_STAFF_MAY[BillingAction.CONFIRM]), given(external_number="7"), sure=False
    ),
    "desk:credit_cancel": Change(of_staff(BILLING_STAFF_MAY[BillingAction.CANCEL]), given(reason="doppelt")),
    "desk:credit_account": Change(
        of_staff(BILLING_STAFF_MAY[BillingAction.RECORD]),
        given(holder="Karla Kunde", iban="DE89370400440532013000"),
    ),
    "desk:offer_answer": Change(
        of_staff(OFFER_STAFF_MAY[OfferAction.RECORD_ANSWER]),
        given(answer="declined", channel="phone", by="Karla", text="am Telefon"),
    ),
    "desk:offer_again": Change(of_staff(OFFER_STAFF_MAY[OfferAction.MAKE]), given(amount="90,00")),
    "desk:offer_send": Change(of_staff(OFFER_STAFF_MAY[OfferAction.MAKE])),
    "desk:offer_withdraw": Change(of_staff(OFFER_STAFF_MAY[OfferAction.WITHDRAW]), given(reason="Irrtum")),
    "desk:book_cost": Change(
        of_staff(BILLING_STAFF_MAY[BillingAction.BOOK_COST]),
        lambda world: {"cost_kind": world.billed["own"].kind_id, "amount": "5,00", "key": "walk"},
    ),
    "desk:revoke_certificate": Change(of_staff(CERTIFIERS), given(reason="Prüfung verfehlt")),
    "public:offer": Change(everybody, answer_form),
    "public:case_offer": Change(everybody, answer_form),
    "public:case_account": Change(everybody, given(holder="Karla Kunde", iban="DE89370400440532013000")),
    "portal:filing": Change(
        dealers,
        given(
            **{
                "kind": "inquiry",
                "title": "Frage",
                "customer_name": "Neue Kundin",
                "carried_out_by": "factory",
                "dealer_part": "intermediary",
                "safety": "no",
                "severity": "minor",
                "p0-item": "Stuhl",
                "p0-quantity": "1",
                "description": "Wie lange?",
            }
        ),
        sure=False,
    ),
    "portal:draft": Change(dealers, given(kind="repair", title="halb")),
    "portal:drop_draft": Change(dealers, sure=False),
    "portal:uploads": Change(of_kind(*PARTNERS), headers=BEGIN),
    "portal:upload": Change(only("blatt"), headers=PIECE, methods=frozenset({"PATCH", "DELETE"})),
    "portal:write": Change(Action.WRITE_MESSAGE, given(body="Hallo")),
    "portal:keep_note": Change(Action.WRITE_MESSAGE, given(body="halb")),
    "portal:add_files": Change(Action.ADD_FILE, with_file()),
    "portal:set_reference": Change(Action.EDIT_OWN_REFERENCE, given(dealer_reference="AB-9", base="")),
    "portal:withdraw": Change(Action.WITHDRAW, given(reason="erledigt")),
    "portal:object": Change(Action.OBJECT, given(reason="doch"), sure=False),
    "portal:solve": Change(Action.RECORD_SOLUTION, given(solution="getauscht", worker="nobody"), sure=False),
    "portal:confirm": Change(Action.CONFIRM, given(solved="yes"), sure=False),
    "portal:ask_for_clerk": Change(
        dealers,
        given(**{"clerk-name": "Bodo", "clerk-email": "bodo@blatt.test", "clerk-scope": "own"}),
        sure=False,
    ),
    "portal:end_tour": Change(dealers, given()),
    "portal:end_access": Change(managers, given(reason="geht"), on="britta"),
    "portal:add_person": Change(house_accounts, given(name="Bea Birnbaum")),
    "portal:remove_person": Change(managers, on="blatt"),
    "portal:tell_office": Change(dealers, given(text="Bodo ist gegangen.")),
    "portal:decide": Change(managers, given(option="dealer", name="Bodo Blatt")),
    "portal:brand": Change(managers, given(brand_color="#334455")),
    "public:option": Change(everybody, given(option="dealer", name="Bodo Blatt")),
    "portal:new_recipient": Change(
        managers, given(**{"recipient-email": "neu@blatt.test", "recipient-at_creation": "on"})
    ),
    "portal:edit_recipient": Change(managers, given(at_changes="on"), on="blatt"),
    "portal:drop_recipient": Change(managers, on="blatt"),
    "account:apply": Change(
        everybody,
        given(company="Haus Neu", name="Nele Neu", email="nele@neu.test", phone="", remark=""),
        sure=False,
    ),
    "account:language": Change(signed_in, given(language="en")),
    "account:news": Change(of_kind(ActorKind.STAFF), given(), sure=False),
    "account:end_session": Change(only("anna")),
    "account:end_other_sessions": Change(signed_in, sure=False),
    "account:person": Change(house_accounts, given(name="Bea Birnbaum")),
    "account:set_up_brand": Change(only("otto"), given(brand_color="#123456")),
    "account:set_up_mailbox": Change(only("otto"), sure=False),
    "account:set_up_texts": Change(
        only("otto"), given(imprint="Nordlicht GmbH", privacy_notice="Wir achten auf Ihre Daten.")
    ),
    "account_logout": Change(signed_in, sure=False),
    "portal:exchange_hand_in": Change(
        only("blatt"), lambda _world: {"file": SimpleUploadedFile("b.xml", b"<cases/>")}
    ),
    "api:hand_in": Change(only("blatt")),
    "api:record": Change(Action.RECORD, given(title="Neu")),
    "api:write": Change(Action.WRITE_MESSAGE, given(body="Hallo")),
    "api:upload": Change(
        Action.ADD_FILE, lambda _world: {"file": SimpleUploadedFile("notiz.txt", b"Guten Tag")}
    ),
    "public:case_answer": Change(everybody, given(body="Hier bin ich")),
    "public:case_solved": Change(everybody, sure=False),
    "public:case_not_solved": Change(everybody, given(reason="Es sinkt wieder"), sure=False),
    "public:case_objection": Change(everybody, given(reason="Es ist neu"), sure=False),
    "public:case_withdrawal": Change(everybody, given(reason="")),
    "public:case_upload_part": Change(
        everybody, headers=PIECE, sure=False, methods=frozenset({"PATCH", "DELETE"})
    ),
    "public:case_upload": Change(everybody, headers=BEGIN),
}

# The administration's doors admit only its own roles; behind them whoever is let in may change things.
BEHIND_OFFICE_DOORS = Change(everybody, sure=False, methods=frozenset({"POST"}))


def change_of(route: Route) -> Change | None:
    if route.pattern.startswith(OFFICE):
        return CHANGES.get(route.name, BEHIND_OFFICE_DOORS)
    return CHANGES.get(route.name)
