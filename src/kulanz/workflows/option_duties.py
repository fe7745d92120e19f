"""What time alone brings about for a round: one reminder before the deadline, and its end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from kulanz.cases.calendar import local_date
from kulanz.core.access.actor import system_actor
from kulanz.core.mail.composing import MailLink
from kulanz.core.periodic import PeriodicJob, register_periodic
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.commands.options import close_round, mark_reminded
from kulanz.masterdata.parties.models import OptionDecision, OptionRound
from kulanz.stages.contact.commands.outgoing import MailText, Recipient, queue_mail
from kulanz.workflows.option_letters import address_of, days_of, facts_of, new_link, page_url
from kulanz.workflows.option_texts import option_word, title_in

REMIND_BEFORE: Final = timedelta(days=7)
_JUST_ASKED: Final = timedelta(days=2)


def tend_options(tenant_id: int, at: datetime) -> dict[str, int]:
    """Remind before the deadline, close after it; doing it twice changes nothing."""
    with tenant_context(tenant_id):
        tenant = Tenant.objects.get(pk=tenant_id)
        today = local_date(tenant, at)
        rounds = OptionRound.objects.filter(tenant_id=tenant_id, closed_at=None, announced_at__isnull=False)
        over = list(rounds.filter(deadline__lt=today).values_list("pk", flat=True))
        waiting = OptionDecision.objects.filter(
            round__in=rounds.filter(deadline__gte=today, deadline__lte=today + REMIND_BEFORE),
            decided_at=None,
            reminded_at=None,
            sent_at__lt=at - _JUST_ASKED,
        )
        due = list(waiting.order_by("pk").values_list("pk", flat=True))
    reminded = 0
    for decision_id in due:
        with tenant_context(tenant_id):
            reminded += _remind(tenant, decision_id, today, at)
    for round_id in over:
        with tenant_context(tenant_id):
            close_round(actor=system_actor(tenant_id), round_id=round_id, today=today, at=at)
    return {"reminded": reminded, "closed": len(over)}


def _remind(tenant: Tenant, decision_id: int, today: date, at: datetime) -> bool:
    decision = mark_reminded(actor=system_actor(tenant.pk), decision_id=decision_id, at=at)
    if decision is None:
        return False
    dealer, option_round = decision.dealer, decision.round
    address = address_of(dealer)
    if not address:
        return False
    language = dealer.language[:2]
    secret, _token = new_link(decision, address, at)
    left = (option_round.deadline - today).days
    subject = "remind_subject" if left else "remind_today_subject"
    queue_mail(
        key=f"option-reminder:{decision.pk}",
        tenant_id=tenant.pk,
        recipient=Recipient(address, dealer.name, language, party_id=dealer.pk),
        text=MailText(
            subject=option_word(subject, language, days=left, title=title_in(option_round.title, language)),
            paragraphs=(
                option_word("salutation", language),
                option_word("remind_text", language, dealer=dealer.name, **days_of(option_round, language)),
            ),
            facts=facts_of(option_round, language),
            link=MailLink(option_word("mail_link", language), page_url(tenant, secret)),
        ),
        kind="option",
        at=at,
    )
    return True


def install() -> None:
    """Called once at start-up."""
    register_periodic(PeriodicJob("options", timedelta(hours=1), tend_options))
