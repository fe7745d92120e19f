"""Why a change of remedies, matrix, reasons and limits is refused."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal


class NoSuchRemedy(Refusal):
    message = _("Diese Maßnahme gibt es nicht.")


class RemedyNameTaken(Refusal):
    message = _("Eine Maßnahme mit dem Namen „%(name)s“ gibt es schon.")
    field = "name"


class RemedyInUse(Refusal):
    message = _(
        "Diese Maßnahme steht schon in Vorgängen und bleibt deshalb erhalten. Bitte stattdessen außer "
        "Gebrauch nehmen."
    )


class BenchmarkStays(Refusal):
    message = _("Diese Maßnahme ist der Vergleichsmaßstab. Bitte zuerst eine andere dazu machen.")
    field = "active"


class BenchmarkNotInUse(Refusal):
    message = _("Vergleichsmaßstab kann nur eine Maßnahme in Gebrauch sein.")


class RemedyNeverEnds(Refusal):
    message = _("Ohne Auftrag und ohne Gutschrift endet diese Maßnahme nie. Bitte einen Auftrag wählen.")
    field = "ends"


class CreditNeedsNature(Refusal):
    message = _("Mit einer Gutschrift enden nur Minderung und Rückgabe gegen Gutschrift.")
    field = "ends"


class PartsNeeded(Refusal):
    message = _("Eine Ersatzteillieferung bewegt Ersatzteile. Bitte als Ware „die Ersatzteile“ wählen.")
    field = "goods"


class GoodsNeeded(Refusal):
    message = _("Diese Aufträge bewegen Ware. Bitte wählen, welche.")
    field = "goods"


class ExecutorWithoutOrder(Refusal):
    message = _("Einen Ausführenden braucht nur, was einen Kundendienstauftrag startet.")
    field = "needs_executor"


class OfferOnlyForReduction(Refusal):
    message = _("Ein Angebotsschreiben gehört zu einer Minderung.")
    field = "letters"


class MatrixCountsGoods(Refusal):
    """A cost kind hangs on pieces, units or weight, and the remedy moves nothing."""

    message = _(
        "„%(kind)s“ hängt an Stück, Gewicht oder Frachteinheiten; „%(remedy)s“ bewegt aber keine Ware."
    )


class ChangedMeanwhile(Refusal):
    message = _(
        "Das wurde inzwischen von jemand anderem geändert. Unten steht der neue Stand; bitte noch einmal "
        "prüfen und dann speichern."
    )


class MatrixConflict(Refusal):
    """Somebody changed the same cells meanwhile; nothing was saved."""

    message = _(
        "Jemand anderes hat inzwischen dieselben Felder geändert: %(cells)s. Gespeichert wurde nichts; "
        "unten steht Ihre Auswahl, der neue Stand steht daneben."
    )

    def __init__(self, cells: Sequence[str]) -> None:
        super().__init__(cells=", ".join(cells))


class NoSuchReason(Refusal):
    message = _("Diesen Grund gibt es nicht.")


class ReasonThere(Refusal):
    message = _("Diesen Grund gibt es zu diesem Zweck schon.")
    field = "name"


class NobodyUnlimited(Refusal):
    message = _(
        "Leitung, Bereichsleitung oder Geschäftsleitung muss ohne Grenze entscheiden können, sonst kann "
        "niemand freigeben, was darüber liegt."
    )
