"""What a validation finds, said in words a person understands, in both languages."""

from __future__ import annotations

import re
from typing import Final

from kulanz.interfaces.exchange.reasons import Problem
from kulanz.workflows.partner_records import Reason

_MISSING: Final = "Es fehlt: {0}."
_NEEDED: Final = {
    "newCase": {"title"},
    "note": {"about", "text"},
    "file": {"about", "attachment"},
    "stateQuestion": {"about"},
    "case": {"title", "kind", "step", "state", "createdAt"},
    "customer": {"name"},
}
# The validation's own words, and what is said instead; the groups fill the places in order.
_SAYINGS: Final[tuple[tuple[re.Pattern[str], str, str], ...]] = tuple(
    (re.compile(pattern), german, english)
    for pattern, german, english in (
        (
            r"value '(.*)' is not an element of the set \{(.*)\}",
            "„{0}“ ist hier nicht möglich. Möglich sind: {1}.",
            "“{0}” is not possible here. Possible are: {1}.",
        ),
        (
            r"exceeds the allowed maximum length of '(\d+)'",
            "Das ist zu lang: höchstens {0} Zeichen.",
            "This is too long: at most {0} characters.",
        ),
        (
            r"underruns the allowed minimum length",
            "Das darf nicht leer sein.",
            "This must not be empty.",
        ),
        (
            r"value '(.*)' must be greater than '(.*)'",
            "{0} geht nicht: Es muss mehr als {1} sein.",
            "{0} is not possible: it has to be more than {1}.",
        ),
        (
            r"Missing child element\(s\)\. Expected is (?:one of )?\( (.*) \)",
            _MISSING,
            "This is missing: {0}.",
        ),
        (
            r"This element is not expected\.",
            "Dieses Element ist hier nicht vorgesehen oder steht doppelt.",
            "This element does not belong here or stands twice.",
        ),
        (
            r"attribute '(.*)' is required but missing",
            "Das Attribut „{0}“ fehlt.",
            "The attribute “{0}” is missing.",
        ),
        (
            r"attribute '(.*)' is not allowed",
            "Das Attribut „{0}“ ist hier nicht vorgesehen.",
            "The attribute “{0}” does not belong here.",
        ),
        (
            r"value '([^']*)' is not accepted by the pattern|: '([^']*)' is not a valid value of",
            "„{0}“ ist hier kein gültiger Wert.",
            "“{0}” is not a valid value here.",
        ),
        (
            r"Character content other than whitespace is not allowed|Character content is not allowed",
            "Hier ist kein Text vorgesehen.",
            "No text belongs here.",
        ),
    )
)


def reason_from_schema(problem: Problem) -> Reason:
    """Where it is, and what is wrong; what we have no words for is said in the validation's own,
    which are English.
    """
    detail = str(problem.details.get("detail", ""))
    for pattern, german, english in _SAYINGS:
        found = pattern.search(detail)
        if found is not None:
            parts = [part.replace("'", "") for part in found.groups() if part is not None]
            if german == _MISSING:
                parts = [_needed(problem.element, parts[0])]
            said = german.format(*parts), english.format(*parts)
            return Reason("not_valid", *said, field=problem.element, line=problem.line)
    german, english = "Das entspricht hier nicht dem Schema.", problem.texts()[1]
    return Reason("not_valid", german, english, field=problem.element, line=problem.line)


def _needed(element: str, listed: str) -> str:
    """The validation lists all that could stand there; what is needed is what is missing."""
    names = [name.strip() for name in listed.split(",")]
    return ", ".join([n for n in names if n in _NEEDED.get(element, ())] or names)
