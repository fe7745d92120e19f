"""Make or buy, round by round: the letter to the dealers and their answers (R011–R014).

`parties.commands.options` decides; here is what is written to whom, in `option_duties` what time brings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from kulanz.cases.calendar import local_date
from kulanz.core.access.actor import Actor, ActorKind, Channel, system_actor
from kulanz.core.access.models import AccessToken, TokenPurpose, User
from kulanz.core.access.tokens import find_token, revoke_tokens
from kulanz.core.mail.composing import MailLink, OutgoingFile
from kulanz.core.refusal import InvalidValue, Refusal
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.commands.options import (
    LETTER,
    LINK,
    PORTAL,
    Answer,
    ask_dealers,
    decide_option,
    mark_asked,
)
from kulanz.masterdata.parties.models import OptionDecision, OptionRound, Party, PartyRoleKind, ServiceOption
from kulanz.masterdata.parties.permissions import require_lead
from kulanz.masterdata.parties.refusals_of_contracts import NoOptionChosen, RoundOver
from kulanz.stages.contact.commands.outgoing import MailText, Recipient, queue_mail
from kulanz.workflows.option_letters import (
    address_of,
    days_of,
    draw_letter,
    facts_of,
    new_link,
    page_url,
)
from kulanz.workflows.option_texts import option_word, title_in

_NO_LINK: Final = "x" * 26


@dataclass(frozen=True, slots=True)
class Asked:
    """How many got the letter by mail, and who has no address and gets it on paper."""

    mailed: int
    on_paper: tuple[OptionDecision, ...]


@dataclass(frozen=True, slots=True)
class OptionVisit:
    """Who came with a link: the dealer it was made for."""

    decision: OptionDecision
    token: AccessToken


def dealers_to_ask(tenant_id: int) -> list[Party]:
    """All dealers in use."""
    found = Party.objects.filter(
        tenant_id=tenant_id, active=True, erased_at=None, roles__role=PartyRoleKind.DEALER
    )
    return list(found.order_by("name", "pk"))


def announce_round(*, actor: Actor, round_id: int, dealer_ids: Sequence[int], at: datetime) -> Asked:
    """Ask these dealers, each with a link of his own, by mail with the letter attached.

    Raises what `ask_dealers` raises.
    """
    with transaction.atomic():
        tenant = Tenant.objects.get(pk=actor.tenant_id)
        today = local_date(tenant, at)
        made = ask_dealers(actor=actor, round_id=round_id, dealer_ids=dealer_ids, today=today, at=at)
        on_paper = [row for row in made if not _ask(actor, tenant, row, at)]
        return Asked(len(made) - len(on_paper), tuple(on_paper))


def ask_again(*, actor: Actor, decision_id: int, at: datetime) -> OptionDecision:
    """A new letter with a new link; the ones so far stop working. Raises RoundOver, NotAllowed."""
    require_lead(actor)
    with transaction.atomic():
        decision = _open_decision(actor, decision_id, at)
        revoke_tokens(at=at, purpose=TokenPurpose.SERVICE_OPTION, object_id=decision.pk)
        _ask(actor, Tenant.objects.get(pk=actor.tenant_id), decision, at, again=True)
        return decision


def paper_letter(*, actor: Actor, decision_id: int, at: datetime) -> bytes:
    """The letter for the envelope, with a link of its own beside those that were mailed. Raises RoundOver."""
    require_lead(actor)
    with transaction.atomic():
        decision = _open_decision(actor, decision_id, at)
        tenant = Tenant.objects.get(pk=actor.tenant_id)
        secret, token = new_link(decision, "", at)
        mark_asked(actor=actor, decision=decision, token_id=token.pk, address=decision.sent_to, at=at)
        return draw_letter(
            tenant, decision.round, decision.dealer, signer=actor.name, url=page_url(tenant, secret), at=at
        )


def preview_round(*, actor: Actor, option_round: OptionRound, dealer: Party, at: datetime) -> bytes:
    """The letter as this dealer would get it; its link opens nothing."""
    require_lead(actor)
    tenant = Tenant.objects.get(pk=actor.tenant_id)
    url = page_url(tenant, _NO_LINK)
    return draw_letter(tenant, option_round, dealer, signer=actor.name, url=url, at=at)


def _ask(
    actor: Actor, tenant: Tenant, decision: OptionDecision, at: datetime, *, again: bool = False
) -> bool:
    """Whether the letter went out by mail."""
    dealer, option_round = decision.dealer, decision.round
    language = dealer.language[:2]
    address = address_of(dealer)
    secret, token = new_link(decision, address, at)
    mark_asked(actor=actor, decision=decision, token_id=token.pk, address=address, at=at)
    if not address:
        return False
    url, days = page_url(tenant, secret), days_of(option_round, language)
    title = title_in(option_round.title, language)
    pdf = draw_letter(tenant, option_round, dealer, signer=actor.name, url=url, at=at)
    queue_mail(
        key=f"option:{decision.pk}:{token.pk}" if again else f"option:{decision.pk}",
        tenant_id=tenant.pk,
        recipient=Recipient(address, dealer.name, language, party_id=dealer.pk),
        text=MailText(
            subject=option_word("mail_subject", language, title=title, **days),
            heading=title,
            paragraphs=(
                option_word("salutation", language),
                option_word("letter_intro", language, dealer=dealer.name, **days),
                option_word("mail_answer", language, **days),
                option_word("mail_attached", language),
            ),
            facts=facts_of(option_round, language),
            link=MailLink(option_word("mail_link", language), url),
            files=(OutgoingFile(option_word("file_name", language), "application/pdf", pdf),),
        ),
        kind="option",
        automatic=False,
        at=at,
    )
    return True


# --- Answers ------------------------------------------------------------------------------------------------


def option_visit(*, secret: str, at: datetime) -> OptionVisit | None:
    """What this link opens; None for unknown, ended and revoked ones alike."""
    token = find_token(secret, purpose=TokenPurpose.SERVICE_OPTION, at=at)
    if token is None or token.object_id is None:
        return None
    rows = OptionDecision.objects.select_related("round", "dealer")
    decision = rows.filter(
        tenant_id=token.tenant_id, pk=token.object_id, dealer_id=token.party_id or 0, dealer__active=True
    ).first()
    return OptionVisit(decision, token) if decision is not None else None


def faults_of_answer(answer: Answer) -> list[Refusal]:
    """Everything that is missing from it, in the order of the page; `decide_option` stops at the first."""
    found: list[Refusal] = []
    if answer.option not in ServiceOption.values:
        found.append(NoOptionChosen())
    if not answer.name.replace("\x00", "").strip():
        found.append(InvalidValue("name", _("Bitte geben Sie Ihren Namen an.")))
    return found


def decide_by_link(*, visit: OptionVisit, answer: Answer, at: datetime) -> OptionDecision:
    """Raises NoOptionChosen, MissingValue("name"), RoundOver."""
    actor = system_actor(visit.token.tenant_id, channel=Channel.PUBLIC, name=answer.name[:200] or "–")
    return _decide(actor, visit.decision, answer, LINK, at, also_to=visit.token.address)


def decide_in_portal(*, actor: Actor, decision_id: int, answer: Answer, at: datetime) -> OptionDecision:
    """The house's manager decides after signing in. Raises what `decide_option` raises."""
    decision = OptionDecision.objects.filter(
        tenant_id=actor.tenant_id, pk=decision_id, dealer_id=actor.organisation_id or 0
    ).first()
    if decision is None or actor.kind is not ActorKind.DEALER:
        raise RoundOver
    address = User.objects.filter(pk=actor.user_id or 0).values_list("email", flat=True).first() or ""
    return _decide(actor, decision, answer, PORTAL, at, also_to=address)


