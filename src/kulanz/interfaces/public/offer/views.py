"""The customer reads an offer and answers it. Opening the page changes nothing; every act is a POST."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages as notices
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from kulanz.cases.calendar import local_date
from kulanz.core.access.sessions import device_of
from kulanz.core.access.throttle import hit
from kulanz.core.money import read_amount
from kulanz.core.refusal import InvalidValue, Refusal
from kulanz.interfaces.public.limits import network_place
from kulanz.interfaces.public.linked import choose_language
from kulanz.interfaces.public.offer.visit import OfferVisit, to_offer
from kulanz.stages.billing.commands.accounts import give_account
from kulanz.stages.billing.queries.credits import account_state, credit_of_offer
from kulanz.stages.solution.commands.offers_answered import PUBLIC, Given
from kulanz.stages.solution.queries.offers import open_offers_of_customer
from kulanz.stages.solution.refusals_of_offers import OfferAnswered, OfferChanged
from kulanz.stages.solution.rules.remedies import OfferState
from kulanz.workflows.offer_links import evidence_of
from kulanz.workflows.offer_words import ShownOffer, shown_offer
from kulanz.workflows.offers import accept_offer, decline_offer, name_counter_offer

ACTS_AN_HOUR: Final = 30
LONGEST: Final = 4000
_LANGUAGES: Final = frozenset({"de", "en"})


class TooMuchAtOnce(Refusal):
    message = gettext_lazy(
        "Über diesen Link kam in der letzten Stunde schon sehr viel. Bitte versuchen Sie es später wieder."
    )


class AmountUnreadable(Refusal):
    message = gettext_lazy("Bitte geben Sie einen Betrag wie 150,00 an.")
    field = "amount"


class AnswerTooLong(Refusal):
    message = gettext_lazy("Der Text ist zu lang. Möglich sind bis zu %(most)s Zeichen.")
    field = "text"


@to_offer
def show(visit: OfferVisit) -> HttpResponseBase:
    """The offer, and what became of it; answered by one button of one form."""
    if visit.request.method != "POST":
        return _page(visit)
    act = _ACTS.get(visit.request.POST.get("act", ""))
    if act is None:
        return redirect(visit.path)
    # counted outside of what a refusal undoes
    in_time = hit("offer_acts", visit.key, limit=ACTS_AN_HOUR, window_seconds=3600, at=visit.at)
    try:
        with transaction.atomic():
            if not in_time:
                raise TooMuchAtOnce
            return act(visit)
    except OfferAnswered as refusal:
        # a second press, or another tab: the page itself says what became of it
        visit.offer.refresh_from_db()
        return _page(visit, 409, error=str(refusal), error_field="")
    except Refusal as refusal:
        visit.offer.refresh_from_db()
        return _page(visit, 422, error=str(refusal), error_field=refusal.field or "")


def _accept(visit: OfferVisit) -> HttpResponseBase:
    if visit.offer.state == OfferState.ACCEPTED:
        return redirect(visit.path)
    accept_offer(actor=visit.actor, offer_id=visit.offer.pk, given=_given(visit), at=visit.at)
    notices.success(visit.request, _("Vielen Dank. Sie haben unser Angebot angenommen."))
    return redirect(visit.path)


def _decline(visit: OfferVisit) -> HttpResponseBase:
    if visit.offer.state == OfferState.DECLINED:
        return redirect(visit.path)
    decline_offer(actor=visit.actor, offer_id=visit.offer.pk, given=_given(visit), at=visit.at)
    notices.success(visit.request, _("Danke für Ihre Antwort. Wir melden uns mit einem anderen Vorschlag."))
    return redirect(visit.path)


def _counter(visit: OfferVisit) -> HttpResponseBase:
    amount = read_amount(visit.request.POST.get("amount", "")[:40], _language(visit))
    if amount is None:
        raise AmountUnreadable
    name_counter_offer(
        actor=visit.actor, offer_id=visit.offer.pk, amount=amount, given=_given(visit), at=visit.at
    )
    notices.success(visit.request, _("Danke, Ihr Gegenvorschlag ist bei uns. Das Angebot gilt weiter."))
    return redirect(visit.path)


def _account(visit: OfferVisit) -> HttpResponseBase:
    """Where to pay to: asked for only now, and kept encrypted."""
    credit = credit_of_offer(visit.actor, visit.offer)
    if credit is None:
        raise InvalidValue("iban")
    give_account(
        actor=visit.actor,
        credit_note_id=credit.pk,
        holder=visit.request.POST.get("holder", "")[:200],
        iban=visit.request.POST.get("iban", "")[:60],
        at=visit.at,
    )
    notices.success(visit.request, _("Danke. Die Bankverbindung ist gespeichert."))
    return redirect(visit.path)


def _choose_language(visit: OfferVisit) -> HttpResponseBase:
    return choose_language(visit.request, redirect(visit.path))


_ACTS: Final[dict[str, Callable[[OfferVisit], HttpResponseBase]]] = {
    "accept": _accept,
    "decline": _decline,
    "counter": _counter,
    "account": _account,
    "language": _choose_language,
}


def _language(visit: OfferVisit) -> str:
    """The language in which he read what he answers."""
    wanted = visit.request.POST.get("language", "")
    return wanted if wanted in _LANGUAGES else (get_language() or "de")[:2]


def _given(visit: OfferVisit) -> Given:
    """The answer with its evidence. Raises OfferChanged when another text is shown now than he has read."""
    post = visit.request.POST
    text = post.get("text", "").replace("\x00", "")
    if len(text) > LONGEST:
        raise AnswerTooLong(most=LONGEST)
    name = " ".join(post.get("name", "").replace("\x00", "").split())[:200]
    shown = shown_offer(visit.offer, _language(visit))
    if post.get("shown", "") != shown.digest:
        raise OfferChanged
    return Given(
        by=name,
        channel=PUBLIC,
        text=text,
        evidence=evidence_of(
            visit.offer,
            shown,
            name=name,
            way=visit.way,
            place=network_place(visit.request),
            device=device_of(visit.request.headers.get("User-Agent", "")[:500]),
            at=visit.at,
        ),
    )


def _page(visit: OfferVisit, status: int = 200, **more: Any) -> HttpResponseBase:
    offer = visit.offer
    shown: ShownOffer = shown_offer(offer, (get_language() or "de")[:2])
    today = local_date(visit.request.tenant, visit.at)
    over = offer.state == OfferState.OPEN and (offer.expires_on < today or not offer.case.is_open)
    state = OfferState.EXPIRED.value if over else offer.state
    credit = credit_of_offer(visit.actor, offer) if state == OfferState.ACCEPTED else None
    newer = [o for o in open_offers_of_customer(visit.actor, offer.case, today=today) if o.pk != offer.pk]
    posted = visit.request.POST if status != 200 else {}
    context = {
        "offer_visit": visit,
        "offer": offer,
        "shown": shown,
        "state": state,
        "credit": credit,
        "account": account_state(credit),
        "newer": newer if visit.case_path else [],
        "typed": {
            key: posted.get(key, "")[: 2 * LONGEST] for key in ("name", "text", "amount", "holder", "iban")
        },
        "error": "",
        "error_field": "",
        **more,
    }
    return render(visit.request, "public/offer/offer.html", context, status=status)
