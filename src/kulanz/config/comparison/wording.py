"""What is wrong with an input, and where in it, in German or English."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

Place = tuple[str | int, ...]
SHOWN: Final = 20
_LONGEST_VALUE: Final = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """`key` names the sentence, `values` fill it, `given` is the value it is about."""

    place: Place
    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    given: object = None


class WrongInput(Exception):
    """The input cannot be calculated; nothing was."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("wrong input")
        self.problems = problems


# Types of pydantic's errors and keys of our own: German, English.
_TEXTS: Final[dict[str, tuple[str, str]]] = {
    # the whole
    "unreadable_file": ("lässt sich nicht lesen: {why}", "cannot be read: {why}"),
    "too_big": ("ist größer als {megabytes} MB", "is larger than {megabytes} MB"),
    "not_utf8": ("ist kein UTF-8 (Byte {byte})", "is not UTF-8 (byte {byte})"),
    "not_json": (
        "ist kein gültiges JSON: Zeile {line}, Spalte {column} ({why})",
        "is not valid JSON: line {line}, column {column} ({why})",
    ),
    "too_deep": ("ist zu tief verschachtelt", "is nested too deeply"),
    # one field
    "key_twice": ("steht zweimal da", "is there twice"),
    "too_many_fields": ("höchstens {most} Felder sind erlaubt", "at most {most} fields are allowed"),
    "missing": ("fehlt", "is missing"),
    "extra_forbidden": ("unbekanntes Feld", "unknown field"),
    "model_type": ("ein Objekt {{…}} wird erwartet", "an object {{…}} is expected"),
    "dict_type": ("ein Objekt {{…}} wird erwartet", "an object {{…}} is expected"),
    "tuple_type": ("eine Liste […] wird erwartet", "a list […] is expected"),
    "string_type": ("Text wird erwartet", "text is expected"),
    "bool_type": ("true oder false wird erwartet", "true or false is expected"),
    "number": (
        "eine Zahl wie 12.50 wird erwartet, ohne Komma und Tausenderpunkt",
        "a number such as 12.50 is expected, without commas",
    ),
    "iso_date": ("ein Datum wie 2026-11-22 wird erwartet", "a date such as 2026-11-22 is expected"),
    "unreadable": ("Steuerzeichen sind nicht erlaubt", "control characters are not allowed"),
    "currency": ("keine gültige Währung nach ISO 4217", "no currency in use by ISO 4217"),
    "country": (
        "kein Land nach ISO 3166 (zwei Großbuchstaben)",
        "no country by ISO 3166 (two capital letters)",
    ),
    "enum": ("erlaubt ist {expected}", "allowed is {expected}"),
    "finite_number": ("eine endliche Zahl wird erwartet", "a finite number is expected"),
    "greater_than": ("muss größer als {gt} sein", "must be greater than {gt}"),
    "greater_than_equal": ("darf nicht kleiner als {ge} sein", "must not be less than {ge}"),
    "less_than": ("muss kleiner als {lt} sein", "must be less than {lt}"),
    "less_than_equal": ("darf nicht größer als {le} sein", "must not be greater than {le}"),
    "decimal_max_places": (
        "höchstens {decimal_places} Nachkommastellen sind erlaubt",
        "at most {decimal_places} decimals are allowed",
    ),
    "string_too_short": ("darf nicht leer sein", "must not be empty"),
    "string_pattern_mismatch": ("darf nicht leer sein", "must not be empty"),
    "string_too_long": ("höchstens {max_length} Zeichen sind erlaubt", "at most {max_length} characters"),
    "too_short": ("mindestens {min_length} Eintrag wird erwartet", "at least {min_length} entry is expected"),
    "too_long": ("höchstens {max_length} Einträge sind erlaubt", "at most {max_length} entries are allowed"),
    # how the fields go together
    "ref_twice": ("dieselbe Kennung wie {other}", "the same ref as {other}"),
    "code_twice": ("derselbe Code wie {other}", "the same code as {other}"),
    "class_twice": ("dieselbe Grenze wie {other}", "the same bound as {other}"),
    "rate_twice": (
        "derselbe Satz für denselben Tag wie {other}",
        "the same rate for the same day as {other}",
    ),
    "exchange_twice": (
        "derselbe Umrechnungskurs für denselben Tag wie {other}",
        "the same exchange rate for the same day as {other}",
    ),
    "entry_twice": ("derselbe Eintrag wie {other}", "the same entry as {other}"),
    "unknown_kind": ("unbekannte Kostenart", "unknown cost kind"),
    "unknown_remedy": ("unbekannte Maßnahme", "unknown remedy"),
    "unknown_item": ("weder Position noch Ersatzteil", "neither a position nor a part"),
    "unknown_class": ("keine der Gewichtsklassen in classes", "none of the weight classes in classes"),
    "matrix_needs": (
        "die Matrix der Maßnahme {remedy} braucht die Kostenart {kind}",
        "the matrix of the remedy {remedy} needs the cost kind {kind}",
    ),
    "two_benchmarks": ("{other} ist schon der Vergleichsmaßstab", "{other} is the benchmark already"),
    "not_rated": (
        "diese Kostenart hat keine Sätze: sie steht beim Artikel oder wird eingetragen",
        "this cost kind has no rates: it stands with the article or is entered",
    ),
    "needed": ("wird für diese Kostenart gebraucht", "is needed for this cost kind"),
    "not_here": ("gilt für diese Kostenart nicht", "does not apply to this cost kind"),
    "amount_and_share": ("entweder amount oder share_percent", "either amount or share_percent"),
    "own_currency": (
        "das ist die Währung der Rechnung selbst",
        "this is the currency of the calculation itself",
    ),
    "not_in_matrix": (
        "die Kostenart zählt für diese Maßnahme nicht",
        "the cost kind does not count for this remedy",
    ),
    "in_no_matrix": ("die Kostenart zählt für keine Maßnahme", "the cost kind counts for no remedy"),
    "no_line_for_item": (
        "für diese Position hat die Kostenart keine eigene Zeile",
        "the cost kind has no line of its own for this position",
    ),
    "of_the_tenant": (
        "steht beim Mandanten und wird mit --tenant nicht angegeben",
        "comes from the tenant and is left out with --tenant",
    ),
    "unknown_tenant": ("unbekannter Mandant", "unknown tenant"),
    "no_tables": (
        "die Datenbank ist nicht eingerichtet (kulanz migrate)",
        "the database is not set up (kulanz migrate)",
    ),
}
# Sentences that begin with the input itself.
_OF_THE_WHOLE: Final = frozenset({"unreadable_file", "too_big", "not_utf8", "not_json", "too_deep"})
_INPUT: Final = ("die Eingabe", "the input")
_GIVEN: Final = ("angegeben", "given")
_MORE: Final = ("… und {count} weitere", "… and {count} more")
_FALLBACK: Final = ("ungültig ({key})", "not valid ({key})")


