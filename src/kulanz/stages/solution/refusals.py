"""Why deciding is refused, with the sentence the user reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal
from kulanz.stages.solution.rules.choosing import Need


class NoSuchRemedy(Refusal):
    message = _("Diese Maßnahme gibt es nicht oder sie ist abgeschaltet.")
    field = "remedy"


class NoSuchCostKind(Refusal):
    message = _("Diese Kostenart zählt bei der Maßnahme nicht.")
    field = "cost_kind"


class NoSuchDecision(Refusal):
    message = _("Diese Entscheidung gibt es nicht.")


class NotAccepted(Refusal):
    message = _("Eine Maßnahme braucht mindestens eine anerkannte Position.")
    field = "positions"


class AlreadyDecided(Refusal):
    message = _("Für eine dieser Positionen ist schon eine Maßnahme gewählt.")
    field = "positions"


class DecisionEnded(Refusal):
    message = _("Diese Entscheidung ist nicht mehr in dem Stand, in dem das möglich wäre.")


class OwnProposal(Refusal):
    message = _("Den eigenen Vorschlag gibt jemand anders frei.")


class ProposalOutdated(Refusal):
    message = _("Die Positionen haben sich seit dem Vorschlag geändert. Bitte neu vorschlagen.")


class AboveLimit(Refusal):
    message = _("Der Betrag liegt über Ihrer Grenze. Freigeben kann ihn nur, wer eine höhere hat.")


class NoLimit(Refusal):
    message = _("Für Ihre Rolle ist keine Entscheidungsgrenze hinterlegt; Maßnahmen wählt jemand anders.")


class AmountInvalid(Refusal):
    message = _("Bitte einen Betrag von 0,00 bis unter 10.000.000 mit höchstens zwei Nachkommastellen.")
    field = "amount"


class FiguresChanged(Refusal):
    message = _(
        "Die Kosten haben sich geändert, seit diese Seite geöffnet wurde. Bitte noch einmal prüfen und "
        "dann einleiten."
    )


class PartNeedsName(Refusal):
    message = _("Bitte einen Artikel wählen oder das Ersatzteil benennen.")
    field = "name"


class NoSuchPart(Refusal):
    message = _("Dieses Ersatzteil steht nicht im Vorgang.")


class PartInUse(Refusal):
    message = _("Dieses Ersatzteil gehört zu einer getroffenen Entscheidung und bleibt stehen.")


class PriceUnknown(Refusal):
    message = _("Der Kaufpreis ist nicht eingetragen. Bitte den Betrag der Gutschrift angeben.")
    field = "amount"


class NothingDefined(Refusal):
    message = _("Es sind noch keine Maßnahmen angelegt. Das geht unter Stammdaten, Maßnahmen.")


NEEDS = {
    Need.FIGURES: _("Für diese Maßnahme fehlen noch Angaben. Ohne Kosten gilt 0,00 als Eintrag."),
    Need.AMOUNT: _("Bitte den Betrag angeben, der angeboten werden soll."),
    Need.EXECUTOR: _("Bitte wählen, wer den Einsatz ausführt."),
    Need.LIFTED_EXCLUSION: _("Diese Maßnahme ist für den Vorgang ausgeschlossen."),
    Need.ADMISSIBLE: _("Diese Maßnahme ist hier nicht möglich."),
    Need.DEARER_REASON: _("Diese Maßnahme ist teurer als der Vergleichswert. Bitte den Grund angeben."),
    Need.ROOM_REASON: _("Das Angebot geht über den Verhandlungsspielraum hinaus. Bitte den Grund angeben."),
    Need.WISH: _(
        "Der Kunde wünscht etwas anderes und hat bei Gewährleistung die Wahl. "
        "Bitte seine Zustimmung oder den Grund der Verweigerung festhalten."
    ),
}  # fmt: skip
_FIELDS = {
    Need.AMOUNT: "amount",
    Need.EXECUTOR: "executor",
    Need.DEARER_REASON: "dearer_reason",
    Need.ROOM_REASON: "dearer_reason",
    Need.WISH: "wish_reason",
}


class ChoiceIncomplete(Refusal):
    """Something is missing before this remedy may be decided; `need` says what."""

    def __init__(self, need: Need) -> None:
        super().__init__()
        self.need = need
        self.message = NEEDS[need]
        self.field = _FIELDS.get(need)
