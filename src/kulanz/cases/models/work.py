"""What helps people work: tasks, drafts, who is looking, saved views, merges."""

from __future__ import annotations

from django.db import models

from kulanz.cases.models.case import Case
from kulanz.core.tenancy.models import TenantModel
from kulanz.masterdata.parties.models import Membership


class Task(TenantModel):
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField(max_length=200)
    due_on = models.DateField(null=True)
    assignee = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="tasks")
    created_at = models.DateTimeField()
    created_by_name = models.CharField(max_length=200)
    done_at = models.DateTimeField(null=True)
    done_by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("done_at", "due_on", "id")
        indexes = (models.Index(fields=("tenant", "case"), name="task_case"),)


class Draft(TenantModel):
    """Unsent text of one person for one form; survives crash and change of device."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=80, help_text="which form, such as case:17:message")
    title = models.CharField(max_length=200, blank=True, default="")
    payload = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("membership", "key"), name="draft_once"),)


class Presence(TenantModel):
    """Who has a case open; a row older than a minute means nobody."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="presences")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    is_writing = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("case", "membership"), name="presence_once"),)


class SavedView(TenantModel):
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    filters = models.JSONField(default=dict)
    shared = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "name")
        constraints = (models.UniqueConstraint(fields=("membership", "name"), name="saved_view_name"),)


class Merge(TenantModel):
    """One merge with what is needed to undo it."""

    source = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="merges_away")
    target = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="merges_here")
    before = models.JSONField(help_text="the source's step, claim and dates before the merge")
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