def language(wanted: str | None) -> str:
    """What was asked for, else the language of the terminal."""
    if wanted:
        return wanted
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    spoken = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "de" if spoken.lower().startswith("de") else "en"


def written(place: Place) -> str:
    """`positions[0].cost_price`; names that are no words stand in quotes."""
    text = ""
    for step in place:
        if isinstance(step, int):
            text += f"[{step}]"
        elif re.fullmatch(r"(--)?[A-Za-z_][A-Za-z0-9_]{0,40}", step):
            text += f".{step}" if text else step
        else:
            text += f"[{_value(step)}]"
    return text


def lines(wrong: WrongInput, spoken: str) -> list[str]:
    """One line for each problem, the first ones of very many."""
    which = 0 if spoken == "de" else 1
    found = [_line(problem, which) for problem in wrong.problems[:SHOWN]]
    if len(wrong.problems) > SHOWN:
        found.append(_MORE[which].format(count=len(wrong.problems) - SHOWN))
    return found


def _line(problem: Problem, which: int) -> str:
    values = {name: _shown(value) for name, value in problem.values.items()}
    text = _TEXTS.get(problem.key, _FALLBACK)[which].format(**{"key": problem.key, **values})
    if problem.given is not None:
        text += f" ({_GIVEN[which]}: {_value(problem.given)})"
    place = written(problem.place)
    if place:
        return f"{place}: {text}"
    return f"{_INPUT[which]}{'' if problem.key in _OF_THE_WHOLE else ':'} {text}"


def _shown(value: object) -> str:
    return written(value) if isinstance(value, tuple) else str(value)


def _value(value: object) -> str:
    """As JSON in ASCII: nothing of it can move the cursor of a terminal."""
    text = json.dumps(value if isinstance(value, str) else str(value))
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