def enter_letter(*, actor: Actor, decision_id: int, answer: Answer, at: datetime) -> OptionDecision:
    """The office writes down what a dealer answered on paper. Raises what `decide_option` raises."""
    decision = OptionDecision.objects.filter(tenant_id=actor.tenant_id, pk=decision_id).first()
    if decision is None:
        raise Http404
    return _decide(actor, decision, answer, LETTER, at, also_to="")


def _decide(
    actor: Actor, found: OptionDecision, answer: Answer, source: str, at: datetime, *, also_to: str
) -> OptionDecision:
    with transaction.atomic():
        tenant = Tenant.objects.defer("logo").get(pk=actor.tenant_id)
        decision = decide_option(
            actor=actor,
            decision_id=found.pk,
            answer=answer,
            source=source,
            today=local_date(tenant, at),
            at=at,
        )
        # the house hears of it wherever it was decided, so that nobody decides behind its back
        for address in dict.fromkeys(a.lower() for a in (also_to, address_of(decision.dealer)) if a):
            _confirm(decision, address, at)
        return decision


def _confirm(decision: OptionDecision, address: str, at: datetime) -> None:
    dealer, language = decision.dealer, decision.dealer.language[:2]
    option = option_word(f"option_{decision.option}", language)
    days = days_of(decision.round, language)
    queue_mail(
        key=f"option-decided:{decision.pk}:{int(at.timestamp() * 1000)}:{address}"[:120],
        tenant_id=decision.tenant_id,
        recipient=Recipient(address, "", language, party_id=dealer.pk),
        text=MailText(
            subject=option_word("done_subject", language, option=option),
            heading=option,
            paragraphs=(
                option_word("salutation", language),
                option_word("done_text", language, dealer=dealer.name, **days),
                *((decision.remark,) if decision.remark else ()),
                option_word("done_not_you", language),
            ),
            facts=(
                (option_word("decision", language), option),
                (option_word("decided_by", language), decision.decided_by_name),
                *facts_of(decision.round, language),
            ),
        ),
        kind="option",
        at=at,
    )


def _open_decision(actor: Actor, decision_id: int, at: datetime) -> OptionDecision:
    rows = OptionDecision.objects.select_related("round", "dealer")
    decision = rows.filter(tenant_id=actor.tenant_id, pk=decision_id).first()
    if decision is None:
        raise Http404
    tenant = Tenant.objects.defer("logo").get(pk=actor.tenant_id)
    if decision.round.closed_at is not None or local_date(tenant, at) > decision.round.deadline:
        raise RoundOver
    return decision
