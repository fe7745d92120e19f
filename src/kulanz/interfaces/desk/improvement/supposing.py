"""What the simulation is asked: a form whose answers stand in the address, all but the list of rates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kulanz.core.names import named
from kulanz.interfaces.desk.masterdata.fields import NumberField, plain_number
from kulanz.masterdata.catalog.models import CostKind
from kulanz.masterdata.catalog.rules.costs import Scope
from kulanz.stages.improvement.rules.simulation import Policy, Scenario
from kulanz.stages.solution.models import Remedy
from kulanz.stages.solution.queries.settings import Cell, CellKey
from kulanz.stages.solution.rules.figures import Cell as SpecCell
from kulanz.stages.solution.rules.figures import RateRow
from kulanz.stages.solution.rules.remedies import Goods
from kulanz.stages.solution.rules.shape import uncountable

POLICIES: Final = {
    Policy.AS_DECIDED: _("wie entschieden"),
    Policy.CHEAPEST: _("immer die günstigste"),
    Policy.WITHIN_BENCHMARK: _("nie über dem Vergleichswert"),
}
CELLS: Final = {Cell.EMPTY: _("–"), Cell.REQUIRED: _("Pflicht"), Cell.OPTIONAL: _("optional")}
LOWEST: Final = Decimal(-100)
HIGHEST: Final = Decimal(1000)
"""Percent. Beyond them it is a typing error, not a question."""
_POLICY: Final = "regel"
_LIST: Final = "saetze"


class PercentField(NumberField):
    """By how many percent more or less: +10, -2,5 %, empty for no change."""

    def clean(self, value: Any) -> Any:
        said = value.strip().removesuffix("%") if isinstance(value, str) else value
        percent = super().clean(said)
        if percent is None:
            return None
        if not LOWEST <= percent <= HIGHEST:
            raise forms.ValidationError(_("Bitte eine Änderung zwischen −100 und +1000 Prozent."))
        if percent != round(percent, 2):
            raise forms.ValidationError(_("Höchstens zwei Stellen nach dem Komma."))
        return percent


class ScenarioForm(forms.Form):
    """The policy, a change in percent for each cost kind, the matrix, and another list of rates."""

    file = forms.FileField(
        label=_("Andere Sätze"),
        required=False,
        help_text=_("CSV oder XLSX wie für Kostensätze. Gerechnet wird nur damit, nichts wird übernommen."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )

    def __init__(self, house: Grounds, data: QueryDict | None = None, files: Any = None) -> None:
        self.house = house
        super().__init__(self._filled(data) if data is not None else None, files)
        self.fields[_POLICY] = forms.ChoiceField(
            label=_("Entschieden wird"),
            choices=[(policy.value, name) for policy, name in POLICIES.items()],
            widget=forms.RadioSelect,
            initial=Policy.CHEAPEST.value,
        )
        for kind in house.kinds:
            self.fields[_factor(kind)] = PercentField(label=named(kind), required=False)
        for remedy, kind in house.cells():
            self.fields[_cell(remedy, kind)] = forms.ChoiceField(
                label=f"{named(remedy)} / {named(kind)}",
                choices=[(cell.value, name) for cell, name in CELLS.items()],
                required=False,
                initial=house.present.get((remedy.pk, kind.pk), Cell.EMPTY).value,
            )

    def _filled(self, data: QueryDict) -> QueryDict:
        """What the address leaves out is as it is."""
        filled = data.copy()
        filled.setdefault(_POLICY, Policy.AS_DECIDED.value)
        for remedy, kind in self.house.cells():
            filled.setdefault(
                _cell(remedy, kind), self.house.present.get((remedy.pk, kind.pk), Cell.EMPTY).value
            )
        return filled

    @property
    def policy_field(self) -> forms.BoundField:
        return self[_POLICY]

    @property
    def factor_fields(self) -> list[forms.BoundField]:
        return [self[_factor(kind)] for kind in self.house.kinds]

    @property
    def matrix_rows(self) -> Iterator[tuple[CostKind, list[tuple[Remedy, forms.BoundField | None]]]]:
        for kind in self.house.kinds:
            names = [(remedy, _cell(remedy, kind)) for remedy in self.house.remedies]
            yield kind, [(remedy, self[name] if name in self.fields else None) for remedy, name in names]

    def question(self, token: str) -> Question:
        """What a valid form asks."""
        said = self.cleaned_data
        factors = {kind.code: said[_factor(kind)] for kind in self.house.kinds if said[_factor(kind)]}
        cells = {}
        for remedy, kind in self.house.cells():
            key = (remedy.pk, kind.pk)
            wanted = Cell(said[_cell(remedy, kind)])
            if wanted is not self.house.present.get(key, Cell.EMPTY):
                cells[key] = wanted
        return Question(Policy(said[_POLICY]), factors, cells, token)


@dataclass(frozen=True, slots=True)
class Grounds:
    """The tenant's remedies and cost kinds, and which cost kinds count for which remedy at present."""

    remedies: Sequence[Remedy]
    kinds: Sequence[CostKind]
    present: Mapping[CellKey, Cell]

    def cells(self) -> Iterator[tuple[Remedy, CostKind]]:
        """The cells there can be: a remedy without goods counts none."""
        for remedy in self.remedies:
            for kind in self.kinds:
                if (
                    not uncountable(Goods(remedy.goods), [Scope(kind.scope)])
                    or (remedy.pk, kind.pk) in self.present
                ):
                    yield remedy, kind


