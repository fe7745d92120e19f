"""What became of a file of cases, as XML for whoever sent it."""

from __future__ import annotations

import io
from typing import Any, Final

from lxml import etree

from kulanz.interfaces.exchange.schema import CASES
from kulanz.interfaces.exchange.writing import clean, moment
from kulanz.stages.contact.models import PartnerFile, PartnerResult
from kulanz.stages.contact.queries.partners import results_of

CLAIM: Final = {
    "under_review": "underReview",
    "accepted": "accepted",
    "remedy_started": "remedyStarted",
    "rejected": "rejected",
}
STEP: Final = {
    "recorded": "recorded",
    "in_progress": "inProgress",
    "closed": "closed",
    "cancelled": "cancelled",
}


def results_bytes(file: PartnerFile) -> bytes:
    """The whole result file; written from the rows, so that it can be asked for again."""
    target = io.BytesIO()
    with etree.xmlfile(target, encoding="UTF-8") as writer:
        writer.write_declaration()
        with writer.element(CASES.tag("results"), _about(file), nsmap={None: CASES.namespace}):
            for result in results_of(file).iterator(chunk_size=2000):
                writer.write(_record(result), pretty_print=True)
            for problem in file.problems:
                writer.write(_problem(problem), pretty_print=True)
    return target.getvalue()


def _about(file: PartnerFile) -> dict[str, str]:
    return {
        "file": clean(file.name),
        "sha256": file.sha256,
        "outcome": file.state,
        "records": str(file.records),
        "read": str(file.read),
        "receivedAt": moment(file.received_at),
    }


def _record(result: PartnerResult) -> etree._Element:
    attributes = {
        "position": str(result.position),
        "line": str(result.line),
        "kind": result.kind,
        "outcome": result.outcome,
        "reference": clean(result.reference),
        "number": result.number,
    }
    element = etree.Element(
        CASES.tag("record"),
        {name: value for name, value in attributes.items() if value},
        nsmap={None: CASES.namespace},
    )
    if result.answer:
        _answer(element, result.answer)
    for problem in result.problems:
        element.append(_problem(problem))
    return element


def _answer(parent: etree._Element, answer: dict[str, Any]) -> None:
    element = etree.SubElement(parent, CASES.tag("answer"))
    said = {
        "state": clean(answer["de"])[:300],
        "stateEnglish": clean(answer["en"])[:300],
        "step": STEP[answer["step"]],
        "claimStatus": CLAIM.get(answer["claim"], ""),
        "nextNewsOn": answer["next_news_on"],
    }
    for name, text in said.items():
        if text:
            etree.SubElement(element, CASES.tag(name)).text = text


def _problem(problem: dict[str, Any]) -> etree._Element:
    attributes = {
        "code": problem["code"],
        "line": str(problem["line"] or ""),
        "field": clean(problem["field"]),
    }
    element = etree.Element(
        CASES.tag("problem"),
        {name: value for name, value in attributes.items() if value},
        nsmap={None: CASES.namespace},
    )
    for language in ("de", "en"):
        reason = etree.SubElement(element, CASES.tag("reason"), {"language": language})
        reason.text = clean(problem[language])
    return element
