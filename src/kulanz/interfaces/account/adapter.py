"""How the login library behaves in this house: no sign-up, our words, our limits."""

from __future__ import annotations

import base64
import hashlib
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kulanz.interfaces.account.limits import LOGIN, Attempt, count_attempt
from kulanz.interfaces.account.second_factor import is_required_of

# What the library would say by itself; anything else it has to tell, the pages show.
MESSAGES: Final = {
    "account/messages/password_changed.txt": _("Ihr neues Passwort gilt ab sofort."),
    "account/messages/password_set.txt": _("Ihr neues Passwort gilt ab sofort."),
    "mfa/messages/totp_activated.txt": _("Die Authenticator-App ist eingerichtet."),
    "mfa/messages/totp_deactivated.txt": _("Die Authenticator-App ist entfernt."),
    "mfa/messages/recovery_codes_generated.txt": _(
        "Neue Ersatzcodes sind erzeugt. Die alten gelten nicht mehr."
    ),
    "mfa/messages/webauthn_added.txt": _("Der Passkey ist hinzugefügt."),
    "mfa/messages/webauthn_removed.txt": _("Der Passkey ist entfernt."),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    error_messages: Final = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("E-Mail-Adresse oder Passwort stimmen nicht."),
        "enter_current_password": _("Das ist nicht Ihr bisheriges Passwort."),
        "incorrect_password": _("Das Passwort stimmt nicht."),
        "invalid_password_reset": _("Dieser Link gilt nicht mehr."),
        "incorrect_code": _("Der Code stimmt nicht."),
    }
    _attempt: Attempt | None = None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account:start")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account:security")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self._attempt = count_attempt(request, LOGIN, str(credentials.get("email", "")).lower())

    def _rollback_login_failed_rl_usage(self) -> None:
        # called by the library once the password was right
        if self._attempt is not None:
            self._attempt.was_right()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """The library's own counters are not used."""

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        self.pre_authenticate(context.request, email=user.get_username())
        if not user.check_password(password):
            return False
        self._rollback_login_failed_rl_usage()
        return True

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails go through the tenant's outbox (workflows.access_mails); the library sends none by itself."""
        raise RuntimeError(f"the login library wanted to send {template_prefix}")

    def add_message(  # noqa: PLR0917  # the library's signature
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
            messages.add_message(request, level, str(text), extra_tags=extra_tags)


def _box() -> Fernet:
    """Seeds of second factors lie encrypted: a copy of the database alone signs nobody in."""
    key = hashlib.sha256(b"second factor\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    error_messages: Final = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "Ihr Haus verlangt einen zweiten Faktor. Richten Sie zuerst einen anderen ein."
        ),
        "incorrect_code": _("Der Code stimmt nicht. Jeder Code gilt nur einmal und eine halbe Minute."),
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return self._get_site_name()

    def _get_site_name(self) -> str:
        tenant = getattr(context.request, "tenant", None)
        return str(tenant.name) if tenant else "Kulanz"

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002  # the library's name
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return str(_("Passkey %(number)s")) % {"number": number}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Where a second factor is required, the last one stays."""
        if not is_required_of(context.request):
            return True
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())
