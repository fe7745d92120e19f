"""What each address may change, who may let it, and a request that does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from kulanz.cases.permissions import OTHERS_MAY, STAFF_MAY, Action
from kulanz.core.access.actor import ActorKind, Role
from kulanz.stages.billing.permissions import BILLING_STAFF_MAY, BillingAction
from kulanz.stages.improvement.permissions import STATISTICS_STAFF_MAY, StatisticsAction
from kulanz.stages.solution.permissions import SOLUTION_STAFF_MAY, SolutionAction
from kulanz.stages.solution.permissions_of_offers import OFFER_STAFF_MAY, OfferAction
from tests.permissions.deciding import REMEDY
from tests.permissions.doors import OFFICE, PARTNERS, STAFF
from tests.permissions.objects import Variant, everybody, only
from tests.permissions.routes import Route
from tests.permissions.who import Who
from tests.permissions.world import World


@dataclass(frozen=True)
class Change:
    """What a route may change, who may let it, and a request that does."""

    may: Action | Callable[[Who], bool]
    data: Callable[[World], dict[str, Any]] = lambda _world: {}
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    sure: bool = True
    """False where the case is not in a state in which this is possible."""
    methods: frozenset[str] = frozenset({"POST"})
    on: str = ""
    """Only on this variant somebody must succeed; empty: on every main one."""

    def certain_on(self, variant: Variant) -> bool:
        """Whether whoever may must succeed here."""
        return self.sure and variant.main and (not self.on or self.on == variant.label)

    def allowed(self, who: Who) -> bool:
        if not isinstance(self.may, Action):
            return self.may(who)
        if who.kind is ActorKind.STAFF:
            return not who.roles.isdisjoint(STAFF_MAY[self.may])
        return who.kind in OTHERS_MAY.get(self.may, frozenset())


def given(**data: Any) -> Callable[[World], dict[str, Any]]:
    return lambda _world: dict(data)


def _with_file(**data: Any) -> Callable[[World], dict[str, Any]]:
    return lambda _world: {**data, "files": SimpleUploadedFile("notiz.txt", b"Guten Tag")}


def _kind(*kinds: ActorKind) -> Callable[[Who], bool]:
    return lambda who: who.kind in kinds and not who.key


def _staff(roles: frozenset[Role]) -> Callable[[Who], bool]:
    return lambda who: who.kind is ActorKind.STAFF and not who.key and not roles.isdisjoint(who.roles)


def _solving(action: str) -> Callable[[Who], bool]:
    return _staff(SOLUTION_STAFF_MAY[SolutionAction(action)])


def _credit(world: World) -> dict[str, Any]:
    return {"credit": str(world.billed["own"].credit_id)}


def _answer(world: World) -> dict[str, Any]:
    """The customer declines what he has read."""
    shown = world.billed["own"].shown
    return {"act": "decline", "shown": shown, "language": "de", "name": "Karla Kunde"}


def _fields(world: World) -> dict[str, Any]:
    """The form of the plain fields, with one changed."""
    from kulanz.interfaces.desk.cases.editing import EDITED, present

    shown = present(world.cases["own"].case)
    base = {f"base_{name}": "" if shown[name] is None else shown[name] for name in EDITED}
    now = {name: "" if value is None else value for name, value in shown.items()}
    return {**base, **now, "place_note": "2. Stock"}


signed_in = _kind(*(STAFF | PARTNERS))
dealers = _kind(ActorKind.DEALER)
managers = only("blatt")
house_accounts = only("blatt", "fremd")
WORK = Action.WORK
BEGIN = {"upload-length": "5", "upload-metadata": "filename YS50eHQ="}
PIECE = {"upload-offset": "0"}

CHANGES: dict[str, Change] = {
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
    "desk:draft": Change(_kind(ActorKind.STAFF), given(title="halb"), query="?key=new-case"),
    "desk:uploads": Change(_kind(ActorKind.STAFF), headers=BEGIN),
    "desk:upload": Change(only("anna"), headers=PIECE, methods=frozenset({"PATCH", "DELETE"})),
    "desk:send": Change(Action.WRITE_MESSAGE, given(body="Hallo", audience="internal")),
    "desk:withdraw": Change(only("anna")),
    "desk:add_files": Change(Action.ADD_FILE, _with_file(audience="internal")),
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
    "desk:edit": Change(WORK, _fields),
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
    "desk:order_send_link": Change(WORK, sure=False),
    "desk:order_show_link": Change(WORK),
    "desk:order_end_link": Change(WORK),
    "public:order_answer": Change(everybody, given(name="Mona Möwe")),
    **dict.fromkeys(
        ("desk:sales", "desk:sales_take_over"),
        Change(_staff(STATISTICS_STAFF_MAY[StatisticsAction.IMPORT_SALES]), sure=False),
    ),
    "desk:simulation": Change(_staff(STATISTICS_STAFF_MAY[StatisticsAction.SIMULATE]), sure=False),
    "desk:judge": Change(Action.DECIDE_CLAIM, given(verdict="accepted")),
    "desk:coverage": Change(WORK, given(coverage="goodwill", coverage_base="")),
    "desk:enter_cost": Change(_solving("enter"), given(cost_kind=REMEDY, remedy=REMEDY, amount="5,00")),
    "desk:spare_part": Change(_solving("enter"), given(name="Feder", quantity="2")),
    "desk:drop_spare_part": Change(_solving("enter")),
    "desk:exclude_remedy": Change(_solving("enter"), given(remedy=REMEDY, excluded="yes", reason="zu weit")),
    "desk:plan_service": Change(_solving("enter"), given(task="Gasfeder tauschen", remedy=REMEDY)),
    "desk:decide_remedy": Change(_solving("decide"), given(remedy=REMEDY, key="walk"), sure=False),
    "desk:approve_decision": Change(_solving("approve"), sure=False),
    "desk:refuse_decision": Change(_solving("approve"), given(reason="zu teuer")),
    "desk:finish_decision": Change(_solving("end"), given(reason="fertig"), sure=False),
    "desk:take_back_decision": Change(_solving("end"), given(reason="anders"), sure=False),
    "desk:credits_release": Change(_staff(BILLING_STAFF_MAY[BillingAction.RELEASE]), _credit, sure=False),
    "desk:credit_release": Change(
        _staff(BILLING_STAFF_MAY[BillingAction.RELEASE]), given(without_account="1")
    ),
    "desk:credit_confirm": Change(
        _staff(BILLING_STAFF_MAY[BillingAction.CONFIRM]), given(external_number="7"), sure=False
    ),
    "desk:credit_cancel": Change(_staff(BILLING_STAFF_MAY[BillingAction.CANCEL]), given(reason="doppelt")),
    "desk:credit_account": Change(
        _staff(BILLING_STAFF_MAY[BillingAction.RECORD]),
        given(holder="Karla Kunde", iban="DE89370400440532013000"),
    ),
    "desk:offer_answer": Change(
        _staff(OFFER_STAFF_MAY[OfferAction.RECORD_ANSWER]),
        given(answer="declined", channel="phone", by="Karla", text="am Telefon"),
    ),
    "desk:offer_again": Change(_staff(OFFER_STAFF_MAY[OfferAction.MAKE]), given(amount="90,00")),
    "desk:offer_send": Change(_staff(OFFER_STAFF_MAY[OfferAction.MAKE])),
    "desk:offer_withdraw": Change(_staff(OFFER_STAFF_MAY[OfferAction.WITHDRAW]), given(reason="Irrtum")),
    "desk:book_cost": Change(
        _staff(BILLING_STAFF_MAY[BillingAction.BOOK_COST]),
        lambda world: {"cost_kind": world.billed["own"].kind_id, "amount": "5,00", "key": "walk"},
    ),
    "public:offer": Change(everybody, _answer),
    "public:case_offer": Change(everybody, _answer),
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
    "portal:uploads": Change(_kind(*PARTNERS), headers=BEGIN),
    "portal:upload": Change(only("blatt"), headers=PIECE, methods=frozenset({"PATCH", "DELETE"})),
    "portal:write": Change(Action.WRITE_MESSAGE, given(body="Hallo")),
    "portal:keep_note": Change(Action.WRITE_MESSAGE, given(body="halb")),
    "portal:add_files": Change(Action.ADD_FILE, _with_file()),
    "portal:set_reference": Change(Action.EDIT_OWN_REFERENCE, given(dealer_reference="AB-9", base="")),
    "portal:withdraw": Change(Action.WITHDRAW, given(reason="erledigt")),
    "portal:object": Change(Action.OBJECT, given(reason="doch"), sure=False),
    "portal:solve": Change(Action.RECORD_SOLUTION, given(solution="getauscht"), sure=False),
    "portal:confirm": Change(Action.CONFIRM, given(solved="yes"), sure=False),
    "portal:ask_for_clerk": Change(
        dealers,
        given(**{"clerk-name": "Bodo", "clerk-email": "bodo@blatt.test", "clerk-scope": "own"}),
        sure=False,
    ),
    "portal:end_access": Change(managers, given(reason="geht"), on="britta"),
    "portal:add_person": Change(house_accounts, given(name="Bea Birnbaum")),
    "portal:remove_person": Change(managers, on="blatt"),
    "portal:tell_office": Change(dealers, given(text="Bodo ist gegangen.")),
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
    "account:news": Change(_kind(ActorKind.STAFF), given(), sure=False),
    "account:end_session": Change(only("anna")),
    "account:end_other_sessions": Change(signed_in, sure=False),
    "account:person": Change(house_accounts, given(name="Bea Birnbaum")),
    "account:set_up_brand": Change(only("otto"), given(brand_color="#123456")),
    "account:set_up_mailbox": Change(only("otto"), sure=False),
    "account:set_up_texts": Change(
        only("otto"), given(imprint="Nordlicht GmbH", privacy_notice="Wir achten auf Ihre Daten.")
    ),
    "account_logout": Change(signed_in, sure=False),
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
