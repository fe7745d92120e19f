"""Forms around signing in: the library's with our words and limits, and our own."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as library
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import int_to_base36
from django.utils.translation import gettext_lazy as _

from kulanz.core import clock
from kulanz.core.access.models import User
from kulanz.interfaces.account.limits import RESET, SECOND_FACTOR, count_attempt
from kulanz.masterdata.parties.actors import memberships_of
from kulanz.workflows.access_mails import queue_password_reset

PASSWORD_HELP = _("Mindestens 10 Zeichen. Mehrere Wörter merken Sie sich leichter als Sonderzeichen.")


def _say(form: forms.Form, **labels: Any) -> None:
    """Our label for each field; what the library would write into the empty field is left out."""
    for name, label in labels.items():
        if name in form.fields:
            form.fields[name].label = label
            form.fields[name].help_text = ""
            form.fields[name].widget.attrs.pop("placeholder", None)


class LoginForm(library.LoginForm):  # type: ignore[misc]  # the library has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, login=_("E-Mail-Adresse"), password=_("Passwort"), remember=_("Angemeldet bleiben"))
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"


class ResetPasswordForm(library.ResetPasswordForm):  # type: ignore[misc]  # the library has no types
    """Does the same work for every address and lets no page tell whether it has an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, email=_("E-Mail-Adresse"))

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip().lower()
        count_attempt(context.request, RESET, email)
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email = str(self.cleaned_data["email"])
        tenant = request.tenant  # type: ignore[attr-defined]  # KulanzRequest, behind open_to_all
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        member = bool(memberships_of(user.pk if user else 0, tenant.pk))
        somebody = user or User(pk=0, email=email)
        key = f"{int_to_base36(somebody.pk)}-{default_token_generator.make_token(somebody)}"
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        queue_password_reset(
            tenant=tenant,
            email=email,
            user=user if member else None,
            path=path.replace("UID-KEY", key),
            language=user.language[:2] if user and member else tenant.language[:2],
            at=clock.now(),
        )
        return email


class _NewPassword:
    """Two fields that the library asks for; the second guards against typing errors only."""

    fields: dict[str, forms.Field]

    def _say_passwords(self) -> None:
        _say(
            self,  # type: ignore[arg-type]  # mixed into forms only
            oldpassword=_("Bisheriges Passwort"),
            password1=_("Neues Passwort"),
            password2=_("Neues Passwort wiederholen"),
        )
        self.fields["password1"].help_text = PASSWORD_HELP


class ResetPasswordKeyForm(_NewPassword, library.ResetPasswordKeyForm):  # type: ignore[misc]  # no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._say_passwords()


class ChangePasswordForm(_NewPassword, library.ChangePasswordForm):  # type: ignore[misc]  # no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._say_passwords()


class SetPasswordForm(_NewPassword, library.SetPasswordForm):  # type: ignore[misc]  # no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._say_passwords()


class ReauthenticateForm(library.ReauthenticateForm):  # type: ignore[misc]  # the library has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password=_("Passwort"))


class _LimitedCode:
    """Codes of six digits are guessed quickly; so tries are counted per person."""

    user: User

    def clean_code(self) -> str:
        attempt = count_attempt(context.request, SECOND_FACTOR, str(self.user.pk))
        code = str(super().clean_code())  # type: ignore[misc]  # mixed into the library's forms
        attempt.was_right()
        return code


class AuthenticateForm(_LimitedCode, mfa.AuthenticateForm):  # type: ignore[misc]  # no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code=_("Code aus der App oder ein Ersatzcode"))


class ReauthenticateCodeForm(_LimitedCode, mfa.ReauthenticateForm):  # type: ignore[misc]  # no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code=_("Code aus der App oder ein Ersatzcode"))


class ActivateTOTPForm(_LimitedCode, totp.ActivateTOTPForm):  # type: ignore[misc]  # no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code=_("Sechsstelliger Code aus der App"))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddWebAuthnForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]  # the library has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, name=_("Name des Passkeys"), passwordless=_("Ohne Passwort anmelden"))
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = _(
            "Das Gerät prüft dann selbst Finger, Gesicht oder PIN. Sonst dient es nur als zweiter Faktor."
        )


class EditWebAuthnForm(webauthn.EditWebAuthnForm):  # type: ignore[misc]  # the library has no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, name=_("Name des Passkeys"))


class InvitationForm(forms.Form):
    """The first password, or the renewed one."""

    password = forms.CharField(
        label=_("Neues Passwort"),
        help_text=PASSWORD_HELP,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Sprache"), choices=settings.LANGUAGES)


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Vor- und Nachname"), max_length=150)


class ApplyForm(forms.Form):
    """A firm asks for its first access (R105)."""

    company = forms.CharField(label=_("Firma"), max_length=200)
    name = forms.CharField(label=_("Ihr Name"), max_length=150)
    email = forms.EmailField(label=_("E-Mail-Adresse"), max_length=254)
    phone = forms.CharField(label=_("Telefon"), max_length=40, required=False)
    remark = forms.CharField(
        label=_("Was sollten wir wissen?"),
        help_text=_("Zum Beispiel Ihre Kundennummer."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


NEWS_WORDS = [
    ("always", _("immer")),
    ("away", _("nur wenn ich gerade nicht am Schreibtisch bin")),
    ("never", _("nie")),
]


class NewsForm(forms.Form):
    """When a member of staff gets a mail about his own cases; what the desk shows anyway stays calm."""

    assigned = forms.ChoiceField(label=_("Ein Vorgang wird mir zugewiesen"), choices=NEWS_WORDS)
    message = forms.ChoiceField(label=_("Neue Nachricht in meinem Vorgang"), choices=NEWS_WORDS)
    follow_up = forms.ChoiceField(label=_("Eine Wiedervorlage ist fällig"), choices=NEWS_WORDS)
    overdue = forms.ChoiceField(label=_("Eine zugesagte Nachricht ist überfällig"), choices=NEWS_WORDS)
