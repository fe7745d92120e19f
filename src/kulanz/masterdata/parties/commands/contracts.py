"""A dealer's contract and the option it works under, kept by the office."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kulanz.core.access.actor import Actor
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue
from kulanz.masterdata.parties.events_of_contracts import ContractChanged, OptionSet
from kulanz.masterdata.parties.models import (
    DealerContract,
    OptionPeriod,
    Party,
    PartyRoleKind,
    ServiceOption,
    Writer,
)
from kulanz.masterdata.parties.permissions import require_lead
from kulanz.masterdata.parties.queries.options import option_of
from kulanz.masterdata.parties.refusals_of_contracts import NotADealer, OptionInThePast, OptionUnchanged


@dataclass(frozen=True, slots=True)
class ContractFields:
    """What is agreed with a dealer. Service levels: empty means nothing was agreed."""

    number: str = ""
    concluded_on: date | None = None
    writer: Writer = Writer.OFFICE
    delegates_guarantee: bool = True
    mediates_repairs: bool = True
    response_hours: int | None = None
    visit_days: int | None = None
    solution_days: int | None = None
    note: str = ""


def lock_dealer(tenant_id: int, dealer_id: int) -> Party:
    """The dealer, locked, so that contract and option change one after the other. Raises NotADealer."""
    dealers = Party.objects.filter(
        tenant_id=tenant_id,
        active=True,
        erased_at=None,
        pk__in=Party.objects.filter(roles__role=PartyRoleKind.DEALER, pk=dealer_id).values("pk"),
    )
    dealer = dealers.select_for_update().first()
    if dealer is None:
        raise NotADealer
    return dealer


def stream_of_dealer(dealer_id: int) -> str:
    return f"party:{dealer_id}"


def save_contract(*, actor: Actor, dealer_id: int, fields: ContractFields, at: datetime) -> DealerContract:
    """Write down what is agreed; the history keeps changes. Raises NotADealer, InvalidValue, NotAllowed."""
    require_lead(actor)
    values = _clean(fields)
    with transaction.atomic():
        dealer = lock_dealer(actor.tenant_id, dealer_id)
        row = DealerContract.objects.select_for_update().filter(dealer=dealer).first()
        row = row or DealerContract(tenant_id=actor.tenant_id, dealer=dealer)
        before = {name: _told(getattr(row, name)) for name in values}
        changed = [name for name, value in values.items() if _told(value) != before[name]]
        if row.pk is not None and not changed:
            return row
        for name in values:
            setattr(row, name, values[name])
        row.changed_at = at
        row.save()
        record(
            ContractChanged(
                dealer_id=dealer.pk,
                before={name: before[name] for name in changed},
                after={name: _told(values[name]) for name in changed},
            ),
            actor=actor,
            stream=stream_of_dealer(dealer.pk),
            at=at,
        )
        return row


def _clean(fields: ContractFields) -> dict[str, Any]:
    values = asdict(fields)
    values["writer"] = Writer(fields.writer).value
    values["number"] = " ".join(fields.number.replace("\x00", "").split())[:60]
    values["note"] = fields.note.replace("\x00", "").strip()[:20_000]
    for name in ("response_hours", "visit_days", "solution_days"):
        figure = values[name]
        if figure is not None and not 0 < figure <= 2000:
            raise InvalidValue(name)
    return values


def _told(value: object) -> str:
    return "" if value is None else str(value)


def set_option(
    *,
    actor: Actor,
    dealer_id: int,
    option: ServiceOption,
    valid_from: date,
    today: date,
    at: datetime,
    note: str = "",
) -> OptionPeriod:
    """The option from a day on, entered by the office; one that begins later and was entered before stays.

    A dealer's very first entry may lie back. Raises NotADealer, OptionInThePast, OptionUnchanged, NotAllowed.
    """
    require_lead(actor)
    with transaction.atomic():
        dealer = lock_dealer(actor.tenant_id, dealer_id)
        known = OptionPeriod.objects.filter(dealer=dealer)
        if valid_from < today and known.exists():
            raise OptionInThePast
        if option_of(dealer.pk, valid_from) == option and known.filter(valid_from__lte=valid_from).exists():
            raise OptionUnchanged
        return write_period(
            actor=actor,
            dealer=dealer,
            option=option,
            valid_from=valid_from,
            by=actor.name,
            source="desk",
            note=note,
            at=at,
        )


def write_period(
    *,
    actor: Actor,
    dealer: Party,
    option: ServiceOption,
    valid_from: date,
    by: str,
    source: str,
    at: datetime,
    decided_at: datetime | None = None,
    note: str = "",
) -> OptionPeriod:
    """The row and its event; whoever calls holds the dealer's lock and has the right."""
    before = option_of(dealer.pk, valid_from)
    row, _made = OptionPeriod.objects.update_or_create(
        tenant_id=actor.tenant_id,
        dealer=dealer,
        valid_from=valid_from,
        defaults={
            "option": option.value,
            "decided_at": decided_at or at,
            "decided_by_name": by[:200],
            "source": source,
            "note": " ".join(note.replace("\x00", "").split())[:300],
        },
    )
    record(
        OptionSet(
            dealer_id=dealer.pk,
            option_before=before.value,
            option=option.value,
            valid_from=valid_from.isoformat(),
            source=source,
            by=by,
        ),
        actor=actor,
        stream=stream_of_dealer(dealer.pk),
        at=at,
    )
    return row
