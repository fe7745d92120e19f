"""The simulation's figures as they stand on the page and in its lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kulanz.core.access.actor import Actor
from kulanz.core.money import money_text
from kulanz.core.names import named_in_rows
from kulanz.core.tables.writing import Value
from kulanz.interfaces.desk.improvement.presenting import label_of
from kulanz.interfaces.desk.solution.words import MISSING
from kulanz.stages.improvement.queries.figures import Key
from kulanz.stages.improvement.queries.names import names_of
from kulanz.stages.improvement.queries.simulation import Simulation
from kulanz.stages.improvement.rules.rate import Dimension
from kulanz.stages.improvement.rules.simulation import Change, Lack, Sum
from kulanz.stages.improvement.words import month_short, number
from kulanz.stages.solution.models import Remedy

ARTICLES_SHOWN: Final = 20
CASES_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One row: how many and at what cost, as decided and as simulated. The values are for the chart."""

    label: str
    decided: int
    paid: str
    paid_value: str
    simulated: int
    cost: str
    cost_value: str
    difference: str
    is_less: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """A case whose cost or remedy would be another."""

    number: str
    before: str
    paid: str
    after: str
    cost: str
    difference: str
    is_other: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What remedies and cost kinds are called, and in which currency all is."""

    currency: str
    remedies: Mapping[str, str]
    kinds: Mapping[str, str]

    def money(self, cents: int) -> str:
        return money_text(amount_of(cents), self.currency, get_language() or "de")

    def difference(self, cents: int) -> str:
        """+12,00 € or −12,00 €, 0,00 € without a sign."""
        sign = "+" if cents > 0 else "−" if cents < 0 else ""
        return f"{sign}{self.money(abs(cents))}"

    def remedy(self, code: str) -> str:
        return self.remedies.get(code, code)

    def lack(self, lack: Lack) -> str:
        if lack.missing is None:
            return _("die Maßnahme gab es damals so nicht")
        reason = str(MISSING[lack.missing])
        return f"{self.kinds.get(lack.kind, lack.kind)}: {reason}" if lack.kind else reason

    def line(self, label: str, one: Sum) -> Line:
        return Line(
            label=label,
            decided=one.decided,
            paid=self.money(one.paid),
            paid_value=str(amount_of(one.paid)),
            simulated=one.simulated,
            cost=self.money(one.cost),
            cost_value=str(amount_of(one.cost)),
            difference=self.difference(one.difference),
            is_less=one.difference < 0,
        )

    def changed(self, change: Change, numbers: Mapping[int, str]) -> Changed:
        return Changed(
            number=numbers.get(change.decision_id, ""),
            before=self.remedy(change.before),
            paid=self.money(change.paid),
            after=self.remedy(change.after),
            cost=self.money(change.cost),
            difference=self.difference(change.difference),
            is_other=change.is_other,
        )


def amount_of(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def remedy_names(tenant_id: int) -> dict[str, str]:
    """By code, in the tenant's order."""
    return dict(Remedy.objects.filter(tenant_id=tenant_id).values_list("code", named_in_rows()))


def month_lines(found: Simulation, words: Words) -> list[Line]:
    """Every month of the window, oldest first."""
    sums = found.tally.by_month
    return [words.line(month_short(month), sums[month]) for month in found.window.months()]


def remedy_lines(found: Simulation, words: Words) -> list[Line]:
    """In the tenant's order; what was decided and is no remedy any more stands last."""
    sums = found.tally.by_remedy
    codes = [code for code in words.remedies if code in sums]
    codes += sorted(set(sums) - set(codes))
    return [words.line(words.remedy(code), sums[code]) for code in codes]


def article_sums(actor: Actor, found: Simulation, most: int | None) -> list[tuple[str, Sum]]:
    """Those with the greatest difference first, then the dearest; all of them without `most`."""
    sums = sorted(
        found.tally.by_article.items(),
        key=lambda pair: (-abs(pair[1].difference), -pair[1].paid, pair[0] or 0),
    )
    shown: list[tuple[Key, Sum]] = [(key, one) for key, one in sums[:most]]
    names = names_of(actor, Dimension.ARTICLE, [key for key, _one in shown])
    return [(label_of(Dimension.ARTICLE, key, names), one) for key, one in shown]


def lacking(found: Simulation, words: Words) -> list[tuple[str, str]]:
    """What stood in the way of how many decisions, the most frequent first."""
    return [(words.lack(lack), number(count)) for lack, count in found.tally.lacking.most_common(10)]


def sum_values(sums: Iterable[tuple[str, Sum]]) -> list[list[Value]]:
    return [
        [
            label, one.decided, amount_of(one.paid), one.simulated, amount_of(one.cost),
            amount_of(one.difference),
        ]
        for label, one in sums
    ]  # fmt: skip


def change_values(found: Simulation, words: Words) -> Iterable[list[Value]]:
    for change in found.tally.changes():
        yield [
            found.numbers.get(change.decision_id, ""),
            words.remedy(change.before),
            amount_of(change.paid),
            words.remedy(change.after),
            amount_of(change.cost),
            amount_of(change.difference),
            change.is_other,
        ]


def sum_headings(first: str) -> list[str]:
    return [
        first,
        _("Entschieden"),
        _("Kosten entschieden"),
        _("Simuliert"),
        _("Kosten simuliert"),
        _("Differenz"),
    ]


def change_headings() -> list[str]:
    return [
        _("Vorgang"),
        _("Entschieden"),
        _("Kosten entschieden"),
        _("Simuliert"),
        _("Kosten simuliert"),
        _("Differenz"),
        _("Andere Maßnahme"),
    ]
