"""What of the demo the pages are looked at with: cases, decisions and papers that fill them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from kulanz.cases.models import Case, Position
from kulanz.cases.rules import ClaimStatus
from kulanz.core import clock
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Membership
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.billing.rules.credit import CreditState
from kulanz.stages.contact.models import RawMail, TextModule
from kulanz.stages.execution.links import issue_order_link
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.models import Decision, Offer, SparePart
from kulanz.stages.solution.rules.remedies import DecisionState, Nature, OfferState, OrderKind
from kulanz.workflows.links import issue_case_link


@dataclass(frozen=True)
class Subjects:
    """Addresses of single things, and the ids of those that stand in addresses."""

    agent: int
    house: int
    party: int
    case: str
    sent: str
    dealt: str
    comparison: str
    safety: str
    decision: str
    offer: str
    credit: str
    order: str
    public_case: str
    public_offer: str
    public_account: str
    public_order: str
    raw_mail: int
    text: int


def find_subjects(agent_email: str, dealer_email: str) -> Subjects:
    """In the tenant that is open. A demo without one of them is a demo that shows too little."""
    agent = Membership.objects.get(user__email=agent_email)
    house = Membership.objects.get(user__email=dealer_email).organisation_id
    lively = _lively()
    mine = _first(lively.filter(owner=agent) or lively)
    tracked = _first(lively.exclude(customer=None))
    offer = Offer.objects.filter(state=OfferState.OPEN.value, case__customer__isnull=False)
    unpaid = _unpaid()
    order = _order()
    assert tracked.customer_id is not None
    countered = offer.exclude(counter_amount=None).order_by("-made_at")[0]
    asked = offer.filter(counter_amount=None).order_by("-made_at")[0]
    return Subjects(
        agent=agent.pk,
        house=house or 0,
        party=tracked.customer_id,
        case=f"/desk/vorgang/{mine.number}/",
        sent=f"/desk/vorgang/{_written_to().number}/versand/",
        dealt=f"/portal/vorgang/{_first(lively.filter(dealer_id=house)).number}/",
        comparison=f"/desk/vorgang/{_to_decide().number}/massnahmen/",
        safety=f"/desk/vorgang/{_with_a_safety_part().number}/massnahmen/",
        decision=f"/desk/entscheidung/{_decision().pk}/",
        offer=f"/desk/angebote/{countered.pk}/",
        credit=f"/desk/gutschriften/{_to_release().pk}/",
        order=f"/desk/auftraege/{order.number}/",
        public_case=_page(tracked),
        public_offer=f"{_page(asked.case)}angebot/{asked.pk}/",
        public_account=f"{_page(unpaid.case)}gutschrift/{unpaid.pk}/",
        public_order=_path(issue_order_link(order, address="", at=clock.now())),
        raw_mail=RawMail.objects.filter(outcome="quarantined").order_by("pk")[0].pk,
        text=TextModule.objects.order_by("pk")[0].pk,
    )


def _lively() -> QuerySet[Case]:
    """The open cases, the most talkative first."""
    found = Case.objects.filter(step="in_progress", is_spam=False, merged_into=None)
    return found.annotate(words=Count("messages")).order_by("-words", "pk")


def _first(cases: QuerySet[Case]) -> Case:
    return cases.all()[:1].get()


def _written_to() -> Case:
    """The case most letters and mails went out of."""
    sent = Count("letters", distinct=True) + Count("outgoing_mails", distinct=True)
    return Case.objects.filter(is_spam=False).annotate(sent=sent).order_by("-sent", "-pk")[0]


def _to_decide() -> Case:
    """Accepted, its goods known, nothing under way; best one with a spare part to compare."""
    part = SparePart.objects.filter(case=OuterRef("pk")).exclude(article__safety="given")
    return _accepted().filter(Exists(part)).first() or _first(_accepted())


def _accepted() -> QuerySet[Case]:
    unknown = Position.objects.filter(
        Q(article=None) | Q(article__cost_price=None) | Q(decisions__holds=True), case=OuterRef("pk")
    )
    return _lively().filter(
        ~Exists(unknown), claim_status=ClaimStatus.ACCEPTED.value, positions__isnull=False
    )


def _with_a_safety_part() -> Case:
    """A part would mend it that must never go to a customer."""
    case = _accepted().exclude(pk=_to_decide().pk).filter(spare_parts=None).first()
    known = _accepted().filter(spare_parts__article__safety="given").first()
    if known is not None or case is None:
        return known or _to_decide()
    part = Article.objects.filter(is_spare_part=True, safety="given", cost_price__isnull=False)[0]
    SparePart.objects.create(
        tenant_id=case.tenant_id, case=case, article=part, name=str(part), cost_price=part.cost_price,
        weight_kg=part.weight_kg, added_at=clock.now(), added_by_name="Leitung",
    )  # fmt: skip
    return case


def _decision() -> Decision:
    goods = Q(remedy__nature=Nature.REPLACEMENT.value, total__isnull=False)
    done = Decision.objects.filter(goods, state=DecisionState.UNDER_WAY.value, case__is_spam=False)
    return done.order_by("-decided_at", "pk")[0]


def _to_release() -> CreditNote:
    return CreditNote.objects.filter(state=CreditState.RECORDED.value).order_by("-created_at", "pk")[0]


def _unpaid() -> CreditNote:
    """A credit that is paid out, best one whose account is not known yet."""
    waiting = (CreditState.WAITS_FOR_GOODS.value, CreditState.RECORDED.value)
    found = CreditNote.objects.filter(state__in=waiting, pay_out=True, case__customer__isnull=False)
    return found.order_by(F("payment_details").asc(nulls_first=True), "pk")[0]


def _order() -> Order:
    """A visit by a firm that has not answered yet."""
    visits = Order.objects.filter(kind=OrderKind.SERVICE.value, executor__party__isnull=False)
    open_to_answer = (OrderState.HANDED_OVER.value, OrderState.CONFIRMED.value)
    return visits.filter(state__in=open_to_answer).order_by("-state", "-created_at", "pk")[0]


def _page(case: Case) -> str:
    link = issue_case_link(
        case=case, party_id=case.customer_id, address="kundin@post.example", at=clock.now()
    )
    return _path(link)


def _path(link: str) -> str:
    return "/" + link.split("/", 3)[3]
