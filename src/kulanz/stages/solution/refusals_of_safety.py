"""Why a decision about safety-relevant parts is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal


class OnlyForCertified(Refusal):
    """`parts` are the names of the safety-relevant parts."""

    message = _(
        "%(parts)s: Sicherheitsrelevante Ersatzteile gehen nie an Endkunden. Bitte an den "
        "Fachhandelspartner oder Techniker liefern und die zertifizierte Person nennen, "
        "die sie montiert."
    )
    field = "recipient"


class NotOriginal(Refusal):
    message = _("%(article)s ist kein Originalersatzteil. Repariert wird nur mit Originalersatzteilen.")
    field = "parts"


class DeclarationMissing(Refusal):
    message = _(
        "Bitte bestätigen, dass nur die genannte zertifizierte Person montiert und nur Originalteile "
        "verwendet."
    )
    field = "assembly_declared"
