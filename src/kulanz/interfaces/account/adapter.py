"""How the login library behaves in this house: no sign-up, our words, our mails, our limits."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# What the library would say by itself; anything else it has to tell, the pages show.
MESSAGES = {
    "account/messages/password_changed.txt": _("Ihr neues Passwort gilt ab sofort."),
    "account/messages/password_set.txt": _("Ihr neues Passwort gilt ab sofort."),
    "mfa/messages/totp_activated.txt": _("Die Authenticator-App ist eingerichtet."),
    "mfa/messages/totp_deactivated.txt": _("Die Authenticator-App ist entfernt."),
    "mfa/messages/recovery_codes_generated.txt": _(
        "Neue Ersatzcodes sind erzeugt; die alten gelten nicht mehr."
    ),
    "mfa/messages/webauthn_added.txt": _("Der Passkey ist hinzugefügt."),
    "mfa/messages/webauthn_removed.txt": _("Der Passkey ist entfernt."),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account:start")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account:security")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        text = message or MESSAGES.get(message_template or "")
        if text:
            messages.add_message(request, level, text, extra_tags=extra_tags)