@dataclass(frozen=True, slots=True)
class Question:
    """A scenario as it was asked for; percentages by cost kind, the cells that differ, the list's token."""

    policy: Policy = Policy.AS_DECIDED
    percents: Mapping[str, Decimal] = field(default_factory=dict)
    cells: Mapping[CellKey, Cell] = field(default_factory=dict)
    token: str = ""

    def query(self, **more: str) -> str:
        """The address' query; only what differs from the present stands in it."""
        given: dict[str, str] = {_POLICY: self.policy.value}
        given |= {f"plus-{code}": plain_number(percent) for code, percent in self.percents.items()}
        given |= {f"zelle-{remedy}-{kind}": cell.value for (remedy, kind), cell in self.cells.items()}
        if self.token:
            given[_LIST] = self.token
        return urlencode(given | more)

    def without_list(self) -> str:
        return Question(self.policy, self.percents, self.cells).query()

    def scenario(self, house: Grounds, rates: tuple[RateRow, ...]) -> Scenario:
        return Scenario(
            policy=self.policy,
            factors={code: 1 + percent / 100 for code, percent in self.percents.items()},
            rates=rates,
            matrix={
                remedy.code: self._row(house, remedy) for remedy in house.remedies if self._touches(remedy)
            },
        )

    def _touches(self, remedy: Remedy) -> bool:
        return any(remedy_id == remedy.pk for remedy_id, _kind in self.cells)

    def _row(self, house: Grounds, remedy: Remedy) -> tuple[SpecCell, ...]:
        """The remedy's cost kinds: those of the present with the differing ones."""
        wanted = {**house.present, **self.cells}
        found = ((kind, wanted.get((remedy.pk, kind.pk), Cell.EMPTY)) for kind in house.kinds)
        return tuple(
            SpecCell(kind.code, cell is Cell.REQUIRED) for kind, cell in found if cell is not Cell.EMPTY
        )

    def told(self, house: Grounds) -> list[str]:
        """The scenario in words: policy, changed rates, changed cells."""
        kinds = {kind.code: named(kind) for kind in house.kinds}
        said = [str(POLICIES[self.policy])]
        said += [f"{kinds[code]} {signed_percent(percent)}" for code, percent in self.percents.items()]
        names = {(r.pk, k.pk): f"{named(r)} / {named(k)}" for r in house.remedies for k in house.kinds}
        words = {**CELLS, Cell.EMPTY: _("zählt nicht")}
        return said + [f"{names[key]}: {words[cell]}" for key, cell in self.cells.items()]


def list_token(given: QueryDict) -> str:
    """Which list of rates the address names."""
    return given.get(_LIST, "")[:200]


def signed_percent(percent: Decimal) -> str:
    return f"{'+' if percent > 0 else '−'}{plain_number(abs(percent))}\u00a0%"


def _factor(kind: CostKind) -> str:
    return f"plus-{kind.code}"


def _cell(remedy: Remedy, kind: CostKind) -> str:
    return f"zelle-{remedy.pk}-{kind.pk}"
