"""The protocol: history, audit log and outbox in one. Append-only and hash-chained per stream.

A trigger fills `seq`, `prev_hash` and `hash` (migration 0002), so no writer can break the chain, and
refuses UPDATE and DELETE. Personal data sits in PersonalData and enters the chain only by its salted
digest, so it can be erased and the chain still holds.
"""

from __future__ import annotations

from django.db import models

from kulanz.core.tenancy.models import TenantModel


class ProtocolEntry(TenantModel):
    append_only = True

    stream = models.CharField(max_length=40, help_text="what it is about, such as case:17")
    seq = models.PositiveIntegerField(default=0)
    event = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_ref = models.CharField(max_length=60, blank=True, default="", help_text="such as membership:3")
    channel = models.CharField(max_length=12)
    facts = models.JSONField(default=dict)
    personal_digest = models.CharField(max_length=64, blank=True, default="")
    prev_hash = models.CharField(max_length=64, blank=True, default="")
    hash = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("tenant", "stream", "seq"), name="protocol_stream_seq"),
        )


class PersonalData(TenantModel):
    """The names and texts of one entry; erased by setting `data` to null."""

    entry = models.OneToOneField(
        ProtocolEntry, on_delete=models.PROTECT, related_name="personal", primary_key=True
    )
    salt = models.CharField(max_length=32)
    data = models.JSONField(null=True)
    erased_at = models.DateTimeField(null=True)


class TransmissionState(models.TextChoices):
    WAITING = "waiting"
    DONE = "done"
    STUCK = "stuck"
    CANCELLED = "cancelled"


class Transmission(TenantModel):
    """One protocol entry on its way to one consumer. `key` makes the work idempotent."""

    entry = models.ForeignKey(ProtocolEntry, on_delete=models.PROTECT, related_name="transmissions")
    consumer = models.CharField(max_length=30)
    key = models.CharField(max_length=120)
    state = models.CharField(
        max_length=10, choices=TransmissionState.choices, default=TransmissionState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    last_error = models.TextField(blank=True, default="")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("tenant", "key"), name="transmission_key"),)
        indexes = (
            models.Index(
                fields=("tenant", "due_at"),
                name="transmission_due",
                condition=models.Q(state=TransmissionState.WAITING),
            ),
            models.Index(
                fields=("tenant", "-id"),
                name="transmission_stuck",
                condition=models.Q(state=TransmissionState.STUCK),
            ),
        )
