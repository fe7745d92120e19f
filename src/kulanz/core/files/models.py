"""Files as rows: what is stored, under which name, and uploads still under way."""

from __future__ import annotations

from django.db import models

from kulanz.core.files.types import KINDS, FileKind
from kulanz.core.tenancy.models import TenantModel


class StoredFile(TenantModel):
    """Content kept exactly as it was sent. Who may see it is decided by whoever refers to it."""

    class State(models.TextChoices):
        PRESENT = "present"
        ERASED = "erased"

    key = models.CharField(max_length=120, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=100)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PRESENT)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            # Sums up what a tenant uses without reading the table.
            models.Index(fields=["tenant", "state"], include=["size"], name="files_usage"),
            models.Index(fields=["tenant", "sha256"], name="files_sha256"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=["present", "erased"]), name="files_storedfile_state"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> FileKind:
        return KINDS[self.content_type]

    @property
    def is_photo(self) -> bool:
        return self.kind.family == "photo"

    @property
    def is_video(self) -> bool:
        return self.kind.family == "video"

    @property
    def is_present(self) -> bool:
        return self.state == self.State.PRESENT


class UploadSession(TenantModel):
    """A resumable upload. The row's `received` is the truth; bytes beyond it on disk are overwritten."""

    token_hash = models.CharField(max_length=64, unique=True)
    bound_to = models.CharField(max_length=120)
    name = models.CharField(max_length=120)
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    stored_file = models.ForeignKey(StoredFile, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["tenant", "expires_at"], name="files_upload_expiry"),
            models.Index(fields=["tenant", "bound_to"], name="files_upload_bound_to"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(received__gte=0) & models.Q(received__lte=models.F("size")),
                name="files_uploadsession_received",
            ),
        )

    def __str__(self) -> str:
        return self.name
