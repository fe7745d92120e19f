"""The interlock's refusal: clear, and with those who could do it instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal
from kulanz.masterdata.parties.interlock_words import sentences
from kulanz.masterdata.parties.queries.interlock import Candidate
from kulanz.masterdata.parties.rules.interlock import Bar, Judgement


class NotCleared(Refusal):
    """`judged`: the judgement by technician's name, only of those who may not. `could`: who may instead.

    Whoever catches it has it kept in the protocol (`workflows.interlock.record_refused`), outside of what
    the refusal undid.
    """

    message = _("Diese Arbeit ist sicherheitsrelevant und bleibt gesperrt.")
    field = "crew"

    def __init__(
        self,
        *,
        judged: Mapping[str, Judgement],
        could: Sequence[Candidate] = (),
        step: str = "",
        field: str = "crew",
    ) -> None:
        super().__init__()
        self.field = field
        self.judged = dict(judged)
        self.could = list(could)
        self.step = step

    def __str__(self) -> str:
        return f"{self.message} {self.why()}".strip()

    def named_bars(self) -> tuple[tuple[str, Bar], ...]:
        """Each ground with whom it bars."""
        return tuple((name, bar) for name, judgement in self.judged.items() for bar in judgement.bars)

    def why(self) -> str:
        """“Tom Berg: Kein Zertifikat für …” for each person who may not."""
        return " ".join(
            f"{name}: {sentences(judgement.bars)}" if name else sentences(judgement.bars)
            for name, judgement in self.judged.items()
        )
