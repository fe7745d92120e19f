"""Those pages of the login library that we use, each behind a door like every page of ours.

Sign-up, addresses, login by code and the social pages are left out: accounts are made by the house. The
names are the library's, which it resolves itself.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.generic import RedirectView

from kulanz.core.access.gates import gate, open_to_all
from kulanz.interfaces.account.views.login import LoginView, PasskeyLoginView
from kulanz.interfaces.account.views.security import SIGNED_IN

signed_in = gate(*SIGNED_IN)
to_security = RedirectView.as_view(pattern_name="account:security")

urlpatterns: list[URLPattern | URLResolver] = [
    path("anmelden/", open_to_all(LoginView.as_view()), name="account_login"),
    path("abmelden/", open_to_all(account.logout), name="account_logout"),
    path("gesperrt/", open_to_all(account.account_inactive), name="account_inactive"),
    path("bestaetigen/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("kennwort/", signed_in(account.password_change), name="account_change_password"),
    path("kennwort/setzen/", signed_in(account.password_set), name="account_set_password"),
    path("kennwort/vergessen/", open_to_all(account.password_reset), name="account_reset_password"),
    path(
        "kennwort/vergessen/gesendet/",
        open_to_all(account.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^kennwort/neu/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        open_to_all(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "kennwort/neu/fertig/",
        open_to_all(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    # the library leads here after a change of the second factor
    path("zweiter-faktor/", signed_in(to_security), name="mfa_index"),
    path("zweiter-faktor/eingeben/", open_to_all(mfa.authenticate), name="mfa_authenticate"),
    path("zweiter-faktor/bestaetigen/", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("zweiter-faktor/app/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("zweiter-faktor/app/entfernen/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("ersatzcodes/", signed_in(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("ersatzcodes/neu/", signed_in(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("ersatzcodes/datei/", signed_in(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("passkeys/", signed_in(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("passkeys/neu/", signed_in(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("passkeys/anmelden/", open_to_all(PasskeyLoginView.as_view()), name="mfa_login_webauthn"),
    path(
        "passkeys/bestaetigen/",
        signed_in(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("passkeys/<int:pk>/entfernen/", signed_in(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("passkeys/<int:pk>/", signed_in(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
]
