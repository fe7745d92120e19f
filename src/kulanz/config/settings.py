"""Django's settings, all of them derived from the typed environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from kulanz.config.apps import APPS
from kulanz.config.env import environment
from kulanz.config.logging import logging_settings
from kulanz.core.database.places import Places
from kulanz.core.database.secrets import ensure_secret
from kulanz.core.database.urls import DatabaseUrls, given_urls

ENV = environment()
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = ENV.debug
PORT = ENV.port
SECRET_KEY = ENV.secret_key or ensure_secret(ENV.secrets_folder / "secret_key")
# Which hosts exist is a question of the tenants, answered by TenantMiddleware with 404.
ALLOWED_HOSTS = ["*"]

# --- Parts ---------------------------------------------------------------------------------------

INSTALLED_APPS = [
    *APPS,  # before the libraries, so that our templates win
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "ninja",
]

MIDDLEWARE = [
    "kulanz.config.requests.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "kulanz.config.health.HealthMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kulanz.config.requests.NulMiddleware",
    # Opens the request's transaction: everything below, even saving the session, happens inside it.
    "kulanz.core.tenancy.middleware.TenantMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "kulanz.interfaces.api.problems.ProblemMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kulanz.masterdata.parties.middleware.ActorMiddleware",
    "kulanz.interfaces.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kulanz.core.ui.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "kulanz.config.urls"
WSGI_APPLICATION = "kulanz.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- Database ------------------------------------------------------------------------------------


def database_urls() -> DatabaseUrls:
    """The given database, or the one inside the home folder."""
    if ENV.database_url:
        return given_urls(ENV.database_url, ENV.owner_database_url)
    return Places(ENV.home).urls()


DATABASE_URLS = database_urls()
DATABASES: dict[str, dict[str, Any]] = {
    "default": DATABASE_URLS.app_settings(),
    "owner": DATABASE_URLS.owner_settings(),
}
DATABASES["default"]["OPTIONS"]["pool"] = {
    "min_size": 1,
    "max_size": ENV.web_threads + 2,
    "timeout": 10,
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # In the database, so that limits against guessing survive restarts and hold over all processes.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- Language and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("Deutsch")), ("en", _("Englisch"))]
# Apps bring their own catalogues; this one holds the texts of what is no app.
LOCALE_PATHS = [PACKAGE / "config" / "locale"]
FORMAT_MODULE_PATH = "kulanz.config.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

# --- People --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "kulanz.interfaces.account.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "kulanz.interfaces.account.forms.LoginForm",
    "reset_password": "kulanz.interfaces.account.forms.ResetPasswordForm",
    "reset_password_from_key": "kulanz.interfaces.account.forms.ResetPasswordKeyForm",
    "change_password": "kulanz.interfaces.account.forms.ChangePasswordForm",
    "set_password": "kulanz.interfaces.account.forms.SetPasswordForm",
    "reauthenticate": "kulanz.interfaces.account.forms.ReauthenticateForm",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105  # a class
PASSWORD_RESET_TIMEOUT = 4 * 3600
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Accounts are made by the house, which also names their address.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# Guessing is limited by interfaces.account.limits, which counts safely under parallel tries.
ACCOUNT_RATE_LIMITS = False
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.trusted_proxies
MFA_ADAPTER = "kulanz.interfaces.account.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "kulanz.interfaces.account.forms.AuthenticateForm",
    "reauthenticate": "kulanz.interfaces.account.forms.ReauthenticateCodeForm",
    "activate_totp": "kulanz.interfaces.account.forms.ActivateTOTPForm",
    "add_webauthn": "kulanz.interfaces.account.forms.AddWebAuthnForm",
    "edit_webauthn": "kulanz.interfaces.account.forms.EditWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENV.https
SOCIALACCOUNT_AUTO_SIGNUP = False
USERSESSIONS_TRACK_ACTIVITY = False

# --- What the browser may do -----------------------------------------------------------------------

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "media-src": ["'self'", "blob:"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if ENV.https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.trusted_proxies else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Files ---------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = ENV.static_folder
STATICFILES_DIRS = [folder for folder in (PACKAGE / "static_vendor",) if folder.is_dir()]
MEDIA_ROOT = ENV.files_folder
SECRETS_FOLDER = ENV.secrets_folder
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
WHITENOISE_USE_FINDERS = DEBUG

# --- Mail ----------------------------------------------------------------------------------------

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = ENV.smtp_host or ""
EMAIL_PORT = ENV.smtp_port
EMAIL_HOST_USER = ENV.smtp_user or ""
EMAIL_HOST_PASSWORD = ENV.smtp_password or ""
EMAIL_USE_TLS = ENV.smtp_tls == "starttls"
EMAIL_USE_SSL = ENV.smtp_tls == "tls"
EMAIL_TIMEOUT = 30
# Where a demo puts its mails instead of sending them.
OUTBOX_FOLDER = ENV.home / "outbox"

# --- Exchange of files with other systems ---------------------------------------------------------

EXCHANGE_FOLDER = ENV.home / "exchange"
EXCHANGE_ROOTS = ENV.exchange_folders

# --- Traces --------------------------------------------------------------------------------------

LOGGING = logging_settings(level=ENV.log_level, form=ENV.log_format)
SILENCED_SYSTEM_CHECKS = ["urls.W005"]
