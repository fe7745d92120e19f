"""Which case a mail belongs to: reply token, then references to mails of the case, then its number.

Only the token speaks for itself. References and numbers can be guessed or copied, so they count only for
somebody who takes part in the case already; a stranger's mail becomes a case of its own, and the office is
told what it referred to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kulanz.cases.models import Case
from kulanz.core.access.models import AccessToken, TokenPurpose
from kulanz.core.access.tokens import find_token
from kulanz.core.mail.addresses import find_case_numbers, find_tokens
from kulanz.core.mail.model import ParsedMail
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.models import OutgoingMail, RawMail
from kulanz.stages.contact.queries.incoming_voices import Voice, voice_of_address, voice_of_token

_MAX_IDS = 60
_MAX_TOKENS = 10
_MAX_MERGES = 20


class MatchedBy(StrEnum):
    REPLY_ADDRESS = "reply_address"
    REFERENCE = "reference"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Match:
    """The case a mail joins and as whom it speaks there."""

    case: Case
    voice: Voice
    by: MatchedBy


@dataclass(frozen=True, slots=True)
class Unmatched:
    """No case; `referred` are those the mail named without a right to join them."""

    referred: tuple[Case, ...] = ()


def match_mail(parsed: ParsedMail, *, tenant: Tenant, at: datetime) -> Match | Unmatched:
    """Find the mail's case. Reads only."""
    by_token = _by_token(parsed, at)
    if by_token is not None:
        return by_token
    referred: dict[int, Case] = {}
    for how, case in _named_cases(parsed, tenant):
        target = _merged_chain(case)[-1]
        if target.pk in referred:
            continue
        voice = None if target.is_spam else voice_of_address(parsed.from_address, target)
        if voice is not None:
            return Match(target, voice, how)
        referred[target.pk] = target
    return Unmatched(tuple(referred.values()))


def _by_token(parsed: ParsedMail, at: datetime) -> Match | None:
    tokens: list[tuple[AccessToken, int]] = []
    for found in find_tokens(parsed.recipient_addresses)[:_MAX_TOKENS]:
        token = find_token(found.token, purpose=TokenPurpose.REPLY, at=at)
        if token is not None and token.case_id is not None:
            tokens.append((token, token.case_id))
    # Of several tokens ("answer to all") the sender's own says as whom he speaks.
    tokens.sort(key=lambda pair: pair[0].address != parsed.from_address)
    for token, case_id in tokens:
        case = Case.objects.filter(pk=case_id).first()
        if case is None:
            continue
        chain = _merged_chain(case)
        voice = None if chain[-1].is_spam else voice_of_token(token, chain, parsed.from_address)
        if voice is not None:
            return Match(chain[-1], voice, MatchedBy.REPLY_ADDRESS)
    return None


def _named_cases(parsed: ParsedMail, tenant: Tenant) -> Iterator[tuple[MatchedBy, Case]]:
    for case_id in _referenced_case_ids(parsed):
        case = Case.objects.filter(pk=case_id).select_related("dealer").first()
        if case is not None:
            yield MatchedBy.REFERENCE, case
    for number in find_case_numbers(parsed.subject, tenant.case_prefix)[:5]:
        case = Case.objects.filter(number=number).select_related("dealer").first()
        if case is not None:
            yield MatchedBy.NUMBER, case


def _referenced_case_ids(parsed: ParsedMail) -> list[int]:
    """Cases of the mails this one answers, the nearest mail first."""
    ids = list(dict.fromkeys([parsed.in_reply_to, *reversed(parsed.references)]))[:_MAX_IDS]
    ids = [mail_id for mail_id in ids if mail_id]
    if not ids:
        return []
    known: dict[str, list[int]] = {}
    for rows in (OutgoingMail.objects, RawMail.objects):
        pairs = rows.filter(mail_id__in=ids, case__isnull=False).values_list("mail_id", "case_id")
        for mail_id, case_id in pairs.order_by("id")[:500]:
            known.setdefault(mail_id, []).append(case_id)
    return list(dict.fromkeys(case_id for mail_id in ids for case_id in known.get(mail_id, ())))


def _merged_chain(case: Case) -> list[Case]:
    """The case and, one after the other, those it was merged into."""
    chain = [case]
    while chain[-1].merged_into_id is not None and len(chain) < _MAX_MERGES:
        chain.append(Case.objects.select_related("dealer").get(pk=chain[-1].merged_into_id))
    return chain
