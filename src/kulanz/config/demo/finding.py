"""What a told case is found by, from what is at hand."""

from __future__ import annotations

from kulanz.cases.rules import Audience
from kulanz.config.demo.story import Story
from kulanz.config.demo.story_parts import Opening
from kulanz.core.search.api import SearchText


def search_texts(story: Story) -> dict[str, SearchText]:
    """As `cases.indexing.search_texts`, from what is at hand."""
    opening, case = story.opening, story.case
    if opening is None:
        return {}
    spoken: dict[str, list[str]] = {audience.value: [] for audience in Audience}
    for message in story.told.messages:
        spoken[message["audience"]] += [message["subject"], message["body"]]
    for row in story.told.files:
        spoken[row["audience"]].append(row["name"])
    item = opening.item
    shared = [
        case["number"], case["title"], case["dealer_reference"], case["customer_reference"],
        f"{item.number} {item.name}" if item else "", opening.serial_number,
        *(f"{other.number} {other.name}" for other, _pieces in opening.more),
    ]  # fmt: skip
    spoken["all"] += [case["description"], opening.symptom]
    spoken["customer"].append(case["solution"])
    short = {"all": shared, "customer": _people(opening)}
    texts = {
        audience: SearchText(short=[t for t in short.get(audience, []) if t], long=[t for t in long if t])
        for audience, long in spoken.items()
    }
    return {audience: text for audience, text in texts.items() if text.short or text.long}


def _people(opening: Opening) -> list[str]:
    parties = [p for p in (opening.customer, opening.dealer.party if opening.dealer else None) if p]
    points = [value for party in parties for value in party.points]
    place = [opening.customer.address] if opening.customer and opening.customer.address_id else []
    return [*(p.name for p in parties), *(p.number for p in parties), *points, *place]
