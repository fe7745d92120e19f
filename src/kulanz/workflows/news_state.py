"""The state before and after an event, as words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kulanz.cases import events
from kulanz.cases.models import Case
from kulanz.cases.rules import Reader, Step, WaitsFor
from kulanz.cases.wording import default_text, load_overrides, state_key
from kulanz.core.access.actor import ActorKind
from kulanz.core.protocol.models import ProtocolEntry


@dataclass(frozen=True, slots=True)
class State:
    """What an event left behind; the case itself may have gone on since."""

    key: str
    waits_for: str
    next_news_on: date | None = None


def state_after(entry: ProtocolEntry, case: Case) -> State:
    """The state this entry led to."""
    facts = entry.facts
    match entry.event:
        case events.StateChanged.name:
            news = facts.get("next_news_on")
            return State(
                state_key(facts["step"], ""), facts["waits_for"], date.fromisoformat(news) if news else None
            )
        case events.CaseClosed.name:
            return State(state_key(Step.CLOSED, facts["closed_by"]), WaitsFor.NOBODY)
        case events.CaseCancelled.name:
            return State(Step.CANCELLED.value, WaitsFor.NOBODY)
        case events.CaseReopened.name:
            return State(Step.IN_PROGRESS.value, WaitsFor.US, case.next_news_on)
        case events.CaseRecorded.name:
            return _first(entry, case)
        case _:
            return State(Step.RECORDED.value, WaitsFor.US, case.next_news_on)


def _first(entry: ProtocolEntry, case: Case) -> State:
    """How the case began: waiting for the office, or for the dealer whose own people carry it out."""
    turned = ProtocolEntry.objects.filter(
        tenant_id=entry.tenant_id,
        stream=entry.stream,
        event=events.StateChanged.name,
        at=entry.at,
        actor_kind=ActorKind.DEALER,
        facts__waits_for=WaitsFor.DEALER.value,
    )
    found = turned.order_by("seq").first()
    if found is None:
        return State(Step.RECORDED.value, WaitsFor.US, case.next_news_on)
    return state_after(found, case)


def state_before(entry: ProtocolEntry, case: Case) -> State:
    """The state of a StateChanged before it; of others only that it was another one."""
    facts = entry.facts
    return State(state_key(facts["step_before"], case.closed_by), facts.get("waits_before", WaitsFor.NOBODY))


def words_of(case: Case, state: State, reader: Reader, language: str) -> str:
    """What this reader calls that state, in the tenant's own words if it has some."""
    own = load_overrides(case.tenant_id).get((state.key, state.waits_for, reader.value, language[:2]))
    return own or default_text(state.key, state.waits_for, reader, language)


def words_differ(case: Case, before: State, after: State, reader: Reader) -> bool:
    """Whether the change is one for this reader, in any of the languages."""
    return any(
        words_of(case, before, reader, language) != words_of(case, after, reader, language)
        for language in ("de", "en")
    )
