"""Why a command about mail refuses, in words the office understands."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal


class NoSuchMail(Refusal):
    message = _("Diese E-Mail gibt es nicht oder Sie haben keinen Zugriff darauf.")


class MailAlreadySettled(Refusal):
    message = _("Über diese E-Mail ist schon entschieden.")
