"""Logins (global), links and keys (hashed), and the counters that stop guessing."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from kulanz.core.tenancy.models import TenantModel


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A login. What it may do in which tenant stands in its memberships."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=5, default="de")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name


class TokenPurpose(models.TextChoices):
    CASE_PAGE = "case_page"
    REPLY = "reply"
    TENANT_SWITCH = "tenant_switch"
    API = "api"
    INVITATION = "invitation"
    FEED = "feed"
    OFFER = "offer"
    SERVICE_ORDER = "service_order"
    SERVICE_OPTION = "service_option"
    SERVICE_OFFER = "service_offer"
    APPOINTMENT = "appointment"


class AccessToken(TenantModel):
    """A link or key. Only the SHA-256 of its random text is stored."""

    purpose = models.CharField(max_length=20, choices=TokenPurpose.choices)
    digest = models.BinaryField(max_length=32)
    label = models.CharField(max_length=120, blank=True, default="")
    case_id = models.BigIntegerField(null=True, db_index=True)
    party_id = models.BigIntegerField(null=True)
    membership_id = models.BigIntegerField(null=True, db_index=True)
    object_id = models.BigIntegerField(null=True, help_text="the offer or order that it opens")
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=254, blank=True, default="", help_text="whom it was sent to")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("digest",), name="access_token_digest"),)


class ThrottleCounter(models.Model):
    """How often something was tried in a window; shared by all processes, survives restarts."""

    key = models.CharField(max_length=64)
    window = models.BigIntegerField(help_text="start of the window, seconds since 1970")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "window"), name="throttle_key_window"),)
        indexes = (models.Index(fields=("window",), name="throttle_window"),)
